"""Fixes of containers: capabilities, mounts, devices, users, and credentials among variables."""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any, Final

from threatmodel.engine.model import Element
from threatmodel.engine.remediation.element_declarations import (
    container_path,
    pod_path,
    value_of,
    workload_of,
)
from threatmodel.engine.remediation.manifest_changes import Change, ChangedFact, Place, Plan
from threatmodel.engine.remediation.recipes.compose_secrets import interpolated, restated
from threatmodel.engine.remediation.recipes.context import NoFix, RecipeContext
from threatmodel.engine.remediation.yaml_edit import Item, ItemAt, Path

_SIZE_LIMIT: Final = "1Gi"
NON_ROOT_USER: Final = 65532  # what images without root use most
_API_SOCKET: Final = "/var/run/docker.sock"  # what compose mounts for use_api_socket
_APPARMOR: Final = "container.apparmor.security.beta.kubernetes.io/"
_CLAIM: Final = "/PersistentVolumeClaim/"  # in uids of claims
_NOT_IN_NAMES: Final = re.compile(r"[^a-z0-9.-]+")


def remove_capabilities(context: RecipeContext) -> Plan:
    """Take the capabilities of the evidence out of those that are added."""
    place, element = context.place, context.element
    start = container_path(place, element)
    path: Path = (
        ("cap_add",) if place.form == "compose" else (*start, "securityContext", "capabilities", "add")
    )
    gone = [str(value) for value, _ in context.items("capabilities_added")]
    if not gone:
        raise NoFix("the evidence names no capability")
    kept = _left(element, "capabilities_added", gone)
    # One that is written with its prefix is found too; what is not there is not removed.
    changes = [
        Change(place, (*path, Item("", name)), "remove", kept)
        for one in gone
        for name in (one, f"CAP_{one}", one.lower(), f"cap_{one.lower()}")
    ]
    note = f"{element.name}: what needs {', '.join(gone)} stops working."
    return Plan(tuple(changes), (note,), (ChangedFact(element.uid, "capabilities_added", kept),))


def apparmor_profile(context: RecipeContext) -> Plan:
    """Set the profile of the runtime alone: Kubernetes refuses pods whose older annotation says another."""
    place, element = context.place, context.element
    if place.form != "kubernetes":
        raise NoFix("compose writes profiles in another way")
    path = (*container_path(place, element), "securityContext", "appArmorProfile")
    annotation = f"{_APPARMOR}{element.name}"
    changes = (
        Change(place, (*path, "type"), "set", "RuntimeDefault"),
        Change(place, (*path, "localhostProfile"), "remove"),
        Change(place, (*pod_path(place)[:-1], "metadata", "annotations", annotation), "remove"),
    )
    return Plan(changes, (), (ChangedFact(element.uid, "apparmor", "runtime-default"),))


def _short(mount: Mapping[str, Any]) -> str:
    """A mount of compose in its short form; empty for those that stand elsewhere than under volumes."""
    if mount["type"] not in {"host-path", "named"}:
        return ""
    source = f"{mount['source']}:" if mount["source"] else ""
    return f"{source}{mount['path']}{':ro' if mount['read_only'] else ''}"


def _left(element: Element, fact: str, gone: Collection[Any]) -> list[Any]:
    """The items of a list without these."""
    items = value_of(element, fact)
    return [one for one in (items if isinstance(items, list) else ()) if one not in gone]


