"""Adds to flows that they are not encrypted, where nothing makes the server that they end at encrypt them."""

from typing import Final

from msgspec.structs import replace

from threatmodel.engine.importers.model_builder import ModelBuilder
from threatmodel.engine.model import Fact, Flow

_ENCRYPTS: Final = frozenset({"sidecar_injection", "ambient_mesh", "mesh_mtls"})


def add_clear_text(builder: ModelBuilder) -> None:
    """Add the fact to each flow that no address, port or mesh says anything else of."""
    for flow in builder.flows():
        served = None if "encrypted" in flow.facts else _says_clear(builder, flow)
        if served is None:
            continue
        if not (_is_in_mesh(builder, flow.source) or _is_in_mesh(builder, flow.destination)):
            builder.add_flow(replace(flow, facts={**flow.facts, "encrypted": Fact(False, served.source)}))  # noqa: FBT003 - the value of a fact


def _says_clear(builder: ModelBuilder, flow: Flow) -> Fact | None:
    """The fact of the server that says that it does not encrypt this flow."""
    served = builder.fact(flow.destination, "serves_tls")
    if served is not None and served.value is False:
        return served
    plain, port = builder.fact(flow.destination, "plain_http_ports"), flow.facts.get("port")
    if plain is None or port is None or not isinstance(plain.value, list):
        return None
    place = flow.provenance
    said = replace(plain.source, file=place.file, line=place.line)
    return Fact(plain.value, said) if {"port": port.value} in plain.value else None


def _is_in_mesh(builder: ModelBuilder, uid: str) -> bool:
    """Whether sidecars or nodes may encrypt the traffic of its namespace."""
    namespace = builder.parent(uid)
    return namespace is not None and any(builder.fact(namespace, name) for name in _ENCRYPTS)
