"""Says of a model what people stated in bulkhead.yaml, once all files are read and uids are final."""

from collections.abc import Collection, Iterable, Mapping
from datetime import date
from difflib import get_close_matches
from typing import Any, Final, TypeVar

from msgspec.structs import replace

from threatmodel.engine.importers.bulkhead_yaml.schema import FILE_NAME
from threatmodel.engine.importers.image_facts import drawn_image_facts
from threatmodel.engine.importers.import_problems import Problem
from threatmodel.engine.importers.redaction import is_credential_value
from threatmodel.engine.model import CATALOGUE, Element, Fact, Flow, Model, Relation, Source, kind_of
from threatmodel.engine.model.bulkhead_yaml_statements import FACT, Statement, Statements, relation_parts
from threatmodel.engine.model.fact_values import value_problem

Part = TypeVar("Part", Element, Flow)
Place = tuple[str, str, str]  # section, key and property of a statement; without a property all of it
_HINTS: Final = 10  # each compares all names
_MOST_PROBLEMS: Final = 200
REJECTED: Final = "rejected"


def apply_statements(
    model: Model, statements: Statements, *, today: date | None = None
) -> tuple[Model, tuple[Problem, ...]]:
    """Return the model with elements and flows that people drew, and facts that they state.

    What cannot be so is left out, and a problem says why, with its line and the remedy. A flow that people
    rejected is no part of it.
    """
    applier = _applied(model, statements, today)
    return applier.model(), tuple(applier.problems)


def statement_faults(
    model: Model, statements: Statements, *, today: date | None = None
) -> tuple[tuple[Problem, ...], Collection[Place]]:
    """Return what `apply_statements` reports, and which statements or properties of them it leaves out."""
    applier = _applied(model, statements, today)
    return tuple(applier.problems), applier.left_out


def _applied(model: Model, statements: Statements, today: date | None) -> "_Applier":
    applier = _Applier(model, statements.file, today)
    applier.draw(statements)
    applier.state(statements.of("facts"))
    applier.correct(statements.of("corrections"))
    return applier


