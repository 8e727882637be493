"""Suggests which data sets the parts of an architecture hold, from the words in their names.

A suggestion is a question to a person and never a fact: names lie. So a word counts only as a whole
(`orders-db`, not `borders`), helpers such as simulators and exporters do not count, and the names of
environment variables, most of which name what a component calls, count only for a few specific words.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Final, Literal

from threatmodel.engine.analysis.data_set_words import DataSetWords
from threatmodel.engine.library.data_set_templates import DataSetTemplates, load_data_sets
from threatmodel.engine.model import CATALOGUE, Element, FactValue, Flow, Model
from threatmodel.engine.model.struct_base import Record

DATA_SET: Final = "data-set"
_SUGGESTED: Final = frozenset(
    {"workload", "container", "datastore", "queue", "log-sink", "external-service", "volume"}
)
_KEPT_FOR_CALLERS: Final = frozenset({"database", "storage"})
_KEEP_NOTHING: Final = frozenset(
    {"admin-ui", "monitoring", "logging", "proxy", "build"}
)  # of their own in a store
_SHOWN_FACTS: Final = ("classification", "personal_data", "personal_data_categories", "data_subjects")
# Data on other volumes comes from the files or the platform, not from the users of the system.
_DATA_VOLUMES: Final = frozenset({"", "named", "claim", "empty-dir", "nfs", "csi", "other"})
_KEEPING_VOLUMES: Final = frozenset({"named", "claim"})
_DATA_MOUNTS: Final = frozenset({"host-path", "named", "claim", "empty-dir", "other"})
# Paths of the system and of developers; their words (/dev/log, /home/user) do not count.
_SYSTEM_PATHS: Final = frozenset(
    {"boot", "dev", "etc", "home", "lib", "lib64", "proc", "root", "run", "sys", "tmp", "usr", "Users"}
)


class DataSuggestion(Record, frozen=True):
    """A data set that an element seems to hold, or that a flow seems to carry.

    template: id of a template; the uid of the data set where a flow repeats one that matches no template.
    name, facts: of the data set to make, or of the existing one. data_set: uid of an existing data set to
    use instead of a new one. why: one sentence naming the word and its place.
    """

    on: Literal["element", "flow"]
    uid: str
    template: str
    name: str
    facts: Mapping[str, FactValue]
    why: str
    data_set: str | None


def suggest_data_sets(model: Model) -> tuple[DataSuggestion, ...]:
    """Return what the names in the model suggest and is neither confirmed nor declined.

    Order: elements, then flows, in the order of the model; on each by the order of the templates.
    Cost: linear in the text of the names and in the flows.
    """
    return tuple(_Suggestions(model, load_data_sets()).all())


class _Hint(Record, frozen=True):
    """A word that suggests a data set: as written, and its place."""

    word: str
    place: str

    @property
    def sentence(self) -> str:
        if not self.word:
            return f"{self.place}."
        return f"“{self.word}” is in {self.place}."


class _Suggestions:
    """The suggestions for one model."""

    def __init__(self, model: Model, templates: DataSetTemplates) -> None:
        self._model = model
        self._templates = templates.templates
        self._order = {template: place for place, template in enumerate(templates.templates)}
        self._words = DataSetWords(templates)
        self._existing: dict[str, str] = {}  # template: data set
        self._stand_for: dict[str, tuple[str, ...]] = {}  # data set: templates
        for uid in model.of_kind(DATA_SET):
            # The uid keeps the first name: a data set that was renamed is still what it was confirmed as.
            meant = (*self._words.meant_by(model.elements[uid].name), *self._words.meant_by(_first_name(uid)))
            self._stand_for[uid] = tuple(dict.fromkeys(meant))
            for template in self._stand_for[uid]:
                self._existing.setdefault(template, uid)
        self._hints: dict[str, dict[str, _Hint]] = {}  # element: template: hint
        self._inside: dict[str, tuple[Element, ...]] = {}  # element: containers

    def all(self) -> Iterator[DataSuggestion]:
        for element in self._model.elements.values():
            if element.kind in _SUGGESTED:
                self._hints[element.uid] = self._wanted(element, self._hints_of(element))
                for template, hint in self._hints[element.uid].items():
                    yield self._suggestion("element", element.uid, template, hint.sentence)
        for flow in self._model.flows.values():
            yield from self._of_flow(flow)

    # --- elements ---------------------------------------------------------------------------------

    def _wanted(self, element: Element, hints: Mapping[str, _Hint]) -> dict[str, _Hint]:
        """The hints that say something new, in the order of the templates."""
        settled = self._settled(element)
        return {template: hints[template] for template in self._sorted(hints) if template not in settled}

    def _settled(self, subject: Element | Flow) -> frozenset[str]:
        """Templates that a person has confirmed or declined here."""
        held = (
            template for uid in _listed(subject, "data_sets") for template in self._stand_for.get(uid, ())
        )
        return frozenset((*held, *_listed(subject, "data_sets"), *_listed(subject, "data_sets_declined")))

    def _sorted(self, templates: Iterable[str]) -> list[str]:
        return sorted(templates, key=lambda template: self._order.get(template, len(self._order)))

    def _hints_of(self, element: Element) -> dict[str, _Hint]:
        """The first hint for each template; its own name comes before what belongs to it."""
        hints: dict[str, _Hint] = {}
        for template, hint in self._every_hint(element):
            hints.setdefault(template, hint)
        return hints

    def _every_hint(self, element: Element) -> Iterator[tuple[str, _Hint]]:
        if element.kind == "volume" and not self._holds_by_itself(element):
            yield from self._in_mounting_store(element)
            return
        if element.kind == "container" and self._model.enclosing(element.uid, "workload"):
            return
        yield from self._in_name(element.name, f"the name of {element.name}")
        if element.kind == "external-service":
            yield from self._in_host(element)
        if element.kind in {"workload", "container"}:
            yield from self._in_images(element)
            yield from self._in_volumes(element)
            yield from self._in_paths(element)
            yield from self._in_settings(element)
        if element.kind == "datastore" or _text(element, "purpose") in _KEPT_FOR_CALLERS:
            yield from self._in_callers(element)

    def _holds_by_itself(self, volume: Element) -> bool:
        """Whether the data is on the volume rather than with the one workload that mounts it."""
        return _text(volume, "type") in _DATA_VOLUMES and len(self._mounting(volume.uid)) != 1

    def _in_mounting_store(self, volume: Element) -> Iterator[tuple[str, _Hint]]:
        """What a person has confirmed of the one store that keeps its data on the volume."""
        if _text(volume, "type") not in _KEEPING_VOLUMES:
            return
        for store in (self._model.elements[uid] for uid in self._mounting(volume.uid)):
            for uid in _listed(store, "data_sets") if _keeps(store) else ():
                if self._model.kind_of(uid) == DATA_SET:
                    kept = self._model.elements[uid].name
                    why = f"{store.name}, which stores {kept}, mounts {volume.name}"
                    yield (*self._stand_for[uid][:1], uid)[0], _Hint("", why)

    def _mounting(self, volume: str) -> set[str]:
        users = self._model.related_to_uids("mounts", volume)
        return {self._model.enclosing(user, "workload") or user for user in users}

    def _in_name(self, text: str, place: str) -> Iterator[tuple[str, _Hint]]:
        yield from _hints(self._words.all_in(text), place)

    def _in_host(self, element: Element) -> Iterator[tuple[str, _Hint]]:
        for host in dict.fromkeys((element.name, _text(element, "host"))):
            for found in (self._words.all_in(host), self._words.settings_in(host)):
                yield from _hints(found, f"the host {host}")

    def _in_images(self, element: Element) -> Iterator[tuple[str, _Hint]]:
        yield from self._in_products(element)
        for container in self._containers(element):
            for image in self._model.related("uses_image", container.uid):
                if not image.name.startswith("build/"):  # the name of a service once more
                    yield from self._in_name(
                        _repository(image).rpartition("/")[2], f"the image {image.name} of {element.name}"
                    )

    def _in_products(self, element: Element) -> Iterator[tuple[str, _Hint]]:
        for container in self._containers(element):
            for image in self._model.related("uses_image", container.uid):
                for template in self._words.product(_repository(image)):
                    kept = self._templates[template].name
                    kept = f"{kept[0].lower()}{kept[1:]}"
                    yield template, _Hint("", f"{element.name} runs {image.name}, which stores {kept}")

    def _in_volumes(self, element: Element) -> Iterator[tuple[str, _Hint]]:
        for holder in (element, *self._containers(element)):
            for volume in self._model.related("mounts", holder.uid):
                if _text(volume, "type") in _DATA_VOLUMES and not self._holds_by_itself(volume):
                    place = f"the volume {volume.name} that {element.name} mounts"
                    yield from self._in_name(volume.name, place)

    def _in_paths(self, element: Element) -> Iterator[tuple[str, _Hint]]:
        for container in self._containers(element):
            for path in _data_paths(container):
                for segment in path.split("/"):
                    yield from self._in_name(segment, f"the path {path} that {element.name} mounts")

    def _in_callers(self, store: Element) -> Iterator[tuple[str, _Hint]]:
        """What those keep in the store that connect to it, by their names and products."""
        for flow in self._model.flows_to(store.uid):
            caller = self._model.elements.get(flow.source)
            if caller is None or caller.kind not in {"workload", "container"}:
                continue
            if _text(caller, "purpose") in _KEEP_NOTHING or _keeps(caller):
                continue
            kept = f"and {store.name} is its database"
            for template, word in self._words.all_in(caller.name).items():
                yield template, _Hint(word, f"the name of {caller.name}, {kept}")
            for template, hint in self._in_products(caller):
                yield template, _Hint("", f"{hint.place}, {kept}")

    def _in_settings(self, element: Element) -> Iterator[tuple[str, _Hint]]:
        """What the names of variables, secrets and configuration give away; hardly any does."""
        found = self._words.settings_in
        for container in self._containers(element):
            for variable in _records(container, "env"):
                if words := found(variable["name"]):
                    yield from _hints(words, f"the variable {variable['name']} of {element.name}")
        for holder in (element, *self._containers(element)):
            for relation, what in (("reads_secret", "secret"), ("reads_config", "configuration")):
                for read in self._model.related(relation, holder.uid):
                    place = f"the {what} {read.name} that {element.name} reads"
                    yield from _hints(found(read.name), place)
                    for key in _listed(read, "keys"):
                        if words := found(key):
                            yield from _hints(words, f"the entry {key} of {place}")

    def _containers(self, element: Element) -> tuple[Element, ...]:
        known = self._inside.get(element.uid)
        if known is None:
            parts = (element,) if element.kind == "container" else self._model.children(element.uid)
            known = tuple([part for part in parts if part.kind == "container"])
            self._inside[element.uid] = known
        return known

    # --- flows ------------------------------------------------------------------------------------

    def _of_flow(self, flow: Flow) -> Iterator[DataSuggestion]:
        """What the destination holds, where it is plain that this flow brings it."""
        source, destination = (self._model.elements.get(end) for end in (flow.source, flow.destination))
        if source is None or destination is None or not _keeps(destination):
            return
        held = self._held(destination)
        known = self._held(source)
        only = len(held) == 1 or {other.source for other in self._model.flows_to(destination.uid)} == {
            source.uid
        }
        settled = self._settled(flow)
        for template in self._sorted(held):
            if template not in settled and (only or template in known):
                yield self._suggestion("flow", flow.uid, template, held[template])

    def _held(self, element: Element) -> dict[str, str]:
        """Templates (or data sets that match none) of what is confirmed or suggested, with the reasons."""
        held: dict[str, str] = {}
        for uid in _listed(element, "data_sets"):
            if self._model.kind_of(uid) == DATA_SET:
                name = self._model.elements[uid].name
                for template in self._stand_for[uid][:1] or (uid,):
                    held[template] = f"{element.name}, its destination, stores {name}."
        for template, hint in self._hints.get(element.uid, {}).items():
            seems = f"{element.name}, its destination, probably stores such data"
            held.setdefault(template, f"{seems}: {hint.sentence}")
        return held

    def _suggestion(
        self, on: Literal["element", "flow"], uid: str, template: str, why: str
    ) -> DataSuggestion:
        data_set = self._existing.get(template) or (template if template in self._stand_for else None)
        if data_set is not None:
            known = self._model.elements[data_set]
            facts = {name: known.facts[name].value for name in _SHOWN_FACTS if name in known.facts}
            return DataSuggestion(on, uid, template, known.name, facts, why, data_set)
        made = self._templates[template]
        return DataSuggestion(on, uid, template, made.name, made.facts, why, None)


def _hints(words: Mapping[str, str], place: str) -> Iterator[tuple[str, _Hint]]:
    """The hints of words that were found at a place, each with its template."""
    for template, word in words.items():
        yield template, _Hint(word, place)


def _first_name(uid: str) -> str:
    """The name from which the uid of a data set was made (data:payment-cards-2)."""
    return re.sub(r"-\d+$", "", uid.removeprefix("data:")).replace("-", " ")


def _repository(image: Element) -> str:
    """The name of an image without tag and digest."""
    place, slash, last = image.name.partition("@")[0].rpartition("/")
    return f"{place}{slash}{last.partition(':')[0]}"


def _keeps(element: Element) -> bool:
    """Whether what is sent there stays there."""
    return (
        element.kind in CATALOGUE.stores
        or element.kind == "external-service"
        or _text(element, "purpose") in CATALOGUE.store_purposes
    )


def _text(element: Element, name: str) -> str:
    fact = element.facts.get(name)
    return fact.value if fact is not None and isinstance(fact.value, str) else ""


def _listed(subject: Element | Flow, name: str) -> tuple[str, ...]:
    fact = subject.facts.get(name)
    return tuple(fact.value) if fact is not None and isinstance(fact.value, list) else ()


def _records(element: Element, name: str) -> tuple[dict[str, str], ...]:
    fact = element.facts.get(name)
    return tuple(fact.value) if fact is not None and isinstance(fact.value, list) else ()


def _data_paths(container: Element) -> Iterator[str]:
    """Paths that the container mounts and that may hold data: in the container, and on its host."""
    for mount in _records(container, "mounts"):
        if mount["type"] in _DATA_MOUNTS:
            paths = (mount["source"], mount["path"]) if mount["type"] == "host-path" else (mount["path"],)
            for path in dict.fromkeys(paths):
                if path.lstrip("/").partition("/")[0] not in _SYSTEM_PATHS:
                    yield path
