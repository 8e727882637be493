"""Calls of the agent on the node of a pod, which it finds by the address of that node (status.hostIP)."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from threatmodel.engine.importers.kubernetes.flows.flow_candidates import Candidate
from threatmodel.engine.importers.kubernetes.workloads.environment import Entry, Environments
from threatmodel.engine.importers.kubernetes.workloads.pods import Container, ContainerPort, Workload
from threatmodel.engine.importers.products.protocols import WELL_KNOWN_PORTS, is_encrypted
from threatmodel.engine.model.struct_base import Record

_HOST_ADDRESS: Final = "status.hostIP"
_REFERENCE: Final = re.compile(r"(?<!\$)\$\(([A-Za-z_]\w{0,100})\)(?::(\d{1,5}))?")
# Of other names, such as NODE_IP, programs mostly write the address into logs and labels.
_OF_AN_AGENT: Final = re.compile(r"(?i)agent|collector|otel|statsd|jaeger|zipkin|trac|fluent|syslog")


class _Agent(Record, frozen=True):
    """A port of every node, and the DaemonSet that listens there."""

    workload: Workload
    container: Container
    port: ContainerPort


_Agents = Mapping[int, list[_Agent]]


def calls_of_node_agents(
    workloads: Mapping[str, Workload], environments: Environments
) -> Iterator[Candidate]:
    """Yield the calls of DaemonSets whose ports on the node variables name, together with its address.

    A variable of an agent that is the address alone means the one DaemonSet that has ports on the nodes.
    """
    agents = _agents(workloads.values())
    for workload in workloads.values() if agents else ():
        for container in workload.containers:
            yield from _calls(workload, environments.entries(container.section), agents)


def _agents(workloads: Iterable[Workload]) -> _Agents:
    """The ports of DaemonSets on their nodes."""
    found: defaultdict[int, list[_Agent]] = defaultdict(list)
    for workload in workloads:
        if workload.object.kind != "DaemonSet":
            continue
        shared = bool(workload.pod.flag("hostNetwork"))
        for container in workload.containers:
            for port in container.ports:
                if number := port.host_port or (port.number if shared else 0):
                    found[number].append(_Agent(workload, container, port))
    return found


def _calls(workload: Workload, entries: Iterable[Entry], agents: _Agents) -> Iterator[Candidate]:
    entries = tuple(entries)
    addresses = {entry.name: entry for entry in entries if _is_host_address(entry)}
    used = [
        (entry, match[1], int(match[2] or 0))
        for entry in (entries if addresses else ())
        for match in _REFERENCE.finditer(entry.value or "")
        if match[1] in addresses
    ]
    calls = [(entry, port) for entry, _, port in used]
    alone = sorted(addresses.keys() - {name for _, name, _ in used})
    calls += [(addresses[name], 0) for name in alone if _OF_AN_AGENT.search(name)]
    for entry, port in calls:
        agent = _agent_on(agents, port)
        if agent is not None and agent.workload is not workload:
            yield _candidate(workload, agent, entry)


def _is_host_address(entry: Entry) -> bool:
    return (
        entry.origin == "field"
        and entry.section.section("valueFrom").section("fieldRef").text("fieldPath") == _HOST_ADDRESS
    )


def _agent_on(agents: _Agents, port: int) -> _Agent | None:
    """The one that has the port; without a port the only DaemonSet there is, on its first port."""
    found = agents.get(port, []) if port else [one for ports in agents.values() for one in ports]
    return found[0] if found and all(one.workload is found[0].workload for one in found) else None


def _candidate(workload: Workload, agent: _Agent, entry: Entry) -> Candidate:
    number = agent.port.number
    product = agent.container.product
    protocol = (product.protocol_on(number) if product else "") or WELL_KNOWN_PORTS.get(number, "")
    listens = f"{agent.workload.object.name} listens on port {agent.port.host_port or number} of each node"
    return Candidate(
        workload.uid,
        agent.workload.uid,
        f"Variable {entry.name} has the address of the node, and {listens}.",
        entry.section.file,
        entry.section.line,
        port=number,
        protocol=protocol,
        encrypted=is_encrypted(protocol),
        confidence="medium",
    )
