"""Whether nginx may refuse a request at some place of its configuration, by what holds there.

Source: nginx, modules ngx_http_auth_basic, auth_request, auth_jwt, access, ssl and rewrite; "satisfy" of core.
"""

import posixpath
import re
from collections.abc import Iterator, Sequence
from typing import Final

from threatmodel.engine.importers.proxies.directives import Directive

Levels = Sequence[Sequence[Directive]]
"""What stands in `http`, in the server, and in each location down to a place."""

# Code and modules that may look at who calls.
_CHECKS: Final = re.compile(
    r"(?:access|rewrite|content|set|server_rewrite)_by_lua\w{0,12}|js_(?:content|access|set)|oidc\w{0,20}"
    r"|secure_link\w{0,10}|perl|modsecurity_rules"
)
_AUTH: Final = re.compile(r"auth_(?!delay$)\w{1,30}")
# Files that come with nginx, Debian or certbot, none of which asks who calls.
_WITHOUT_LOGIN: Final = frozenset(
    {"mime.types", "fastcgi_params", "fastcgi.conf", "fastcgi-php.conf", "uwsgi_params", "scgi_params"}
    | {"proxy_params", "options-ssl-nginx.conf", "ssl-params.conf", "ssl-dhparams.pem"}
)
# What an `if` may do without refusing anyone.
_HARMLESS: Final = frozenset(
    {"set", "add_header", "proxy_set_header", "more_set_headers", "expires", "access_log", "etag", "gzip"}
)
_OWN_HTTPS: Final = re.compile(r"https://\$\{?(?:host|http_host|server_name)\b.{0,200}")
_PASSES: Final = frozenset({"proxy_pass", "grpc_pass"})
_HARMLESS_CODES: Final = frozenset({"200", "204"})


def may_refuse(levels: Levels) -> bool:
    """Whether some requests may be refused by who sends them. Unknown parts count as if they did."""
    outer, *inner = levels
    if any(_is_check(one, is_outer=True) for one in outer):
        return True
    if any(_is_check(one) for level in inner for one in level):
        return True
    checks = [*_access_rules(levels)]
    if _asks_for_login(levels):
        checks.append(True)
    is_any = _nearest(levels, "satisfy") == ("any",)
    return bool(checks) and (all(checks) if is_any else any(checks))


def _is_check(one: Directive, *, is_outer: bool = False) -> bool:
    if one.name == "if" and one.has_block:
        return not all(map(_is_harmless, one.children))
    if one.name == "include":
        return not is_outer and posixpath.basename(one.text) not in _WITHOUT_LOGIN
    if one.name == "ssl_verify_client":
        return one.arguments != ("off",)
    return _CHECKS.fullmatch(one.name) is not None


def _is_harmless(one: Directive) -> bool:
    """Whether a directive in an `if` leads nobody away: it goes on, or to the same place over HTTPS."""
    if one.name != "return":
        return one.name in _HARMLESS
    return one.arguments[:1] in {(code,) for code in _HARMLESS_CODES} or (
        bool(one.arguments) and _OWN_HTTPS.fullmatch(one.arguments[-1]) is not None
    )


def _asks_for_login(levels: Levels) -> bool:
    """Whether a login holds at a place: an inner `off` ends what is asked for outside of it."""
    names = {one.name for level in levels for one in level if _AUTH.fullmatch(one.name)}
    families = {_family(name) for name in names}
    return any((value := _nearest(levels, family)) is None or value[:1] != ("off",) for family in families)


def _family(name: str) -> str:
    """The directive that switches a login on and off: auth_basic, for auth_basic_user_file."""
    return "_".join(name.split("_")[:2])


def _access_rules(levels: Levels) -> Iterator[bool]:
    """Whether the addresses that may call are limited; a level with rules of its own inherits none."""
    for level in reversed(levels):
        rules = [one for one in level if one.name in {"allow", "deny"}]
        if rules:
            yield not (rules[0].name == "allow" and rules[0].arguments == ("all",)) and any(
                one.name == "deny" for one in rules
            )
            return


def _nearest(levels: Levels, name: str) -> tuple[str, ...] | None:
    """The arguments of a directive that hold at a place; None where it is nowhere."""
    for level in reversed(levels):
        for one in level:
            if one.name == name:
                return one.arguments
    return None


def is_internal(level: Sequence[Directive]) -> bool:
    """Whether no caller gets to a location: only nginx itself sends requests there."""
    return any(one.name == "internal" for one in level)


def passes_in(level: Sequence[Directive]) -> Iterator[Directive]:
    """Yield what passes requests on in a block; what it does on conditions is none of it."""
    yield from (one for one in level if one.name in _PASSES and one.arguments)
