"""Resolves calls of Services that other files declare to the workload behind the Service.

Each team imports its own manifests. Those of a caller name a Service, so its flow ends at the Service; those
of the callee, imported before or later, say which workload the Service selects. The flow keeps its uid, which
names the Service, and with it all decisions. Where both were imported together first, its uid names the
workload; the caller's manifests alone, imported later, name the same call by the Service.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, Final

from msgspec.structs import replace

from threatmodel.architecture.operations.loaded_graph import RelationKey
from threatmodel.architecture.operations.row_values import OVERRULED
from threatmodel.engine.model import Flow

_COMPLETE_MARK: Final = "policy"  # a fact of flows whose ends were both imported
_OF_THE_SERVICE: Final = frozenset({"port", "confidence"})  # as seen in the caller's files alone

Ends = tuple[str, str]
"""Uids of the source and destination of a flow."""


def workloads_behind(relations: Iterable[RelationKey], kind_of: Callable[[str], str]) -> dict[str, str]:
    """Return the workload behind each Service that leads to one alone, by uid."""
    found: dict[str, set[str]] = defaultdict(set)
    for relation, service, target in relations:
        if relation == "selects" and kind_of(service) == "service" and kind_of(target) == "workload":
            found[service].add(target)
    return {service: next(iter(targets)) for service, targets in found.items() if len(targets) == 1}


def end_behind(behind: Mapping[str, str], source: str, destination: str) -> str:
    """Return the end of a call to this destination; a call of its own Service stays unchanged."""
    workload = behind.get(destination, destination)
    return destination if workload == source else workload


def named_in(uid: str, source: str) -> str:
    """Return the destination that the uid of an inferred flow names."""
    return uid.removeprefix(f"flow:{source}->").rpartition(":")[0]


def match_known_uids(
    flows: Mapping[str, Flow],
    known: Mapping[str, Ends],
    behind: Mapping[str, str],
    ports_of: Callable[[str], Iterable[Mapping[str, Any]]],
) -> dict[str, Flow]:
    """Return the imported flows, the known ones under their stored uid.

    Imported together with the workload behind the Service, a call is one of the workload at once. `ports_of`
    returns the ports of a Service, each with its target.
    """
    found: dict[str, Flow] = {}
    for flow in flows.values():
        uid = flow.uid if flow.uid in known else _known_of_workload(flow, known, behind, ports_of)
        found.setdefault(uid, flow if uid == flow.uid else replace(flow, uid=uid))
    return _match_uids_of_services(found, known, behind)


def _known_of_workload(
    flow: Flow,
    known: Mapping[str, Ends],
    behind: Mapping[str, str],
    ports_of: Callable[[str], Iterable[Mapping[str, Any]]],
) -> str:
    """Return the stored uid of a call of the workload behind the Service, else that of the flow."""
    end = end_behind(behind, flow.source, flow.destination)
    port = _port(flow)
    targets = (one.get("target") for one in ports_of(flow.destination) if one.get("port") == port)
    uids = (f"flow:{flow.source}->{end}:{target}" for target in targets)
    return next((uid for uid in uids if uid in known), flow.uid)


def _port(flow: Flow) -> object:
    return flow.facts["port"].value if "port" in flow.facts else None


def has_less_detail(flow: Flow, present: Mapping[str, Any], behind: Mapping[str, str]) -> bool:
    """Whether a call was imported without the workload behind its Service, but is stored with it."""
    if end_behind(behind, flow.source, flow.destination) != flow.destination:
        return _COMPLETE_MARK in present
    is_of_service = named_in(flow.uid, flow.source) == flow.destination
    return is_of_service and _port(flow) is not None and not flow.uid.endswith(f":{_port(flow)}")


def with_known_facts(imported: Mapping[str, Any], present: Mapping[str, Any]) -> dict[str, Any]:
    """Return the facts of such a call: the stored ones, unless the files of its caller differ."""
    return {**dict(_stated(present)), **dict(_differing(imported, present))}


def _stated(present: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """Yield the facts of files, also those that a person's fact overrules."""
    for name, fact in present.items():
        if fact.get("origin") != "person":
            yield name, fact
        elif OVERRULED in fact:
            yield name, fact[OVERRULED]


def _differing(imported: Mapping[str, Any], present: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    stated = dict(_stated(present))
    for name, fact in imported.items():
        if name not in _OF_THE_SERVICE and (name not in stated or stated[name]["value"] != fact["value"]):
            yield name, fact


def _match_uids_of_services(
    flows: Mapping[str, Flow], known: Mapping[str, Ends], behind: Mapping[str, str]
) -> dict[str, Flow]:
    """Return the flows, those stored as a call of a Service under the uid that names the Service."""
    by_ends: dict[Ends, list[str]] = defaultdict(list)
    for uid, (source, destination) in known.items():
        if uid not in flows and behind.get(named_in(uid, source)) == destination:
            by_ends[source, destination].append(uid)
    if not by_ends:
        return dict(flows)
    new: dict[Ends, list[str]] = defaultdict(list)
    for uid, flow in flows.items():
        if uid not in known:
            new[flow.source, flow.destination].append(uid)
    uids = {
        new[ends][0]: before[0]
        for ends, before in by_ends.items()
        if len(before) == 1 and len(new.get(ends, ())) == 1
    }
    kept = {uid: replace(flow, uid=uids[uid]) if uid in uids else flow for uid, flow in flows.items()}
    return {flow.uid: flow for flow in kept.values()}
