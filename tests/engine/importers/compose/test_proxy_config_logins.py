"""Proxies that forward requests without asking who calls: which lines say so, and what leaves it open."""

import pytest

from tests.engine.importers.compose.proxy_config import config
from tests.engine.importers.compose.readings import of
from threatmodel.engine.importers.compose.proxy_config_logins import open_ways

NGINX = """server {
    listen 80;
    location / { proxy_pass http://metrics:9090; }
}
"""
CADDY = """:9090 {
    reverse_proxy metrics:9090
}
"""


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        ("site.conf", NGINX, [((80,), "metrics", 3)]),
        ("site.conf", NGINX.replace("    listen 80;\n", ""), [((80,), "metrics", 2)]),
        ("site.conf", NGINX.replace("listen 80;", "auth_basic on;"), []),
        ("site.conf", NGINX.replace("location / { ", "location / { auth_request /login; "), []),
        ("site.conf", NGINX.replace("listen 80;", "listen 80; \n    allow 10.0.0.0/8;\n    deny all;"), []),
        ("site.conf", NGINX.replace("listen 80;", "listen 80;\n    include conf.d/login;"), []),
        ("site.conf", "auth_basic_user_file /etc/users;\n" + NGINX, []),
        ("site.conf", "include mime.types;\n" + NGINX, [((80,), "metrics", 4)]),
        ("site.conf", NGINX.replace("http://metrics:9090", "$backend"), []),
        ("Caddyfile", CADDY, [((9090,), "metrics", 2)]),
        ("Caddyfile", CADDY.replace(":9090 {", "shop.example {"), [((80, 443), "metrics", 2)]),
        ("Caddyfile", CADDY.replace(":9090 {", "{$SITE} {"), []),
        ("Caddyfile", CADDY.replace("    rev", "    basicauth /* {\n    }\n    rev"), []),
        ("Caddyfile", CADDY.replace("    rev", "    basic_auth {\n    }\n    rev"), []),
        ("Caddyfile", CADDY.replace("    rev", "    forward_auth login:80 {\n    }\n    rev"), []),
        (
            "Caddyfile",
            CADDY.replace("    rev", "    basicauth /old/* {\n    }\n    rev"),
            [((9090,), "metrics", 4)],
        ),
        (
            "Caddyfile",
            CADDY.replace("    rev", "    basicauth /m/* {\n    }\n    rev").replace("y m", "y /m/* m"),
            [],
        ),
        ("Caddyfile", CADDY.replace("y m", "y /m/* m"), [((9090,), "metrics", 2)]),
        ("Caddyfile", "", []),
    ],
)
def test_lines_that_forward_without_asking_who_calls(
    name: str, text: str, expected: list[tuple[tuple[int, ...], str, int]]
) -> None:
    found = open_ways(config(name, text))

    assert [(way.ports, way.host, way.line) for way in found] == expected


@pytest.mark.parametrize(
    ("ports", "passes"),
    [("9090:9090", True), ("80:9090", True), ("127.0.0.1:9090:9090", False), ("80:80", False)],
)
def test_a_call_passes_on_anyone_where_the_port_of_its_site_is_published(ports: str, *, passes: bool) -> None:
    text = f"""services:
  edge:
    image: caddy:2
    volumes: ['./Caddyfile:/etc/caddy/Caddyfile']
    ports: ['{ports}']
  metrics: {{image: "prom/prometheus:v3.0.0"}}
"""

    flows = of({"compose.yaml": text, "Caddyfile": CADDY}).model.flows

    fact = flows["flow:compose:edge->compose:metrics:9090"].facts.get("passes_anyone")
    assert (fact is not None) is passes
    if fact is not None:
        assert (fact.source.file, fact.source.line) == ("Caddyfile", 2)
        assert fact.source.why == "edge forwards requests to metrics without asking who calls."
