"""Inputs of allowed size whose parts multiply: they are read once, or cut off with a message."""

import time
import tracemalloc
from collections.abc import Mapping

import pytest

from threatmodel.engine.importers import Reading, TextFile, read
from threatmodel.engine.importers.debuggers import open_debugger

SECONDS = 10.0  # each took minutes, or all memory, when its parts were multiplied


def reading(files: Mapping[str, str]) -> Reading:
    started = time.process_time()
    found = read([TextFile(name, text.encode()) for name, text in files.items()])
    assert time.process_time() - started < SECONDS
    return found


def services(count: int, settings: str) -> str:
    return "services:\n" + "".join(f"  s{number}: {{image: shop, {settings}}}\n" for number in range(count))


def test_a_configuration_of_many_services_is_searched_once() -> None:
    compose = services(1_000, "volumes: ['./nginx.conf:/etc/nginx/nginx.conf']")
    found = reading({"compose.yaml": compose, "nginx.conf": "client_max_body_size 1m\n" * 5_000})

    assert len(found.model.of_kind("workload")) == 1_000


@pytest.mark.parametrize("word", ["dlv ", "debugpy ", "ptvsd ", "jdwp="])
def test_a_command_that_names_a_debugger_over_and_over_is_searched_once(word: str) -> None:
    started = time.process_time()
    found = {open_debugger([word * 4_000]) for _ in range(100)}

    assert found == {None}
    assert time.process_time() - started < SECONDS


PROXY = "services: {edge: {image: nginx, volumes: ['./NAME:/etc/NAME']}, web: {image: x/web}}"
SERVED = "server { listen 80; location / { proxy_pass http://web:3000; } }\n"
SITE = ":80 {\n reverse_proxy web:3000\n}\n"
FRONTEND = "frontend edge\n bind *:80\n default_backend web\nbackend web\n server web web:3000\n"


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("nginx.conf", SERVED + "client_max_body_size 1m;\n" * 400_000),
        ("nginx.conf", SERVED + "x" * 10_000_000),
        ("nginx.conf", SERVED * 160_000),
        ("nginx.conf", SERVED + "a {" * 100_000 + "}" * 100_000),
        ("nginx.conf", SERVED + "server {" + "location / {" * 20_000 + "}" * 20_001),
        ("nginx.conf", SERVED + "}" * 200_000),
        *(
            ("nginx.conf", SERVED + mark * 100_000)
            for mark in ("{%", "{{", "<%", "${", "\\", '"', "\0", "\"'")
        ),
        ("nginx.conf", SERVED + '"' + "x" * 500_000),
        ("nginx.conf", SERVED + "access_by_lua_block {\n" * 20_000),
        ("nginx.conf", SERVED + "include *.conf;\n" * 30_000),
        ("nginx.conf", SERVED + "upstream a { server web:3000; }\n" * 16_000),
        (
            "nginx.conf",
            f"{SERVED}server {{ {'set $a b; allow all;' * 9_000} {'location / { auth_basic x; }' * 9_000} }}",
        ),
        ("nginx.conf", SERVED + "".join(f"server {{ set $a{n} b; location / {{}} }}" for n in range(12_000))),
        ("Caddyfile", SITE + "a {\n" * 100_000 + "}\n" * 100_000),
        ("Caddyfile", SITE + "".join(f"respond <<A{n}\n" for n in range(30_000))),
        ("Caddyfile", SITE + "a,\n" * 150_000),
        ("Caddyfile", SITE + '"' * 300_001),
        ("haproxy.cfg", FRONTEND + " server web web:3000\n" * 500_000),
        ("haproxy.cfg", FRONTEND + ' "' + "\\" * 500_000),
        ("haproxy.cfg", FRONTEND + " bind " + "*:80," * 90_000),
        ("haproxy.cfg", FRONTEND + "backend x\n" * 50_000),
    ],
)
def test_a_configuration_of_a_proxy_is_read_in_one_pass(name: str, text: str) -> None:
    found = reading({"compose.yaml": PROXY.replace("NAME", name), name: text})

    assert "flow:compose:edge->compose:web:3000" in found.model.flows


