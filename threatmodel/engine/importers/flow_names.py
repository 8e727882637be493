"""What flows that were concluded are called where several lead from one element to another."""

from collections import Counter
from collections.abc import Sequence

from msgspec.structs import replace

from threatmodel.engine.model import Flow
from threatmodel.engine.model.name_validation import on_port


def with_distinct_names(flows: Sequence[Flow]) -> Sequence[Flow]:
    """Return the flows, with the port in the names of concluded ones that share both ends with others.

    Names that files or people gave stay, and those of flows without a known port.
    """
    between = Counter([(flow.source, flow.destination) for flow in flows])
    if len(between) == len(flows):
        return flows
    return [_with_port(flow) if between[flow.source, flow.destination] > 1 else flow for flow in flows]


def _with_port(flow: Flow) -> Flow:
    port = flow.facts.get("port")
    if flow.origin != "inferred" or not flow.name or port is None:
        return flow
    return replace(flow, name=f"{flow.name} {on_port(port.value)}")
