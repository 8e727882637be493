"""Environment variables of a container: their names and origins for the model, their text for inference."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any, Final

from threatmodel.engine.importers.debuggers import debugger_facts, first_open
from threatmodel.engine.importers.empty_passwords import without_overruled_switches
from threatmodel.engine.importers.environment_facts import environment_record, insecure_tls_variables
from threatmodel.engine.importers.kubernetes.cluster.configmaps_secrets import config_values, secret_values
from threatmodel.engine.importers.kubernetes.manifest.objects import KubernetesObject
from threatmodel.engine.importers.kubernetes.manifest.typed_reader import Section
from threatmodel.engine.importers.products.behavior_memo import BehaviorMemo
from threatmodel.engine.importers.redacted_names import redacted_name
from threatmodel.engine.importers.redaction import is_literal, users_of
from threatmodel.engine.model import Fact
from threatmodel.engine.model.struct_base import Record

_REFERENCE: Final = re.compile(r"\$\(([A-Za-z_][A-Za-z0-9_.-]{0,200})\)")
_MAX_EXPANDED: Final = 16_384  # an address is short; a chain of $(A)$(A) must not grow without end
_ORIGINS: Final = {
    "secretKeyRef": "secret",
    "configMapKeyRef": "config",
    "fieldRef": "field",
    "resourceFieldRef": "field",
    "fileKeyRef": "file",
}
_OWN_NAMESPACE: Final = "metadata.namespace"
_NONE_WHOLE: Final = "No whole Secret or ConfigMap is used as variables."
_OBJECT_KINDS: Final = {"secretKeyRef": "Secret", "configMapKeyRef": "ConfigMap"}

Declared = Mapping[str, Mapping[tuple[str, str], KubernetesObject]]


class Variable(Record, frozen=True):
    """A text that a container gets, to infer calls from. It must not outlive the import.

    `taken_from` is the kind and name of the Secret or ConfigMap that the container takes as a whole, `port`
    what a variable beside it says of the host that it names.
    """

    name: str
    value: str
    words: str
    file: str
    line: int
    taken_from: tuple[str, str] = ("", "")
    port: int = 0


class ObjectReference(Record, frozen=True):
    """A Secret or ConfigMap that a container names, perhaps one key of it, and where."""

    kind: str
    name: str
    section: Section
    key: str = ""


class Entry(Record, frozen=True):
    """A variable that a container sets by itself: to a value, or to a value of another object.

    `value` is None when the entry gives none. `origin` says where else the variable comes from, and `ref`
    the name and key of that; both are empty when it gives a value only.
    """

    name: str
    value: str | None
    origin: str
    ref: str
    references: tuple[ObjectReference, ...]
    section: Section


@dataclass(slots=True)
class Environments:
    """The variables of containers, each read once for all who ask. It must not outlive the import."""

    declared: Declared
    _entries: dict[Section, tuple[Entry, ...]] = field(default_factory=dict)
    _variables: dict[Section, tuple[Variable, ...]] = field(default_factory=dict)
    _texts: dict[Section, Mapping[str, str]] = field(default_factory=dict)
    _records: dict[tuple[str, str, str | None, frozenset[str]], dict[str, Any]] = field(default_factory=dict)
    _names: dict[str, str] = field(default_factory=dict)
    behaviors: BehaviorMemo = field(default_factory=BehaviorMemo)

    def entries(self, container: Section) -> tuple[Entry, ...]:
        """Return the variables that a container sets one by one."""
        known = self._entries.get(container)
        if known is None:
            sections = container.sections("env")
            known = self._entries[container] = tuple([_entry(one, self._name(one)) for one in sections])
        return known

    def of(self, container: Section, namespace: str) -> tuple[Variable, ...]:
        """Return the variables of a container with their text, as far as the files hold it."""
        known = self._variables.get(container)
        if known is None:
            entries = self.entries(container)
            known = self._variables[container] = variables(container, entries, namespace, self.declared)
        return known

    def texts(self, container: Section, namespace: str) -> Mapping[str, str]:
        """Return the same by name: the text of each variable."""
        known = self._texts.get(container)
        if known is None:
            found = self.of(container, namespace)
            known = self._texts[container] = {one.name: one.value for one in found}
        return known

    def references(self, container: Section) -> Iterator[ObjectReference]:
        """Yield the Secrets and ConfigMaps that the variables of a container come from."""
        for entry in self.entries(container):
            for reference in entry.references:
                if reference.name:
                    yield reference
        for one in container.sections("envFrom"):
            yield from whole_sources(one)

    def facts(self, container: Section, *, beside: Mapping[str, Fact]) -> dict[str, Fact]:
        """Return the variables of a container without their values, and a debugger that one of them opens.

        `beside` is what else is known of it: what its command line opens to other hosts counts before what a
        variable opens on the container itself alone.
        """
        records: list[dict[str, Any]] = []
        lines: list[int] = []
        entries = self.entries(container)
        given = [(entry.name, entry.value) for entry in entries if entry.value]
        users = users_of(given)
        for entry in entries:
            if entry.name:
                records.append(self._record(entry, users))
                lines.append(entry.section.line)
            else:
                entry.section.place.warn(entry.section.line, "An environment variable has no name; ignored.")
        debugger = first_open([value] for _name, value in given)
        if debugger and not debugger[1].name and "debugger_port" in beside:
            debugger = None
        return {
            **(debugger_facts(debugger[1], partial(container.stated, "env")) if debugger else {}),
            "env": container.stated("env", without_overruled_switches(records), tuple(lines))
            if records
            else container.defaulted([], "No environment variables are set individually."),
            "env_from": _whole(container),
        }

    def _name(self, entry: Section) -> str:
        """The name of a variable as it may be kept; most of 10,000 containers use the same ones."""
        written = entry.name()
        name = self._names.get(written)
        if name is None:
            name = self._names[written] = redacted_name(written)
        return name

    def _record(self, entry: Entry, users: frozenset[str]) -> dict[str, Any]:
        origin = entry.origin
        # What is taken from elsewhere differs in its place alone.
        identity = (entry.name, origin, "" if origin else entry.value, users)
        record = self._records.get(identity)
        if record is None:
            record = self._records[identity] = _record(entry, users)
        return {**record, "ref": entry.ref} if origin else record


def duplicate_names(entries: Sequence[Entry]) -> tuple[str, ...]:
    """Return the names of variables that are set twice, in order."""
    names = [entry.name for entry in entries]
    if len(set(names)) == len(names):
        return ()
    return tuple(sorted(name for name, count in Counter(names).items() if name and count > 1))


def insecure_tls(entries: Iterable[Entry]) -> tuple[str, ...]:
    """Return the names of variables that switch the verification of certificates off."""
    given = [(entry.name, entry.value) for entry in entries if entry.value is not None]
    return tuple(insecure_tls_variables(given)) if given else ()


def variables(
    container: Section, entries: Iterable[Entry], namespace: str, declared: Declared
) -> tuple[Variable, ...]:
    """Return the variables of a container with their text, as far as the files hold it.

    References to variables above, written $(NAME), are replaced as Kubernetes does.
    """
    title = f"of container {container.name()}"
    found: dict[str, Variable] = {}
    for one in container.sections("envFrom"):
        prefix = one.text("prefix")
        for reference in whole_sources(one):
            for key, value in _values(reference, namespace, declared):
                words = f"Key {key} of {reference.kind} {reference.name}, a variable {title},"
                origin = (reference.kind, reference.name)
                found[prefix + key] = Variable(prefix + key, value, words, one.file, one.line, origin)
    known = {name: variable.value for name, variable in found.items()}
    for entry in entries:
        name = entry.name
        text = entry.value if entry.value is not None else _text(entry, namespace, declared)
        value = known[name] = expanded(text, known) if "$(" in text else text
        words, section = f"Environment variable {name} {title}", entry.section
        found[name] = Variable(name, value, words, section.place.file, section.line)
    return tuple(found.values())


def expanded(text: str, known: Mapping[str, str]) -> str:
    """Return the text with $(NAME) replaced by known variables, as Kubernetes does; bounded in length."""
    if "$(" not in text or len(text) > _MAX_EXPANDED:
        return text
    return _REFERENCE.sub(lambda match: known.get(match[1], match[0]), text)[:_MAX_EXPANDED]


def _entry(section: Section, name: str) -> Entry:
    data = section.data
    value = section.text("value") if data.get("value") is not None else None
    if data.get("valueFrom") is None:
        return Entry(name, value, "", "", (), section)
    source = section.section("valueFrom")
    # Nearly always one.
    named = [key for key, value in source.data.items() if key in _ORIGINS and value is not None]
    if len(named) > 1:  # which is wrong, and must not depend on their order
        named.sort(key=[*_ORIGINS].index)
    origin = _ORIGINS[named[0]] if named else ""
    ref = ""
    references = []
    for key in named:
        part = source.section(key)
        of, item = part.name(), part.text("key")
        if key is named[0] and origin != "field":
            ref = f"{of}/{item}" if of and item else of or item
        if key in _OBJECT_KINDS:
            references.append(ObjectReference(_OBJECT_KINDS[key], of, part, item))
    return Entry(name, value, origin, ref, tuple(references), section)


def _record(entry: Entry, users: frozenset[str]) -> dict[str, Any]:
    if entry.origin:
        return environment_record(entry.name, None, origin=entry.origin, ref=entry.ref)
    value = entry.value or ""
    filled_in = _REFERENCE.search(value) or not is_literal(value)  # also what envsubst or Flux put there
    origin = "empty" if not value else "interpolated" if filled_in else "literal"
    return environment_record(entry.name, value, origin=origin, users=users)


def _whole(container: Section) -> Fact:
    """The Secrets and ConfigMaps of which each entry becomes a variable."""
    if "envFrom" not in container:
        return container.defaulted([], _NONE_WHOLE)
    found = [(source, one.line) for one in container.sections("envFrom") for source in whole_sources(one)]
    if not found:
        return container.defaulted([], _NONE_WHOLE)
    records = [{"kind": "secret" if one.kind == "Secret" else "config", "name": one.name} for one, _ in found]
    return container.stated("envFrom", list(records), tuple(line for _, line in found))


def whole_sources(entry: Section) -> Iterator[ObjectReference]:
    """Yield the Secret or ConfigMap that an entry of `envFrom` turns into variables."""
    for key, kind in (("secretRef", "Secret"), ("configMapRef", "ConfigMap")):
        if key in entry and (name := entry.section(key).name()):
            yield ObjectReference(kind, name, entry.section(key))


def _text(entry: Entry, namespace: str, declared: Declared) -> str:
    """The text of a variable that its entry takes from somewhere else."""
    if entry.origin == "field" and _field(entry) == _OWN_NAMESPACE:
        return namespace
    for reference in entry.references[:1]:
        for key, value in _values(reference, namespace, declared):
            if key == reference.key:
                return value
    return ""


def _field(entry: Entry) -> str:
    return entry.section.section("valueFrom").section("fieldRef").text("fieldPath")


def _values(reference: ObjectReference, namespace: str, declared: Declared) -> Iterator[tuple[str, str]]:
    found = declared.get(reference.kind, {}).get((namespace, reference.name))
    if found is not None:
        yield from secret_values(found) if reference.kind == "Secret" else config_values(found)
