"""Reads a document of bulkhead.yaml into statements: its shape by the schema, its addresses to uids."""

from collections.abc import Iterator, Mapping
from datetime import date
from difflib import get_close_matches
from typing import Any, Final

from threatmodel.engine.importers.bulkhead_yaml.document_faults import POLICY_KEYS, document_faults
from threatmodel.engine.importers.bulkhead_yaml.schema import model_schema
from threatmodel.engine.importers.format_protocol import ParsedDocument
from threatmodel.engine.importers.import_problems import Problem
from threatmodel.engine.importers.yaml.reader import YamlList, YamlMap, YamlValue, as_list, as_map, as_text
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
from threatmodel.engine.model.threat_statuses import NEEDS_REASON, STATED

_MOST_ERRORS: Final = 20
_OWN_KEYS: Final = frozenset(model_schema()["properties"]) - {"schema", "model"}
_CLOSE: Final = 0.8  # "threat" and "mitigation" are misspelled keys, "retries" of another program is none
_KEYS_COMPARED: Final = 20
_THREAT_NAMES: Final = frozenset({"rule", "element", "fingerprint"})
_MANIFEST_KEYS: Final = frozenset({"apiVersion", "kind", "services"})


def has_its_keys(content: YamlMap) -> bool:
    """Whether the keys of a document are those of bulkhead.yaml, misspelled or not, and of no manifest."""
    if content.keys() & _MANIFEST_KEYS:
        return False
    known = _OWN_KEYS | POLICY_KEYS
    return any(get_close_matches(key[:60], known, n=1, cutoff=_CLOSE) for key in [*content][:_KEYS_COMPARED])


def read_statements(document: ParsedDocument) -> tuple[Statements | None, tuple[Problem, ...]]:
    """Return what the document says, and what is wrong with it; nothing of it is used with an error."""
    content = as_map(document.content)
    faults = sorted(set(document_faults(content)))
    if not faults:
        items, faults = _Reader(content).statements()
        found = Statements(
            in_order(items), as_text(content.get("model")), as_text(content.get("base")), document.file
        )
    shown = faults[:_MOST_ERRORS]
    if len(faults) > _MOST_ERRORS:
        shown.append((shown[-1][0], f"More than {_MOST_ERRORS} problems; correct those above first."))
    problems = tuple([Problem(document.file, line, "error", message) for line, message in shown])
    return (None if faults else found), problems


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
        self._check_facts(items)
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

    def _check_facts(self, items: _Items) -> None:
        """A fact under facts: and with what was drawn is a fault: either could be meant."""
        drawn = {one.key: one for one in items if one.section in ("elements", "flows")}
        for one in items:
            other = drawn.get(one.key)
            if one.section != "facts" or other is None:
                continue
            for name in sorted(one.facts().keys() & other.facts().keys()):
                first = other.line_of(FACT + name)
                message = f"facts: {name} is stated in line {first} already; keep one."
                self._faults.append((one.line_of(FACT + name), message))

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
            if long is not None:
                self._check_day(long, "at", f"facts.{name}")
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
            values: dict[str, Any] = self._decision(one, "threats", line) | self._work(one, "threats")
            if level := as_map(one.get("severity")):
                values["severity"] = {key: as_text(level.get(key)) for key in ("level", "reason")}
            if not one.keys() - _THREAT_NAMES:
                message = "threats: nothing is said of the threat; add status, severity, owner, due or tags."
                self._faults.append((line, message))
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
                **self._decision(one, "manual_threats", line),
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
            values["threats"] = sorted(self._treated(one, "mitigations", number))
            yield Statement("mitigations", number, values, line=line, lines=_lines(one))

    def _acceptances(self) -> Iterator[Statement]:
        names = ("justification", "conditions", "residual_risk", "expires", "requested_by", "approved_by")
        for number, one, line in self._entries("acceptances"):
            self._check_day(one, "expires", "acceptances")
            asked, approved = (as_text(one.get(key)).strip() for key in ("requested_by", "approved_by"))
            if asked and asked.casefold().split() == approved.casefold().split():
                self._faults.append((line, f"acceptances.{number}: another person has to approve it."))
            threats = {
                key: {name: as_text(threat.get(name)) for name in ("severity", "facts") if name in threat}
                for key, threat in self._treated(one, "acceptances", number).items()
            }
            values = {key: as_text(one.get(key)) for key in names}
            yield Statement("acceptances", number, {**values, "threats": threats}, line=line)

    def _treated(self, one: YamlMap, section: str, number: str) -> dict[str, YamlMap]:
        """The threats that a mitigation or an acceptance names, by their key."""
        found: dict[str, YamlMap] = {}
        for item, line in as_list(one.get("threats")).with_lines():
            threat = as_map(item)
            if found.setdefault(self._threat(threat), threat) is not threat:
                self._faults.append((line, f"{section}.{number}: names this threat twice; keep one."))
        return found

    def _decision(self, one: YamlMap, section: str, line: int) -> dict[str, Any]:
        """The decision about a threat as one property: its status with the reason."""
        status, reason = as_text(one.get("status")), as_text(one.get("reason"))
        if "reason" in one and not status:
            message = f"{section}: reason belongs to a status; add status: {' or '.join(STATED)}."
            self._faults.append((one.line_of("reason"), message))
        if status in NEEDS_REASON and not reason.strip():
            self._faults.append((line, f"{section}: {status} needs a reason; add reason:."))
        return {"decision": {"status": status, "reason": reason}} if status else {}

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
