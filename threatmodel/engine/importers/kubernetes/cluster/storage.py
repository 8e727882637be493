"""Claims, persistent volumes and storage classes."""

from collections.abc import Mapping
from typing import Final

from threatmodel.engine.importers.kubernetes.cluster.claimed_volumes import claimed_volumes
from threatmodel.engine.importers.kubernetes.cluster.graph_writer import GraphWriter
from threatmodel.engine.importers.kubernetes.cluster.volume_types import VOLUME_TYPES, host_path
from threatmodel.engine.importers.kubernetes.manifest.objects import KubernetesObject
from threatmodel.engine.importers.kubernetes.manifest.typed_reader import Section
from threatmodel.engine.model import Fact

_ENCRYPTED_PARAMETERS: Final = ("encrypted", "csi.storage.k8s.io/encrypted")
_VOLUME_SPEC_KEYS: Final = frozenset(
    {
        "accessModes",
        "capacity",
        "claimRef",
        "mountOptions",
        "nodeAffinity",
        "persistentVolumeReclaimPolicy",
        "storageClassName",
        "volumeAttributesClassName",
        "volumeMode",
    }
)
_RECLAIM_POLICIES: Final = frozenset({"Delete", "Retain", "Recycle"})
_DEFAULT_CLASS: Final = "storageclass.kubernetes.io/is-default-class"

Objects = Mapping[tuple[str, str], KubernetesObject]


def write_storage(graph: GraphWriter, claims: Objects, volumes: Objects, classes: Objects) -> None:
    """Add persistent volumes in the cluster and claims in their namespaces."""
    for volume in volumes.values():
        graph.object(volume, "volume", {**_volume_facts(volume, classes), **_reclaimed(volume)})
    bound = claimed_volumes(claims, volumes, classes)
    for key, claim in claims.items():
        facts = claim_facts(claim.spec, classes)
        bound_to = bound.get(key)
        if bound_to is not None and "hostPath" in bound_to.spec:
            path = host_path(bound_to.spec.section("hostPath").text("path"))
            why = f"The claim is bound to PersistentVolume {bound_to.name}, which is a host path."
            facts["host_path"] = bound_to.spec.inferred(path, why, "hostPath")
        if bound_to is not None:
            facts |= _reclaimed(bound_to)
        graph.object(claim, "volume", facts)


def claim_facts(spec: Section, classes: Objects) -> dict[str, Fact]:
    """Return what is known of a claim, or of a claim template of a StatefulSet."""
    facts = {"type": spec.stated("accessModes", "claim"), **_shared_facts(spec, classes)}
    requests = spec.section("resources").section("requests")
    if "storage" in requests:
        facts["size_limited"] = requests.stated("storage", value=True)
    return facts


def _volume_facts(volume: KubernetesObject, classes: Objects) -> dict[str, Fact]:
    spec = volume.spec
    key = next((key for key in spec if key not in _VOLUME_SPEC_KEYS), "")
    facts = {"type": spec.stated(key, VOLUME_TYPES.get(key, "other")), **_shared_facts(spec, classes)}
    if key == "hostPath":
        section = spec.section("hostPath")
        facts["host_path"] = section.stated("path", host_path(section.text("path")))
    if "storage" in spec.section("capacity"):
        facts["size_limited"] = spec.section("capacity").stated("storage", value=True)
    return facts


def _shared_facts(spec: Section, classes: Objects) -> dict[str, Fact]:
    facts = {}
    modes = spec.texts("accessModes")
    if modes:
        facts["access_modes"] = spec.stated(
            "accessModes", [mode for mode, _ in modes], tuple(line for _, line in modes)
        )
    if "storageClassName" in spec:
        facts["storage_class"] = spec.stated("storageClassName", spec.name("storageClassName"))
    storage_class = (
        classes.get(("", spec.name("storageClassName"))) if "storageClassName" in spec else _default(classes)
    )
    if storage_class is not None:
        facts |= _reclaimed_by_class(storage_class.root)
    parameters = storage_class.root.section("parameters") if storage_class else None
    if parameters:
        key = next((key for key in _ENCRYPTED_PARAMETERS if key in parameters), "")
        if key:
            encrypted = parameters.text(key).strip().lower() == "true"
            why = "Set by the storage class."
            facts["encrypted_at_rest"] = parameters.inferred(encrypted, why, key)
    return facts


def _reclaimed(volume: KubernetesObject) -> dict[str, Fact]:
    key = "persistentVolumeReclaimPolicy"
    policy = volume.spec.text(key, "Retain")
    if policy not in _RECLAIM_POLICIES:
        return {}
    why = "No reclaim policy is set, and manually created volumes are retained."
    stated = key in volume.spec
    return {
        "reclaim_policy": volume.spec.stated(key, policy) if stated else volume.spec.defaulted(policy, why)
    }


def _reclaimed_by_class(root: Section) -> dict[str, Fact]:
    policy = root.text("reclaimPolicy", "Delete")
    if policy not in _RECLAIM_POLICIES:
        return {}
    why = "Its storage class decides what happens to the data; the default is Delete."
    return {"reclaim_policy": root.inferred(policy, why, "reclaimPolicy")}


def _default(classes: Objects) -> KubernetesObject | None:
    for found in classes.values():
        if found.metadata.section("annotations").text(_DEFAULT_CLASS) == "true":
            return found
    return None
