"""Configuration files of nginx as trees: how real ones read, and what becomes of broken ones."""

import pytest

from tests.engine.importers.proxies.outlines import outline
from threatmodel.engine.importers.proxies.directives import DirectiveTree
from threatmodel.engine.importers.proxies.nginx import is_nginx, read_nginx
from threatmodel.engine.importers.text_file import TextFile


def tree(text: str | bytes) -> DirectiveTree:
    return read_nginx(TextFile("nginx.conf", text.encode() if isinstance(text, str) else text))


def faults(text: str | bytes) -> list[tuple[int, str]]:
    return [(fault.line, fault.message) for fault in tree(text).faults]


SHOP = r"""user nginx;
events { worker_connections 1024; }
http {
    # } a brace in a comment, and a {
    log_format main '$remote_addr - "$request" { $status }'
                    ' "$http_user_agent"';
    map $http_upgrade $connection_upgrade { default upgrade; '' close; }
    upstream api {
        least_conn;
        server api-1:9000 weight=3 max_fails=2;
        server api-2:9000 backup;
    }
    server {
        listen 80 default_server; listen [::]:80;
        add_header Link "<https://shop.example/>; rel=\"home\"";
        location ~* "^/[a-z]{2}/\.(css|js)$" { expires 7d; }
        location /api/ {
            if ($request_method = OPTIONS) { return 204; }
            location /api/admin/ { deny all; }
            proxy_pass http://api$request_uri;
        }
    }
}
"""


def test_a_configuration_reads_as_it_is_written() -> None:
    found = tree(SHOP)

    assert found.faults == ()
    assert [*outline(found.directives)] == [
        "1: user | nginx",
        "2: events {",
        "2:   worker_connections | 1024",
        "3: http {",
        '5:   log_format | main | $remote_addr - "$request" { $status } |  "$http_user_agent"',
        "7:   map | $http_upgrade | $connection_upgrade {",
        "7:     default | upgrade",
        "7:      | close",
        "8:   upstream | api {",
        "9:     least_conn",
        "10:     server | api-1:9000 | weight=3 | max_fails=2",
        "11:     server | api-2:9000 | backup",
        "13:   server {",
        "14:     listen | 80 | default_server",
        "14:     listen | [::]:80",
        '15:     add_header | Link | <https://shop.example/>; rel="home"',
        r"16:     location | ~* | ^/[a-z]{2}/\.(css|js)$ {",
        "16:       expires | 7d",
        "17:     location | /api/ {",
        "18:       if | ($request_method | = | OPTIONS) {",
        "18:         return | 204",
        "19:       location | /api/admin/ {",
        "19:         deny | all",
        "20:       proxy_pass | http://api$request_uri",
    ]


def test_code_of_lua_is_one_word_whatever_braces_are_in_it() -> None:
    text = """location / {
  access_by_lua_block {
    local text = "}" -- it's {
    if ngx.var.x then ngx.exit(403) end
  }
  proxy_pass http://web;
}
"""
    found = tree(text)

    assert [*outline(one for one in found.directives[0].children if not one.name.endswith("block"))] == [
        "6: proxy_pass | http://web"
    ]
    assert "ngx.exit(403)" in found.directives[0].children[0].text
    assert found.faults == ()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("listen ${PORT} ssl;", ["1: listen | ${PORT} | ssl"]),
        ("listen {{ port }};", ["1: listen | {{ port }}"]),
        ("proxy_pass http://{{ host }}:80;", ["1: proxy_pass | http://{{ host }}:80"]),
        ("{% for one in all %}\nserver a:1;\n{% endfor %}", ["2: server | a:1"]),
        ("{{ range .Servers }}\nserver a:1;\n{{ end }}", ["2: server | a:1"]),
        ("<% if tls %>\nlisten <%= port %> ssl;\n<% end %>", ["2: listen | <%= port %> | ssl"]),
        ("{# a note #}\nlisten 80 {% if tls %}ssl{% endif %};", ["2: listen | 80 | ssl"]),
    ],
)
def test_templates_read_like_what_they_make(text: str, expected: list[str]) -> None:
    found = tree(text)

    assert [*outline(found.directives)] == expected
    assert found.faults == ()


def test_a_block_without_its_brace_ends_where_the_next_server_starts() -> None:
    text = "server {\n  location / {\n    proxy_pass http://web;\n}\nserver {\n  listen 80;\n}\n"

    assert [*outline(tree(text).directives)] == [
        "1: server { ...",
        "2:   location | / {",
        "3:     proxy_pass | http://web",
        "5: server {",
        "6:   listen | 80",
    ]
    assert faults(text) == [(1, "The block that starts here has no closing brace.")]


@pytest.mark.parametrize(
    ("text", "expected", "line", "message"),
    [
        ("a 1;\n}\nb 2;", ["1: a | 1", "3: b | 2"], 2, "A closing brace has no block"),
        ("a {\n b 1\n}\nc 2;", ["1: a {", "2:   b | 1", "4: c | 2"], 2, "A directive has no semicolon"),
        ('a "1;\nb 2;', ['1: a | " | 1', "2: b | 2"], 1, "A quotation mark has no other one"),
        ("a 1;\nb\0 2;", ["1: a | 1", "2: b | 2"], 2, "A NUL character"),
        ("a {\n b 1;", ["1: a { ...", "2:   b | 1"], 1, "The block that starts here"),
        ("x_by_lua_block {\n b 1;", ["1: x_by_lua_block { ...", "2:   b | 1"], 1, "The block that starts"),
    ],
)
def test_what_cannot_be_read_is_reported_and_the_rest_is_not_lost(
    text: str, expected: list[str], line: int, message: str
) -> None:
    assert [*outline(tree(text).directives)] == expected
    ((found, said),) = faults(text)
    assert found == line
    assert said.startswith(message)


def test_blocks_that_are_too_deep_are_left_out_and_what_follows_is_read() -> None:
    text = "a {\n" * 100 + "b 1;" + "}\n" * 100 + "c 2;"

    found = tree(text)

    assert found.complete
    assert found.directives[-1].name == "c"
    assert faults(text) == [(21, "Blocks are nested deeper than 20; what is in them is ignored.")]


def test_a_file_is_read_to_its_limits_and_says_where_they_are() -> None:
    large, many = "a 1;\n" + "#" * 600_000, "a;\n" * 60_000

    assert not tree(large).complete
    assert faults(large) == [(2, "The configuration is read to this line only, the first 512 KB.")]
    assert not tree(many).complete
    assert faults(many) == [
        (50_001, "The configuration has more than 50,000 directives; it is read to this line.")
    ]


def test_bytes_of_any_kind_are_read() -> None:
    assert [*outline(tree(b"\xff\xfe a { b; }\r\nc 1;\r\n").directives)][-1] == "2: c | 1"
    assert tree("").directives == ()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (SHOP, True),
        ("location / { proxy_pass http://web:3000; }", True),
        ("upstream web {\n  server web:80;\n}", True),
        ("listen 80;", True),
        ("server {\n  # files\n  root /srv;\n}", True),
        ("server {\n  host = web\n  port = 80\n}", False),
        ('options { directory "/var/bind"; listen-on { any; }; };', False),
        ("listener 1883\nallow_anonymous true", False),
        ("[server]\nhost = web", False),
        ('input { beats { port => 5044 } }\noutput { elasticsearch { hosts => ["es:9200"] } }', False),
        ("listen = 127.0.0.1:9000\npm = dynamic", False),
    ],
)
def test_a_configuration_of_nginx_is_known_by_its_directives(text: str, *, expected: bool) -> None:
    assert is_nginx(text) is expected
