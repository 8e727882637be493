"""Ports of proxies that only lead to HTTPS: what says so, and what leaves it open."""

from collections.abc import Mapping

import pytest

from tests.engine.importers.compose.proxy_config import config
from tests.engine.importers.compose.readings import of
from threatmodel.engine.importers.compose.proxy_config_redirects import redirects_of_ports
from threatmodel.engine.model import Fact

OPTIONS = ["--entrypoints.web.address=:80", "--entrypoints.secure.address=:443"]
TO = "--entrypoints.web.http.redirections.entrypoint.to=secure"
SCHEME = "--entryPoints.web.http.redirections.entryPoint.scheme"
ROUTER = "traefik.http.routers"
REDIRECT = "traefik.http.middlewares.up.redirectscheme.scheme"


def encrypted(files: Mapping[str, str]) -> Fact | None:
    """What is said of the flow from the internet to port 80 of the proxy."""
    flows = of(files).model.flows
    return flows["flow:internet->compose:edge:80"].facts.get("encrypted")


def compose(
    *options: str, labels: Mapping[str, str] | None = None, variables: Mapping[str, str] | None = None
) -> str:
    shop = "".join(f"\n      {name}: '{value}'" for name, value in (labels or {}).items())
    return f"""services:
  edge:
    image: traefik:v3.4
    command: {[*options]}
    environment: {dict(variables or {})}
    ports: ['80:80', '443:443']
  shop:
    image: x/shop
    labels:
      traefik.enable: 'true'{shop}
"""


@pytest.mark.parametrize("option", [TO, f"{SCHEME}=https"])
def test_options_of_traefik_lead_an_entry_point_to_https(option: str) -> None:
    fact = encrypted({"compose.yaml": compose(*OPTIONS, option)})

    assert fact is not None
    assert fact.value is True
    assert (fact.source.file, fact.source.line) == ("compose.yaml", 4)
    assert fact.source.why == "edge redirects all requests on port 80 to HTTPS."


@pytest.mark.parametrize("options", [(), (TO, f"{SCHEME}=http"), (TO.replace(".web.", ".secure."),)])
def test_without_a_redirection_of_the_entry_point_it_is_not_known(options: tuple[str, ...]) -> None:
    assert encrypted({"compose.yaml": compose(*OPTIONS, *options)}) is None


def test_variables_of_traefik_say_it_too() -> None:
    variables = {
        "TRAEFIK_ENTRYPOINTS_WEB_ADDRESS": ":80/tcp",
        "TRAEFIK_ENTRYPOINTS_WEB_HTTP_REDIRECTIONS_ENTRYPOINT_TO": "secure",
    }

    assert encrypted({"compose.yaml": compose(variables=variables)}) is not None


def test_the_file_of_traefik_says_it_at_its_line() -> None:
    text = compose().replace("ports:", "volumes: ['./traefik.yml:/etc/traefik/traefik.yml']\n    ports:")
    settings = """entryPoints:
  web:
    address: ":80"
    http: {redirections: {entryPoint: {to: secure}}}
  secure: {address: ":443"}
"""

    fact = encrypted({"compose.yaml": text, "traefik.yml": settings})

    assert fact is not None
    assert (fact.source.file, fact.source.line) == ("traefik.yml", 4)


def test_a_router_that_catches_all_and_redirects_leads_its_entry_point_to_https() -> None:
    labels = {
        f"{ROUTER}.all.entrypoints": "web",
        f"{ROUTER}.all.middlewares": "up@docker",
        REDIRECT: "https",
        f"{ROUTER}.shop.entrypoints": "secure",
    }
    also_plain = labels | {f"{ROUTER}.shop.entrypoints": "web,secure"}
    on_all = {name: value for name, value in labels.items() if name != f"{ROUTER}.shop.entrypoints"}
    on_all |= {f"{ROUTER}.shop.rule": "Host(`shop.example`)"}

    assert encrypted({"compose.yaml": compose(*OPTIONS, labels=labels)}) is not None
    assert encrypted({"compose.yaml": compose(*OPTIONS, labels=also_plain)}) is None
    assert encrypted({"compose.yaml": compose(*OPTIONS, labels=on_all)}) is None


def test_a_configuration_of_nginx_says_it() -> None:
    text = """services:
  edge:
    image: nginx:1.29
    volumes: ['./site.conf:/etc/nginx/conf.d/site.conf']
    ports: ['80:80', '443:443']
"""

    fact = encrypted({"compose.yaml": text, "site.conf": NGINX})

    assert fact is not None
    assert (fact.source.file, fact.source.line) == ("site.conf", 7)


def test_another_file_that_serves_on_the_port_leaves_it_open() -> None:
    text = """services:
  edge:
    image: nginx:1.29
    volumes: ['./a.conf:/etc/nginx/conf.d/a.conf', './b.conf:/etc/nginx/conf.d/b.conf']
    ports: ['80:80', '443:443']
"""
    serving = "server {\n  listen 80;\n  root /srv;\n}\n"

    assert encrypted({"compose.yaml": text, "a.conf": NGINX, "b.conf": serving}) is None


