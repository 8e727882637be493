"""What the settings of objects, their pods and containers say. Objects of one shape mostly say the same.

For each answer stands here what it is read from, so that it can be recalled (recall.py); a test holds the
functions to these keys.
"""

from collections.abc import Mapping
from typing import Final

from threatmodel.engine.importers.images import ImageReference
from threatmodel.engine.importers.kubernetes.containers import container_facts
from threatmodel.engine.importers.kubernetes.hygiene import (
    container_hygiene,
    mount_hygiene,
    pod_hygiene,
    update_facts,
)
from threatmodel.engine.importers.kubernetes.objects import KubernetesObject
from threatmodel.engine.importers.kubernetes.recall import Recall
from threatmodel.engine.importers.kubernetes.sections import Section
from threatmodel.engine.importers.kubernetes.security import security_facts, shared_facts
from threatmodel.engine.importers.kubernetes.volumes import PodVolume, mount_facts
from threatmodel.engine.model import Fact

ROOT_KEYS: Final = ("apiVersion",)  # and the kind, which an item of a list may not have itself
SPEC_KEYS: Final = (
    *("replicas", "strategy", "updateStrategy"),
    *("activeDeadlineSeconds", "ttlSecondsAfterFinished", "jobTemplate"),
)
POD_KEYS: Final = (
    *("hostAliases", "hostUsers", "hostPID", "hostIPC", "hostNetwork", "shareProcessNamespace"),
    *("tolerations", "nodeSelector", "topologySpreadConstraints", "affinity", "os"),
    *("securityContext", "restartPolicy", "runtimeClassName", "priorityClassName"),
)
SECURITY_KEYS: Final = ("securityContext",)  # of the container and of its pod; besides all annotations
RUN_KEYS: Final = ("resources", "ports", "imagePullPolicy", "livenessProbe", "readinessProbe")
POD_RUN_KEYS: Final = ("resources", "hostNetwork")
UPKEEP_KEYS: Final = (
    *("resources", "securityContext", "tty", "stdin", "lifecycle"),
    *("livenessProbe", "readinessProbe", "startupProbe"),
)
MOUNT_KEYS: Final = ("volumeMounts",)

_REPLICATED: Final = frozenset({"Deployment", "StatefulSet", "ReplicaSet", "ReplicationController"})
_HOST_FLAGS: Final = {
    "host_pid": ("hostPID", "hostPID is not set, so the pod has its own process namespace."),
    "host_ipc": ("hostIPC", "hostIPC is not set, so the pod has its own IPC namespace."),
    "host_network": ("hostNetwork", "hostNetwork is not set, so the pod has its own network."),
    "share_process_namespace": (
        "shareProcessNamespace",
        "shareProcessNamespace is not set, so each container sees its own processes only.",
    ),
}
_CONTROL_PLANE: Final = ("node-role.kubernetes.io/control-plane", "node-role.kubernetes.io/master")


def object_settings(found: KubernetesObject, recall: Recall) -> dict[str, Fact]:
    """Return what the object says besides its pods."""
    return recall.facts(
        found.root,
        *(object_facts, found.root.wording(*ROOT_KEYS), found.spec.wording(*SPEC_KEYS), found.kind),
        work_out=lambda: object_facts(found),
    )


def pod_settings(pod: Section, recall: Recall) -> dict[str, Fact]:
    """Return what the pod says of its place and its host."""
    return recall.facts(pod, pod_facts, pod.wording(*POD_KEYS), work_out=lambda: pod_facts(pod))


def security_settings(
    container: Section, pod: Section, annotations: Section, name: str, recall: Recall
) -> dict[str, Fact]:
    """Return the privileges of a container. Annotations of the pod may speak of it by name."""
    return recall.facts(
        container,
        *(security_facts, container.wording(*SECURITY_KEYS), pod.wording(*SECURITY_KEYS)),
        *(annotations.wording(*annotations), name if annotations else ""),
        work_out=lambda: security_facts(container, pod, annotations),
    )


