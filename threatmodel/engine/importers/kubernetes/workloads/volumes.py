"""Volumes of a pod and what its containers mount of them."""

import posixpath
from collections.abc import Mapping
from typing import Any, Final

from threatmodel.engine.importers.kubernetes.cluster.volume_types import (
    DIRECT_STORAGE,
    VOLUME_TYPES,
    host_path,
)
from threatmodel.engine.importers.kubernetes.manifest.objects import object_uid
from threatmodel.engine.importers.kubernetes.manifest.typed_reader import Section
from threatmodel.engine.model import Fact
from threatmodel.engine.model.struct_base import Record

_PROPAGATION: Final = {"HostToContainer": "host-to-container", "Bidirectional": "bidirectional"}
_MOUNT_TYPES: Final = frozenset(
    {
        "host-path",
        "named",
        "claim",
        "empty-dir",
        "tmpfs",
        "config",
        "secret",
        "projected",
        "git-repo",
        "image",
    }
)
_HARMLESS_DEVICES: Final = (
    "/dev/shm",  # noqa: S108 - a path of the host that is only compared
    "/dev/log",
    "/dev/termination-log",
    "/dev/mqueue",
)

_GROUPS_POLICY: Final = "supplementalGroupsPolicy"
_GROUPS: Final = ("runAsGroup", "fsGroup", "supplementalGroups")
# Signers whose certificates log in to the API server.
_API_SIGNERS: Final = frozenset(
    {"kubernetes.io/kube-apiserver-client-pod", "kubernetes.io/kube-apiserver-client"}
)
# Parts of what API servers call themselves: kubernetes.default.svc, and on GKE a path of its host.
_API_AUDIENCES: Final = ("kubernetes", "container.googleapis.com")


class PodVolume(Record, frozen=True):
    """One entry of a pod's volumes.

    `source` is the host's path or the name of what is mounted; `uid` is empty for configuration, secrets
    and projections, which are elements of their own and not stores of the pod.
    """

    name: str
    type: str
    source: str
    uid: str
    element_is_here: bool
    section: Section
    secrets: tuple[tuple[str, int], ...] = ()
    configs: tuple[tuple[str, int], ...] = ()
    projects_token: bool = False

    @property
    def is_claim(self) -> bool:
        """Whether a claim stands for it, whatever is behind that."""
        return self.type == "claim" or "persistentVolumeClaim" in self.section


def pod_volumes(
    pod: Section,
    namespace: str,
    pod_uid: str,
    claim_templates: Mapping[str, Section],
    host_paths: Mapping[tuple[str, str], str],
) -> dict[str, PodVolume]:
    """Return the volumes of a pod by name; the claim templates of a StatefulSet count among them.

    A claim in `host_paths` is a path of the host.
    """
    volumes = {}
    for section in pod.sections("volumes"):
        name = section.name()
        if not name:
            section.place.warn(section.line, "A volume without a name cannot be mounted; ignored.")
        elif name in volumes:
            section.place.warn(section.line, f"The pod has two volumes {name}; the first is used.")
        else:
            volumes[name] = _volume(section, name, namespace, pod_uid, host_paths)
    for name, template in claim_templates.items():
        volumes[name] = PodVolume(
            name, "claim", name, f"{pod_uid}/volume/{name}", element_is_here=True, section=template
        )
    return volumes


def _volume(
    section: Section, name: str, namespace: str, pod_uid: str, host_paths: Mapping[tuple[str, str], str]
) -> PodVolume:
    key = next((key for key in section if key in VOLUME_TYPES), "")
    key = key or next((key for key in section if key != "name"), "emptyDir")
    kind = VOLUME_TYPES.get(key, "other")
    detail = section.section(key)
    own_uid = f"{pod_uid}/volume/{name}"
    if kind == "host-path":
        path = host_path(detail.text("path"))
        return PodVolume(name, kind, path, own_uid, element_is_here=True, section=section)
    if key == "persistentVolumeClaim":
        claim = detail.name("claimName")
        uid = object_uid(namespace, "PersistentVolumeClaim", claim) if claim else own_uid
        if path := host_paths.get((namespace, claim), ""):
            return PodVolume(name, "host-path", path, uid, element_is_here=False, section=section)
        return PodVolume(name, kind, claim or name, uid, element_is_here=not claim, section=section)
    if kind in {"secret", "config", "projected"}:
        return _projection(section, name, kind, detail)
    if kind == "empty-dir" and detail.text("medium") == "Memory":
        kind = "tmpfs"
    return PodVolume(
        name, kind, name, own_uid, element_is_here=True, section=section, secrets=_driver_secrets(detail)
    )


def _projection(section: Section, name: str, kind: str, detail: Section) -> PodVolume:
    sources = detail.sections("sources") if kind == "projected" else [section]
    secrets = [
        (found, source.section("secret").line)
        for source in sources
        if (found := source.section("secret").name("secretName") or source.section("secret").name())
    ]
    configs = [
        (found, source.section("configMap").line)
        for source in sources
        if (found := source.section("configMap").name())
    ]
    named = secrets if kind == "secret" else configs if kind == "config" else []
    return PodVolume(
        name,
        kind,
        named[0][0] if named else name,
        "",
        element_is_here=False,
        section=section,
        secrets=tuple(secrets),
        configs=tuple(configs),
        projects_token=any(_is_for_the_api_server(source) for source in sources),
    )


