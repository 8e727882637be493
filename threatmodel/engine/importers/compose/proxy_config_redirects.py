"""Ports that the configuration of nginx, HAProxy or Caddy redirects to HTTPS, as its directives say."""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from threatmodel.engine.importers.proxies.caddy_sites import HTTP_PORT, HTTPS_PORT, options_of, sites_of
from threatmodel.engine.importers.proxies.configuration import ProxyConfig
from threatmodel.engine.importers.proxies.directives import Directive, walk
from threatmodel.engine.importers.proxies.haproxy import frontends_of
from threatmodel.engine.importers.proxies.nginx_servers import Server, only_refuses, servers_of, tls_ports

Redirects = Mapping[int, Directive | None]
"""By port, the directive that redirects all requests to HTTPS; None where some are served without TLS."""

# nginx
_EACH_PATH: Final = re.compile(r"\^?(?:/?\(?\.\*\)?\$?)?")
_CODE: Final = re.compile(r"30[1278]")
_SERVES: Final = re.compile(r"\w{2,10}_pass|try_files|autoindex|root|alias")
_FOR_CERTIFICATES: Final = ".well-known/"
_OF_CLEAR_TEXT: Final = frozenset(
    {"($scheme=http)", "($scheme!=https)", "($https!=on)", "($https=)", "($server_port=80)"}
)
_OF_A_NAME: Final = re.compile(r"\(\$(?:host|http_host)=[\w.-]{1,253}\)")
# HAProxy: with any other condition some requests are left out.
_SCHEME: Final = re.compile(
    r"(?:http-request )?redirect scheme https(?: code 30[1278])?"
    r"(?: (?:unless \{ ?ssl_fc ?\}|if ?! ?\{ ?ssl_fc ?\}))?"
)
# Caddy
_NO_REDIRECTS: Final = frozenset({"off", "disable_redirects"})


def redirects_of_ports(config: ProxyConfig) -> Redirects:
    """Return what becomes of plain HTTP on each port; nothing where the end of the files was not read."""
    if not config.complete:
        return {}
    if config.syntax == "caddy":
        return _of_caddy(config.directives)
    if config.syntax == "haproxy":
        return _of_frontends(config.directives)
    return _of_servers(servers_of(config.directives))


def _of_servers(servers: Sequence[Server]) -> Redirects:
    found: dict[int, Directive | None] = {}
    serving: set[int] = set()
    encrypted = tls_ports(servers)
    for server in servers:
        ports = {one.port for one in server.listens if not one.tls} - encrypted
        if place := _redirect_of(server.block.children):
            found |= dict.fromkeys(ports, place)
        elif not only_refuses(server):
            serving |= ports
    return found | dict.fromkeys(serving)


def _redirect_of(children: Sequence[Directive]) -> Directive | None:
    """What redirects each request of a server: outside of blocks, or in `location /` alone.

    So does an `if` for plain HTTP, and one for each name where an error follows, as certbot writes it.
    """
    by_name: Directive | None = None
    for one in children:
        if one.name in {"return", "rewrite"}:
            if _redirects(one):
                return one
            if one.name == "return":
                return by_name if one.arguments[:1] == ("404",) else None
        elif one.name == "if" and (place := next(filter(_redirects, one.children), None)):
            condition = "".join(one.arguments)
            if condition in _OF_CLEAR_TEXT:
                return place
            if _OF_A_NAME.fullmatch(condition):
                by_name = by_name or place
    return _redirect_of_locations([one for one in children if one.name == "location"])


def _redirect_of_locations(locations: Iterable[Directive]) -> Directive | None:
    of_all: Directive | None = None
    for location in locations:
        place = next(filter(_redirects, location.children), None)
        if location.arguments == ("/",) and place:
            of_all = place
        elif _FOR_CERTIFICATES not in location.text and any(
            _SERVES.fullmatch(one.name) for one in walk(location.children)
        ):
            return None
    return of_all


def _redirects(one: Directive) -> bool:
    """Whether a directive sends each request that gets to it to HTTPS."""
    if one.name == "return":
        *code, target = one.arguments or ("",)
        return target.startswith("https://") and all(map(_CODE.fullmatch, code))
    if one.name == "rewrite" and len(one.arguments) > 1:
        return (
            one.arguments[0].startswith("^")
            and _EACH_PATH.fullmatch(one.arguments[0]) is not None
            and one.arguments[1].startswith("https://")
        )
    return False


def _of_frontends(directives: Iterable[Directive]) -> Redirects:
    found: dict[int, Directive | None] = {}
    for one in frontends_of(directives):
        place = next(
            (line for line in one.section.children if _SCHEME.fullmatch(f"{line.name} {line.text}")), None
        )
        found |= {bind.port: place for bind in one.binds if not bind.tls}
    return found


def _of_caddy(directives: Sequence[Directive]) -> Redirects:
    """The port of plain HTTP where all sites are names, for which Caddy redirects by itself."""
    options = options_of(directives)
    addresses = [address for site in sites_of(directives) for address in site.addresses]
    if any(one.name == "auto_https" and not _NO_REDIRECTS.isdisjoint(one.arguments) for one in options):
        return {}
    if not addresses or any(one.name == "import" for one in directives):
        return {}
    for address in addresses:
        if address is None or address.scheme == "http" or address.port not in {0, HTTPS_PORT}:
            return {}
        if "." not in address.host:  # localhost and the like, or no name
            return {}
    stated = [one.arguments[0] for one in options if one.name == "http_port" and one.arguments]
    port = int(stated[0]) if stated and stated[0].isascii() and stated[0].isdigit() else HTTP_PORT
    return {port: sites_of(directives)[0].block}
