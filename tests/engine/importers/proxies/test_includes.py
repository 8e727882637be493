"""What configurations include is read where it is among the files of the import, and nowhere else."""

from collections.abc import Mapping

import pytest

from tests.engine.importers.proxies.outlines import outline
from threatmodel.engine.importers.proxies.caddyfile import read_caddyfile
from threatmodel.engine.importers.proxies.directives import Directive, walk
from threatmodel.engine.importers.proxies.includes import Expansion, Files
from threatmodel.engine.importers.proxies.nginx import read_nginx
from threatmodel.engine.importers.text_file import TextFile


def nginx(files: Mapping[str, str], *paths: str) -> tuple[Directive, ...]:
    """Files by their paths in the container, of which these are known to be of nginx; else all."""

    trees = {path: read_nginx(TextFile(path, text.encode())) for path, text in files.items()}
    expansion = Expansion(Files({path: path for path in files}), trees.__getitem__)
    return expansion.of_nginx(paths or tuple(files))


def caddy(files: Mapping[str, str]) -> tuple[Directive, ...]:
    trees = {path: read_caddyfile(TextFile(path, text.encode())) for path, text in files.items()}
    expansion = Expansion(Files({path: path for path in files}), trees.__getitem__)
    (found,) = expansion.of_caddyfiles([*files]).values()
    return found


def test_what_nginx_includes_stands_where_it_is_included() -> None:
    found = nginx(
        {
            "/etc/nginx/conf.d/a.conf": "server { include snippets/tls.conf; listen 80; }",
            "/etc/nginx/conf.d/b.conf": "server { listen 81; }",
            "/etc/nginx/nginx.conf": "http { include mime.types; include conf.d/*.conf; }",
            "/etc/nginx/snippets/tls.conf": "listen 443 ssl;",
        }
    )

    assert [*outline(found)] == [
        "1: http {",
        "1:   include | mime.types",
        "1:   server {",
        "1:     listen | 443 | ssl",
        "1:     listen | 80",
        "1:   server {",
        "1:     listen | 81",
    ]
    assert {one.file for one in walk(found)} == {
        "/etc/nginx/nginx.conf",
        "/etc/nginx/conf.d/a.conf",
        "/etc/nginx/conf.d/b.conf",
        "/etc/nginx/snippets/tls.conf",
    }


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        ("/etc/nginx/snippets/a.conf", ["a"]),
        ("snippets/a.conf", ["a"]),
        ("snippets/*.conf", ["a", "b"]),
        ("./snippets/[b].conf", ["b"]),
        ("conf.d/made.conf", ["made"]),
        ("../../etc/nginx/snippets/b.conf", ["b"]),
        ("snippets/c.conf", ["include"]),
        ("*/a.conf", ["include"]),
        ("/etc/passwd", ["include"]),
        ("../../../../../../etc/passwd", ["include"]),
        ("snippets/${NAME}.conf", ["include"]),
        ("[", ["include"]),
        ("", ["include"]),
    ],
)
def test_paths_are_seen_from_the_folder_of_the_main_file(pattern: str, expected: list[str]) -> None:
    files = {
        "/etc/nginx/sites/shop.conf": f'include "{pattern}";',
        "/etc/nginx/snippets/a.conf": "a 1;",
        "/etc/nginx/snippets/b.conf": "b 1;",
        "/etc/nginx/templates/made.conf.template": "made 1;",
    }

    assert [one.name for one in nginx(files, "/etc/nginx/sites/shop.conf")] == expected


def test_files_that_include_each_other_are_each_read() -> None:
    found = nginx({"/etc/nginx/a.conf": "a 1; include b.conf;", "/etc/nginx/b.conf": "b 1; include a.conf;"})

    assert [one.name for one in found] == ["a", "b", "include"]


@pytest.mark.parametrize(
    "text", ["x 1; include NEXT.conf;" * 30, "a { " * 19 + "include NEXT.conf;" + "}" * 19 + "x 1;"]
)
def test_files_that_include_others_over_and_over_are_bounded(text: str) -> None:
    files = {f"/etc/nginx/{n}.conf": text.replace("NEXT", str(n + 1)) for n in range(50)}

    assert len([*walk(nginx(files))]) < 200_000


CADDY = """(logins) {
	basic_auth {
		admin hash
	}
}
(proxy) {
	reverse_proxy {args[0]} {
		header_up X-Name {args.1}
	}
}
:80 {
	import logins
	import proxy web:3000 shop
	import missing
}
import sites/*.caddyfile
"""


def test_what_a_caddyfile_imports_stands_where_it_is_imported() -> None:
    found = caddy(
        {"/etc/caddy/Caddyfile": CADDY, "/etc/caddy/sites/a.caddyfile": ":81 {\n  import logins\n}"}
    )

    assert [*outline(one for one in found if not one.name.startswith("("))] == [
        "11: :80 {",
        "2:   basic_auth {",
        "3:     admin | hash",
        "7:   reverse_proxy | web:3000 {",
        "8:     header_up | X-Name | shop",
        "14:   import | missing",
        "1: :81 {",
        "2:   basic_auth {",
        "3:     admin | hash",
    ]


def test_snippets_that_import_themselves_or_grow_are_bounded() -> None:
    itself = "(a) {\n import a\n b\n}\n:80 {\n import a\n}\n"
    grown = "(s0) {\n respond {args[0]}\n}\n" + "".join(
        f"(s{n}) {{\n import s{n - 1} {'{args[0]}' * 40}\n}}\n" for n in range(1, 9)
    )
    twice = "(s0) {\n respond\n}\n" + "".join(
        f"(s{n}) {{\n import s{n - 1}\n import s{n - 1}\n}}\n" for n in range(1, 30)
    )

    (site,) = (one for one in caddy({"C": itself}) if one.name == ":80")
    assert [one.name for one in site.children] == ["import", "b"]
    words = [
        word
        for one in walk(caddy({"C": f"{grown}:80 {{\n import s8 xxxxxxxxxx\n}}\n"}))
        for word in one.arguments
    ]
    assert max(map(len, words)) < 50_000
    assert len([*walk(caddy({"C": f"{twice}:80 {{\n import s29\n}}\n"}))]) < 200_000
