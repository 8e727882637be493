"""Caddyfiles as trees: sites, snippets and options, and what becomes of broken ones."""

import pytest

from tests.engine.importers.proxies.outlines import outline
from threatmodel.engine.importers.proxies.caddy_sites import options_of, sites_of
from threatmodel.engine.importers.proxies.caddyfile import is_caddyfile, read_caddyfile
from threatmodel.engine.importers.proxies.directives import DirectiveTree
from threatmodel.engine.importers.text_file import TextFile


def tree(text: str) -> DirectiveTree:
    return read_caddyfile(TextFile("Caddyfile", text.encode()))


SHOP = """{
	email admin@shop.example   # who gets { mail }
	http_port 8080
}

(headers) {
	header Strict-Transport-Security "max-age=31536000; includeSubDomains"
}

shop.example, www.shop.example,
http://old.example:8081 {
	import headers
	@api path /api/* /v2/*
	handle @api {
		reverse_proxy api-1:9000 api-2:9000 {
			lb_policy round_robin
			header_up X-Real-IP {remote_host}
		}
	}
	respond /health <<TEXT
		fine { }
		TEXT 200
	reverse_proxy \\
		web:3000
}

{$SITE:localhost} {
	file_server
}
"""


def test_a_caddyfile_reads_as_it_is_written() -> None:
    found = tree(SHOP)

    assert found.faults == ()
    assert [*outline(found.directives)] == [
        "1:  {",
        "2:   email | admin@shop.example",
        "3:   http_port | 8080",
        "6: (headers) {",
        "7:   header | Strict-Transport-Security | max-age=31536000; includeSubDomains",
        "10: shop.example, | www.shop.example, | http://old.example:8081 {",
        "12:   import | headers",
        "13:   @api | path | /api/* | /v2/*",
        "14:   handle | @api {",
        "15:     reverse_proxy | api-1:9000 | api-2:9000 {",
        "16:       lb_policy | round_robin",
        "17:       header_up | X-Real-IP | {remote_host}",
        "20:   respond | /health |  | 200",
        "23:   reverse_proxy | web:3000",
        "27: {$SITE:localhost} {",
        "28:   file_server",
    ]


def test_sites_have_their_addresses_and_options_stand_before_them() -> None:
    directives = tree(SHOP).directives

    assert [one.name for one in options_of(directives)] == ["email", "http_port"]
    shop, variable = sites_of(directives)
    known = [(one.scheme, one.host, one.port) for one in shop.addresses if one]
    assert known == [("", "shop.example", 0), ("", "www.shop.example", 0), ("http", "old.example", 8081)]
    assert variable.addresses == (None,)


def test_a_site_without_braces_is_the_rest_of_the_file() -> None:
    (site,) = sites_of(
        tree("shop.example\n\nencode gzip\nreverse_proxy web:3000 {\n  lb_policy first\n}\n").directives
    )

    assert [one.host for one in site.addresses if one] == ["shop.example"]
    assert [one.name for one in site.children] == ["encode", "reverse_proxy"]


@pytest.mark.parametrize(
    ("text", "last", "line", "message"),
    [
        (":80 {\n  respond ok\n", "respond", 1, "The block that starts here has no closing brace."),
        ("}\n:80 {\n  respond ok\n}\n", "respond", 1, "A closing brace has no block that it ends"),
        (':80 {\n  respond "ok\n  file_server\n}\n', "file_server", 2, "A quotation mark has no other one"),
        (
            ":80 {\n  respond <<END\n  file_server\n}\n",
            "file_server",
            2,
            "A text of several lines has no end.",
        ),
        (":80 {\n  respond o\0k\n}\n", "respond", 2, "A NUL character is in the configuration."),
    ],
)
def test_what_cannot_be_read_is_reported_and_the_rest_is_not_lost(
    text: str, last: str, line: int, message: str
) -> None:
    found = tree(text)

    assert found.directives[-1].children[-1].name == last
    (fault,) = found.faults
    assert fault.line == line
    assert fault.message.startswith(message)


@pytest.mark.parametrize(
    ("name", "expected"),
    [("Caddyfile", True), ("deploy/Caddyfile.dev", True), ("shop.caddyfile", True), ("caddy.conf", False)],
)
def test_a_caddyfile_is_known_by_its_name(name: str, *, expected: bool) -> None:
    assert is_caddyfile(name) is expected
