"""Where elements are declared: the object or service behind one, and the keys that lead to its settings."""

from typing import Any, Final

from threatmodel.engine.model import Element, Model
from threatmodel.engine.model.catalogue import CATALOGUE
from threatmodel.engine.remediation.manifest_changes import Place
from threatmodel.engine.remediation.yaml_edit import Item, Path

_POD_PATHS: Final[dict[str, Path]] = {
    "Pod": ("spec",),
    "CronJob": ("spec", "jobTemplate", "spec", "template", "spec"),
}
_TEMPLATE: Final[Path] = ("spec", "template", "spec")
WORKLOAD_PARTS: Final = CATALOGUE.containers | {
    kind for kind in CATALOGUE.stores if CATALOGUE.may_hold("workload", kind)
}


class UnknownPlace(ValueError):
    """No object or service of the input declares the element."""


def workload_of(model: Model, element: Element) -> Element:
    """Return the workload that an element is or is part of. Raises UnknownPlace."""
    if element.kind == "workload":
        return element
    parent = model.elements.get(element.parent or "")
    if element.kind in CATALOGUE.containers and parent is not None:
        return parent
    raise UnknownPlace(f"{element.uid} is no part of a workload")


def place_of(model: Model, element: Element) -> Place:
    """Return the object or service that declares an element. Raises UnknownPlace."""
    if element.kind in CATALOGUE.containers:
        element = workload_of(model, element)
    source, uid = element.source, element.uid
    if uid.startswith("k8s:"):
        namespace, kind, name = uid.removeprefix("k8s:").split("/", 2)
        return Place("kubernetes", kind, name, namespace, source.file, source.line)
    if uid.startswith("namespace:"):
        return Place("kubernetes", "Namespace", uid.partition(":")[2], "", source.file, source.line)
    if uid.startswith("compose:") and element.kind == "workload":
        return Place("compose", "service", element.name, "", source.file, source.line)
    raise UnknownPlace(f"{uid} is declared by no object or service")


def pod_path(place: Place) -> Path:
    """Return the keys that lead to the settings of a pod; none in a compose service."""
    return () if place.form == "compose" else _POD_PATHS.get(place.kind, _TEMPLATE)


def container_path(place: Place, element: Element) -> Path:
    """Return the keys that lead to the settings of a container; none in a compose service."""
    if place.form == "compose":
        return ()
    key = "initContainers" if element.kind == "init-container" else "containers"
    return (*pod_path(place), key, Item("name", element.name))


def value_of(element: Element, fact: str) -> Any:
    """Return the value of a fact, None where it is unknown."""
    found = element.facts.get(fact)
    return None if found is None else found.value


def is_boundary(model: Model, uid: str) -> bool:
    """Whether an element is around others, such as a network."""
    element = model.elements.get(uid)
    return element is not None and CATALOGUE.kinds[element.kind].boundary


def root_of(model: Model, uid: str) -> str:
    """Return the component that a threat is about: the workload around it, or that at the end of a flow."""
    flow = model.flows.get(uid)
    element = model.elements.get(flow.destination if flow is not None else uid)
    while element is not None and element.kind in WORKLOAD_PARTS and element.parent:
        element = model.elements.get(element.parent)
    if element is not None and element.kind == "image":
        users = sorted(root_of(model, one) for one in model.related_to_uids("uses_image", element.uid))
        return users[0] if users else uid
    return element.uid if element is not None else uid
