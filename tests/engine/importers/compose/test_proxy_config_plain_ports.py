"""Ports that proxies serve without TLS: which lines say so, and what leaves it open."""

import pytest

from tests.engine.importers.compose.proxy_config import config
from tests.engine.importers.compose.readings import of
from threatmodel.engine.importers.compose.proxy_config_plain_ports import plain_ports

NGINX = """server {
    listen 80 default_server;
    listen [::]:80;
    location / { proxy_pass http://shop:8080; }
}
"""
HAPROXY = """defaults
    mode http
frontend web
    bind *:80
    default_backend shop
backend shop
    server one shop:8080
"""
CADDY = """:9090 {
    reverse_proxy shop:8080
}
http://shop.example {
    reverse_proxy shop:8080
}
"""


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        ("site.conf", NGINX, {80: 3}),
        ("site.conf", NGINX.replace("80", "8443 ssl"), {}),
        ("site.conf", NGINX.replace("80 default_server", "443 ssl"), {80: 3}),
        ("site.conf", NGINX.replace("proxy_pass http://shop:8080", "return 301 https://$host"), {}),
        (
            "site.conf",
            NGINX.replace("location /", "if ($a = b) { return 301 https://$host; }\nlocation /"),
            {},
        ),
        ("site.conf", NGINX.replace("server {", "server {\n  ssl on;"), {}),
        ("site.conf", NGINX.replace("proxy_pass http://shop:8080", "return 404"), {}),
        ("haproxy.cfg", HAPROXY, {80: 4}),
        ("haproxy.cfg", HAPROXY.replace("*:80", "*:443 ssl crt /certs"), {}),
        ("haproxy.cfg", HAPROXY.replace("mode http", "mode tcp"), {}),
        ("haproxy.cfg", HAPROXY.replace("    mode http\n", ""), {}),
        (
            "haproxy.cfg",
            HAPROXY.replace("    default_", "    redirect scheme https if { path /login }\n    default_"),
            {},
        ),
        ("haproxy.cfg", HAPROXY.replace("default_backend shop\n", "\n"), {}),
        ("Caddyfile", CADDY, {9090: 1, 80: 4}),
        ("Caddyfile", CADDY.replace(":9090", ":443"), {80: 4}),
        ("Caddyfile", CADDY.replace(":9090 {", ":9090 {\n    tls internal"), {80: 5}),
        ("Caddyfile", CADDY.replace(":9090 {", ":9090 {\n    redir https://shop.example{uri}"), {80: 5}),
        ("Caddyfile", CADDY.replace(":9090", "localhost:9090"), {80: 4}),
        ("Caddyfile", CADDY.replace(":9090", "{$SITE}"), {80: 4}),
        ("Caddyfile", CADDY.replace(":9090", "a.example, :9090").replace("http://", ""), {9090: 1}),
        ("Caddyfile", "", {}),
    ],
)
def test_ports_that_are_served_without_tls(name: str, text: str, expected: dict[int, int]) -> None:
    found = plain_ports(config(name, text))

    assert {port: place.line for port, place in found.items()} == expected


def test_a_published_port_of_a_proxy_without_tls_is_in_clear_text() -> None:
    text = """services:
  edge:
    image: nginx:1.29
    volumes: ['./site.conf:/etc/nginx/conf.d/site.conf']
    ports: ['80:80', '443:443']
"""

    flow = of({"compose.yaml": text, "site.conf": NGINX}).model.flows["flow:internet->compose:edge:80"]

    fact = flow.facts["encrypted"]
    assert fact.value is False
    assert (fact.source.file, fact.source.line) == ("site.conf", 3)
    assert fact.source.why == "edge answers requests on port 80 without TLS."


def test_pages_on_a_port_of_no_known_protocol_are_http() -> None:
    text = """services:
  edge:
    image: caddy:2
    volumes: ['./Caddyfile:/etc/caddy/Caddyfile']
    ports: ['9090:9090']
"""

    flow = of({"compose.yaml": text, "Caddyfile": CADDY}).model.flows["flow:internet->compose:edge:9090"]

    assert flow.facts["protocol"].value == "http"