def run_settings(
    container: Section,
    pod: Section,
    limits: Mapping[str, Fact],
    image: ImageReference | None,
    recall: Recall,
    *,
    is_init: bool,
) -> dict[str, Fact]:
    """Return ports, limits, probes and pull policy of a container."""
    # Default limits stand in another object, whose lines do not move with these.
    inherited = None if limits else pod.wording(*POD_RUN_KEYS)
    return recall.facts(
        container,
        *(container_facts, container.wording(*RUN_KEYS), inherited),
        *(bool(image and image.is_mutable), is_init),
        work_out=lambda: container_facts(container, pod, limits, image, is_init=is_init),
    )


def upkeep_settings(container: Section, pod: Section, recall: Recall) -> dict[str, Fact]:
    """Return requests, group, probes and terminal of a container."""
    return recall.facts(
        container,
        *(container_hygiene, container.wording(*UPKEEP_KEYS), pod.wording(*SECURITY_KEYS)),
        work_out=lambda: container_hygiene(container, pod),
    )


def mount_settings(container: Section, volumes: Mapping[str, PodVolume], recall: Recall) -> dict[str, Fact]:
    """Return what a container mounts; those that mount nothing are alike."""
    wording = None if "volumeMounts" in container else container.wording(*MOUNT_KEYS)
    return recall.facts(
        container,
        *(mount_facts, wording),
        work_out=lambda: {**mount_facts(container, volumes), **mount_hygiene(container, volumes)},
    )


def object_facts(found: KubernetesObject) -> dict[str, Fact]:
    """Return the kind of a workload, how many pods it starts, and how it is updated."""
    facts = {"controller": found.root.stated("kind", found.kind), **update_facts(found)}
    replicas = found.spec.integer("replicas") if found.kind in _REPLICATED else None
    if replicas is not None:
        facts["replicas"] = found.spec.stated("replicas", replicas)
    elif found.kind in _REPLICATED or found.kind == "Pod":
        facts["replicas"] = found.spec.defaulted(1, "No number of replicas is given, and its default is 1.")
    return facts


def pod_facts(pod: Section) -> dict[str, Fact]:
    """Return where a pod runs and what it shares with its host."""
    facts = {
        "host_aliases": pod.stated("hostAliases", value=bool(pod.sections("hostAliases")))
        if "hostAliases" in pod
        else pod.defaulted(value=False, why="The pod adds no entries to /etc/hosts."),
        "runs_on_control_plane": _runs_on_control_plane(pod),
        "host_users": _host_users(pod),
        **shared_facts(pod),
        "restart_policy": pod.stated("restartPolicy", pod.text("restartPolicy"))
        if "restartPolicy" in pod
        else pod.defaulted("Always", "restartPolicy is not set, and its default is Always."),
    }
    for name, (key, why) in _HOST_FLAGS.items():
        value = pod.flag(key)
        facts[name] = pod.stated(key, value) if value is not None else pod.defaulted(value=False, why=why)
    return {**facts, **pod_hygiene(pod)}


def _host_users(pod: Section) -> Fact:
    value = pod.flag("hostUsers")
    if value is not None:
        return pod.stated("hostUsers", value)
    return pod.defaulted(
        value=True, why="hostUsers is not set, so user ids in the pod are those of the node."
    )


def _runs_on_control_plane(pod: Section) -> Fact:
    for entry in pod.sections("tolerations"):
        key = entry.text("key")
        if key in _CONTROL_PLANE or (not key and entry.text("operator") == "Exists"):
            return entry.inferred(value=True, why="It tolerates the taint of control plane nodes.")
    if any(key in pod.section("nodeSelector") for key in _CONTROL_PLANE):
        return pod.stated("nodeSelector", value=True)
    return pod.defaulted(value=False, why="It does not tolerate the taint of control plane nodes.")
