"""Changes as a kustomize patch (strategic merge): for objects that are rendered or not at hand as a file."""

from collections.abc import Iterable
from typing import Any, Final

from threatmodel.engine.remediation.image_digests import PinnedImage
from threatmodel.engine.remediation.manifest_changes import Change, Place
from threatmodel.engine.remediation.yaml_edit import Item
from threatmodel.engine.remediation.yaml_writer import block_text

_CLUSTER_WIDE: Final = frozenset({"ClusterRole", "ClusterRoleBinding", "Namespace"})


class NoMergePatch(ValueError):
    """The change cannot be written as a strategic merge patch."""


def kustomize_patches(changes: Iterable[Change]) -> dict[Place, str]:
    """Return one patch for each object of Kubernetes, in the order of the changes. Raises NoMergePatch."""
    documents: dict[tuple[str, str, str], tuple[Place, dict[str, Any]]] = {}
    for change in changes:
        place = change.place
        if place.form != "kubernetes":
            raise NoMergePatch(f"{place.name} is no object of Kubernetes")
        if change.action == "add":
            metadata = change.value["metadata"]
            added = Place("kubernetes", change.value["kind"], metadata["name"], metadata.get("namespace", ""))
            documents[added.kind, added.namespace, added.name] = added, dict(change.value)
            continue
        key = (place.kind, place.namespace, place.name)
        _, document = documents.setdefault(key, (place, _head(place)))
        if change.action == "delete":
            document["$patch"] = "delete"
        else:
            _write(document, change)
    return {place: block_text(document) for place, document in documents.values()}


def _head(place: Place) -> dict[str, Any]:
    metadata = {"name": place.name}
    if place.namespace and place.kind not in _CLUSTER_WIDE:
        metadata["namespace"] = place.namespace
    return {"apiVersion": place.api_version, "kind": place.kind, "metadata": metadata}


def _write(document: dict[str, Any], change: Change) -> None:
    """Write one change into the document; a list is followed by the key that merges its items."""
    *steps, last = change.path
    if isinstance(last, Item) and change.action == "remove":
        if last.key:
            _list_at(document, steps).append({last.key: last.value, "$patch": "delete"})
        elif isinstance(change.value, list):  # a list of texts is replaced as a whole
            _map_at(document, steps[:-1])[str(steps[-1])] = change.value
        else:
            _no_way(change)
        return
    if not isinstance(last, str):
        _no_way(change)
    value = change.value.text if isinstance(change.value, PinnedImage) else change.value
    if callable(value):
        _no_way(change)
    holder = _map_at(document, steps)
    if change.action == "remove":
        holder[str(last)] = None
    elif change.action == "append":
        holder.setdefault(str(last), []).append(value)
    else:
        holder[str(last)] = value


def _map_at(document: dict[str, Any], steps: list[Any]) -> dict[str, Any]:
    here: Any = document
    for index, step in enumerate(steps):
        if isinstance(step, str):
            following = steps[index + 1] if index + 1 < len(steps) else ""
            here = here.setdefault(step, [] if isinstance(following, Item) else {})
        elif isinstance(step, Item) and step.key and isinstance(here, list):
            found = next((one for one in here if one.get(step.key) == step.value), None)
            if found is None:
                found = {step.key: step.value}
                here.append(found)
            here = found
        else:
            raise NoMergePatch("the change names an item by its line")
        if not isinstance(here, dict | list):
            raise NoMergePatch("two changes are about one value")
    if not isinstance(here, dict):
        raise NoMergePatch("the change ends in a list")
    return here


def _list_at(document: dict[str, Any], steps: list[Any]) -> list[Any]:
    holder = _map_at(document, steps[:-1])
    found = holder.setdefault(str(steps[-1]), [])
    if not isinstance(found, list):
        raise NoMergePatch("two changes are about one value")
    return found


def _no_way(change: Change) -> Any:
    raise NoMergePatch(f"{change.place.name}: the change depends on what the file says")
