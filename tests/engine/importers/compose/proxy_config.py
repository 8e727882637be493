"""The configuration of a proxy in one file, for what is asked of its directives."""

from threatmodel.engine.importers.proxies.configuration import ProxyConfig, syntax_of, tree_of
from threatmodel.engine.importers.proxies.includes import Expansion, Files
from threatmodel.engine.importers.text_file import TextFile


def config(name: str, text: str) -> ProxyConfig:
    """The file by itself; a Caddyfile with the snippets that it imports."""
    file = TextFile(name, text.encode())
    syntax = syntax_of(file)
    tree = tree_of(file, syntax)
    expansion = Expansion(Files({}), lambda _path: tree)
    directives = expansion.of_caddyfiles([name])[name] if syntax == "caddy" else tree.directives
    return ProxyConfig(syntax, directives, tree.complete)
