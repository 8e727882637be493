"""Derived facts of entry points: what they lead to, whether users log in there, and the pages beside them."""

import re
from collections.abc import Iterator
from typing import Final

from threatmodel.engine.analysis.assets_behind_components import components_behind, values_behind
from threatmodel.engine.analysis.data_stores import is_store_or_tool
from threatmodel.engine.analysis.exposing_flow import exposing_flow
from threatmodel.engine.analysis.fact_lookup import FactLookup, Values

# Keys that sign sessions or tokens of users, by the names of their variables.
_SIGNS_SESSIONS: Final = re.compile(
    r"jwt|signing|session_(?:secret|key)|nextauth_secret|^auth_secret$|secret_key_base|cookie_secret|app_key"
    r"|(?:^|_)secret_key$",
    re.IGNORECASE,
)
_ACCOUNTS: Final = ("authentication_required", "self_registration", "first_visitor_administers")
_PAGES: Final = frozenset({"web", "proxy"})  # purposes
_MOST_PAGES: Final = 20  # named beside one component; hundreds of websites may share a network


def entry_point_facts(facts: FactLookup, uid: str, *, exposed: bool) -> Values:
    """Return these facts of a workload, empty where it is not exposed: `values_behind`, and those below."""
    return {
        "values_behind": values_behind(facts, uid) if exposed else "",
        "users_log_in": exposed and facts.cached(users_log_in, uid),
        "pages_beside": _pages_beside(facts, uid) if exposed else "",
    }


def users_log_in(facts: FactLookup, uid: str) -> bool:
    """Whether files say that users have accounts at a component, or at an application that it leads to.

    It asks for a login, lets people register or makes its first visitor administrator; is there for logins;
    has a login page that is probed, or a key that signs sessions or tokens; or is a console with a password
    of its own. Logins of data stores are those of applications.
    """
    found = (one for one in components_behind(facts, uid) if not is_store_or_tool(facts, one))
    return any(facts.cached(_has_accounts, one) for one in found)


def _pages_beside(facts: FactLookup, uid: str) -> str:
    """Names of other published websites and proxies on its networks, or in its namespace: the first 20."""
    zones = facts.model.related_uids("member_of", uid) or (facts.model.enclosing(uid, "namespace") or "",)
    pages = (facts.cached(_published_pages, zone)[: _MOST_PAGES + 1] for zone in zones if zone)
    found = {one for some in pages for one in some} - {uid}
    return ", ".join(sorted(map(facts.name, found))[:_MOST_PAGES])


def _published_pages(facts: FactLookup, zone: str) -> tuple[str, ...]:
    """The published websites and proxies on a network or in a namespace, by name."""
    members = (*facts.model.related_to_uids("member_of", zone), *facts.model.children_uids(zone))
    found = (
        one
        for one in members
        if facts.model.kind_of(one) == "workload"
        and facts.fact(one, "purpose") in _PAGES
        and facts.cached(exposing_flow, one)
    )
    return tuple(sorted(found, key=facts.name))


def _has_accounts(facts: FactLookup, uid: str) -> bool:
    purpose = facts.fact(uid, "purpose")
    if purpose == "identity" or any(facts.fact(uid, name) is True for name in _ACCOUNTS):
        return True
    if any(facts.fact(child, "login_page") for child in facts.model.children_uids(uid)):
        return True
    names = tuple(_credentials(facts, uid))
    return any(map(_SIGNS_SESSIONS.search, names)) or (purpose == "admin-ui" and bool(names))


def _credentials(facts: FactLookup, uid: str) -> Iterator[str]:
    """Names of the credentials that its containers get: of variables and keys, and of whole secrets."""
    for child in facts.model.children_uids(uid):
        yield from (one["name"] for one in facts.fact(child, "env") or () if one["credential"])
        for config in facts.model.related_uids("reads_config", child):
            yield from facts.fact(config, "credential_keys") or ()
        yield from (facts.name(secret) for secret in facts.model.related_uids("reads_secret", child))