def test_proxies_that_share_a_large_file_are_bounded() -> None:
    files = {f"{n}.conf": SERVED for n in range(200)} | {"all.conf": SERVED * 4_000}
    compose = "services:\n" + "".join(
        f"  s{n}: {{image: nginx, volumes: ['./all.conf:/etc/all.conf', './{n}.conf:/etc/{n}.conf']}}\n"
        for n in range(200)
    )

    found = reading({"compose.yaml": compose, **files})

    assert any("too many configuration files" in one.message for one in found.problems)


def test_configurations_times_services_are_bounded() -> None:
    files = {f"c/{number}.conf": "proxy_pass http://s1:80;\n" * 200 for number in range(100)}
    found = reading({"compose.yaml": services(1_000, "volumes: ['./c:/etc/c']"), **files})

    assert any("too many configuration files" in one.message for one in found.problems)


def test_hosts_times_services_of_a_route_are_bounded() -> None:
    rule = " || ".join(f"Host(`h{number}`)" for number in range(5_000))
    route = (
        "apiVersion: traefik.io/v1alpha1\nkind: IngressRoute\nmetadata: {name: shop}\n"
        f'spec:\n  routes:\n  - match: "{rule}"\n    services:\n' + "    - name: shop\n" * 5_000
    )

    found = reading({"route.yaml": route})

    assert any("too many hosts" in one.message for one in found.problems)


@pytest.mark.parametrize("manifest", ["", "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: shop}\n"])
def test_kustomizations_that_name_each_other_twice_are_bounded(manifest: str) -> None:
    files = {f"b{n}/kustomization.yaml": f"resources: [../b{n + 1}, ../b{n + 1}]" for n in range(18)}
    files |= {"b18/kustomization.yaml": "resources: [shop.yaml]", "b18/shop.yaml": manifest}

    found = reading(files)

    assert any("Too many objects, kustomizations" in one.message for one in found.problems)


@pytest.mark.parametrize(
    "rules",
    [
        "images:\n" + "- {name: a, newTag: b}\n" * 2_000,
        "labels:\n" + "".join(f"- {{pairs: {{a{n}: b}}}}\n" for n in range(2_000)),
        "patches:\n" + "- {patch: '[]', target: {kind: Pod}}\n" * 2_000,
    ],
)
def test_rules_times_objects_are_bounded(rules: str) -> None:
    manifest = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: shop}\n"
    files = {
        "kustomization.yaml": f"resources: [shop.yaml]\n{rules}",
        "shop.yaml": f"---\n{manifest}" * 2_000,
    }

    found = reading(files)

    assert any("kustomizations, rules and patches" in one.message for one in found.problems)


@pytest.mark.parametrize(
    ("environment", "variables"),
    [
        ("  - B=$A\n", "A=" + "x" * 60_000),
        ("  - A\n", "A=" + "x" * 60_000),
        ("  - C=1\n", "A=" + "x" * 30_000 + "\n" + "".join(f"B{n}=$A$A\n" for n in range(5_000))),
    ],
)
def test_what_variables_grow_to_is_bounded(environment: str, variables: str) -> None:
    compose = f"services:\n  shop:\n    image: shop\n    environment:\n{'    ' + environment}" + (
        f"    {environment}" * 5_000
    )
    tracemalloc.start()
    try:
        reading({"compose.yaml": compose, ".env": variables})
        most = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()

    assert most < 50_000_000  # bytes; written out they are 300 million


def test_listeners_times_routes_are_bounded() -> None:
    listeners = "".join(f"  - {{name: l{n}, port: {n + 1}, protocol: HTTP}}\n" for n in range(3_000))
    gateway = (
        "apiVersion: gateway.networking.k8s.io/v1\nkind: Gateway\nmetadata: {name: shop}\n"
        f"spec:\n  gatewayClassName: shop\n  listeners:\n{listeners}"
    )
    route = (
        "---\napiVersion: gateway.networking.k8s.io/v1\nkind: HTTPRoute\nmetadata: {name: r%d}\n"
        "spec: {parentRefs: [{name: shop}], rules: [{backendRefs: [{name: shop, port: 80}]}]}\n"
    )

    found = reading({"gateway.yaml": gateway + "".join(route % n for n in range(3_000))})

    assert any("at most 64 listeners" in one.message for one in found.problems)