def _is_for_the_api_server(source: Section) -> bool:
    """Whether a token or certificate is projected that the API server accepts.

    A token for Vault or a cloud and certificates of other signers are refused there.
    """
    if source.section("podCertificate").text("signerName") in _API_SIGNERS:
        return True
    if "serviceAccountToken" not in source:
        return False
    audience = source.section("serviceAccountToken").text("audience")
    return not audience or any(host in audience for host in _API_AUDIENCES)


def _driver_secrets(detail: Section) -> tuple[tuple[str, int], ...]:
    """Secrets that a storage driver reads to mount the volume, as CSI, CephFS and others name them."""
    found = []
    for key in ("nodePublishSecretRef", "secretRef"):
        name = detail.section(key).name() if key in detail else ""
        if name:
            found.append((name, detail.line_of(key)))
    if name := detail.name("secretName"):  # of Azure files
        found.append((name, detail.line_of("secretName")))
    return tuple(found)


def volume_facts(volume: PodVolume) -> dict[str, Fact]:
    """Return the facts of a volume that belongs to the pod."""
    section = volume.section
    key = next((key for key in section if key in VOLUME_TYPES), "name")
    facts = {"type": section.stated(key, volume.type)}
    if volume.type == "host-path":
        facts["host_path"] = section.section("hostPath").stated("path", volume.source)
    direct = next((key for key in section if key in DIRECT_STORAGE), "")
    if direct:
        facts["direct_storage"] = section.stated(direct, direct)
    if volume.type in {"empty-dir", "tmpfs"}:
        facts["size_limited"] = _size_limited(section.section("emptyDir"), section)
    return facts


def _size_limited(detail: Section, section: Section) -> Fact:
    if "sizeLimit" in detail:
        return detail.stated("sizeLimit", value=True)
    return section.defaulted(value=False, why="sizeLimit is not set.")


def group_facts(pod: Section, volumes: Mapping[str, PodVolume]) -> dict[str, Fact]:
    """Return whether groups of the image count beside those that the pod names.

    It matters where groups open files outside of the pod: on shared storage and on paths of the host.
    """
    if not volumes:
        return {}
    context = pod.section("securityContext")
    shares = any(
        v.type == "host-path" or any(key in DIRECT_STORAGE for key in v.section) for v in volumes.values()
    )
    if not shares or not any(key in context for key in (_GROUPS_POLICY, *_GROUPS)):
        return {}
    if _GROUPS_POLICY in context:
        merged = context.text(_GROUPS_POLICY) != "Strict"
        return {"image_groups_merged": context.stated(_GROUPS_POLICY, merged)}
    why = f"{_GROUPS_POLICY} is not set, so groups that the image gives the user are added."
    return {"image_groups_merged": context.defaulted(value=True, why=why)}


def mount_facts(container: Section, volumes: Mapping[str, PodVolume]) -> dict[str, Fact]:
    """Return what a container mounts, and the host's devices among it."""
    records: list[dict[str, Any]] = []
    lines: list[int] = []
    devices: list[str] = []
    for mount in container.sections("volumeMounts"):
        name = mount.name()
        volume = volumes.get(name)
        if volume is None:
            mount.place.warn(
                mount.line,
                f"The container mounts an unknown volume {name or 'without name'}.",
            )
            continue
        source = _mounted_source(mount, volume)
        records.append(_mount_record(mount, volume, source))
        lines.append(mount.line)
        if volume.type == "host-path" and _is_device(source, volume):
            devices.append(source)
    if not records:
        none = container.defaulted([], "No volumes are mounted.")
        return {"mounts": none, "devices": none}
    mounts = container.stated("volumeMounts", records, tuple(lines))
    if not devices:
        return {"mounts": mounts, "devices": container.defaulted([], "No host device is mounted.")}
    return {"mounts": mounts, "devices": container.stated("volumeMounts", devices)}


def _mounted_source(mount: Section, volume: PodVolume) -> str:
    if volume.type != "host-path" or "subPath" not in mount:
        return volume.source
    return host_path(posixpath.join(volume.source, mount.text("subPath").lstrip("/")))


def _mount_record(mount: Section, volume: PodVolume, source: str) -> dict[str, Any]:
    return {
        "source": source,
        "path": mount.text("mountPath"),
        "read_only": mount.flag("readOnly") or _always_read_only(volume),
        "type": volume.type if volume.type in _MOUNT_TYPES else "other",
        "volume": volume.uid,
        "propagation": _PROPAGATION.get(mount.text("mountPropagation"), "none"),
    }


def _always_read_only(volume: PodVolume) -> bool:
    """Whether the kubelet mounts such a volume read-only, or the volume itself says so."""
    if volume.type in {"config", "secret", "projected", "image"}:
        return True
    return bool(volume.section.section("persistentVolumeClaim").flag("readOnly"))


def _is_device(source: str, volume: PodVolume) -> bool:
    kind = volume.section.section("hostPath").text("type")
    if kind in {"CharDevice", "BlockDevice"}:
        return True
    return (source + "/").startswith("/dev/") and not source.startswith(_HARMLESS_DEVICES)
