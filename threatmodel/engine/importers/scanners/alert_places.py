"""Which element of a model an alert is about, by the names of pods, containers and images in it."""

import re
from collections import defaultdict
from collections.abc import Iterable
from typing import Final

from threatmodel.engine.importers.image_reference import IMAGE, image_name, parse_image
from threatmodel.engine.importers.scanners.falco import AlertPlace

KINDS: Final = ("workload", "container", "init-container", "image")
"""The kinds of elements that alerts can be about."""

# What controllers add to their names for their pods. Source: k8s.io/apimachinery, util/rand (its letters and
# digits are few, so that no words arise), and the controllers of Kubernetes.
_HASH: Final = "[bcdfghjklmnpqrstvwxz2456789]"
_ENDINGS: Final = {
    "Pod": re.compile(r"$"),
    "StatefulSet": re.compile(r"-\d{1,6}$"),
    "CronJob": re.compile(rf"-\d{{6,12}}-{_HASH}{{5}}$"),
    "Deployment": re.compile(rf"-{_HASH}{{6,10}}-{_HASH}{{5}}$"),
    "Rollout": re.compile(rf"-{_HASH}{{6,10}}-{_HASH}{{5}}$"),
    "DaemonSet": re.compile(rf"-{_HASH}{{5}}$"),
    "ReplicaSet": re.compile(rf"-{_HASH}{{5}}$"),
    "ReplicationController": re.compile(rf"-{_HASH}{{5}}$"),
    "Job": re.compile(rf"-{_HASH}{{5}}$"),
}
_REPLICA: Final = re.compile(r"[-_]\d{1,4}$")  # what compose adds


class PlaceIndex:
    """The elements of a model, found by what alerts call them."""

    def __init__(self, elements: Iterable[tuple[str, str]]) -> None:
        """Take the elements of KINDS as uid and kind."""
        self._uids: set[str] = set()
        self._services: dict[str, list[str]] = defaultdict(list)
        self._images: dict[str, list[str]] = defaultdict(list)
        for uid, kind in elements:
            self._uids.add(uid)
            if kind == "image":
                self._images[image_name(uid)].append(uid)
            elif kind == "workload" and uid.startswith("compose:"):
                self._services[re.split("[:/]", uid)[-1]].append(uid)

    def element_of(self, place: AlertPlace) -> str:
        """The uid of the container, else of its workload or image; empty when the model has none of them."""
        found = self._in_pod(place) if place.pod else self._service(place.container)
        return found or self._image(place.image)

    def _in_pod(self, place: AlertPlace) -> str:
        for kind, ending in _ENDINGS.items():
            name, count = ending.subn("", place.pod, count=1)
            workload = f"k8s:{place.namespace}/{kind}/{name}"
            if count and workload in self._uids:
                container = f"{workload}/{place.container}"
                return container if container in self._uids else workload
        return ""

    def _service(self, container: str) -> str:
        """The one service of compose whose container has this name: <project>-<service>-<number>."""
        name = _REPLICA.sub("", container)
        parts = re.split("([-_])", name)
        endings = ("".join(parts[start:]) for start in range(0, len(parts), 2))
        for ending in (container, *endings):  # the longest name of a service first
            found = self._services.get(ending, [])
            if found:
                return found[0] if len(found) == 1 else ""
        return ""

    def _image(self, image: str) -> str:
        reference = parse_image(image) if image else None
        if reference is None:
            return ""
        found = self._images.get(reference.name, [])
        if len(found) == 1:
            return found[0]
        return reference.uid if reference.uid in found else ""


def place_label(place: AlertPlace) -> str:
    """What people call the place: alerts of the pods of one workload have the same."""
    if place.pod:
        return f"{place.namespace}/{_without_ending(place.pod)}" if place.namespace else place.pod
    return place.container or place.image.removeprefix(IMAGE) or place.host


def place_name(place: AlertPlace) -> str:
    """The place by its workload and container: the same for all pods of a workload, and for any model."""
    label = place_label(place)
    return f"{label}/{place.container}" if place.pod and place.container else label


def _without_ending(pod: str) -> str:
    for kind in ("CronJob", "Deployment", "StatefulSet", "DaemonSet"):
        name, count = _ENDINGS[kind].subn("", pod, count=1)
        if count and name:
            return name
    return pod
