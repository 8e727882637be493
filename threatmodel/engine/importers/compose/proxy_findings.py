"""What the configuration files of a service say of it as a proxy: whom it calls, on which ports, and how."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Final, cast

from threatmodel.engine.importers.compose.config_files import spends
from threatmodel.engine.importers.compose.proxies import ProxyFindings
from threatmodel.engine.importers.compose.proxy_addresses import addresses_of_directives
from threatmodel.engine.importers.compose.proxy_config_logins import open_ways
from threatmodel.engine.importers.compose.proxy_config_plain_ports import plain_ports
from threatmodel.engine.importers.compose.proxy_config_redirects import redirects_of_ports
from threatmodel.engine.importers.compose.service import ComposeService
from threatmodel.engine.importers.compose.text_configs import NamedAddress
from threatmodel.engine.importers.import_context import ImportContext
from threatmodel.engine.importers.proxies.configuration import ProxyConfig, Syntax, syntax_of, tree_of
from threatmodel.engine.importers.proxies.directives import Directive, DirectiveTree
from threatmodel.engine.importers.proxies.includes import Expansion, Files
from threatmodel.engine.importers.text_file import TextFile

_MOST_ADDRESSES: Final = 200  # of one file


def findings_of(
    context: ImportContext, paths: Sequence[str], by_target: Mapping[str, str], service: ComposeService
) -> ProxyFindings:
    """Return what files of a service say, `paths` of the import, at these places in its container.

    Lines that could not be read are reported once.
    """
    of_proxies = tuple(path for path in paths if _syntax_of(context, path))
    if not of_proxies:
        return ProxyFindings()
    key = of_proxies, frozenset(by_target.items())
    known = context.compose.configs.proxies.get(key)
    if known is None:
        trees = context.compose.configs.trees
        read_before = (trees.get((path, _syntax_of(context, path))) for path in of_proxies)
        again = sum(tree.size for tree in read_before if tree is not None)
        known = ProxyFindings()
        if spends(context, service, again):
            known = _findings(of_proxies, tuple(_configs(context, of_proxies, by_target)))
        context.compose.configs.proxies[key] = known
    return cast("ProxyFindings", known)


def _syntax_of(context: ImportContext, path: str) -> Syntax:
    syntaxes = context.compose.configs.syntaxes
    if path not in syntaxes:
        file = context.compose.configs.by_path[path]
        syntaxes[path] = syntax_of(file) if isinstance(file, TextFile) else ""
    return cast("Syntax", syntaxes[path])


def _configs(
    context: ImportContext, paths: Sequence[str], by_target: Mapping[str, str]
) -> Iterator[ProxyConfig]:
    """The configurations: the files of nginx are one, as one program reads them all."""
    texts = {target: path for target, path in by_target.items() if _is_text(context, path)}
    expansion = Expansion(Files(texts), lambda path: _tree(context, path, "nginx"))
    of_nginx = [path for path in paths if _syntax_of(context, path) == "nginx"]
    if of_nginx:
        complete = all(_tree(context, path, "nginx").complete for path in of_nginx)
        yield ProxyConfig("nginx", expansion.of_nginx(of_nginx), complete)
    for path in paths:
        syntax = _syntax_of(context, path)
        if syntax == "caddy":
            expansion = Expansion(Files(texts), lambda path: _tree(context, path, "caddy"))
            yield ProxyConfig("caddy", expansion.of_caddyfile(path), _tree(context, path, "caddy").complete)
        elif syntax == "haproxy":
            tree = _tree(context, path, "haproxy")
            yield ProxyConfig("haproxy", tree.directives, tree.complete)


def _is_text(context: ImportContext, path: str) -> bool:
    return isinstance(context.compose.configs.by_path[path], TextFile)


def _tree(context: ImportContext, path: str, syntax: Syntax) -> DirectiveTree:
    """The directives of a file, which is read once for all services that have it."""
    trees = context.compose.configs.trees
    known = trees.get((path, syntax))
    if known is None:
        file = cast("TextFile", context.compose.configs.by_path[path])
        known = trees[path, syntax] = tree_of(file, syntax)
        for fault in known.faults:
            context.builder.report(file.name, fault.line, "warning", fault.message)
    return cast("DirectiveTree", known)


def _findings(paths: Sequence[str], configs: Sequence[ProxyConfig]) -> ProxyFindings:
    redirects: dict[int, Directive] = {}
    plain: dict[int, Directive] = {}
    serving: set[int] = set()
    for config in configs:
        found = redirects_of_ports(config)
        redirects |= {port: place for port, place in found.items() if place is not None}
        serving |= {port for port, place in found.items() if place is None}
        plain |= plain_ports(config)
    return ProxyFindings(
        frozenset(paths),
        _by_file(one for config in configs for one in addresses_of_directives(config)),
        {port: place for port, place in redirects.items() if port not in serving},
        plain,
        tuple(way for config in configs for way in open_ways(config)),
    )


def _by_file(found: Iterable[NamedAddress]) -> dict[str, tuple[NamedAddress, ...]]:
    by_file: dict[str, dict[NamedAddress, None]] = {}
    for one in found:
        by_file.setdefault(one.file, {})[one] = None
    return {file: tuple(islice(addresses, _MOST_ADDRESSES)) for file, addresses in by_file.items()}
