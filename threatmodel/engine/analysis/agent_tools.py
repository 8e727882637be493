"""Derived facts of what acts on prompts: its rights over the platform, and the tools that it reaches."""

from collections.abc import Mapping
from typing import Any, Final

from threatmodel.engine.analysis.fact_lookup import FactLookup, Values
from threatmodel.engine.library.agent_tool_names import abilities_of_all

_TOOL_SERVER: Final = "tool-server"
_ACTING: Final = frozenset({"agent", _TOOL_SERVER, "workflow-builder", "notebook"})
_RUNNING: Final = frozenset(
    {"*", "pods", "pods/exec", "deployments", "daemonsets", "statefulsets", "jobs", "cronjobs", "nodes/proxy"}
)


def controls_platform(facts: FactLookup, uid: str, *, controls_host: bool) -> bool:
    """Whether what acts on prompts has the runtime socket, privileges or broad rights in the cluster."""
    if facts.fact(uid, "ai_role") not in _ACTING:
        return False
    if controls_host:
        return True
    if facts.fact(uid, "token_mounted") is not True:
        return False
    accounts = facts.model.related_uids("runs_as", uid)
    return any(_is_broad(rule) for account in accounts for rule in facts.fact(account, "rules") or ())


def tool_facts(facts: FactLookup, uid: str) -> Values:
    """What its tools do, and those of the servers that it calls."""
    in_reach = _tools_in_reach(facts, uid)
    return {
        "tool_abilities": abilities_of_all(facts.fact(uid, "tools") or ()),
        "tools_in_reach": in_reach,
        "abilities_in_reach": abilities_of_all(in_reach),
    }


def _tools_in_reach(facts: FactLookup, uid: str) -> list[str]:
    """The tools of the servers that it calls, where it calls several; those of one server are its own."""
    called = dict.fromkeys(flow.destination for flow in facts.model.flows_from(uid))
    servers = [one for one in called if _serves_tools(facts, one)]
    if len(servers) < 2:
        return []
    return sorted({tool for server in servers for tool in facts.fact(server, "tools") or ()})


def _serves_tools(facts: FactLookup, uid: str) -> bool:
    """Whether it is a workload that offers tools; a flow may outlive its destination during an edit."""
    return facts.model.kind_of(uid) == "workload" and facts.fact(uid, "ai_role") == _TOOL_SERVER


def _is_broad(rule: Mapping[str, Any]) -> bool:
    """Whether a rule of a role reads secrets, or changes what runs."""
    verbs, resources = {*rule.get("verbs", ())}, {*rule.get("resources", ())}
    reads = bool(resources & {"*", "secrets"}) and bool(verbs & {"*", "get", "list", "watch"})
    return reads or (
        bool(resources & _RUNNING) and bool(verbs & {"*", "create", "update", "patch", "delete"})
    )
