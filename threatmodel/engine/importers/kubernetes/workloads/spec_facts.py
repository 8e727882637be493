"""What the settings of objects, their pods and containers say. Objects of one shape mostly say the same.

The keys that each fact is read from are listed here, so that it can be reused (fact_memo.py); a test holds
the functions to these keys.
"""

from collections.abc import Hashable, Mapping
from typing import Final

from threatmodel.engine.importers.kubernetes.manifest.fact_memo import FactMemo
from threatmodel.engine.importers.kubernetes.manifest.kinds import RUN_TO_COMPLETION, WORKLOAD_KINDS
from threatmodel.engine.importers.kubernetes.manifest.objects import KubernetesObject
from threatmodel.engine.importers.kubernetes.manifest.typed_reader import Section
from threatmodel.engine.importers.kubernetes.workloads.containers import command_facts, container_facts
from threatmodel.engine.importers.kubernetes.workloads.reliability import (
    container_reliability,
    listed,
    mount_reliability,
    pod_reliability,
    update_facts,
)
from threatmodel.engine.importers.kubernetes.workloads.security import security_facts, shared_facts
from threatmodel.engine.importers.kubernetes.workloads.volumes import PodVolume, mount_facts
from threatmodel.engine.model import Fact
from threatmodel.engine.model.struct_base import Record

ROOT_KEYS: Final = ("apiVersion",)  # and the kind, which an item of a list may not have itself
SPEC_KEYS: Final = (
    *("replicas", "strategy", "updateStrategy"),
    *("activeDeadlineSeconds", "ttlSecondsAfterFinished", "jobTemplate"),
)
POD_KEYS: Final = (
    *("hostAliases", "hostUsers", "hostPID", "hostIPC", "hostNetwork", "shareProcessNamespace"),
    *("tolerations", "nodeSelector", "os"),
    *("securityContext", "restartPolicy", "runtimeClassName", "priorityClassName"),
)
SECURITY_KEYS: Final = ("securityContext",)  # of the container and of its pod; besides all annotations
RUN_KEYS: Final = ("resources", "ports", "imagePullPolicy", "livenessProbe", "readinessProbe")
POD_RUN_KEYS: Final = ("resources", "hostNetwork")
RELIABILITY_KEYS: Final = (
    *("resources", "securityContext", "tty", "stdin", "lifecycle"),
    *("livenessProbe", "readinessProbe", "startupProbe"),
)
POD_RELIABILITY_KEYS: Final = (*SECURITY_KEYS, "hostNetwork")
COMMAND_KEYS: Final = ("command", "args", "ports")
MOUNT_KEY: Final = "volumeMounts"
# All of a container, and of its pod, from which its settings follow.
CONTAINER_KEYS: Final = tuple(dict.fromkeys((*SECURITY_KEYS, *RUN_KEYS, *RELIABILITY_KEYS, *COMMAND_KEYS)))
CONTAINER_POD_KEYS: Final = tuple(dict.fromkeys((*SECURITY_KEYS, *POD_RUN_KEYS, *POD_RELIABILITY_KEYS)))

_ENDING: Final = frozenset({"Never", "OnFailure"})  # restart policies of pods that end
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


class ContainerInPod(Record, frozen=True):
    """A container with all around it that its settings follow from.

    `limits` are those of its namespace. `is_latest`: its image is used by latest. `twice` and
    `loosening` name variables that are set twice, and those that switch the verification of certificates off.
    """

    section: Section
    pod: Section
    annotations: Section
    volumes: Mapping[str, PodVolume]
    limits: Mapping[str, Fact]
    is_latest: bool
    is_init: bool
    twice: tuple[str, ...]
    insecure_tls: tuple[str, ...]


def workload_spec_facts(found: KubernetesObject, pod: Section, memo: FactMemo) -> dict[str, Fact]:
    """Return what an object says of its pods: how many and how updated, their place and their host.

    Both parts are in one document, at the same distance in each of its shape.
    """
    return memo.facts(
        found.root,
        *(workload_spec_facts, found.root.wording(*ROOT_KEYS), found.spec.wording(*SPEC_KEYS), found.kind),
        pod.wording(*POD_KEYS),
        compute=lambda: {**_memoized_pod_facts(pod, memo), **_memoized_object_facts(found, memo)},
    )


def container_spec_facts(container: ContainerInPod, memo: FactMemo) -> dict[str, Fact]:
    """Return privileges, limits, probes, command line, reliability and mounts of a container.

    Looked up as a whole first, as most containers are set like another one; then part by part. What is
    mounted depends on the volumes of the pod.
    """
    section, annotations = container.section, container.annotations
    mounts = MOUNT_KEY in section
    facts = memo.facts(
        section,
        *(container_spec_facts, section.wording(*CONTAINER_KEYS), _inherited(container, *CONTAINER_POD_KEYS)),
        *(annotations.wording(*annotations), section.name() if annotations else ""),
        *(container.is_latest, container.is_init, container.twice, container.insecure_tls, mounts),
        compute=lambda: {
            **({} if mounts else _mount_facts(container)),
            **_memoized_security_facts(container, memo),
            **_memoized_container_facts(container, memo),
            **_reliability_facts(container, memo),
            **_memoized_command_facts(container, memo),
            "duplicate_env": listed(section, "env", container.twice, "No variable is duplicated."),
        },
    )
    return {**facts, **_mount_facts(container)} if mounts else facts


