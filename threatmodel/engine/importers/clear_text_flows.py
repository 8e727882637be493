"""Adds to flows that they are not encrypted, where nothing makes the server that they end at encrypt them."""

from typing import Final

from msgspec.structs import replace

from threatmodel.engine.importers.model_builder import ModelBuilder
from threatmodel.engine.model import Fact

_ENCRYPTS: Final = frozenset({"sidecar_injection", "ambient_mesh", "mesh_mtls"})


def add_clear_text(builder: ModelBuilder) -> None:
    """Add the fact to each flow that no address, port or mesh says anything else of."""
    for flow in builder.flows():
        served = builder.fact(flow.destination, "serves_tls")
        if served is None or served.value is not False or "encrypted" in flow.facts:
            continue
        if not (_is_in_mesh(builder, flow.source) or _is_in_mesh(builder, flow.destination)):
            builder.add_flow(replace(flow, facts={**flow.facts, "encrypted": Fact(False, served.source)}))  # noqa: FBT003 - the value of a fact


def _is_in_mesh(builder: ModelBuilder, uid: str) -> bool:
    """Whether sidecars or nodes may encrypt the traffic of its namespace."""
    namespace = builder.parent(uid)
    return namespace is not None and any(builder.fact(namespace, name) for name in _ENCRYPTS)
