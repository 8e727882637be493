"""Derived facts about the logins of agents, of what shows them to people, and of the tools that they call."""

from collections.abc import Iterator
from typing import Final

from threatmodel.engine.analysis.data_stores import is_store_or_tool
from threatmodel.engine.analysis.fact_lookup import FactLookup, Values
from threatmodel.engine.analysis.gateway_bypass import may_be_http
from threatmodel.engine.library.auth_setting_names import is_auth_option, is_auth_setting

_TOOL_SERVER: Final = "tool-server"
_AGENT: Final = "agent"
_FRONT_END: Final = "front-end"
# What a program of one's own may be; the purpose of many is not known.
_APPLICATION: Final = frozenset({None, "api", "worker", "other"})
_CALLER_WORDS: Final = "mcp tool tools gateway"


def agent_facts(facts: FactLookup, uid: str) -> Values:
    """What part a workload has between people and tools, and whether no setting of it names a login."""
    part = facts.cached(_agent_part, uid)
    return {
        "agent_part": part,
        "no_login_configured": bool(part) and not _may_have_login(facts, uid, part),
        "acts_on": _acts_on(facts, uid, part),
    }


def _agent_part(facts: FactLookup, uid: str) -> str:
    """tool-server, agent (one's own program that calls tools), front-end (calls an agent), or empty."""
    if not _is_workload(facts, uid):
        return ""
    if facts.fact(uid, "ai_role") == _TOOL_SERVER:
        return _TOOL_SERVER
    if facts.cached(_is_agent, uid):
        return _AGENT
    if facts.fact(uid, "ai_role") or facts.fact(uid, "purpose") not in {*_APPLICATION, "web"}:
        return ""
    called = (flow for flow in facts.model.flows_from(uid) if may_be_http(flow))
    return _FRONT_END if any(facts.cached(_is_agent, flow.destination) for flow in called) else ""


def _acts_on(facts: FactLookup, uid: str, part: str) -> str:
    """Names of the stores and tools that it uses, or that the agents use which it calls."""
    if part not in {_AGENT, _FRONT_END}:
        return ""
    called = [flow.destination for flow in facts.model.flows_from(uid)]
    agents = [one for one in called if facts.cached(_is_agent, one)]
    called += [flow.destination for agent in agents for flow in facts.model.flows_from(agent)]
    used = (one for one in called if facts.model.kind_of(one) and is_store_or_tool(facts, one))
    return ", ".join(sorted({facts.name(one) for one in used}))


def _is_agent(facts: FactLookup, uid: str) -> bool:
    """Products with pages of their own for people have logins of their own."""
    if not _is_workload(facts, uid) or facts.fact(uid, "purpose") not in _APPLICATION:
        return False
    role = facts.fact(uid, "ai_role")
    if role is not None:
        return bool(role == _AGENT)
    called = (flow.destination for flow in facts.model.flows_from(uid))
    return any(_is_workload(facts, one) and facts.fact(one, "ai_role") == _TOOL_SERVER for one in called)


def _may_have_login(facts: FactLookup, uid: str, part: str) -> bool:
    """Whether something says that callers log in or need not, or may say it: then nothing is claimed."""
    if facts.fact(uid, "authentication_required") is not None or facts.fact(uid, "login_by_version"):
        return True
    if any("authenticated" in flow.facts for flow in facts.model.flows_to(uid)):
        return True
    containers = [one for one in facts.model.children_uids(uid) if facts.fact(one, "env") is not None]
    own_name = facts.name(uid)
    if not containers or any(_has_auth_setting(facts, one, own_name) for one in containers):
        return True
    return part == _TOOL_SERVER and any(
        _has_tool_credential(facts, one, own_name) for one in _callers(facts, uid)
    )


def _has_auth_setting(facts: FactLookup, container: str, own_name: str) -> bool:
    if facts.fact(container, "env_from") or facts.fact(container, "login_options"):
        return True
    variables = (record["name"] for record in facts.fact(container, "env") or ())
    mounts = facts.fact(container, "mounts") or ()
    files = (name for mount in mounts for name in (mount.get("source", ""), mount.get("path", "")))
    return any(is_auth_setting(name, own_name) for name in variables) or any(
        is_auth_option(name.rpartition("/")[2], own_name) for name in files
    )


def _has_tool_credential(facts: FactLookup, caller: str, server: str) -> bool:
    """Whether a caller has a credential whose name says that it is for the tools, as MCP_TOKEN."""
    words = f"{_CALLER_WORDS} {server}".lower().replace("-", " ").replace("_", " ").split()
    containers = facts.model.children_uids(caller)
    names = (record["name"] for one in containers for record in facts.fact(one, "env") or ())
    return any(
        is_auth_setting(name, server) and any(word in name.lower() for word in words) for name in names
    )


def _callers(facts: FactLookup, uid: str) -> Iterator[str]:
    return (flow.source for flow in facts.model.flows_to(uid) if _is_workload(facts, flow.source))


def _is_workload(facts: FactLookup, uid: str) -> bool:
    """During an edit, a flow may outlive the element at its other end."""
    return facts.model.kind_of(uid) == "workload"
