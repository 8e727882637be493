"""Reads a document of bulkhead.yaml into statements: its shape by the schema, its addresses to uids."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from functools import cache
from pathlib import PurePosixPath
from typing import Any, Final

import jsonschema_rs

from threatmodel.engine.importers.bulkhead_yaml.schema import FILE_NAME, VERSION, model_schema
from threatmodel.engine.importers.format_protocol import ParsedDocument
from threatmodel.engine.importers.import_problems import Problem
from threatmodel.engine.importers.yaml.reader import YamlList, YamlMap, YamlValue, as_list, as_map, as_text
from threatmodel.engine.importers.yaml.schema_errors import error_line
from threatmodel.engine.model import is_storable
from threatmodel.engine.model.bulkhead_yaml_statements import (
    DATA_SET,
    ESTIMATES,
    FACT,
    Statement,
    Statements,
    in_order,
    manual_fingerprint,
    relation_key,
    threat_key,
)
from threatmodel.engine.model.threat_statuses import NEEDS_REASON

_PREFIX: Final = "bulkhead.model/"
_MOST_ERRORS: Final = 20
_OWN_KEYS: Final = frozenset(model_schema()["properties"]) - {"schema", "model"}
_POLICY_KEYS: Final = frozenset({"fail_on", "suppressions", "exclude"})
_MANIFEST_KEYS: Final = frozenset({"apiVersion", "kind", "services"})


def claims_document(document: ParsedDocument) -> bool:
    """Whether the document is one of bulkhead.yaml, even if it is wrong in parts."""
    content = document.content
    if not isinstance(content, YamlMap) or content.keys() & _MANIFEST_KEYS:
        return False
    if as_text(content.get("schema")).startswith(_PREFIX):
        return True
    named = PurePosixPath(document.file).name == FILE_NAME
    return named and bool(content.keys() & (_OWN_KEYS | _POLICY_KEYS))


def read_statements(document: ParsedDocument) -> tuple[Statements | None, tuple[Problem, ...]]:
    """Return what the document says, and what is wrong with it; nothing of it is used with an error."""
    content = as_map(document.content)
    faults = sorted(set(_faults(content)))
    if not faults:
        items, faults = _Reader(content).statements()
        found = Statements(
            in_order(items), as_text(content.get("model")), as_text(content.get("base")), document.file
        )
    problems = tuple(
        [Problem(document.file, line, "error", message) for line, message in faults[:_MOST_ERRORS]]
    )
    return (None if faults else found), problems


# --- shape -------------------------------------------------------------------------------------


def _faults(document: YamlMap) -> Iterator[tuple[int, str]]:
    if wrong := document.keys() & _POLICY_KEYS:
        name = min(wrong)
        yield (
            document.line_of(name),
            f"{name} belongs to the policy of the gate: move it to .bulkhead.yaml, which is another file.",
        )
        return
    if "schema" not in document:
        yield document.line, f"The key schema is missing: begin the file with schema: {VERSION}."
        return
    for error in _validator().iter_errors(document):
        line = error_line(document, error.instance_path, error.kind)
        yield line, f"{_keys_to(error.instance_path)}{_message(error)}"
    for text, line in _texts(document):
        if not is_storable(text):
            yield line, "A text contains a NUL or an incomplete character; remove it."


@cache
def _schema() -> dict[str, Any]:
    return model_schema()


@cache
def _validator() -> Any:
    return jsonschema_rs.validator_for(_schema())


def _keys_to(path: Sequence[str | int]) -> str:
    """The keys that lead to an error, as the start of its message."""
    named = [str(step) for step in path if isinstance(step, str)]
    return f"{'.'.join(named)[:200]}: " if named else ""


def _message(error: Any) -> str:
    if unexpected := getattr(error.kind, "unexpected", ()):
        known = ", ".join(sorted(_known_keys(error.schema_path)))
        return f"unknown key {', '.join(map(str, unexpected))[:100]}{f'; known are {known}' if known else ''}"
    if "anyOf" in error.schema_path:
        return "must be a value or a mapping with known keys; see the schema"
    return str(error.message)[:300]


def _known_keys(path: Sequence[Any]) -> list[str]:
    """The keys of the object whose schema has this path."""
    schema: Any = _schema()
    for step in list(path)[:-1]:
        schema = schema.get(step, {}) if isinstance(schema, dict) else schema[step]
    return list(schema.get("properties", ())) if isinstance(schema, dict) else []


def _texts(document: YamlMap) -> Iterator[tuple[str, int]]:
    waiting: list[tuple[YamlValue, int]] = [(document, document.line)]
    while waiting:
        value, line = waiting.pop()
        if isinstance(value, YamlMap):
            waiting += [(part, value.line_of(key)) for key, part in value.items()]
            yield from ((key, value.line_of(key)) for key in value)
        elif isinstance(value, YamlList):
            waiting += list(value.with_lines())
        elif isinstance(value, str):
            yield value, line


# --- statements --------------------------------------------------------------------------------

_Items = list[Statement]
_Faults = list[tuple[int, str]]


class _Reader:
    """Reads a document of the right shape."""

    def __init__(self, document: YamlMap) -> None:
        self._document = document
        self._faults: _Faults = []
        self._uids = {
            address: as_text(as_map(one).get("uid")) or address
            for section in ("elements", "data_sets", "flows")
            for address, one in self._section(section).items()
        }
        self._manual = {
            address: as_text(as_map(one).get("uid")) or manual_fingerprint(address)
            for address, one in self._section("manual_threats").items()
        }

    def statements(self) -> tuple[_Items, _Faults]:
        """Return all statements, and what is said twice."""
        items = [
            *self._elements("elements"), *self._elements("data_sets"), *self._flows(), *self._relations(),
            *self._facts_of_files(), *self._corrections(), *self._threats(), *self._manual_threats(),
            *self._mitigations(), *self._acceptances(),
        ]  # fmt: skip
        self._check_addresses()
        known: dict[tuple[str, str], Statement] = {}
        for one in items:
            first = known.setdefault((one.section, one.key), one)
            if first is not one:
                message = f"{one.section}: line {first.line} says this already; keep one."
                self._faults.append((one.line, message))
        return items, self._faults

    def _check_addresses(self) -> None:
        """Two things of one address are a fault: the rest of the file could mean either."""
        known: dict[str, int] = {}
        for section in ("elements", "data_sets", "flows"):
            for address, _, line in self._entries(section):
                if address in known:
                    message = f"{section}: {address} is the address of line {known[address]}; choose another."
                    self._faults.append((line, message))
                known.setdefault(address, line)

    # --- architecture

    def _elements(self, section: str) -> Iterator[Statement]:
        for address, one, line in self._entries(section):
            kind = as_text(one.get("kind")) if section == "elements" else DATA_SET
            values = {"kind": kind, "name": as_text(one.get("name")), "parent": self._uid(one.get("in"))}
            yield self._with_facts("elements", self._uids[address], values, one, line)

    def _flows(self) -> Iterator[Statement]:
        for address, one, line in self._entries("flows"):
            ends = {"source": self._uid(one.get("from")), "destination": self._uid(one.get("to"))}
            values = {**ends, "name": as_text(one.get("name"))}
            yield self._with_facts("flows", self._uids[address], values, one, line)

    def _relations(self) -> Iterator[Statement]:
        for one, line in self._listed("relations"):
            ends = self._uid(one.get("from")), self._uid(one.get("to"))
            yield Statement("relations", relation_key(as_text(one.get("type")), *ends), {}, line=line)

    def _facts_of_files(self) -> Iterator[Statement]:
        for address, one, line in self._entries("facts"):
            stated = YamlMap(line)
            stated.put("facts", one, line)
            yield self._with_facts("facts", self._uid(address), {}, stated, line)

    def _corrections(self) -> Iterator[Statement]:
        names = {"kind": "kind", "in": "parent", "from": "source", "to": "destination"}
        for address, one, line in self._entries("corrections"):
            values = {
                name: as_text(one[key]) if key == "kind" else self._uid(one[key])
                for key, name in names.items()
                if key in one
            }
            lines = {name: one.line_of(key) for key, name in names.items() if key in one}
            yield Statement("corrections", self._uid(address), values, line=line, lines=lines)

    def _with_facts(
        self, section: str, key: str, values: Mapping[str, Any], one: YamlMap, line: int
    ) -> Statement:
        facts = as_map(one.get("facts"))
        stated: dict[str, Any] = {}
        notes: dict[str, Mapping[str, str]] = {}
        for name, given in facts.items():
            long = given if isinstance(given, YamlMap) else None
            value = long.get("value") if long is not None else given
            stated[FACT + name] = {"value": self._fact_value(name, value)}
            if long is not None and as_text(long.get("why")):
                stated[FACT + name]["why"] = as_text(long.get("why"))
            if note := {who: as_text(long.get(who)) for who in ("by", "at") if long and long.get(who)}:
                notes[FACT + name] = note
        lines = {FACT + name: facts.line_of(name) for name in facts}
        return Statement(section, key, {**values, **stated}, notes, line, lines)

    def _fact_value(self, name: str, value: YamlValue) -> Any:
        if name == "data_sets" and isinstance(value, YamlList):
            return [self._uid(item) for item in value]
        return plain(value)

    # --- decisions

    def _threats(self) -> Iterator[Statement]:
        for one, line in self._listed("threats"):
            values: dict[str, Any] = _decision(one) | self._work(one, "threats")
            if level := as_map(one.get("severity")):
                values["severity"] = {key: as_text(level.get(key)) for key in ("level", "reason")}
            status = as_text(one.get("status"))
            if status in NEEDS_REASON and not as_text(one.get("reason")).strip():
                self._faults.append((line, f"threats: {status} needs a reason; add reason:."))
            yield Statement("threats", self._threat(one), values, line=line, lines=_lines(one))

    def _manual_threats(self) -> Iterator[Statement]:
        for address, one, line in self._entries("manual_threats"):
            values = {
                "title": as_text(one.get("title")),
                "element": self._uid(one.get("element")),
                "severity": as_text(one.get("severity")),
                "categories": sorted(plain(as_list(one.get("categories")))),
                "references": plain(as_list(one.get("references"))),
                "description": as_text(one.get("description")),
                **_decision(one),
                **self._work(one, "manual_threats"),
            }
            yield Statement("manual_threats", self._manual[address], values, line=line, lines=_lines(one))

    def _mitigations(self) -> Iterator[Statement]:
        for number, one, line in self._entries("mitigations"):
            values: dict[str, Any] = {
                key: as_text(one.get(key)) for key in ("title", "control", "status", "description")
            }
            values |= {"due": "", **self._work(one, "mitigations")}
            values |= {key: plain(one[key]) for key in ESTIMATES if key in one}
            values["threats"] = sorted(
                {self._threat(as_map(threat)) for threat in as_list(one.get("threats"))}
            )
            yield Statement("mitigations", number, values, line=line, lines=_lines(one))

    def _acceptances(self) -> Iterator[Statement]:
        names = ("justification", "conditions", "residual_risk", "expires", "requested_by", "approved_by")
        for number, one, line in self._entries("acceptances"):
            self._check_day(one, "expires", "acceptances")
            asked, approved = (as_text(one.get(key)).strip() for key in ("requested_by", "approved_by"))
            if asked and asked.casefold().split() == approved.casefold().split():
                self._faults.append((line, f"acceptances.{number}: another person has to approve it."))
            threats = {
                self._threat(as_map(threat)): {
                    key: as_text(as_map(threat).get(key))
                    for key in ("severity", "facts")
                    if key in as_map(threat)
                }
                for threat in as_list(one.get("threats"))
            }
            values = {key: as_text(one.get(key)) for key in names}
            yield Statement("acceptances", number, {**values, "threats": threats}, line=line)

    def _work(self, one: YamlMap, section: str) -> dict[str, Any]:
        """Owner, due date and tags, where they are stated."""
        self._check_day(one, "due", section)
        found: dict[str, Any] = {
            "owner": " ".join(as_text(one.get("owner")).split()),
            "due": as_text(one.get("due")),
            "tags": sorted(plain(as_list(one.get("tags")))),
        }
        return {name: value for name, value in found.items() if value}

    def _threat(self, one: YamlMap) -> str:
        if manual := as_text(one.get("manual")):
            return threat_key("", self._manual.get(manual, manual))
        return threat_key(
            as_text(one.get("rule")), self._uid(one.get("element")), as_text(one.get("fingerprint"))
        )

    # --- shared

    def _uid(self, address: YamlValue) -> str:
        text = as_text(address)
        return self._uids.get(text, text)

    def _check_day(self, one: YamlMap, key: str, section: str) -> None:
        text = as_text(one.get(key))
        try:
            date.fromisoformat(text or "2000-01-01")
        except ValueError:
            self._faults.append((one.line_of(key), f"{section}: {text} is no date; write YYYY-MM-DD."))

    def _section(self, name: str) -> YamlMap:
        return as_map(self._document.get(name))

    def _entries(self, name: str) -> Iterator[tuple[str, YamlMap, int]]:
        section = self._section(name)
        for key, one in section.items():
            yield key, as_map(one), section.line_of(key)

    def _listed(self, name: str) -> Iterator[tuple[YamlMap, int]]:
        for one, line in as_list(self._document.get(name)).with_lines():
            yield as_map(one), line


def _lines(one: YamlMap) -> dict[str, int]:
    """The line of each property."""
    return {key: one.line_of(key) for key in one}


def plain(value: YamlValue) -> Any:
    """Return a value that was read as plain JSON."""
    if isinstance(value, YamlMap):
        return {key: plain(part) for key, part in value.items()}
    if isinstance(value, YamlList):
        return [plain(part) for part in value]
    return value


def _decision(one: YamlMap) -> dict[str, Any]:
    """The decision about a threat as one property: its status with the reason."""
    if "status" not in one:
        return {}
    return {"decision": {"status": as_text(one.get("status")), "reason": as_text(one.get("reason"))}}
