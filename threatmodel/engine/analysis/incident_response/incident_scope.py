"""What a model says of the element that was attacked: workloads, images, secrets, and their other users."""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Final

from threatmodel.engine.analysis.platforms import Platform, platform_of
from threatmodel.engine.model import CATALOGUE, Element, Model
from threatmodel.engine.model.struct_base import Record

Row = Mapping[str, str]
_SCALABLE: Final = frozenset({"Deployment", "StatefulSet", "ReplicaSet", "ReplicationController"})
_RESTARTABLE: Final = frozenset({"Deployment", "StatefulSet", "DaemonSet"})
_SUSPENDABLE: Final = frozenset({"CronJob", "Job"})
# Elements of imports that are no single machine, so that their names are no names of nodes.
_ALL_NODES: Final = frozenset({"node:kubernetes", "node:compose"})


class Scope(Record, frozen=True):
    """What steps are filled with: `texts` by word, and the rows of each list by its name, each with its uid.

    `flags` are what else holds. Sources: engine/library/playbooks.py, SCALARS, LISTS and FLAGS.
    """

    platform: Platform
    texts: Mapping[str, str]
    lists: Mapping[str, tuple[Row, ...]]
    flags: frozenset[str]

    def has(self, word: str) -> bool:
        """Whether the model says anything by this word."""
        return bool(self.texts.get(word) or self.lists.get(word) or word in self.flags)


def response_scope(model: Model, uid: str) -> Scope:
    """Return what the model says of the element. Raises KeyError where it has none of this uid."""
    return _Reader(model, model.elements[uid]).scope()


class _Reader:
    def __init__(self, model: Model, element: Element) -> None:
        self._model = model
        self._element = element
        self._containers = tuple(_of_kinds(model, self._container_uids(), CATALOGUE.containers))
        self._workloads = tuple(_of_kinds(model, self._workload_uids(), ("workload", *CATALOGUE.containers)))

    def scope(self) -> Scope:
        element, image = self._element, self._image(self._element)
        workload = self._workloads[0] if self._workloads else element
        row = self._row(workload)
        texts = {
            "name": element.name,
            "namespace": self._namespace(element) or row["namespace"],
            "workload": workload.name,
            "resource": row["resource"],
            "docker_filter": row["docker_filter"],
            "keys": ", ".join(_names(element, "keys")) or "not known",
            "node": "" if element.kind != "node" or element.uid in _ALL_NODES else element.name,
            **{name: image[name] for name in ("repository", "digest")},
            "image": image["name"],
            "reference": _reference(image),
        }
        around = (element.uid, *(one.uid for one in self._workloads))
        return Scope(platform_of(self._model, around), texts, self._lists(), frozenset(self._flags()))

    def _lists(self) -> dict[str, tuple[Row, ...]]:
        model, parts = self._model, self._parts()
        workloads = tuple(self._row(one) for one in self._workloads)
        containers = tuple(self._container_row(one) for one in self._containers)
        secrets = self._secrets(parts)
        sharing = self._readers(secrets, but=parts)
        images = _related(model, "uses_image", self._containers)
        return {
            "workloads": workloads,
            "containers": containers,
            "pinned": tuple(one for one in containers if one["digest"]),
            "unpinned": tuple(one for one in containers if one["repository"] and not one["digest"]),
            "scalable": tuple(one for one in workloads if one["controller"] in _SCALABLE),
            "suspendable": tuple(one for one in workloads if one["controller"] in _SUSPENDABLE),
            "restartable": self._restartable(workloads, sharing),
            "images": tuple(self._image(one) for one in images),
            "secrets": tuple(self._row(one) for one in secrets),
            "accounts": tuple(self._row(one) for one in _related(model, "runs_as", parts)),
            "volumes": tuple(self._row(one) for one in _related(model, "mounts", parts)),
            "networks": tuple(map(_network_row, _related(model, "member_of", parts))),
            "called": tuple(self._row(one) for one in self._called(parts)),
            "sharing": tuple(self._row(one) for one in sharing),
            "readers": tuple(self._row(one) for one in self._other_readers()),
            "builders": tuple(self._row(one) for one in model.related_to("builds", self._element.uid)),
            "derived": tuple(self._row(one) for one in model.related_to("based_on", self._element.uid)),
        }

    def _flags(self) -> Iterator[str]:
        if _fact(self._element, "values_in_manifest"):
            yield "committed"
        if any(_fact(one, "host_network") for one in self._workloads):
            yield "host_network"

    # --- which parts are affected -----------------------------------------------------------------

    def _container_uids(self) -> Iterator[str]:
        """The containers that were attacked, or that use what was: an image, a secret, a node."""
        model, uid, kind = self._model, self._element.uid, self._element.kind
        if kind in CATALOGUE.containers:
            yield uid
        elif kind == "image":
            yield from model.related_to_uids("uses_image", uid)
        elif kind == "secret":
            yield from model.related_to_uids("reads_secret", uid)
        for place in (uid, *model.related_to_uids("runs_on", uid)) if kind == "node" else (uid,):
            yield from sorted(model.descendants(place) - {uid})

    def _workload_uids(self) -> Iterator[str]:
        """The workloads of these containers, and those without any; a container alone is one itself."""
        model, element = self._model, self._element
        for one in self._containers:
            yield model.enclosing(one.uid, "workload") or one.uid
        for uid in (element.uid, *self._direct_uids()):
            if model.kind_of(uid) == "workload":
                yield uid

    def _direct_uids(self) -> Iterator[str]:
        model, uid = self._model, self._element.uid
        yield from model.related_to_uids("reads_secret", uid)
        yield from model.related_to_uids("runs_on", uid)
        if self._element.kind == "node":
            yield from sorted(model.descendants(uid))

    def _parts(self) -> tuple[Element, ...]:
        """The containers and workloads that are affected, each once."""
        return tuple({one.uid: one for one in (*self._workloads, *self._containers)}.values())

    def _secrets(self, parts: Iterable[Element]) -> tuple[Element, ...]:
        if self._element.kind == "secret":
            return (self._element,)
        return _related(self._model, "reads_secret", parts)

    def _readers(self, secrets: Iterable[Element], *, but: Iterable[Element]) -> tuple[Element, ...]:
        """The other workloads that read any of the secrets."""
        known, model = {one.uid for one in but}, self._model
        found: dict[str, Element] = {}
        for secret in secrets:
            for uid in model.related_to_uids("reads_secret", secret.uid):
                workload = model.enclosing(uid, "workload") or uid
                if workload not in known and uid not in known:
                    found[workload] = model.elements[workload]
        return tuple(found.values())

    def _other_readers(self) -> tuple[Element, ...]:
        """What reads the secret and is neither a workload nor in one, such as an ingress."""
        model, inside = self._model, {"workload", *CATALOGUE.containers}
        readers = model.related_to("reads_secret", self._element.uid)
        return tuple(one for one in readers if one.kind not in inside)

    def _called(self, parts: Iterable[Element]) -> tuple[Element, ...]:
        """What the affected parts connect to."""
        model, own = self._model, {one.uid for one in parts}
        uids = [flow.destination for one in parts for flow in model.flows_from(one.uid)]
        return tuple(
            model.elements[uid] for uid in dict.fromkeys(uids) if uid not in own and uid in model.elements
        )

    def _restartable(self, workloads: Iterable[Row], sharing: Iterable[Element]) -> tuple[Row, ...]:
        rows = [*workloads, *(self._row(one) for one in sharing)]
        return tuple(one for one in rows if one["controller"] in _RESTARTABLE)

    # --- rows -------------------------------------------------------------------------------------

    def _row(self, element: Element) -> Row:
        controller = str(_fact(element, "controller") or "")
        kind = controller.lower() if controller and controller not in ("compose-service", "other") else "pod"
        return {
            "uid": element.uid,
            "name": element.name,
            "called": self._model.called(element.uid),
            "kind": element.kind,
            "namespace": self._namespace(element),
            "controller": controller,
            "resource": f"{kind}/{element.name}",
            "docker_filter": _docker_filter(element, controller),
        }

    def _container_row(self, element: Element) -> Row:
        workload = self._model.enclosing(element.uid, "workload")
        row = self._row(self._model.elements[workload] if workload else element)
        image = next(iter(self._model.related("uses_image", element.uid)), None)
        named = {"uid": element.uid, "name": element.name, "called": self._model.called(element.uid)}
        return {**row, **named, "kind": element.kind, **_image_words(image)}

    def _image(self, element: Element) -> Row:
        if element.kind != "image":
            element = next(iter(_related(self._model, "uses_image", self._containers)), element)
        if element.kind != "image":
            return {"name": "", **_image_words(None)}
        return {**self._row(element), **_image_words(element)}

    def _namespace(self, element: Element) -> str:
        uid = self._model.enclosing(element.uid, "namespace")
        return self._model.elements[uid].name if uid else ""


