"""Configuration of proxies in plain text: what they forward to are calls."""

import pytest

from tests.engine.importers.compose.readings import calls, of, said
from threatmodel.engine.importers import TextFile, read

# --- configurations in plain text -----------------------------------------------------------------

BEHIND_PROXY = """services:
  proxy: {image: nginx, volumes: ['./proxy.conf:/etc/nginx/conf.d/default.conf:ro']}
  web: {image: x/web}
  api: {image: x/api}
  php: {image: x/page}
"""
PROXY = """# proxy_pass http://php:1;
upstream api { server api:9000; }
server {
  listen 80;
  server_name web;
  location / { proxy_pass http://web:3000; }
  location /api {
    proxy_pass http://api;
    proxy_set_header Host web:5;
  }
  location ~ .php$ {
    fastcgi_pass php;
  }
}
"""


def test_the_configuration_of_a_proxy_says_whom_it_forwards_to() -> None:
    reading = of({"compose.yaml": BEHIND_PROXY, "proxy.conf": PROXY})

    assert calls(reading) == {"proxy->web": 3000, "proxy->api": 9000, "proxy->php": None}
    assert said(reading) == []
    lines = {flow.destination: flow.provenance.line for flow in reading.model.flows.values()}
    assert lines == {"compose:web": 6, "compose:api": 2, "compose:php": 12}


def test_the_host_of_a_log_receiver_is_called_and_an_access_rule_of_a_database_calls_nobody() -> None:
    text = "<match *.**>\n  @type elasticsearch\n  host api\n</match>\nhost all web 10.0.0.0/8 md5\n"

    reading = of({"compose.yaml": BEHIND_PROXY, "proxy.conf": text})

    assert calls(reading) == {"proxy->api": None}


def test_what_a_proxy_speaks_is_reported_by_how_it_passes_on() -> None:
    text = """upstream pages {
  server php:9000;
}
upstream plain { server web:80; }
location / { proxy_pass http://plain; }
location /php { fastcgi_pass pages; }
location /api { grpc_pass grpc://api:50051; }
"""
    reading = of({"compose.yaml": BEHIND_PROXY, "proxy.conf": text})

    spoken = {flow.destination: flow.facts["protocol"].value for flow in reading.model.flows.values()}
    assert spoken == {"compose:php": "fastcgi", "compose:web": "http", "compose:api": "grpc"}


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("Caddyfile", ":80 {\n reverse_proxy web:3000\n}"),
        ("Caddyfile", "http://web:1 {\n reverse_proxy /x web:3000\n}"),
        (
            "Caddyfile",
            ":80 {\n handle {\n  @a {\n   host api\n  }\n  @b host api:1\n  reverse_proxy @a web:3000\n }\n}",
        ),
        ("Caddyfile", ":80 {\n reverse_proxy web:3000 {\n  header_up Host api:1\n }\n}"),
        ("haproxy.cfg", "frontend web\n bind *:80\nbackend web\n server web web:3000 check"),
        ("nginx.conf.template", "location / { proxy_pass http://web:3000; }"),
    ],
)
def test_proxies_of_several_makes_are_understood(name: str, text: str) -> None:
    compose = (
        f"services: {{proxy: {{image: x/proxy, volumes: ['./{name}:/etc/{name}']}}, "
        "web: {image: x/web}, api: {image: x/api}}"
    )

    assert calls(of({"compose.yaml": compose, name: text})) == {"proxy->web": 3000}


@pytest.mark.parametrize(
    "line",
    [
        "sub_filter 'http://web:1' 'https://web';",
        "error_page 500 http://web:1/sorry;",
        "valid_referers http://web:1;",
        "acl is_web hdr(host) -i web:1",
        "use_backend web if { hdr(host) -i web:1 }",
        "http-request redirect location http://web:1/",
        "option httpchk GET http://web:1/",
        "http://example.org, http://web:1 {",
    ],
)
def test_lines_of_a_proxy_that_call_no_one(line: str) -> None:
    assert calls(of({"compose.yaml": BEHIND_PROXY, "proxy.conf": line})) == {}


@pytest.mark.parametrize(
    ("dockerfile", "drawn"),
    [
        ("FROM nginx\nCOPY proxy.conf /etc/nginx/nginx.conf", True),
        ("FROM nginx\nCOPY conf/ /etc/nginx/", True),
        ("FROM nginx\nCOPY . /usr/share/nginx/html", False),
        ("FROM x AS made\nCOPY proxy.conf /x\nFROM nginx\nCOPY --from=made /x /y", False),
    ],
)
def test_a_configuration_that_is_copied_into_an_image_counts_for_it(dockerfile: str, *, drawn: bool) -> None:
    compose = "services: {proxy: {build: ./front}, web: {image: x/web}}"
    line = "location / { proxy_pass http://web:3000; }"
    files = {"front/Dockerfile": dockerfile, "front/proxy.conf": line, "front/conf/proxy.conf": line}

    assert calls(of({"compose.yaml": compose, **files})) == ({"proxy->web": 3000} if drawn else {})


def test_no_value_of_plain_text_is_kept() -> None:
    canary = "S3cr3t-c4nary-value"
    text = f"proxy_pass http://user:{canary}@web:3000; # {canary}\nauth_basic {canary};\n"

    reading = of({"compose.yaml": BEHIND_PROXY, "proxy.conf": text})

    assert calls(reading) == {"proxy->web": 3000}
    assert canary not in repr(reading)


def test_text_of_any_bytes_is_passed_over() -> None:
    files = [
        TextFile("compose.yaml", BEHIND_PROXY.encode()),
        TextFile("proxy.conf", b"\xff\xfe{{{ proxy_pass http://\x00web\n" * 50),
    ]

    assert read(files).problems == ()


def test_lines_that_set_no_variable_are_reported_once_and_not_what_they_hold(
    caplog: pytest.LogCaptureFixture,
) -> None:
    env = "TAG=1.27\n=k4n4ry\nalso k4n4ry\nPORT=80\n"
    reading = of({".env": env, "compose.yaml": "services: {web: {image: 'nginx:${TAG}'}}\n"})

    (problem,) = reading.problems
    assert (problem.file, problem.line, problem.severity) == (".env", 2, "warning")
    assert problem.message.startswith("This line and 1 more are not of the form NAME=value")
    assert "k4n4ry" not in repr(reading)
    assert reading.model.elements["image:nginx"].facts["tag"].value == "1.27"
    assert not caplog.records


def test_a_group_of_servers_speaks_what_it_is_called_with() -> None:
    config = """upstream pages { server web:3000; }
upstream secure { server api:9000; }
server {
  location / { proxy_pass http://pages; }
  location /api { proxy_pass https://secure; }
}
"""
    flows = of({"compose.yaml": BEHIND_PROXY, "proxy.conf": config}).model.flows.values()

    assert {flow.destination: flow.facts["protocol"].value for flow in flows} == {
        "compose:web": "http",
        "compose:api": "https",
    }
