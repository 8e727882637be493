"""Devices that pods get by resource claims (dynamic resource allocation).

Source: Kubernetes API reference, DeviceRequest and PodResourceClaim (resource.k8s.io, core/v1).
"""

from collections.abc import Iterator, Mapping
from typing import Final

from threatmodel.engine.importers.kubernetes.manifest.objects import KubernetesObject
from threatmodel.engine.importers.kubernetes.manifest.typed_reader import Section
from threatmodel.engine.model import Fact

_TEMPLATE: Final = "ResourceClaimTemplate"
_REFERENCES: Final = {"resourceClaimName": "ResourceClaim", "resourceClaimTemplateName": _TEMPLATE}
"""The kinds of claims by the key under which a pod names them."""

_Objects = Mapping[str, Mapping[tuple[str, str], KubernetesObject]]
Claims = Mapping[tuple[str, str, str], str]
"""Titles of claims with administrative access, by kind, namespace and name."""


def administrative_claims(declared: _Objects) -> Claims:
    """Return the claims and templates that ask for administrative access to a device."""
    return {
        (kind, namespace, name): found.title
        for kind in _REFERENCES.values()
        for (namespace, name), found in declared.get(kind, {}).items()
        if any(request.flag("adminAccess") for request in _requests(found))
    }


def _requests(claim: KubernetesObject) -> Iterator[Section]:
    """The requests of a claim; since v1beta2 those for one exact device are in a section of their own."""
    spec = claim.spec.section("spec") if claim.kind == _TEMPLATE else claim.spec
    for request in spec.section("devices").sections("requests"):
        yield request
        yield request.section("exactly")


def device_facts(pod: Section, namespace: str, claims: Claims) -> dict[str, Fact]:
    """Return whether a pod has administrative access to devices, where it claims any."""
    entries = pod.sections("resourceClaims")
    for entry in entries:
        for key, kind in _REFERENCES.items():
            title = claims.get((kind, namespace, entry.name(key)))
            if title is not None:
                why = f"{title} asks for administrative access."
                return {"device_admin_access": entry.inferred(value=True, why=why, key=key)}
    if not entries:
        return {}
    why = "None of its resource claims in the files asks for administrative access."
    return {"device_admin_access": pod.inferred(value=False, why=why, key="resourceClaims")}
