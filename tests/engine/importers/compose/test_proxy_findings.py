"""The configuration files of a proxy count together: what one includes, and what holds for all of them."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.engine.importers.compose.readings import calls, of, said
from threatmodel.engine.importers import Reading, TextFile, read

COMPOSE = """services:
  edge:
    image: {image}
    volumes: {volumes}
    ports: ['80:80', '443:443', '8080:8080']
  web: {{image: x/web}}
  api: {{image: x/api}}
  metrics: {{image: 'prom/prometheus:v3.0.0'}}
"""


def nginx(files: Mapping[str, str], volumes: str = "['./nginx:/etc/nginx']") -> Reading:
    compose = COMPOSE.format(image="nginx:1.29", volumes=volumes)
    return of({"compose.yaml": compose, **{f"nginx/{name}": text for name, text in files.items()}})


def passes_anyone(reading: Reading) -> dict[str, tuple[str, int]]:
    """By the service that is called, the file and line that pass anyone on to it."""
    return {
        flow.destination.removeprefix("compose:"): (fact.source.file, fact.source.line)
        for flow in reading.model.flows.values()
        if (fact := flow.facts.get("passes_anyone"))
    }


def encrypted(reading: Reading, port: int) -> object:
    fact = reading.model.flows[f"flow:internet->compose:edge:{port}"].facts.get("encrypted")
    return fact.value if fact else None


def test_a_group_of_servers_in_another_file_is_whom_it_calls() -> None:
    reading = nginx(
        {
            "conf.d/a.conf": "server { listen 80; location / { proxy_pass http://api; } }",
            "conf.d/upstreams.conf": "upstream api { server web:3000; }",
        }
    )

    assert calls(reading) == {"edge->web": 3000}
    (flow,) = (one for one in reading.model.flows.values() if one.destination == "compose:web")
    assert flow.facts["protocol"].value == "http"


SITE = "server {{ listen 8080; {server} location / {{ {location} proxy_pass http://metrics:9090; }} }}"


@pytest.mark.parametrize(
    ("files", "opens"),
    [
        ({"conf.d/a.conf": SITE.format(server="", location="")}, True),
        ({"conf.d/a.conf": SITE.format(server="include snippets/login.conf;", location="")}, False),
        (
            {
                "conf.d/a.conf": SITE.format(server="include snippets/login.conf;", location=""),
                "snippets/login.conf": "auth_request /auth;",
            },
            False,
        ),
        (
            {
                "conf.d/a.conf": SITE.format(server="include snippets/*.conf;", location=""),
                "snippets/headers.conf": "add_header X-Frame-Options DENY;",
            },
            True,
        ),
        (
            {
                "conf.d/a.conf": SITE.format(server="", location="auth_basic off;"),
                "nginx.conf": "http { auth_basic x; include conf.d/*.conf; }",
            },
            True,
        ),
        (
            {
                "conf.d/a.conf": SITE.format(server="", location=""),
                "nginx.conf": "http { auth_basic x; include conf.d/*.conf; }",
            },
            False,
        ),
        ({"conf.d/a.conf": SITE.format(server="return 404;", location="")}, False),
        ({"conf.d/a.conf": SITE.format(server="", location="internal;")}, False),
    ],
)
def test_a_login_of_an_included_file_or_of_http_holds_for_a_location(
    files: Mapping[str, str], *, opens: bool
) -> None:
    assert ("metrics" in passes_anyone(nginx(files))) is opens


def test_each_location_has_its_own_login() -> None:
    text = """server {
  listen 8080;
  auth_basic "shop";
  location / { proxy_pass http://web:3000; }
  location /metrics {
    auth_basic off;
    set $upstream metrics;
    proxy_pass http://$upstream:9090;
  }
}
"""
    reading = nginx({"conf.d/a.conf": text})

    assert calls(reading) == {"edge->web": 3000, "edge->metrics": 9090}
    assert passes_anyone(reading) == {"metrics": ("nginx/conf.d/a.conf", 8)}


def test_the_members_of_a_group_are_passed_anyone() -> None:
    text = """upstream all { server metrics:9090 weight=2; }
server { listen 8080; location / { proxy_pass http://all; } }
"""

    assert passes_anyone(nginx({"conf.d/a.conf": text})) == {"metrics": ("nginx/conf.d/a.conf", 2)}


CERTBOT = """server {
    if ($host = shop.example) {
        return 301 https://$host$request_uri;
    } # managed by Certbot
    listen 80;
    server_name shop.example;
    return 404; # managed by Certbot
}
"""


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (CERTBOT, True),
        (CERTBOT.replace("return 404;", "root /srv;"), None),
        (CERTBOT + "server { listen 80 default_server; return 444; }", True),
        (
            "server { listen 80; listen 443 ssl; if ($scheme != 'https') { return 301 https://$host$uri; } }",
            True,
        ),
        ("server { listen 80; location / { rewrite ^(.*)$ https://$host$1 permanent; } }", True),
        ("server { listen 80; location / { proxy_pass http://web; } }", False),
        ("server { location / { proxy_pass http://web; } }", False),
        ("server { listen 127.0.0.1:80; location / { proxy_pass http://web; } }", None),
        ("server { listen 80; proxy_pass web:5432; }", None),
        ("stream { server { listen 80; proxy_pass web:5432; } }", None),
        (
            "server { listen 80; location / { proxy_pass http://web; } } server { listen 80 ssl; }",
            None,
        ),
    ],
)
def test_servers_of_a_port_count_together(text: str, expected: bool | None) -> None:
    assert encrypted(nginx({"conf.d/a.conf": text}), 80) is expected


def test_a_frontend_of_haproxy_has_the_mode_of_its_defaults() -> None:
    text = """defaults tcp
  mode tcp
defaults web
  mode http
frontend pg from tcp
  bind *:8080
  default_backend web
frontend www
  bind *:80
  default_backend web
backend web
  server web web:3000
"""
    compose = COMPOSE.format(
        image="haproxy:3.0", volumes="['./haproxy.cfg:/usr/local/etc/haproxy/haproxy.cfg']"
    )

    reading = of({"compose.yaml": compose, "haproxy.cfg": text})

    assert (encrypted(reading, 80), encrypted(reading, 8080)) == (False, None)


def test_a_caddyfile_counts_with_the_snippets_and_files_that_it_imports() -> None:
    text = """(logins) {
  basic_auth {
    admin {env.HASH}
  }
}
:8080 {
  import logins
  reverse_proxy metrics:9090
}
import sites/*.caddyfile
"""
    site = ":80 {\n  handle /web/* {\n    forward_auth api:9091\n    reverse_proxy web:3000\n  }\n}\n"
    compose = COMPOSE.format(image="caddy:2", volumes="['./caddy:/etc/caddy']")

    reading = of({"compose.yaml": compose, "caddy/Caddyfile": text, "caddy/sites/a.caddyfile": site})

    assert calls(reading) == {"edge->metrics": 9090, "edge->api": 9091, "edge->web": 3000}
    assert passes_anyone(reading) == {}


@pytest.mark.parametrize(("options", "expected"), [("", True), ("auto_https off", None)])
def test_a_file_that_a_caddyfile_imports_counts_there_alone(options: str, *, expected: bool | None) -> None:
    files = {
        "caddy/Caddyfile": f"{{\n  {options}\n}}\nimport *.caddyfile\n",
        "caddy/a.caddyfile": "shop.example {\n  reverse_proxy web:3000\n}\n",
    }
    compose = COMPOSE.format(image="caddy:2", volumes="['./caddy:/etc/caddy']")

    assert encrypted(of({"compose.yaml": compose, **files}), 80) is expected


def test_a_part_that_could_not_be_read_is_reported_once_and_the_rest_counts() -> None:
    text = "server {\n  listen 80;\n  location / {\n    proxy_pass http://web:3000;\n  }\n"
    compose = COMPOSE.format(image="nginx:1.29", volumes="['./nginx:/etc/nginx']")
    compose += "  other: {image: 'nginx:1.29', volumes: ['./nginx:/etc/nginx', './more:/more']}\n"

    reading = of(
        {"compose.yaml": compose, "nginx/a.conf": text, "nginx/b.conf": text.replace("web", "api") + "}"}
    )

    assert said(reading) == ["The block that starts here has no closing brace."]
    assert {"edge->web": 3000, "edge->api": 3000}.items() <= calls(reading).items()
    (problem,) = reading.problems
    assert (problem.file, problem.line, problem.severity) == ("nginx/a.conf", 1, "warning")


def test_nothing_that_an_include_names_is_opened(tmp_path: Path) -> None:
    (tmp_path / "a.conf").write_text("server { location / { proxy_pass http://web:3000; } }")

    reading = nginx({"conf.d/b.conf": f"include {tmp_path}/*.conf; include {tmp_path}/a.conf; listen 80;"})

    assert calls(reading) == {}


TEMPLATE = """upstream web { server web:${WEB_PORT}; }
server { listen ${PORT}; location / { proxy_pass http://web; } }
"""


@pytest.mark.parametrize(
    ("environment", "port", "expected"),
    [
        ("{PORT: 8080, WEB_PORT: 3000}", 3000, False),
        ("{PORT: '8080; ssl on'}", None, None),
        ("{}", None, None),
    ],
)
def test_variables_of_a_template_have_the_values_of_its_service(
    environment: str, port: int | None, expected: bool | None
) -> None:
    compose = COMPOSE.format(image="nginx:1.29", volumes="['./t:/etc/nginx/templates']")
    compose = compose.replace("    ports:", f"    environment: {environment}\n    ports:", 1)

    reading = of({"compose.yaml": compose, "t/default.conf.template": TEMPLATE})

    assert calls(reading) == {"edge->web": port}
    assert encrypted(reading, 8080) is expected


def test_no_value_of_a_configuration_is_kept() -> None:
    canary = "S3cr3t-c4nary-value"
    text = f"""server {{
  listen 80;
  set $key {canary};
  access_by_lua_block {{
    local key = "{canary}"
  }}
  location / {{ proxy_set_header Authorization "Basic {canary}"; proxy_pass http://u:{canary}@web:3000; }}
"""
    reading = read(
        [
            TextFile(
                "compose.yaml",
                COMPOSE.format(image="nginx", volumes="['./a.conf:/etc/nginx/conf.d/a.conf']").encode(),
            ),
            TextFile("a.conf", text.encode()),
        ]
    )

    assert calls(reading) == {"edge->web": 3000}
    assert canary not in repr(reading)
