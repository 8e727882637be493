"""Which PersistentVolume a claim is bound to, and which claims are paths of the host."""

from collections import Counter, defaultdict
from collections.abc import Mapping

from threatmodel.engine.importers.kubernetes.cluster.volume_types import host_path
from threatmodel.engine.importers.kubernetes.manifest.objects import KubernetesObject

_Objects = Mapping[tuple[str, str], KubernetesObject]


def claimed_volumes(
    claims: _Objects, volumes: _Objects, classes: _Objects
) -> dict[tuple[str, str], KubernetesObject]:
    """Return the volume of each claim, by namespace and name of the claim.

    The claim names it, or it names the claim, or no other claim and no other volume has the storage class
    of the claim, for which no provisioner is declared.
    """
    reserved = _volumes_with_claim(volumes)
    by_class = _only_volumes_of_classes(volumes, classes)
    wanted = Counter(claim.spec.name("storageClassName") for claim in claims.values())
    found = {}
    for key, claim in claims.items():
        name = claim.spec.name("storageClassName")
        volume = volumes.get(("", claim.spec.name("volumeName"))) or reserved.get(key)
        volume = volume or (by_class.get(name) if wanted[name] == 1 else None)
        if volume is not None:
            found[key] = volume
    return found


def claimed_host_paths(claims: _Objects, volumes: _Objects, classes: _Objects) -> dict[tuple[str, str], str]:
    """Return the path of the host behind each claim that is one, by namespace and name of the claim."""
    return {
        key: host_path(volume.spec.section("hostPath").text("path"))
        for key, volume in claimed_volumes(claims, volumes, classes).items()
        if "hostPath" in volume.spec
    }


def _volumes_with_claim(volumes: _Objects) -> dict[tuple[str, str], KubernetesObject]:
    """The volumes that name the claim they belong to."""
    found = {}
    for volume in volumes.values():
        claim = volume.spec.section("claimRef")
        if claim.name():
            found[(claim.name("namespace") or "default", claim.name())] = volume
    return found


def _only_volumes_of_classes(volumes: _Objects, classes: _Objects) -> dict[str, KubernetesObject]:
    """The one volume that waits for claims of a storage class, where nothing makes more of them."""
    waiting = defaultdict(list)
    for volume in volumes.values():
        name = volume.spec.name("storageClassName")
        if name and ("", name) not in classes and "claimRef" not in volume.spec:
            waiting[name].append(volume)
    return {name: found[0] for name, found in waiting.items() if len(found) == 1}
