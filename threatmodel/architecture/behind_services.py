"""Calls of Services that other files declare: they end at the workload behind the Service, once it is known.

Each team imports its own manifests. Those of a caller name a Service, so that is where the call ends; those
of the called, imported before or later, tell which workload stands behind it. The flow keeps its uid, which
names the Service, and with it what people decided.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping

from msgspec.structs import replace

from threatmodel.architecture.overlay import RelationKey
from threatmodel.engine.model import Flow

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
    """Return where a call of this destination ends; what calls its own Service stays as it is."""
    workload = behind.get(destination, destination)
    return destination if workload == source else workload


def named_in(uid: str, source: str) -> str:
    """Return the destination that the uid of an inferred flow names."""
    return uid.removeprefix(f"flow:{source}->").rpartition(":")[0]


def under_known_uids(
    flows: Mapping[str, Flow], known: Mapping[str, Ends], behind: Mapping[str, str]
) -> dict[str, Flow]:
    """Return the flows that were read, each that was known as a call of a Service under the uid it had then.

    Read together with what is behind the Service, a call is one of the workload at once.
    """
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
