"""Configuration files of HAProxy as trees: sections, their modes and ports."""

import pytest

from tests.engine.importers.proxies.outlines import outline
from threatmodel.engine.importers.proxies.directives import DirectiveTree
from threatmodel.engine.importers.proxies.haproxy import frontends_of, is_haproxy, read_haproxy
from threatmodel.engine.importers.text_file import TextFile


def tree(text: str) -> DirectiveTree:
    return read_haproxy(TextFile("haproxy.cfg", text.encode()))


SHOP = r"""global
    log stdout format raw local0   # where { it } goes

defaults tcp
    mode tcp
defaults web
    mode http
    errorfile 503 /etc/haproxy/errors/503.http

frontend www from web
    bind *:80,:::8080
    bind :443 ssl crt /certs/shop.pem alpn h2
    bind 127.0.0.1:8404
    bind "${ADMIN_ADDRESS}"
    http-request set-header X-Text "a \"b\" # c" if { path_beg /api }
    http-request deny if { path -m reg ^/a\ b }
    default_backend web

frontend pg from tcp
    bind *:5432
    default_backend pg
backend web
    server web-1 web:3000 check weight 3
listen stats :8405
"""


def test_a_configuration_reads_as_it_is_written() -> None:
    found = tree(SHOP)

    assert found.faults == ()
    assert [*outline(found.directives)][:3] == [
        "1: global {",
        "2:   log | stdout | format | raw | local0",
        "4: defaults | tcp {",
    ]
    assert [*outline(found.directives)][7:15] == [
        "10: frontend | www | from | web {",
        "11:   bind | *:80,:::8080",
        "12:   bind | :443 | ssl | crt | /certs/shop.pem | alpn | h2",
        "13:   bind | 127.0.0.1:8404",
        "14:   bind | ${ADMIN_ADDRESS}",
        '15:   http-request | set-header | X-Text | a "b" # c | if | { | path_beg | /api | }',
        "16:   http-request | deny | if | { | path | -m | reg | ^/a b | }",
        "17:   default_backend | web",
    ]


def test_frontends_have_the_mode_of_their_defaults_and_the_ports_that_are_open() -> None:
    found = [
        (one.section.arguments[0], one.mode, [(bind.port, bind.tls, bind.place.line) for bind in one.binds])
        for one in frontends_of(tree(SHOP).directives)
    ]

    assert found == [
        ("www", "http", [(80, False, 11), (8080, False, 11), (443, True, 12)]),
        ("pg", "tcp", [(5432, False, 20)]),
        ("stats", "http", [(8405, False, 24)]),
    ]


@pytest.mark.parametrize(
    ("text", "mode"),
    [
        ("frontend web\n bind *:80\n", "tcp"),
        ("defaults\n mode http\nfrontend web\n bind *:80\n", "http"),
        ("defaults\n mode http\nfrontend web\n mode tcp\n", "tcp"),
        ("defaults\n mode http\ndefaults\nfrontend web\n bind *:80\n", "tcp"),
    ],
)
def test_a_frontend_is_of_http_where_something_says_so(text: str, mode: str) -> None:
    assert [one.mode for one in frontends_of(tree(text).directives)] == [mode]


def test_quotes_without_an_end_and_lines_before_a_section_are_no_fault() -> None:
    found = tree("bind *:80\nfrontend web\n bind \"*:80\n option 'x\n")

    assert [*outline(found.directives)] == [
        "1: bind | *:80",
        "2: frontend | web {",
        "3:   bind | *:80",
        "4:   option | x",
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (SHOP, True),
        ("frontend web\n bind *:80\n", True),
        ("listen = 127.0.0.1:9000\n mode = dynamic\n", False),
        ("listen web\n", False),
        ("backend db {\n  server x;\n}\n", False),
        ("", False),
    ],
)
def test_a_configuration_of_haproxy_is_known_by_its_sections(text: str, *, expected: bool) -> None:
    assert is_haproxy(text) is expected