def _of_kinds(model: Model, uids: Iterable[str], kinds: Collection[str]) -> Iterator[Element]:
    """The elements of these kinds among the uids, each once and in their order."""
    for uid in dict.fromkeys(uids):
        if model.kind_of(uid) in kinds:
            yield model.elements[uid]


def _related(model: Model, relation: str, parts: Iterable[Element]) -> tuple[Element, ...]:
    """The targets of the relations of this type from any of the parts, each once."""
    found = {target.uid: target for one in parts for target in model.related(relation, one.uid)}
    return tuple(found.values())


def _image_words(image: Element | None) -> Row:
    if image is None:
        return {"image": "", "repository": "", "digest": ""}
    registry, repository = _fact(image, "registry"), _fact(image, "repository")
    named = f"{registry}/{repository}" if registry and repository else _untagged(image.name)
    return {"image": image.name, "repository": named, "digest": str(_fact(image, "digest") or "")}


def _reference(image: Row) -> str:
    """The image as commands name it: names of elements cut digests short."""
    return f"{image['repository']}@{image['digest']}" if image["digest"] else image["image"]


def _untagged(reference: str) -> str:
    """An image reference without its tag and digest; a colon before a slash is that of a port."""
    name = reference.partition("@")[0]
    return name.rpartition(":")[0] if ":" in name.rpartition("/")[2] else name


def _network_row(element: Element) -> Row:
    return {
        "uid": element.uid,
        "name": element.name,
        "called": element.name,
        "kind": element.kind,
        # Compose puts the project before the name; the label has it as the file does.
        "network_filter": f"label=com.docker.compose.network={element.name}",
    }


def _docker_filter(element: Element, controller: str) -> str:
    if controller == "compose-service":
        return f"label=com.docker.compose.service={element.name}"
    return f"name=^{re.escape(element.name)}$"  # by name, Docker looks for a part that matches


def _fact(element: Element, name: str) -> object:
    fact = element.facts.get(name)
    return None if fact is None else fact.value


def _names(element: Element, fact: str) -> list[str]:
    value = _fact(element, fact)
    return [str(one) for one in value] if isinstance(value, list) else []