def remove_mounts(context: RecipeContext) -> Plan:
    """Take the mounts of the evidence out, and volumes that nothing mounts any more."""
    place, element = context.place, context.element
    placed = [one for one in context.placed_items("mounts") if isinstance(one[0], dict)]
    found = [value for value, _, _ in placed]
    if not found:
        raise NoFix("the evidence names no mount")
    _check_volumes_of_pod(found)
    sources = sorted({str(value["source"]) for value in found})
    note = f"{element.name}: what reads or writes {', '.join(sources)} on the host stops working."
    left = _left(element, "mounts", found)
    facts = (ChangedFact(element.uid, "mounts", left),)
    if place.form == "compose":
        kept = [one for mount in left if (one := _short(mount))]
        changes = []
        for value, here, line in reversed(placed):
            changes.append(Change(here, ("volumes", ItemAt(line)), "remove", kept))
            if value["source"] == _API_SOCKET:
                changes.append(Change(here, ("use_api_socket",), "remove"))
        return Plan(tuple(changes), (note,), facts)
    start = container_path(place, element)
    gone = {(str(value["path"]), str(value["volume"])) for value in found}
    changes = [
        Change(place, (*start, "volumeMounts", Item("mountPath", path)), "remove") for path, _ in sorted(gone)
    ]
    return Plan((*changes, *_unused_volumes(context, place, gone)), (note,), facts)


def _check_volumes_of_pod(mounts: Iterable[Mapping[str, Any]]) -> None:
    """Raise NoFix for a path of the host that is behind a claim: the pod mounts a claim as it should."""
    if any(_CLAIM in str(mount["volume"]) for mount in mounts):
        raise NoFix("the path of the host is in a PersistentVolume, not in the pod")


def _unused_volumes(context: RecipeContext, place: Place, gone: set[tuple[str, str]]) -> Iterator[Change]:
    """Remove the volumes that only the removed mounts use."""
    used = set()
    workload = workload_of(context.model, context.element)
    for container in context.model.children(workload.uid):
        mounts = value_of(container, "mounts")
        for mount in mounts if isinstance(mounts, list) else ():
            if container.uid != context.element.uid or (mount["path"], mount["volume"]) not in gone:
                used.add(mount["volume"])
    for uid in sorted({volume for _, volume in gone} - used):
        name = uid.rpartition("/")[2]
        if name:
            yield Change(place, (*pod_path(place), "volumes", Item("name", name)), "remove")


def temporary_volume(context: RecipeContext) -> Plan:
    """Put a temporary volume in the place of a folder of the host."""
    place = context.place
    if place.form != "kubernetes":
        raise NoFix("only pods have such volumes")
    _check_volumes_of_pod(value for value, _ in context.items("mounts"))
    names = {str(value["volume"]).rpartition("/")[2] for value, _ in context.items("mounts")}
    changes = []
    for name in sorted(names - {""}):
        path = (*pod_path(place), "volumes", Item("name", name))
        changes.append(Change(place, (*path, "emptyDir"), "set", {"sizeLimit": _SIZE_LIMIT}))
        changes.append(Change(place, (*path, "hostPath"), "remove"))
    if not changes:
        raise NoFix("the evidence names no volume")
    note = (
        f"{context.element.name}: {', '.join(sorted(names))} is empty at each start and holds up to "
        f"{_SIZE_LIMIT}. Use a PersistentVolumeClaim for data that has to stay."
    )
    return Plan(tuple(changes), (note,))


def _secret_name(context: RecipeContext, place: Place) -> str:
    """A name after the workload, and after its kind too where another of its namespace is called the same."""
    start, end = f"k8s:{place.namespace}/", f"/{place.name}"
    same = [uid for uid in context.model.of_kind("workload") if uid.startswith(start) and uid.endswith(end)]
    name = f"{place.name}-{place.kind}" if len(same) > 1 else place.name
    return _NOT_IN_NAMES.sub("-", f"{name}-credentials".lower())


def remove_host_ports(context: RecipeContext) -> Plan:
    """Open the ports of a container on its pod alone."""
    place, element = context.place, context.element
    if place.form != "kubernetes":
        raise NoFix("compose publishes ports in another way")
    ports = value_of(element, "ports")
    path = (*container_path(place, element), "ports")
    changes = tuple(
        Change(place, (*path, Item("containerPort", int(port["port"])), "hostPort"), "remove")
        for port in (ports if isinstance(ports, list) else ())
        if port["host_port"]
    )
    if not changes:
        raise NoFix("no port of the host is known")
    note = f"{element.name}: callers reach its ports through a Service, no longer on the address of the node."
    return Plan(changes, (note,))


