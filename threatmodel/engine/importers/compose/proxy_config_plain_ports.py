"""Ports that the configuration of nginx, HAProxy or Caddy serves without TLS, as its directives say.

Nothing is said of what also sends some requests to HTTPS: TLS may end in front of it. Sources: their manuals.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from threatmodel.engine.importers.proxies.caddy_sites import HTTP_PORT, HTTPS_PORT, Site, sites_of
from threatmodel.engine.importers.proxies.configuration import ProxyConfig
from threatmodel.engine.importers.proxies.directives import Directive, walk
from threatmodel.engine.importers.proxies.haproxy import frontends_of
from threatmodel.engine.importers.proxies.nginx_servers import Server, ends_requests, servers_of, tls_ports

_TO_HTTPS: Final = frozenset({"return", "rewrite", "redir", "redirect", "error_page", "http-request"})
# nginx
_ANSWERS: Final = frozenset(
    {"proxy_pass", "fastcgi_pass", "uwsgi_pass", "scgi_pass", "grpc_pass", "try_files"}
)
# HAProxy
_FORWARDS: Final = frozenset({"default_backend", "use_backend", "server"})
# Caddy
_OF_TLS: Final = frozenset({"tls", "import"})


def plain_ports(config: ProxyConfig) -> dict[int, Directive]:
    """By port, the directive that makes it serve without TLS."""
    if config.syntax == "caddy":
        return dict(_of_caddy(config.directives))
    if config.syntax == "haproxy":
        return dict(_of_frontends(config.directives))
    return dict(_of_servers(servers_of(config.directives)))


def _of_servers(servers: Sequence[Server]) -> Iterator[tuple[int, Directive]]:
    encrypted = tls_ports(servers)
    for server in servers:
        children = server.block.children
        if ends_requests(children) or _leads_to_https(children) or _switches_tls_on(server):
            continue
        if any(one.name in _ANSWERS for one in walk(children)):
            for one in server.listens:
                if not one.tls and one.port not in encrypted:
                    yield one.port, one.place


def _switches_tls_on(server: Server) -> bool:
    """Whether `ssl on`, of older versions, or the option of an included file encrypts all its ports."""
    return any(
        one.name == "ssl" and one.arguments == ("on",) for one in (*server.outer, *server.block.children)
    )


def _leads_to_https(directives: Iterable[Directive]) -> bool:
    return any(one.name in _TO_HTTPS and "https" in one.text for one in walk(directives))


def _of_frontends(directives: Iterable[Directive]) -> Iterator[tuple[int, Directive]]:
    """The ports of frontends of HTTP: HAProxy passes on connections as they come where nothing says so."""
    for one in frontends_of(directives):
        lines = one.section.children
        forwards = any(line.name in _FORWARDS for line in lines)
        if one.mode == "http" and forwards and not _leads_to_https(lines):
            yield from ((bind.port, bind.place) for bind in one.binds if not bind.tls)


def _of_caddy(directives: Sequence[Directive]) -> Iterator[tuple[int, Directive]]:
    """The ports of sites without a name or with http:// before it, that have no certificate of their own."""
    for site in sites_of(directives):
        if not _has_tls(site):
            for address in site.addresses:
                is_plain = address is not None and (address.scheme == "http" or not address.host)
                if address and is_plain and (port := address.port or HTTP_PORT) != HTTPS_PORT:
                    yield port, site.block


def _has_tls(site: Site) -> bool:
    """Whether a site has a certificate, may have one of an imported file, or leads to HTTPS."""
    return not site.block.closed or any(
        one.name in _OF_TLS or (one.name in _TO_HTTPS and "https" in one.text) for one in walk(site.children)
    )
