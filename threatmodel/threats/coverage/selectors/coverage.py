"""The coverage grid of a model as the API shows it, and its figures for the dashboard."""

import uuid
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from threatmodel.architecture.api.selectors.threat_subjects import subject_row
from threatmodel.architecture.models import Element, Flow, ThreatModel
from threatmodel.engine.analysis.coverage import SETTLED
from threatmodel.engine.library.methods import METHODS, Category
from threatmodel.engine.model import CATALOGUE
from threatmodel.library.selectors.team_library import RuleSummary, rule_summaries
from threatmodel.threats.choices import categories_of
from threatmodel.threats.coverage.models import CoverageGrid
from threatmodel.threats.questions.models import Question
from threatmodel.threats.questions.selectors.questions import BY_RANK
from threatmodel.threats.threats.models import Threat

Row = dict[str, Any]
CATEGORIES_OF: Final[Mapping[str, Mapping[str, Category]]] = {
    method.id: method.categories for method in METHODS.values()
}
NO_CELL: Final = "."
_FIRST_LETTER: Final = ord("a")
_PERSONAL_DATA: Final = "personal_data"


@dataclass(frozen=True, slots=True)
class Line:
    """One element or flow of the grid; `states` and `reasons` by category."""

    uid: str
    kind: str
    name: str
    states: Mapping[str, str]
    reasons: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Grid:
    """The lines that a query finds, and the figures of the whole grid."""

    lines: Sequence[Line]
    settled: int
    applicable: int
    analyzed: bool

    def figures(self, method: str) -> Row:
        """The figures beside the page."""
        return {
            "percent": percent(self.settled, self.applicable) if self.analyzed else 0,
            "settled": self.settled,
            "applicable": self.applicable,
            "categories": [
                {"id": one.id, "letter": one.letter, "name": one.name, "classic_name": one.classic_name}
                for one in CATEGORIES_OF[method].values()
            ],
        }


def letter(place: int) -> str:
    """Return the letter of this position in a legend."""
    return chr(_FIRST_LETTER + place)


def percent(settled: int, applicable: int) -> int:
    """Return settled cells of a hundred, rounded down; a grid without cells is complete."""
    return 100 if applicable == 0 else 100 * settled // applicable


def completeness_of(model_ids: Iterable[uuid.UUID]) -> Mapping[uuid.UUID, dict[str, int | None]]:
    """Per cent settled by method, of each model; null before the first analysis. One query."""
    found: dict[uuid.UUID, dict[str, int | None]] = defaultdict(lambda: dict.fromkeys(METHODS))
    figures = CoverageGrid.objects.filter(model_id__in=list(model_ids))
    columns = ("model_id", "method", "settled", "settled_manually", "applicable")
    for model_id, method, settled, manually, applicable in figures.values_list(*columns):
        found[model_id][method] = percent(settled + manually, applicable)
    return found


def grid_of(*, model: ThreatModel, query: Mapping[str, Any]) -> Grid:
    """The grid of a method, with the lines that match the filters of CoverageQuery. One query."""
    kept = CoverageGrid.objects.filter(model=model, method=query["method"]).first()
    if kept is None:
        return Grid((), 0, 0, analyzed=False)
    words, kinds, states = query["search"].strip().lower(), set(query["kind"]), set(query["state"])
    lines = [
        line
        for line in _lines(kept)
        if (not kinds or line.kind in kinds)
        and (not states or not states.isdisjoint(line.states.values()))
        and (not words or words in line.name.lower() or words in line.uid.lower())
    ]
    return Grid(lines, kept.settled + kept.settled_manually, kept.applicable, analyzed=True)


def cells_settled_manually(kept: CoverageGrid) -> int:
    """How many applicable cells are settled by a manual threat, and by no analysis. One query."""
    manual = _manual_cells(kept.model_id)
    if not manual:
        return 0
    unsettled = (
        (line.uid, category)
        for line in map(_Reader(kept).line, kept.rows)
        for category, state in line.states.items()
        if state not in SETTLED and state != "outside"
    )
    return sum(category in manual.get(uid, ()) for uid, category in unsettled)


def _lines(kept: CoverageGrid) -> Iterator[Line]:
    """The lines of a grid, where the categories of manual threats have threats too. One query."""
    manual = _manual_cells(kept.model_id)
    for line in map(_Reader(kept).line, kept.rows):
        said = manual.get(line.uid, set()) & CATEGORIES_OF[kept.method].keys()
        if said:
            states, reasons = dict.fromkeys(said, "threats"), dict.fromkeys(said, "")
            yield replace(line, states={**line.states, **states}, reasons={**line.reasons, **reasons})
        else:
            yield line


def _manual_cells(model_id: uuid.UUID) -> dict[str, set[str]]:
    """The categories of the manual threats of each element and flow, by its uid."""
    found: dict[str, set[str]] = defaultdict(set)
    rows = Threat.objects.filter(model_id=model_id, rule="").exclude(subject_uid="")
    for uid, bits in rows.values_list("subject_uid", "category_bits"):
        found[uid].update(categories_of(bits))
    return found