def read_only_mounts(context: RecipeContext) -> Plan:
    """Mount the folders of the evidence read-only."""
    place, element = context.place, context.element
    if place.form != "kubernetes":
        raise NoFix("compose writes the mode in another way")
    path = (*container_path(place, element), "volumeMounts")
    found = sorted({str(value["path"]) for value, _ in context.items("mounts") if isinstance(value, dict)})
    changes = tuple(
        Change(place, (*path, Item("mountPath", one), "readOnly"), "set", value=True) for one in found
    )
    if not changes:
        raise NoFix("the evidence names no mount")
    return Plan(changes, (f"{element.name}: it can no longer write to {', '.join(found)}.",))


def remove_devices(context: RecipeContext) -> Plan:
    """Take devices of the host out: entries of compose, or volumes of a pod."""
    place, element = context.place, context.element
    devices = {str(value) for value, _ in context.items("devices")}
    note = f"{element.name}: what uses {', '.join(sorted(devices))} stops working."
    mounts = value_of(element, "mounts")
    if place.form == "compose":
        places = {line: here for _, here, line in context.placed_items("devices") if line}
        changes = [
            Change(here, ("devices", ItemAt(line)), "remove")
            for line, here in sorted(places.items(), reverse=True)
        ]
        return Plan(tuple(changes), (note,))
    gone = {
        (str(mount["path"]), str(mount["volume"]))
        for mount in (mounts if isinstance(mounts, list) else ())
        if mount["source"] in devices
    }
    start = container_path(place, element)
    changes = [
        Change(place, (*start, "volumeMounts", Item("mountPath", path)), "remove") for path, _ in sorted(gone)
    ]
    if not changes:
        raise NoFix("no mount of the devices is known")
    return Plan((*changes, *_unused_volumes(context, place, gone)), (note,))


def non_root_user(context: RecipeContext) -> Plan:
    """Set a user without rights, for a container whose file sets root."""
    place, element = context.place, context.element
    note = f"{element.name}: its files must be readable, and its data writable, for user {NON_ROOT_USER}."
    if place.form == "compose":
        return Plan((Change(place, ("user",), "set", str(NON_ROOT_USER)),), (note,))
    path = (*container_path(place, element), "securityContext")
    changes = (
        Change(place, (*path, "runAsNonRoot"), "set", value=True),
        Change(place, (*path, "runAsUser"), "set", NON_ROOT_USER),
    )
    facts = {"run_as_non_root": True, "run_as_root": False, "user_id": NON_ROOT_USER}
    return Plan(
        changes, (note,), tuple(ChangedFact(element.uid, name, value) for name, value in facts.items())
    )


def reference_secrets(context: RecipeContext) -> Plan:
    """Refer to a secret instead of the values of the variables of the evidence."""
    place, element = context.place, context.element
    if place.form == "compose":
        return interpolated(context)
    names = list(dict.fromkeys(str(value["name"]) for value, _ in context.items("env")))
    if not names:
        raise NoFix("the evidence names no variable")
    secret = _secret_name(context, place)
    path = (*container_path(place, element), "env")
    changes = []
    for name in names:
        changes.append(Change(place, (*path, Item("name", name), "value"), "remove"))
        value = {"secretKeyRef": {"name": secret, "key": name}}
        changes.append(Change(place, (*path, Item("name", name), "valueFrom"), "set", value))
    note = (
        f"{element.name}: create the Secret {secret} in namespace {place.namespace} with new values for "
        f"{', '.join(names)}; those in the file count as known."
    )
    stated = restated(value_of(element, "env"), names, "secret", secret)
    return Plan(tuple(changes), (note,), (ChangedFact(element.uid, "env", stated),))
