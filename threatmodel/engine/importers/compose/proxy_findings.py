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
from threatmodel.engine.importers.proxies.configuration import (
    ProxyConfig,
    Syntax,
    syntax_of,
    tree_of,
    variables_of,
)
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
    configs = context.compose.configs
    files = _ServiceFiles(context, service)
    of_proxies = tuple(path for path in paths if files.syntax(path))
    if not of_proxies:
        return ProxyFindings()
    key = of_proxies, frozenset(by_target.items()), files.values(of_proxies)
    if key not in configs.proxies:
        again = sum(files.size_read_before(path) for path in of_proxies)
        found = ProxyFindings()
        if spends(context, service, again):
            found = _findings(of_proxies, tuple(_configs(files, of_proxies, by_target)))
        configs.proxies[key] = found
    return cast("ProxyFindings", configs.proxies[key])


class _ServiceFiles:
    """The files of a service with the values of its variables; all that have the same share what is read."""

    def __init__(self, context: ImportContext, service: ComposeService) -> None:
        self._configs, self._report = context.compose.configs, context.builder.report
        self._service = service

    def is_text(self, path: str) -> bool:
        return isinstance(self._configs.by_path[path], TextFile)

    def syntax(self, path: str) -> Syntax:
        return self._known(path)[0]

    def values(self, paths: Iterable[str]) -> frozenset[tuple[str, str]]:
        """The variables that files have values from, with those of the service."""
        names = frozenset[str]().union(*(self._known(path)[1] for path in paths))
        return frozenset((name, value) for name in names if (value := self._value(name)))

    def size_read_before(self, path: str) -> int:
        """How many directives of a file are looked at anew, though they were read for another service."""
        tree = self._configs.trees.get((path, self.syntax(path), self.values([path])))
        return 0 if tree is None else tree.size

    def tree(self, path: str, syntax: Syntax) -> DirectiveTree:
        values, trees = self.values([path]), self._configs.trees
        key = path, syntax, values
        if key not in trees:
            file = cast("TextFile", self._configs.by_path[path])
            trees[key] = tree_of(file, syntax, dict(values))
            for fault in trees[key].faults:
                self._report(file.name, fault.line, "warning", fault.message)
        return cast("DirectiveTree", trees[key])

    def _known(self, path: str) -> tuple[Syntax, frozenset[str]]:
        known = self._configs.syntaxes.get(path)
        if known is None:
            file = self._configs.by_path[path]
            syntax: Syntax = syntax_of(file) if isinstance(file, TextFile) else ""
            names = variables_of(file, syntax) if isinstance(file, TextFile) else frozenset[str]()
            known = self._configs.syntaxes[path] = (syntax, names)
        return cast("tuple[Syntax, frozenset[str]]", known)

    def _value(self, name: str) -> str:
        if name in self._service.variables:
            return self._service.variables[name][0]
        return self._service.from_files[name].text if name in self._service.from_files else ""


def _configs(
    files: _ServiceFiles, paths: Sequence[str], by_target: Mapping[str, str]
) -> Iterator[ProxyConfig]:
    """The configurations: the files of nginx are one, as one program reads them all."""
    texts = Files({target: path for target, path in by_target.items() if files.is_text(path)})
    of_nginx = [path for path in paths if files.syntax(path) == "nginx"]
    if of_nginx:
        complete = all(files.tree(path, "nginx").complete for path in of_nginx)
        expansion = Expansion(texts, lambda path: files.tree(path, "nginx"))
        yield ProxyConfig("nginx", expansion.of_nginx(of_nginx), complete)
    of_caddy = [path for path in paths if files.syntax(path) == "caddy"]
    expansion = Expansion(texts, lambda path: files.tree(path, "caddy"))
    for path, directives in expansion.of_caddyfiles(of_caddy).items():
        yield ProxyConfig("caddy", directives, files.tree(path, "caddy").complete)
    for path in paths:
        if files.syntax(path) == "haproxy":
            tree = files.tree(path, "haproxy")
            yield ProxyConfig("haproxy", tree.directives, tree.complete)


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
