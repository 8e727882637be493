"""What annotations of clouds, proxies and controllers mean on Kubernetes objects (annotations.yaml)."""

from collections.abc import Mapping
from pathlib import Path
from typing import Final

from threatmodel.engine.importers.data_files import load_data
from threatmodel.engine.model.struct_base import Record


class Scheme(Record, frozen=True, forbid_unknown_fields=True):
    """The annotation that says whether a load balancer is public, and the value by which it is."""

    annotation: str
    public: str


class Condition(Record, frozen=True, forbid_unknown_fields=True):
    """An annotation, and a text in lower case that its value is, or that it holds."""

    annotation: str
    equals: str = ""
    holds: str = ""


class Encryption(Record, frozen=True, forbid_unknown_fields=True):
    """Annotations by which every listener encrypts; annotations.yaml says what each field means."""

    annotations: tuple[str, ...]
    value: str = ""
    when: Condition | None = None
    plain: Condition | None = None
    redirect: str = ""


class IngressLoadBalancer(Record, frozen=True, forbid_unknown_fields=True):
    """What annotations say of the load balancer of an Ingress."""

    scheme: Scheme
    private_classes: frozenset[str]
    encrypted_by: tuple[Encryption, ...]


class _Annotations(Record, frozen=True, forbid_unknown_fields=True):
    """The content of annotations.yaml."""

    cloud_identity: tuple[str, ...]
    private_load_balancer: dict[str, str | None]
    ingress_facts: dict[str, tuple[str, ...]]
    ingress_load_balancer: IngressLoadBalancer


_DATA: Final = load_data(Path(__file__).with_name("annotations.yaml"), _Annotations)

CLOUD_IDENTITY: Final = _DATA.cloud_identity
PRIVATE_LOAD_BALANCER: Final[Mapping[str, str | None]] = _DATA.private_load_balancer
"""Annotations that keep the load balancer of a Service private; None means any value but false."""
INGRESS_FACTS: Final[Mapping[str, tuple[str, ...]]] = _DATA.ingress_facts
INGRESS_LOAD_BALANCER: Final = _DATA.ingress_load_balancer
