"""What a container has of its host: control, isolation from it, and root of its own."""

from collections.abc import Mapping
from typing import Any, Final

from threatmodel.engine.analysis.fact_lookup import FactLookup, Values
from threatmodel.engine.model import CATALOGUE

_RUNTIME_SOCKETS: Final = (
    *("/docker.sock", "/containerd.sock", "/crio.sock", "/podman.sock"),
    *("/cri-dockerd.sock", "/dockershim.sock"),
)
_SHARED_KERNEL: Final = "shared-kernel"
_USER_NAMESPACE: Final = "user-namespace"
_CONTROL_PLANE: Final = ("/etc/kubernetes/", "/var/lib/etcd/")  # folders of control plane nodes alone
# Capabilities with which no process and no connection of others is read or changed.
_HARMLESS: Final = frozenset({"NET_BIND_SERVICE", "SYS_TIME"})


def controls_host(facts: FactLookup, container: str) -> bool:
    """Whether it is privileged, or has the runtime socket or the whole file system of the host."""
    if facts.model.kind_of(container) not in CATALOGUE.containers:
        return False
    if facts.fact(container, "privileged") is True and host_isolation(facts, container) == "none":
        return True
    mounts = facts.fact(container, "mounts") or ()
    return any(mount.get("type") == "host-path" and _gives_control(mount) for mount in mounts)


def runs_host_control(facts: FactLookup, workload: str) -> bool:
    """Whether one of its containers controls the host."""
    return any(facts.cached(controls_host, child) for child in facts.model.children_uids(workload))


def writes_host(facts: FactLookup, container: str) -> bool:
    """Whether it controls the host, or changes files there."""
    mounts = facts.fact(container, "mounts") or ()
    return facts.cached(controls_host, container) or any(
        mount.get("type") == "host-path" and not mount.get("read_only") for mount in mounts
    )


def _gives_control(mount: Mapping[str, Any]) -> bool:
    source = str(mount.get("source", ""))
    return source.endswith(_RUNTIME_SOCKETS) or (source == "/" and not mount.get("read_only"))


def host_isolation(facts: FactLookup, uid: str) -> str:
    """What keeps root in a container from being root on its host: a sandbox, a user namespace or none."""
    pod = facts.model.enclosing(uid, "workload")
    if pod is None:
        node = facts.model.enclosing(uid, "node")
        return _USER_NAMESPACE if node is not None and _remaps_users(facts, node) else "none"
    return facts.cached(_pod_isolation, pod)


def _pod_isolation(facts: FactLookup, pod: str) -> str:
    if (facts.fact(pod, "isolation") or _SHARED_KERNEL) != _SHARED_KERNEL:
        return "sandbox"
    host_users = facts.fact(pod, "host_users")
    nodes = facts.model.related_uids("runs_on", pod)
    rootless = any(facts.fact(node, "rootless") is True for node in nodes)
    remapped = host_users is None and any(_remaps_users(facts, node) for node in nodes)
    return _USER_NAMESPACE if host_users is False or rootless or remapped else "none"


def _remaps_users(facts: FactLookup, node: str) -> bool:
    return facts.fact(node, "user_namespaces") is True or facts.fact(node, "rootless") is True


def runs_without_root(facts: FactLookup, uid: str) -> bool:
    """Whether it is known to run as another user than root: as stated, else as its image names one."""
    stated = facts.fact(uid, "run_as_root")
    if stated is not None:
        return stated is False
    image = facts.model.related_uids("uses_image", uid)[:1]
    return any(facts.fact(one, "run_as_root") is False for one in image)


def on_host(facts: FactLookup, workload: str, *, controls: bool) -> Values:
    """Return what a workload may do to its host, and whether all of its containers run without root."""
    inside = facts.model.children_uids(workload)
    containers = [one for one in inside if facts.model.kind_of(one) in CATALOGUE.containers]
    run_without_root = (facts.cached(runs_without_root, one) for one in containers)
    return {
        "controls_host": controls,
        "writes_host": any(writes_host(facts, one) for one in inside),
        "runs_without_root": bool(containers) and all(run_without_root),
        "has_containers": bool(containers),
    }


def reads_without_root(facts: FactLookup, uid: str) -> bool:
    """Whether it runs as another user than root, and in another group.

    A container gets group 0 where a user ID is set that the image does not know, and no group.
    """
    group = facts.fact(uid, "root_group")
    in_root_group = group is True or (group is None and facts.fact(uid, "user_id") is not None)
    return facts.cached(runs_without_root, uid) and not in_root_group


def reads_control_plane(facts: FactLookup, workload: str) -> bool:
    """Whether one of its containers mounts the keys or the data of the control plane from its host."""
    mounts = (
        mount for child in facts.model.children_uids(workload) for mount in facts.fact(child, "mounts") or ()
    )
    return any(
        mount.get("type") == "host-path" and f"{mount.get('source')}/".startswith(_CONTROL_PLANE)
        for mount in mounts
    )


def lacks_privileges(facts: FactLookup, workload: str) -> bool:
    """Whether all of its containers are known to run without root and capabilities, and to gain none.

    Without containers, nothing is known. Capabilities of no use against other processes may be added. It
    matters, and is looked at, where the pod may share processes or the network of its host.
    """
    if all(facts.fact(workload, name) is False for name in ("host_pid", "host_network")):  # nearly always
        return False
    children = facts.model.children_uids(workload)
    containers = [one for one in children if facts.model.kind_of(one) in CATALOGUE.containers]
    return bool(containers) and all(_lacks_privileges(facts, one) for one in containers)


def _lacks_privileges(facts: FactLookup, container: str) -> bool:
    return (
        runs_without_root(facts, container)
        and facts.fact(container, "privileged") is False
        and facts.fact(container, "allow_privilege_escalation") is False
        and "ALL" in (facts.fact(container, "capabilities_dropped") or ())
        and _HARMLESS.issuperset(facts.fact(container, "capabilities_added") or ())
    )