class _Applier:
    def __init__(self, model: Model, file: str, today: date | None) -> None:
        self._file, self._today = file, today or date.max
        self._as_of = model.as_of
        self._elements = dict(model.elements)
        self._flows = dict(model.flows)
        self._relations = dict.fromkeys(model.relations)
        self.problems: list[Problem] = []
        self.left_out: set[Place] = set()
        self._hints = 0

    def model(self) -> Model:
        """The model with all that was said."""
        flows = {uid: flow for uid, flow in self._flows.items() if not _is_rejected(flow)}
        return Model(self._elements, self._relations, flows, as_of=self._as_of)

    # --- what people drew

    def draw(self, statements: Statements) -> None:
        """Add elements, flows and relations."""
        drawn = {one.key: one for one in statements.of("elements")}
        for one in self._outermost_first(drawn):
            self._add_element(one)
        for one in statements.of("flows"):
            self._add_flow(one)
        for one in statements.of("relations"):
            self._add_relation(one)

    def _outermost_first(self, drawn: Mapping[str, Statement]) -> list[Statement]:
        ordered: dict[str, Statement] = {}
        for one in drawn.values():
            chain: dict[str, Statement] = {}
            current = one
            while current.key not in chain and current.key not in ordered:
                chain[current.key] = current
                current = drawn.get(current.values["parent"], current)
            ordered.update(dict(reversed(chain.items())))
        return list(ordered.values())

    def _add_element(self, one: Statement) -> None:
        if one.key in self._elements:
            self._report(one, f"{one.key} is read from files already: state its facts under facts:.")
            return
        kind, parent = one.values["kind"], one.values["parent"] or None
        if parent is not None and (fault := self._place_fault(one, kind, parent)):
            self._report(one, f"{fault}; it is inside nothing now.", "parent")
            parent = None
        facts = self._facts(kind, one)
        if kind == "image" and "repository" not in facts:
            facts = {**drawn_image_facts(one.values["name"]), **facts}
        source = Source("person", self._file, one.line)
        self._elements[one.key] = Element(one.key, kind, one.values["name"], parent, facts, source)

    def _place_fault(self, one: Statement, kind: str, parent: str) -> str:
        """Why it cannot be inside the parent; empty where it can."""
        known = self._elements.get(parent)
        if known is None:
            return f"{one.key}: {self._missing(parent)}"
        if CATALOGUE.may_hold(known.kind, kind):
            return ""
        allowed = ", ".join(CATALOGUE.kinds[kind].parents) or "nothing"
        return f"{one.key}: a {kind} can be inside {allowed}, not a {known.kind}"

    def _add_flow(self, one: Statement) -> None:
        ends = one.values["source"], one.values["destination"]
        if one.key in self._flows:
            self._report(one, f"{one.key} is read from files already: state its facts under facts:.")
        elif self._are_ends(one, ends, CATALOGUE.flow_ends, CATALOGUE.flow_ends):
            facts = self._facts("flow", one)
            provenance = Source("person", self._file, one.line)
            self._flows[one.key] = Flow(
                one.key, *ends, name=one.values["name"], facts=facts, provenance=provenance
            )

    def _add_relation(self, one: Statement) -> None:
        type_, source, target = relation_parts(one.key)
        known = CATALOGUE.relations[type_]
        if self._are_ends(one, (source, target), known.sources, known.targets):
            self._relations[Relation(type_, source, target)] = None

    def _are_ends(
        self, one: Statement, ends: tuple[str, str], sources: Iterable[str], targets: Iterable[str]
    ) -> bool:
        for uid, kinds in zip(ends, (sources, targets), strict=True):
            known = self._elements.get(uid)
            if known is None:
                self._report(one, f"{self._missing(uid)}; what leads there is left out.")
                return False
            if known.kind not in kinds:
                self._report(one, f"{uid} is a {known.kind}, which cannot be an end here; left out.")
                return False
        return True

    # --- what people say of files

    def state(self, statements: Iterable[Statement]) -> None:
        """Give facts to elements and flows from files."""
        for one in statements:
            if (element := self._elements.get(one.key)) is not None:
                self._elements[one.key] = self._with_facts(element, one)
            elif (flow := self._flows.get(one.key)) is not None:
                self._flows[one.key] = self._with_facts(flow, one)
            else:
                self._report(one, f"{self._missing(one.key)}; its facts are ignored.")

    def _with_facts(self, part: Part, one: Statement) -> Part:
        facts = {**part.facts, **self._facts(kind_of(part), one)}
        return replace(part, facts={name: facts[name] for name in sorted(facts)})

    def correct(self, statements: Iterable[Statement]) -> None:
        """Correct kinds, places and ends of what files say."""
        for one in statements:
            values: dict[str, Any] = dict(one.values)
            if (element := self._elements.get(one.key)) is not None and not {*values} - {"kind", "parent"}:
                kind = values.get("kind", element.kind)
                parent = values.get("parent", element.parent) or None
                if "parent" in values and parent and (fault := self._place_fault(one, kind, parent)):
                    self._report(one, f"{fault}; the correction is ignored.")
                    continue
                self._elements[one.key] = replace(element, kind=kind, parent=parent)
            elif (flow := self._flows.get(one.key)) is not None and not {*values} - {"source", "destination"}:
                ends = values.get("source", flow.source), values.get("destination", flow.destination)
                if self._are_ends(one, ends, CATALOGUE.flow_ends, CATALOGUE.flow_ends):
                    self._flows[one.key] = replace(flow, source=ends[0], destination=ends[1])
            else:
                known = one.key in self._elements or one.key in self._flows
                text = f"{one.key} has no such properties" if known else self._missing(one.key)
                self._report(one, f"{text}; the correction is ignored.")

    # --- shared

    def _facts(self, kind: str, one: Statement) -> dict[str, Fact]:
        facts = {}
        for name, stated in sorted(one.facts().items()):
            line = one.line_of(FACT + name)
            if problem := self._fact_problem(kind, name, stated["value"]):
                self._report(one, problem, FACT + name)
                continue
            note = one.notes.get(FACT + name, {})
            source = Source(
                "person", self._file, line, note.get("by", ""), note.get("at", ""), stated.get("why", "")
            )
            facts[name] = Fact(stated["value"], source)
        return facts

    def _fact_problem(self, kind: str, name: str, value: Any) -> str:
        known = CATALOGUE.fact(kind, name)
        if known is None:
            names = CATALOGUE.flow_facts if kind == "flow" else CATALOGUE.kinds[kind].facts
            self._hints += 1
            close = get_close_matches(name, names, n=1) if self._hints <= _HINTS else ()
            hint = f" Did you mean {close[0]}?" if close else ""
            return f"Of kind {kind}, no fact is called {name}; it is ignored.{hint}"
        if problem := value_problem(known, value, today=self._today):
            return (
                f"{name} {problem}; it is ignored." if problem.startswith("must") else f"{name}: {problem}."
            )
        if any(is_credential_value(text) for text in _texts(value)):
            return f"{name} looks like a credential; it is ignored. Remove it from the file."
        return ""

    def _missing(self, uid: str) -> str:
        hint = "was it renamed or removed"
        self._hints += 1
        if self._hints <= _HINTS:
            close = get_close_matches(uid, [*self._elements, *self._flows], n=1, cutoff=0.8)
            hint = f"did you mean {close[0]}" if close else hint
        return f"No element or flow {uid} here; {hint}?"[:400]

    def _report(self, one: Statement, message: str, name: str = "") -> None:
        """Report a property that is left out, else the whole statement; of many problems the first."""
        self.left_out.add((one.section, one.key, name))
        if len(self.problems) == _MOST_PROBLEMS:
            message = f"More than {_MOST_PROBLEMS} problems; fix those before."
        if len(self.problems) <= _MOST_PROBLEMS:
            line = one.line_of(name)
            self.problems.append(Problem(self._file or FILE_NAME, line, "warning", message))


def _is_rejected(flow: Flow) -> bool:
    review = flow.facts.get("review")
    return review is not None and review.value == REJECTED


def _texts(value: Any) -> Iterable[str]:
    if isinstance(value, str):
        return (value,)
    if isinstance(value, Mapping):
        return [text for part in value.values() for text in _texts(part)]
    return [text for part in value for text in _texts(part)] if isinstance(value, list) else ()
