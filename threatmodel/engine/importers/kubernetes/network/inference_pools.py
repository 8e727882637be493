"""Pools of model servers (Gateway API Inference Extension): to routes they are what Services are.

Source: Gateway API Inference Extension, InferencePool v1 and v1alpha2; BackendTLSPolicy of the Gateway API.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from msgspec.structs import replace

from threatmodel.engine.importers.kubernetes.manifest.label_selectors import LabelIndex
from threatmodel.engine.importers.kubernetes.manifest.objects import KubernetesObject
from threatmodel.engine.importers.kubernetes.network.gateways import Key, key_among
from threatmodel.engine.importers.kubernetes.network.services import Service, ServicePort

INFERENCE_POOL: Final = "InferencePool"
_SERVICE: Final = "Service"


def backend_key(kind: str, namespace: str, name: str) -> Key:
    """Return the key of what a route leads to among the Services."""
    return key_among(_SERVICE, kind, namespace, name)


def read_inference_pools(objects: Iterable[KubernetesObject], workloads: LabelIndex) -> dict[Key, Service]:
    """Return the pools as Services, with the workloads that they select."""
    return {
        backend_key(INFERENCE_POOL, found.namespace, found.name): _pool(found, workloads) for found in objects
    }


def _pool(found: KubernetesObject, workloads: LabelIndex) -> Service:
    selector = found.spec.section("selector")
    labels = selector.pairs("matchLabels") if "matchLabels" in selector else found.spec.pairs("selector")
    targets = workloads.carrying(found.namespace, labels) if labels else ()
    return Service(found, "ClusterIP", tuple(_ports(found)), tuple(targets), "", internal=False)


def _ports(found: KubernetesObject) -> Iterator[ServicePort]:
    spec = found.spec
    numbers = [(entry.integer("number"), entry.line) for entry in spec.sections("targetPorts")]
    numbers.append((spec.integer("targetPortNumber"), spec.line_of("targetPortNumber")))
    for number, line in numbers:
        if number is not None:
            yield ServicePort(number, str(number), "tcp", "", 0, "", line)


def with_backend_tls(
    services: Mapping[Key, Service], policies: Iterable[KubernetesObject]
) -> dict[Key, Service]:
    """Return the Services, those marked to which gateways speak verified TLS."""
    verified = {
        backend_key(target.text("kind", _SERVICE), policy.namespace, target.name())
        for policy in policies
        for target in policy.spec.sections("targetRefs")
        if "validation" in policy.spec
    }
    return {
        key: replace(service, verified_tls=True) if key in verified else service
        for key, service in services.items()
    }
