"""Whether nginx may refuse a request at some place of its configuration, by what holds there.

Source: nginx, modules auth_basic, auth_request, auth_jwt, access, ssl and rewrite; "satisfy" of the core.
"""

import posixpath
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from threatmodel.engine.importers.proxies.directives import Directive
from threatmodel.engine.model.struct_base import Record

# Code and modules that may look at who calls.
_CHECKS: Final = re.compile(
    r"(?:access|rewrite|content|set|server_rewrite)_by_lua\w{0,12}|js_(?:content|access|set)|oidc\w{0,20}"
    r"|secure_link\w{0,10}|perl|modsecurity_rules"
)
_RULES: Final = frozenset({"allow", "deny"})
_MOST_LOGINS: Final = 20  # kinds of them
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


class Access(Record, frozen=True):
    """What holds at a place: in `http`, in a server, or in a location.

    `checked`: code, conditions or files that are not there may refuse requests. `logins` has by the directive
    that switches a login on whether it is on. `limited`: whether only some addresses may call, None without
    rules. `is_any`: one of a login and such rules is enough.
    """

    checked: bool = False
    logins: Mapping[str, bool] = {}
    limited: bool | None = None
    is_any: bool = False

    @property
    def may_refuse(self) -> bool:
        """Whether some requests may be refused by who sends them. Unknown parts count as if they did."""
        asks = any(self.logins.values())
        checks = [one for one in (asks or None, self.limited) if one is not None]
        return self.checked or (bool(checks) and (all(checks) if self.is_any else any(checks)))


def access_in(level: Sequence[Directive], around: Access, *, is_outer: bool = False) -> Access:
    """Return what holds in a block, where it says nothing itself as around it; `is_outer`: it is `http`."""
    logins = _logins(level, around.logins)
    rules = [one for one in level if one.name in _RULES]
    satisfy = next((one.arguments for one in level if one.name == "satisfy"), None)
    return Access(
        around.checked
        or len(logins) > _MOST_LOGINS
        or any(_is_check(one, is_outer=is_outer) for one in level),
        logins if len(logins) <= _MOST_LOGINS else {},
        _is_limited(rules) if rules else around.limited,
        around.is_any if satisfy is None else satisfy == ("any",),
    )


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


def _logins(level: Sequence[Directive], around: Mapping[str, bool]) -> Mapping[str, bool]:
    """Which logins are on: an inner `off` ends what is asked for around it."""
    found: dict[str, bool] = {}
    for one in level:
        if _AUTH.fullmatch(one.name):
            switch = "_".join(one.name.split("_")[:2])  # auth_basic, for auth_basic_user_file
            if one.name == switch:
                found[switch] = one.arguments[:1] != ("off",)
            elif switch not in around:
                found.setdefault(switch, True)
    return {**around, **found} if found else around


def _is_limited(rules: Sequence[Directive]) -> bool:
    """Whether rules let in some addresses alone."""
    lets_all = rules[0].name == "allow" and rules[0].arguments == ("all",)
    return not lets_all and any(one.name == "deny" for one in rules)


def is_internal(level: Sequence[Directive]) -> bool:
    """Whether no caller gets to a location: only nginx itself sends requests there."""
    return any(one.name == "internal" for one in level)


def passes_in(level: Sequence[Directive]) -> Iterator[Directive]:
    """Yield what passes requests on in a block; what it does on conditions is none of it."""
    yield from (one for one in level if one.name in _PASSES and one.arguments)
