"""A derived fact about what a published component leads to: logins and secrets, data, or nothing."""

import posixpath
from collections.abc import Iterator, Mapping
from typing import Any, Final

from threatmodel.engine.analysis.data_set_facts import class_of, personal_of
from threatmodel.engine.analysis.data_stores import is_store_or_tool
from threatmodel.engine.analysis.fact_lookup import FactLookup

_KEPT: Final = frozenset({"named", "claim"})  # types of mounts whose data stays
_VALUES: Final = ("credentials", "data")
_PUBLIC: Final = frozenset({None, "public"})  # classes of data that is worth nothing to an attacker
_OF_THE_SYSTEM: Final = ("/etc/", "/dev/", "/proc/", "/sys/", "/run/", "/var/run/", "/lib/", "/usr/")


def values_behind(facts: FactLookup, uid: str) -> str:
    """Return "credentials", "data" or "nothing" for what a component and all those behind it hold.

    Credentials are logins that one of them asks for, secrets and passwords; data is what one of them is said
    to hold, and what is in stores, volumes and folders of the host. It is "unknown" where no file says what
    it calls, and something around it holds either.
    """
    held = "nothing"
    for one in components_behind(facts, uid):
        value = facts.cached(_values_of, one)
        if value == "credentials":
            return value
        held = value if value == "data" else held
    if held == "nothing" and not facts.model.flows_from(uid):
        zones = facts.model.related_uids("member_of", uid) or (facts.model.enclosing(uid, "namespace"),)
        return "unknown" if any(zone and facts.cached(_holds_values, zone) for zone in zones) else held
    return held


def _holds_values(facts: FactLookup, zone: str) -> bool:
    """Whether a workload of a network or namespace holds credentials or data."""
    members = (*facts.model.related_to_uids("member_of", zone), *facts.model.children_uids(zone))
    return any(facts.cached(_values_of, one) in _VALUES for one in members)


def components_behind(facts: FactLookup, uid: str) -> Iterator[str]:
    """The component, and what it leads to inside the system by any number of calls, the nearest first."""
    seen, near = {uid}, [uid]
    while near:
        yield from near
        flows = (flow for one in near for flow in facts.model.flows_from(one))
        near = [one for one in dict.fromkeys(flow.destination for flow in flows) if one not in seen]
        near = [one for one in near if facts.model.kind_of(one) not in {"", "internet"}]
        seen.update(near)


def _values_of(facts: FactLookup, uid: str) -> str:
    """What it holds itself; an element that is gone during an edit holds nothing."""
    if not facts.model.kind_of(uid):
        return "nothing"
    places = (uid, *facts.model.children_uids(uid))
    asks_for_login = facts.fact(uid, "authentication_required") is True
    if asks_for_login or any(_has_credential(facts, one) for one in places):
        return "credentials"
    keeps = is_store_or_tool(facts, uid) or any(_has_data(facts, one) for one in places)
    return "data" if keeps else "nothing"


def _has_credential(facts: FactLookup, uid: str) -> bool:
    variables = facts.fact(uid, "env") or ()
    logins = facts.fact(uid, "argument_credentials") or facts.fact(uid, "login_options")
    return bool(
        logins
        or facts.model.related_uids("reads_secret", uid)
        or any(variable.get("credential") for variable in variables)
    )


def _has_data(facts: FactLookup, uid: str) -> bool:
    """Whether it is said to hold data that is not public, or mounts what keeps data."""
    class_ = class_of(facts, uid)
    named = bool(facts.fact(uid, "data_sets")) and class_ is None
    mounts = facts.fact(uid, "mounts") or ()
    return named or class_ not in _PUBLIC or personal_of(facts, uid) is True or any(map(_keeps_data, mounts))


def _keeps_data(mount: Mapping[str, Any]) -> bool:
    """Whether what is written there stays: a volume, or a folder of the host, whose name has no ending."""
    if mount.get("type") != "host-path":
        return mount.get("type") in _KEPT
    source = str(mount.get("source", ""))
    is_folder = not posixpath.splitext(source)[1] and not f"{source}/".startswith(_OF_THE_SYSTEM)
    return is_folder and not mount.get("read_only")