NGINX = """server {
    listen 80;
    listen [::]:80;
    location /.well-known/acme-challenge/ {
        root /var/www/certbot;
    }
    location / { return 301 https://$host$request_uri; }
}
server {
    listen 443 ssl;
    location / { proxy_pass http://shop:8080; }
}
"""
HAPROXY = """frontend web
    bind *:80
    bind *:443 ssl crt /certs
    http-request redirect scheme https unless { ssl_fc }
    default_backend shop
backend shop
    server one shop:8080
"""
CADDY = """{
    email a@shop.example
}
shop.example, www.shop.example {
    reverse_proxy shop:8080
}
"""


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        ("site.conf", NGINX, {80: 7}),
        ("site.conf", NGINX.replace("return 301 https://$host$request_uri", "proxy_pass http://shop"), {}),
        ("site.conf", NGINX.replace("return 301 https:", "return 301 http:"), {}),
        ("site.conf", NGINX + "server {\n  listen 80;\n  root /srv;\n}\n", {}),
        ("site.conf", NGINX.replace("443 ssl", "80"), {}),
        ("site.conf", NGINX.replace("location / { return", "# location / { return"), {}),
        ("site.conf", NGINX.replace("location / { return", "location /old { return"), {}),
        ("site.conf", NGINX.replace("location / { return 301", "location / { rewrite ^/old/(.*)$"), {}),
        ("site.conf", NGINX.replace("location / { return", "if ($host = a) { return"), {}),
        ("site.conf", NGINX + "server {\n  root /srv;\n}\n", {}),
        ("haproxy.cfg", HAPROXY, {80: 4}),
        ("haproxy.cfg", HAPROXY.replace("unless { ssl_fc }", "if { path_beg /login }"), {}),
        ("haproxy.cfg", HAPROXY.replace("unless { ssl_fc }", "if !{ ssl_fc } !{ path_beg /api }"), {}),
        ("haproxy.cfg", HAPROXY.replace("scheme https", "scheme http"), {}),
        ("Caddyfile", CADDY, {80: 4}),
        ("Caddyfile", CADDY.replace("email a@shop.example", "http_port 8080"), {8080: 4}),
        ("Caddyfile", CADDY + ":80 {\n  respond ok\n}\n", {}),
        ("Caddyfile", CADDY + "http://old.example {\n  respond ok\n}\n", {}),
        ("Caddyfile", CADDY.replace("email a@shop.example", "auto_https off"), {}),
        ("Caddyfile", CADDY.replace("shop.example, www.shop.example", "{$SITE}"), {}),
        ("Caddyfile", "http://old.example,\n" + CADDY, {}),
        ("Caddyfile", "import sites/*\n" + CADDY, {}),
        ("Caddyfile", "", {}),
        ("broken.conf", "server {\n listen 80;\n return 301 https://", {}),
    ],
)
def test_lines_that_lead_a_port_to_https(name: str, text: str, expected: dict[int, int]) -> None:
    found = redirects_of_ports(config(name, text))

    assert {port: place.line for port, place in found.items() if place} == expected


PLAIN = {f"{ROUTER}.shop.rule": "Host(`shop.example.org`)", f"{ROUTER}.shop.entrypoints": "web"}


def test_a_router_that_names_the_entry_point_answers_without_tls() -> None:
    fact = encrypted({"compose.yaml": compose(*OPTIONS, labels=PLAIN)})

    assert fact is not None
    assert fact.value is False
    assert (fact.source.line, fact.source.why) == (
        11,
        "A router of edge answers requests on port 80 without TLS.",
    )


@pytest.mark.parametrize(
    ("options", "labels"),
    [
        ([], PLAIN),
        (OPTIONS, {f"{ROUTER}.shop.rule": "Host(`shop.example.org`)"}),
        (OPTIONS, {**PLAIN, f"{ROUTER}.shop.entrypoints": "secure"}),
        (OPTIONS, {**PLAIN, f"{ROUTER}.shop.tls": "true"}),
        (OPTIONS, {**PLAIN, f"{ROUTER}.shop.tls.certresolver": "le"}),
        (OPTIONS, {**PLAIN, f"{ROUTER}.shop.middlewares": "https-only@file"}),
        ([*OPTIONS, "--entrypoints.web.http.tls=true"], PLAIN),
    ],
)
def test_other_routers_do_not_say_that_it_answers_without_tls(
    options: list[str], labels: dict[str, str]
) -> None:
    assert encrypted({"compose.yaml": compose(*options, labels=labels)}) is None


def test_a_redirection_of_the_whole_entry_point_outweighs_a_router() -> None:
    fact = encrypted({"compose.yaml": compose(*OPTIONS, TO, labels=PLAIN)})

    assert fact is not None
    assert fact.value is True