def _memoized_object_facts(found: KubernetesObject, memo: FactMemo) -> dict[str, Fact]:
    """Return what the object says besides its pods."""
    return memo.facts(
        found.root,
        *(object_facts, found.root.wording(*ROOT_KEYS), found.spec.wording(*SPEC_KEYS), found.kind),
        compute=lambda: object_facts(found),
    )


def _memoized_pod_facts(pod: Section, memo: FactMemo) -> dict[str, Fact]:
    """Return what the pod says of its place and its host."""
    return memo.facts(pod, pod_facts, pod.wording(*POD_KEYS), compute=lambda: pod_facts(pod))


def _inherited(container: ContainerInPod, *keys: str) -> Hashable | None:
    """The wording of the pod; none where limits are in another object: its lines do not move with these."""
    return None if container.limits else container.pod.wording(*keys)


def _memoized_security_facts(container: ContainerInPod, memo: FactMemo) -> dict[str, Fact]:
    """Return the privileges of a container. Annotations of the pod may be about it by name."""
    section, pod, annotations = container.section, container.pod, container.annotations
    return memo.facts(
        section,
        *(security_facts, section.wording(*SECURITY_KEYS), pod.wording(*SECURITY_KEYS)),
        *(annotations.wording(*annotations), section.name() if annotations else ""),
        compute=lambda: security_facts(section, pod, annotations),
    )


def _memoized_container_facts(container: ContainerInPod, memo: FactMemo) -> dict[str, Fact]:
    """Return ports, limits, probes and pull policy of a container."""
    section = container.section
    return memo.facts(
        section,
        *(container_facts, section.wording(*RUN_KEYS), _inherited(container, *POD_RUN_KEYS)),
        *(container.is_latest, container.is_init),
        compute=lambda: container_facts(
            section,
            container.pod,
            container.limits,
            is_latest=container.is_latest,
            is_init=container.is_init,
        ),
    )


def _reliability_facts(container: ContainerInPod, memo: FactMemo) -> dict[str, Fact]:
    """Return requests, group, probes and terminal of a container."""
    section, pod = container.section, container.pod
    return memo.facts(
        section,
        *(container_reliability, section.wording(*RELIABILITY_KEYS), pod.wording(*POD_RELIABILITY_KEYS)),
        compute=lambda: container_reliability(section, pod),
    )


def _mount_facts(container: ContainerInPod) -> dict[str, Fact]:
    section, volumes = container.section, container.volumes
    return {**mount_facts(section, volumes), **mount_reliability(section, volumes)}


def _memoized_command_facts(container: ContainerInPod, memo: FactMemo) -> dict[str, Fact]:
    """Return what a container starts, and credentials among its options."""
    section, insecure_tls = container.section, container.insecure_tls
    if insecure_tls:  # whose lines are among those of all variables
        return command_facts(section, insecure_tls)
    return memo.facts(
        section,
        *(command_facts, section.wording(*COMMAND_KEYS)),
        compute=lambda: command_facts(section, ()),
    )


def object_facts(found: KubernetesObject) -> dict[str, Fact]:
    """Return the kind of a workload, how many pods it starts, and how it is updated."""
    known = found.kind in WORKLOAD_KINDS
    facts = {"controller": found.root.stated("kind", found.kind if known else "other"), **update_facts(found)}
    if found.kind in RUN_TO_COMPLETION:
        facts["runs_to_completion"] = found.root.stated("kind", value=True)
    replicas = found.spec.integer("replicas") if found.kind in _REPLICATED or not known else None
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
    if pod.text("restartPolicy") in _ENDING:
        facts["runs_to_completion"] = pod.stated("restartPolicy", value=True)
    for name, (key, why) in _HOST_FLAGS.items():
        value = pod.flag(key)
        facts[name] = pod.stated(key, value) if value is not None else pod.defaulted(value=False, why=why)
    return {**facts, **pod_reliability(pod)}


def _host_users(pod: Section) -> Fact:
    value = pod.flag("hostUsers")
    if value is not None:
        return pod.stated("hostUsers", value)
    return pod.defaulted(
        value=True, why="hostUsers is not set, so user IDs in the pod are those of the node."
    )


def _runs_on_control_plane(pod: Section) -> Fact:
    for entry in pod.sections("tolerations"):
        key = entry.text("key")
        if key in _CONTROL_PLANE or (not key and entry.text("operator") == "Exists"):
            return entry.inferred(value=True, why="It tolerates the control plane taint.")
    if any(key in pod.section("nodeSelector") for key in _CONTROL_PLANE):
        return pod.stated("nodeSelector", value=True)
    return pod.defaulted(value=False, why="It does not tolerate the control plane taint.")