class _Reader:
    """Reads the kept form of one grid."""

    def __init__(self, kept: CoverageGrid) -> None:
        self._categories = tuple(CATEGORIES_OF[kept.method])
        self._legend = {letter(place): entry for place, entry in enumerate(kept.legend)}

    def line(self, row: Sequence[str]) -> Line:
        uid, kind, name, letters = row
        cells = {
            category: self._legend[sign]
            for category, sign in zip(self._categories, letters, strict=True)
            if sign != NO_CELL
        }
        return Line(
            uid,
            kind,
            name,
            {category: state for category, (state, _) in cells.items()},
            {category: because for category, (_, because) in cells.items()},
        )


def grid_rows(lines: Sequence[Line], *, model: ThreatModel, method: str) -> list[Row]:
    """One page of the grid with the content of its cells. Five queries whatever the size."""
    filler = _CellReader(lines, model, method)
    return [filler.row(line) for line in lines]


class _CellReader:
    """The threats, questions and rules of the subjects of one page."""

    def __init__(self, lines: Sequence[Line], model: ThreatModel, method: str) -> None:
        uids = [line.uid for line in lines]
        self._ids = dict(Element.objects.filter(model=model, uid__in=uids).values_list("uid", "id"))
        self._ids |= dict(Flow.objects.filter(model=model, uid__in=uids).values_list("uid", "id"))
        self._method = method
        self._rules = rule_summaries(team_id=model.team_id)
        self._by_place = _by_place(self._rules.values(), method)
        self._threats: dict[tuple[str, str], list[Row]] = defaultdict(list)
        self._heard: dict[str, set[str]] = defaultdict(set)
        self._questions: dict[str, list[Row]] = defaultdict(list)
        self._read_threats(model, uids)
        self._read_questions(model)

    def _read_threats(self, model: ThreatModel, uids: list[str]) -> None:
        threats = Threat.objects.filter(model=model, subject_uid__in=uids).exclude(status="resolved")
        columns = ("subject_uid", "rule", "number", "severity", "category_bits")
        for uid, rule, number, severity, bits in threats.order_by("-score", "number").values_list(*columns):
            self._heard[uid].add(rule)
            for category in categories_of(bits):
                self._threats[uid, category].append({"number": number, "severity": severity})

    def _read_questions(self, model: ThreatModel) -> None:
        uids = {key: uid for uid, key in self._ids.items()}
        asked = Question.objects.filter(model=model, answered=False)
        asked = asked.filter(element_id__in=list(uids)) | asked.filter(flow_id__in=list(uids))
        for row in asked.order_by(*BY_RANK, "fact").values(
            "id", "fact", "text", "rules", "element_id", "flow_id"
        ):
            element: uuid.UUID | None = row["element_id"]  # one of the two is set
            uid = uids[element or row["flow_id"]]
            self._heard[uid].update(row["rules"])
            self._questions[uid].append(dict(row))

    def row(self, line: Line) -> Row:
        """The cells of one line."""
        subject = subject_row(self._ids.get(line.uid), uid=line.uid, name=line.name, kind=line.kind)
        return {"subject": subject, "cells": {name: self._cell(line, name) for name in line.states}}

    def _cell(self, line: Line, category: str) -> Row:
        state = line.states[category]
        return {
            "state": state,
            "threats": self._threats.get((line.uid, category), []) if state == "threats" else [],
            "waiting": self._waiting(line, category) if state == "waiting" else [],
            "considered": self._considered(line, category) if state == "considered" else [],
            "because": line.reasons[category],
        }

    def _waiting(self, line: Line, category: str) -> list[Row]:
        """The questions of rules of this category, or the one about personal data where all waits for it."""
        shown = [
            {"question": row["id"], "fact": row["fact"], "text": row["text"]}
            for row in self._questions.get(line.uid, ())
            if (line.reasons[category] and row["fact"] == _PERSONAL_DATA)
            or any(category in self._rules[rule].categories for rule in row["rules"] if rule in self._rules)
        ]
        if shown or not line.reasons[category]:
            return shown
        known = CATALOGUE.fact(line.kind, _PERSONAL_DATA)
        text = known.question.replace("{name}", line.name) if known else ""
        return [{"question": None, "fact": _PERSONAL_DATA, "text": text}]

    def _considered(self, line: Line, category: str) -> list[str]:
        heard = self._heard.get(line.uid, set())
        return [rule for rule in self._by_place.get((line.kind, category), ()) if rule not in heard]


def _by_place(rules: Iterable[RuleSummary], method: str) -> dict[tuple[str, str], list[str]]:
    places: dict[tuple[str, str], list[str]] = defaultdict(list)
    for rule in rules:
        if rule.enabled:
            for kind in rule.applies_to:
                for category in rule.categories:
                    if category in CATEGORIES_OF[method]:
                        places[kind, category].append(rule.id)
    return places
