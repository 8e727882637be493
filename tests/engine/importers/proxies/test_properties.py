"""No text, however its parts are put together, keeps the readers of proxy configurations from an answer."""

from hypothesis import given
from hypothesis import strategies as st

from threatmodel.engine.importers.proxies.caddy_sites import sites_of
from threatmodel.engine.importers.proxies.configuration import Syntax, tree_of
from threatmodel.engine.importers.proxies.directives import walk
from threatmodel.engine.importers.proxies.haproxy import frontends_of
from threatmodel.engine.importers.proxies.nginx_servers import groups_of, servers_of
from threatmodel.engine.importers.text_file import TextFile

SYNTAXES: tuple[Syntax, ...] = ("nginx", "caddy", "haproxy")
PIECES = [
    *("server", "location", "upstream", "http", "if", "listen", "include", "x_by_lua_block", "import"),
    *("frontend", "bind", "defaults", ":80", "a.example,", "(snippet)", "80", "https://$host", "word"),
    *(
        "{",
        "}",
        ";",
        '"',
        "'",
        "`",
        "\\",
        "#",
        "$",
        "${A",
        "{{",
        "}}",
        "{%",
        "%}",
        "<%",
        "<<END",
        "\0",
        "\n",
        " ",
    ),
]
TEXTS = st.lists(st.sampled_from(PIECES), max_size=60).map(" ".join) | st.text(max_size=200)


@given(TEXTS)
def test_each_directive_has_a_line_of_the_file(text: str) -> None:
    file = TextFile("configuration", text.encode())
    last = text.count("\n") + 1

    for syntax in SYNTAXES:
        found = [*walk(tree_of(file, syntax).directives)]
        assert all(1 <= one.line <= last for one in found)


@given(TEXTS)
def test_what_is_made_of_the_directives_ends(text: str) -> None:
    file = TextFile("configuration", text.encode())

    nginx = tree_of(file, "nginx").directives
    assert len(servers_of(nginx)) + len(groups_of(nginx)) <= len([*walk(nginx)])
    caddy = tree_of(file, "caddy").directives
    assert len(sites_of(caddy)) <= len(caddy)
    haproxy = tree_of(file, "haproxy").directives
    assert len([*frontends_of(haproxy)]) <= len(haproxy)
