"""A derived fact about what a published component leads to: logins and secrets, data, or nothing."""

from collections.abc import Iterator
from typing import Any, Final

from threatmodel.engine.analysis.fact_lookup import FactLookup
from threatmodel.engine.analysis.stores import is_store_or_tool

_KEPT: Final = frozenset({"named", "claim"})  # types of mounts whose data stays
_VALUES: Final = ("credentials", "data")
_FARTHEST: Final = 3  # calls; what is farther away is no part of the same application


def values_behind(facts: FactLookup, uid: str) -> str:
    """Return "credentials", "data" or "nothing" for what a component and those that it calls hold.

    Credentials are logins that one of them asks for, secrets and passwords; data is in stores and volumes. It
    is "unknown" where no file says what it calls, and something around it holds either.
    """
    found = [facts.cached(_values_of, one) for one in _called(facts, uid)]
    held = next((one for one in _VALUES if one in found), "nothing")
    if held == "nothing" and not facts.model.flows_from(uid):
        zones = facts.model.related_uids("member_of", uid) or (facts.model.enclosing(uid, "namespace"),)
        return "unknown" if any(zone and facts.cached(_holds_values, zone) for zone in zones) else held
    return held


def _holds_values(facts: FactLookup, zone: str) -> bool:
    """Whether a workload of a network or namespace holds credentials or data."""
    members = (*facts.model.related_to_uids("member_of", zone), *facts.model.children_uids(zone))
    return any(facts.cached(_values_of, one) in _VALUES for one in members)


def _called(facts: FactLookup, uid: str) -> Iterator[str]:
    """The component, and what is inside the system that it calls, at most some calls away."""
    seen, near = {uid}, [uid]
    yield uid
    for _ in range(_FARTHEST):
        flows = (flow for one in near for flow in facts.model.flows_from(one))
        near = [one for one in dict.fromkeys(flow.destination for flow in flows) if one not in seen]
        near = [one for one in near if facts.model.kind_of(one) not in {"", "internet"}]
        seen.update(near)
        yield from near


def _values_of(facts: FactLookup, uid: str) -> str:
    """What it holds itself; an element that is gone during an edit holds nothing."""
    if not facts.model.kind_of(uid):
        return "nothing"
    containers = facts.model.children_uids(uid)
    variables = (variable for one in containers for variable in facts.fact(one, "env") or ())
    secrets = any(facts.model.related_uids("reads_secret", one) for one in (uid, *containers))
    if secrets or facts.fact(uid, "authentication_required") is True or any(map(_is_credential, variables)):
        return "credentials"
    mounts = (mount for one in containers for mount in facts.fact(one, "mounts") or ())
    keeps = is_store_or_tool(facts, uid) or any(mount.get("type") in _KEPT for mount in mounts)
    return "data" if keeps else "nothing"


def _is_credential(variable: dict[str, Any]) -> bool:
    return bool(variable.get("credential"))
