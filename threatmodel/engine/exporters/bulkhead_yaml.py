"""What people said about a model as bulkhead.yaml: the text that the importer of the same name reads.

Equal statements give equal bytes, and reading the text gives equal statements. Facts that files say are not
among them.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from itertools import chain, count
from typing import Any, Final

import yaml

from threatmodel.engine.importers.bulkhead_yaml.schema import SCHEMA_FILE, VERSION
from threatmodel.engine.importers.yaml.limits import YamlLimits
from threatmodel.engine.importers.yaml.scalars import plain_scalar
from threatmodel.engine.model.bulkhead_yaml_statements import (
    DATA_SET,
    ESTIMATES,
    FACT,
    Statement,
    Statements,
    digest,
    in_order,
    manual_fingerprint,
    relation_parts,
    threat_parts,
)

_WIDTH: Final = 100
_HEADER: Final = f"""\
# yaml-language-server: $schema={SCHEMA_FILE}
# What people said about this model, beside its manifests. The format: docs/model-as-text.md.
"""
_COMMENTS: Final = {
    "elements": "Elements that people drew. By its key, the rest of this file names an element.",
    "data_sets": "Data sets. Elements and flows name those that they hold or carry in the fact data_sets.",
    "flows": "Data flows that people drew.",
    "relations": "Links without data flow that people drew.",
    "facts": "Facts that people state of elements and flows from files, answers to questions among them.",
    "corrections": "What people corrected of elements and flows from files.",
    "threats": "Decisions about threats that rules find, their owners, due dates and tags.",
    "manual_threats": "Threats that people wrote.",
    "mitigations": "Mitigations, and the threats that they treat.",
    "acceptances": "Accepted risks, each until its last day.",
}
_RANDOM: Final = re.compile(r"[0-9a-f]{16}|[0-9a-f]{8}-[0-9a-f]{4}-")
_OTHER_BREAKS: Final = re.compile("[\r\x85\u2028\u2029\ufeff]")
_LIMITS: Final = YamlLimits()
_TEXT: Final = "tag:yaml.org,2002:str"
_READ_AS_TEXT: Final = (_TEXT, "tag:yaml.org,2002:timestamp")

Json = dict[str, Any]


def render_bulkhead_yaml(statements: Statements) -> bytes:
    """Return bulkhead.yaml as UTF-8; its base is the version of the statements where they have none."""
    ordered = Statements(in_order(statements.items), statements.model, statements.base, statements.file)
    head: Json = {"schema": VERSION}
    if ordered.model:
        head["model"] = ordered.model
    head["base"] = ordered.base or digest(ordered)
    parts = [_HEADER + _yaml(head)]
    for name, content in _Writer(ordered).sections():
        if content:
            parts.append(f"# {_COMMENTS[name]}\n" + _yaml({name: content}))
    return "\n".join(parts).encode()


# --- sections ----------------------------------------------------------------------------------


class _Inline(dict[str, Any]):
    """A mapping that is written on one line where it fits."""


class _Writer:
    def __init__(self, statements: Statements) -> None:
        self._all = statements
        self._addresses = _addresses(statements)
        self._manual = _manual_addresses(statements.of("manual_threats"))

    def sections(self) -> Iterator[tuple[str, Any]]:
        """Yield the sections with their content, in their order."""
        elements = self._all.of("elements")
        yield "elements", {k: v for one in elements if not _is_data_set(one) for k, v in self._element(one)}
        yield "data_sets", {k: v for one in elements if _is_data_set(one) for k, v in self._element(one)}
        yield "flows", dict(map(self._flow, self._all.of("flows")))
        yield "relations", [*map(self._relation, self._all.of("relations"))]
        yield "facts", {self._address(one.key): self._facts(one) for one in self._all.of("facts")}
        yield (
            "corrections",
            {self._address(one.key): self._correction(one) for one in self._all.of("corrections")},
        )
        yield "threats", [*map(self._threat, self._all.of("threats"))]
        yield "manual_threats", dict(sorted(map(self._manual_threat, self._all.of("manual_threats"))))
        yield "mitigations", dict(map(self._mitigation, self._all.of("mitigations")))
        yield "acceptances", dict(map(self._acceptance, self._all.of("acceptances")))

    def _element(self, one: Statement) -> Iterator[tuple[str, Json]]:
        values = one.values
        found: Json = {} if _is_data_set(one) else {"kind": values["kind"]}
        found["name"] = values["name"]
        if values["parent"]:
            found["in"] = self._address(values["parent"])
        yield self._identified(one, found)

    def _flow(self, one: Statement) -> tuple[str, Json]:
        values = one.values
        found = {"from": self._address(values["source"]), "to": self._address(values["destination"])}
        return self._identified(one, found | _filled(values, "name"))

    def _identified(self, one: Statement, found: Json) -> tuple[str, Json]:
        """The address with the content, the uid where the address is another, and the facts."""
        address = self._address(one.key)
        if address != one.key:
            found["uid"] = one.key
        if facts := self._facts(one):
            found["facts"] = facts
        return address, found

    def _facts(self, one: Statement) -> Json:
        return {name: self._fact(name, fact, one) for name, fact in sorted(one.facts().items())}

    def _fact(self, name: str, fact: Mapping[str, Any], one: Statement) -> Any:
        value = fact["value"]
        if name == "data_sets" and isinstance(value, list):
            value = [self._address(uid) for uid in value]
        note = one.notes.get(FACT + name, {})
        if not note and not fact.get("why"):
            return value
        return _Inline({"value": value, **_filled(note, "by", "at"), **_filled(fact, "why")})

    def _relation(self, one: Statement) -> Json:
        type_, source, target = relation_parts(one.key)
        return {"type": type_, "from": self._address(source), "to": self._address(target)}

    def _correction(self, one: Statement) -> Json:
        names = {"kind": "kind", "parent": "in", "source": "from", "destination": "to"}
        return {
            key: one.values[name] if name == "kind" else self._address(one.values[name])
            for name, key in names.items()
            if name in one.values
        }

    def _threat(self, one: Statement) -> Json:
        found = self._reference(one.key) | _decision(one)
        if level := one.values.get("severity"):
            found["severity"] = {"level": level["level"], "reason": level["reason"]}
        return found | _work(one)

    def _manual_threat(self, one: Statement) -> tuple[str, Json]:
        address, values = self._manual[one.key], one.values
        found: Json = {"title": values["title"]}
        if values["element"]:
            found["element"] = self._address(values["element"])
        found["severity"] = values["severity"]
        found |= _filled(values, "categories", "references", "description") | _decision(one) | _work(one)
        if manual_fingerprint(address) != one.key:
            found["uid"] = one.key
        return address, found

    def _mitigation(self, one: Statement) -> tuple[str, Json]:
        values = one.values
        found = {"title": values["title"], **_filled(values, "control"), "status": values["status"]}
        found |= _work(one) | _filled(values, "description")
        if values["threats"]:
            found["threats"] = [self._reference(key) for key in values["threats"]]
        return one.key, found

    def _acceptance(self, one: Statement) -> tuple[str, Json]:
        values = one.values
        found: Json = {"justification": values["justification"], **_filled(values, "conditions")}
        found |= {"residual_risk": values["residual_risk"], "expires": values["expires"]}
        found |= _filled(values, "requested_by", "approved_by")
        found["threats"] = [
            self._reference(key) | dict(accepted) for key, accepted in sorted(values["threats"].items())
        ]
        return one.key, found

    def _reference(self, key: str) -> Json:
        rule, uid, fingerprint = threat_parts(key)
        if not rule:
            return {"manual": self._manual.get(uid, uid)}
        found = {"rule": rule, "element": self._address(uid)}
        return found | {"fingerprint": fingerprint} if fingerprint else found

    def _address(self, uid: str) -> str:
        return self._addresses.get(uid, uid)


def _is_data_set(one: Statement) -> bool:
    return bool(one.values["kind"] == DATA_SET)


def _filled(values: Mapping[str, Any], *names: str) -> Json:
    return {name: values[name] for name in names if values.get(name)}


def _work(one: Statement) -> Json:
    """Whose work it is, until when, and what the team expects of it."""
    estimates = {name: one.values[name] for name in ESTIMATES if name in one.values}
    return {**_filled(one.values, "owner", "due"), **estimates, **_filled(one.values, "tags")}


def _decision(one: Statement) -> Json:
    decision = one.values.get("decision")
    return {"status": decision["status"], **_filled(decision, "reason")} if decision else {}


# --- addresses ---------------------------------------------------------------------------------


def _addresses(statements: Statements) -> dict[str, str]:
    """Return what each drawn part is called in the file: its uid, or words where that is random."""
    drawn = statements.of("elements", "flows")
    found = {one.key: one.key for one in drawn if not _RANDOM.search(one.key)}
    taken = set(found)
    for one in drawn:
        if one.key not in found:
            found[one.key] = _free(_called(one, found), taken)
    return found


def _called(one: Statement, known: Mapping[str, str]) -> str:
    values = one.values
    if one.section == "elements":
        return f"{values['kind']}/{_kebab(values['name'])}"
    ends = (known.get(values[end], values[end]) for end in ("source", "destination"))
    return " -> ".join(ends)


def _manual_addresses(threats: Iterable[Statement]) -> dict[str, str]:
    """Return what threats by hand are called in the file, by their fingerprints: their titles in short."""
    taken: set[str] = set()
    return {one.key: _free(_kebab(one.values["title"]), taken) for one in threats}


def _free(stem: str, taken: set[str]) -> str:
    """The stem, with a number behind it where something is called so already."""
    name = next(one for one in chain([stem], (f"{stem}-{place}" for place in count(2))) if one not in taken)
    taken.add(name)
    return name


def _kebab(name: str) -> str:
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain)[:80].strip("-") or "unnamed"


# --- YAML --------------------------------------------------------------------------------------


class _Dumper(yaml.SafeDumper):
    """Writes nodes; what is quoted is decided here, by how readers take a plain word."""

    yaml_implicit_resolvers: dict[str, Any] = {}

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:  # noqa: ARG002, FBT001, FBT002
        """Indent lists under their keys."""
        super().increase_indent(flow, False)  # noqa: FBT003


def _yaml(value: Json) -> str:
    text: str = yaml.serialize(_node(value), Dumper=_Dumper, width=_WIDTH, allow_unicode=True)
    return text


def _node(value: Any, *, inline: bool = False) -> yaml.Node:
    inline = inline or isinstance(value, _Inline)
    if isinstance(value, Mapping):
        pairs = [(_node(str(key)), _node(part, inline=inline)) for key, part in value.items()]
        return yaml.MappingNode("tag:yaml.org,2002:map", pairs, flow_style=inline or not pairs)
    if isinstance(value, list | tuple):
        flat = inline or not any(isinstance(item, Mapping) for item in value)
        items = [_node(item, inline=flat) for item in value]
        return yaml.SequenceNode("tag:yaml.org,2002:seq", items, flow_style=flat)
    if isinstance(value, bool):
        return yaml.ScalarNode(_TEXT, "true" if value else "false")
    return _text(value) if isinstance(value, str) else yaml.ScalarNode(_TEXT, repr(value))


def _text(value: str) -> yaml.ScalarNode:
    if _OTHER_BREAKS.search(value):  # which readers fold, unless they are escaped
        return yaml.ScalarNode(_TEXT, value, style='"')
    if "\n" in value:
        return yaml.ScalarNode(_TEXT, value, style="|")
    return yaml.ScalarNode(_TEXT, value, style=None if _is_plain(value) else "'")


def _is_plain(text: str) -> bool:
    """Whether the word without quotes is read as this text: here, and by readers of YAML 1.1."""
    if not text or not isinstance(plain_scalar(text, 0, _LIMITS), str):
        return False
    tag: str = _READER.resolve(yaml.ScalarNode, text, (True, False))  # type: ignore[no-untyped-call]
    return tag in _READ_AS_TEXT


_READER: Final = yaml.resolver.Resolver()
