"""Services that a text calls and no file declares: they belong to what was not imported with the rest."""

import re
from collections.abc import Set
from typing import Final

from threatmodel.engine.importers.address_extraction import Address
from threatmodel.engine.importers.kubernetes.cluster.graph_writer import CLUSTER
from threatmodel.engine.importers.kubernetes.flows.flow_candidates import Candidate
from threatmodel.engine.importers.kubernetes.manifest.objects import object_uid
from threatmodel.engine.importers.kubernetes.workloads.environment import Variable
from threatmodel.engine.importers.model_builder import ModelBuilder
from threatmodel.engine.importers.products.protocols import WELL_KNOWN_PORTS, is_encrypted
from threatmodel.engine.model import Source

# Names of Services are labels of DNS that begin with a letter (RFC 1035).
_LABEL: Final = re.compile(r"[a-z](?:[a-z0-9-]{0,61}[a-z0-9])?")
_SERVICES: Final = "svc"
_SHORT: Final = 3  # letters of an ending such as com or de; namespaces are hardly ever so short
_LONGER: Final = frozenset(
    {"agency", "blog", "cloud", "digital", "email", "health", "info", "live", "media", "name", "network"}
    | {"online", "services", "shop", "site", "software", "store", "systems", "tech", "tools", "work", "world"}
)
"""Longer endings that hosts of the internet have, and namespaces may have too."""
_MEMBER: Final = re.compile(r".*-\d{1,4}")  # a pod of a StatefulSet
_NO_SERVICES: Final = frozenset({"localhost", "host", "hostname", "example", "localdomain"})
_API_SERVER: Final = ("default", "kubernetes")


def service_named(
    host: str, namespace: str, namespaces: Set[str], *, encrypted: bool
) -> tuple[str, str] | None:
    """Return namespace and name of the Service that a host is for a pod; None when it may be outside."""
    labels = host.lower().rstrip(".").split(".")
    if not all(map(_LABEL.fullmatch, labels)) or not _NO_SERVICES.isdisjoint(labels):
        return None
    if len(labels) == 1:
        return namespace, labels[0]
    if len(labels) == 2:
        return _of_two(labels[0], labels[1], namespace, namespaces, encrypted=encrypted)
    if labels[2] == _SERVICES:
        return labels[1], labels[0]
    return (labels[2], labels[1]) if len(labels) > 3 and labels[3] == _SERVICES else None


def _of_two(
    name: str, rest: str, namespace: str, namespaces: Set[str], *, encrypted: bool
) -> tuple[str, str] | None:
    """What a name of two parts means: a pod and its Service, a Service and its namespace, a host outside."""
    if rest in namespaces:
        return rest, name
    if _MEMBER.fullmatch(name):
        return namespace, rest
    may_be_outside = len(rest) <= _SHORT or (encrypted and rest in _LONGER)
    return None if may_be_outside else (rest, name)


def write_missing_service(
    builder: ModelBuilder, key: tuple[str, str], namespaces: Set[str], source: Source
) -> str | None:
    """Add a Service that something calls, and return its uid; none for the API server's.

    It is in its namespace when the files have that one too, else in the cluster.
    """
    if key == _API_SERVER:
        return None
    namespace, name = key
    uid = object_uid(namespace, "Service", name)
    parent = f"namespace:{namespace}" if namespace in namespaces else CLUSTER
    builder.add_element(uid, "service", name, parent=parent, source=source, facts={})
    return uid


def missing_call(
    builder: ModelBuilder,
    caller: str,
    key: tuple[str, str],
    namespaces: Set[str],
    address: Address,
    variable: Variable,
) -> Candidate | None:
    """Add a Service that no file declares, and return the call of it; none of the API server."""
    why = f"{variable.words} names Service {key[1]} in namespace {key[0]}, which no file declares."
    source = Source("inferred", variable.file, variable.line, why=why)
    uid = write_missing_service(builder, key, namespaces, source)
    if uid is None:
        return None
    protocol = address.protocol if address.scheme else WELL_KNOWN_PORTS.get(variable.port, "")
    return Candidate(
        caller,
        uid,
        why,
        variable.file,
        variable.line,
        port=address.port,
        protocol=protocol,
        encrypted=is_encrypted(protocol) if address.encrypted is None else address.encrypted,
        certificate_verified=address.certificate_verified,
        authenticated=address.authenticated,
        confidence="medium",
    )
