"""Environment variables of a container: their names and origins for the model, their text for inference."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from threatmodel.engine.importers.environment import environment_record
from threatmodel.engine.importers.kubernetes.configuration import config_values, secret_values
from threatmodel.engine.importers.kubernetes.objects import KubernetesObject
from threatmodel.engine.importers.kubernetes.recall import Recall
from threatmodel.engine.importers.kubernetes.sections import Section
from threatmodel.engine.model import Fact
from threatmodel.engine.model.record import Record

_REFERENCE: Final = re.compile(r"\$\(([A-Za-z_][A-Za-z0-9_.-]{0,200})\)")
_MAX_EXPANDED: Final = 16_384  # an address is short; a chain of $(A)$(A) must not grow without end
_ORIGINS: Final = {
    "secretKeyRef": "secret",
    "configMapKeyRef": "config",
    "fieldRef": "field",
    "resourceFieldRef": "field",
    "fileKeyRef": "file",
}
_OBJECT_KINDS: Final = {"secretKeyRef": "Secret", "configMapKeyRef": "ConfigMap"}

Declared = Mapping[str, Mapping[tuple[str, str], KubernetesObject]]


class Variable(Record, frozen=True):
    """A text that a container gets, to infer calls from. It must not outlive the import."""

    name: str
    value: str
    words: str
    file: str
    line: int


class ObjectReference(Record, frozen=True):
    """A Secret or ConfigMap that a container names, and where."""

    kind: str
    name: str
    section: Section


def environment_facts(container: Section, recall: Recall) -> dict[str, Fact]:
    """Return the variables of a container without their values."""
    records: list[dict[str, Any]] = []
    lines: list[int] = []
    for entry in container.sections("env"):
        if entry.name():
            records.append(_recalled_record(entry, recall))
            lines.append(entry.line)
        else:
            entry.place.warn(entry.line, "An environment variable has no name; ignored.")
    sources = [
        (source, entry.line) for entry in container.sections("envFrom") for source in _whole_sources(entry)
    ]
    whole = [{"kind": "secret" if ref.kind == "Secret" else "config", "name": ref.name} for ref, _ in sources]
    return {
        "env": container.stated("env", list(records), tuple(lines))
        if records
        else container.defaulted([], "No environment variables are set one by one."),
        "env_from": container.stated("envFrom", list(whole), tuple(line for _, line in sources))
        if whole
        else container.defaulted([], "No Secret or ConfigMap is turned into variables as a whole."),
    }


def object_references(container: Section) -> Iterator[ObjectReference]:
    """Yield the Secrets and ConfigMaps that the variables of a container come from."""
    for entry in container.sections("env"):
        source = entry.section("valueFrom")
        for key, kind in _OBJECT_KINDS.items():
            if key in source and (name := source.section(key).name()):
                yield ObjectReference(kind, name, source.section(key))
    for entry in container.sections("envFrom"):
        yield from _whole_sources(entry)


def _whole_sources(entry: Section) -> Iterator[ObjectReference]:
    for key, kind in (("secretRef", "Secret"), ("configMapRef", "ConfigMap")):
        if key in entry and (name := entry.section(key).name()):
            yield ObjectReference(kind, name, entry.section(key))


def _recalled_record(entry: Section, recall: Recall) -> dict[str, Any]:
    wording = entry.wording("name", "value", "valueFrom")
    return recall.value(entry, _record, wording, work_out=lambda: _record(entry))


def _record(entry: Section) -> dict[str, Any]:
    name = entry.name()
    source = entry.section("valueFrom")
    key = next((key for key in _ORIGINS if key in source), "") if source else ""
    if key:
        reference = source.section(key)
        target = "/".join(part for part in (reference.name(), reference.text("key")) if part)
        origin = _ORIGINS[key]
        return environment_record(name, None, origin=origin, ref="" if origin == "field" else target)
    value = entry.text("value")
    origin = "empty" if not value else "interpolated" if _REFERENCE.search(value) else "literal"
    return environment_record(name, value, origin=origin)


@dataclass(slots=True)
class Environments:
    """The variables of containers, put together once."""

    declared: Declared
    _known: dict[tuple[str, int, str], tuple[Variable, ...]] = field(default_factory=dict)

    def of(self, container: Section, namespace: str) -> tuple[Variable, ...]:
        """Return the variables of a container with their text, as far as the files tell it."""
        place = (container.file, container.line, namespace)
        known = self._known.get(place)
        if known is None:
            known = self._known[place] = variables(container, namespace, self.declared)
        return known


def variables(container: Section, namespace: str, declared: Declared) -> tuple[Variable, ...]:
    """Return the variables of a container with their text, as far as the files tell it.

    References to variables above, written $(NAME), are replaced as Kubernetes does.
    """
    title = f"of container {container.name()}"
    found: dict[str, Variable] = {}
    for entry in container.sections("envFrom"):
        prefix = entry.text("prefix")
        for reference in _whole_sources(entry):
            for key, value in _entries(reference.kind, namespace, reference.name, declared):
                words = f"Key {key} of {reference.kind} {reference.name}, a variable {title},"
                found[prefix + key] = Variable(prefix + key, value, words, entry.file, entry.line)
    known = {name: variable.value for name, variable in found.items()}
    for entry in container.sections("env"):
        name = entry.name()
        value = expanded(_text(entry, namespace, declared), known)
        known[name] = value
        words = f"Environment variable {name} {title}"
        found[name] = Variable(name, value, words, entry.file, entry.line)
    return tuple(found.values())


def _text(entry: Section, namespace: str, declared: Declared) -> str:
    if "value" in entry:
        return entry.text("value")
    source = entry.section("valueFrom")
    for key, kind in _OBJECT_KINDS.items():
        if key in source:
            reference = source.section(key)
            entries = dict(_entries(kind, namespace, reference.name(), declared))
            return entries.get(reference.text("key"), "")
    return ""


def _entries(kind: str, namespace: str, name: str, declared: Declared) -> Iterator[tuple[str, str]]:
    found = declared.get(kind, {}).get((namespace, name))
    if found is not None:
        yield from secret_values(found) if kind == "Secret" else config_values(found)


def expanded(text: str, known: Mapping[str, str]) -> str:
    """Return the text with $(NAME) replaced by known variables, as Kubernetes does; bounded in length."""
    if "$(" not in text or len(text) > _MAX_EXPANDED:
        return text
    return _REFERENCE.sub(lambda match: known.get(match[1], match[0]), text)[:_MAX_EXPANDED]
