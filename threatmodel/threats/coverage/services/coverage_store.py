"""The coverage grids of a model in the form in which they are kept: worked out, edited, written."""

import uuid
from collections.abc import Collection, Iterable
from typing import Any, Final

from threatmodel.architecture.api.selectors.threat_subjects import flow_name
from threatmodel.engine.analysis.coverage import SETTLED, CoverageEvaluator, by_subject, legend
from threatmodel.engine.analysis.data_set_facts import is_about_people
from threatmodel.engine.analysis.rule_evaluation import Analysis
from threatmodel.engine.analysis.rule_evaluation import Question as FoundQuestion
from threatmodel.engine.analysis.rule_evaluation import Threat as FoundThreat
from threatmodel.engine.library.loader import Library
from threatmodel.engine.library.methods import METHODS, methods_by
from threatmodel.engine.model import Element, Flow, Model
from threatmodel.engine.model.gc_control import gc_paused
from threatmodel.threats.analysis.services.analysis_diff import Findings
from threatmodel.threats.coverage.models import CoverageGrid
from threatmodel.threats.coverage.selectors.coverage import CATEGORIES_OF, NO_CELL, letter, percent

_LEGEND: Final = legend()
_LETTERS: Final = {entry: letter(place) for place, entry in enumerate(_LEGEND)}
_IS_SETTLED: Final = {_LETTERS[entry]: entry[0] in SETTLED for entry in _LEGEND if entry[0] != "outside"}
_Key = tuple[bool, str]  # whether it is a flow, and its uid: elements before flows, each in order


class Grid:
    """The coverage grid of one method over a model that may be edited.

    `differs`: whether anything has changed since it was last written.
    """

    def __init__(self, method: str, library: Library, model: Model, findings: Findings) -> None:
        self.method: Final = method
        self.settled = self.applicable = 0
        self.differs = False
        self._review = CoverageEvaluator(library, method)
        self._rows: dict[_Key, list[str]] = {}
        self._order: list[_Key] | None = None
        with gc_paused():
            self.renew(model, findings, {*model.elements, *model.flows})

    @property
    def percent(self) -> int:
        """Settled cells of a hundred."""
        return percent(self.settled, self.applicable)

    def renew(self, model: Model, findings: Findings, uids: Iterable[str]) -> None:
        """Work out the rows of these elements and flows anew."""
        for uid in uids:
            self._put((False, uid), self._row(model, findings, model.elements.get(uid)))
            self._put((True, uid), self._row(model, findings, model.flows.get(uid)))

    def values(self) -> dict[str, Any]:
        """The columns of its row."""
        if self._order is None:
            self._order = sorted(self._rows)
        return {
            "legend": [list(entry) for entry in _LEGEND],
            "rows": [self._rows[key] for key in self._order],
            "settled": self.settled,
            "applicable": self.applicable,
        }

    def _row(self, model: Model, findings: Findings, subject: Element | Flow | None) -> list[str] | None:
        if subject is None:
            return None
        threats = findings.threats_of(subject.uid)
        if METHODS[self.method].found_by == "attack-paths":
            threats = (*threats, *findings.possible_of(subject.uid))
        states = self._review.states(
            subject,
            threats,
            findings.questions_of(subject.uid),
            personal=is_about_people(model, subject),
        )
        if not states:
            return None
        letters = "".join(
            _LETTERS[states[category]] if category in states else NO_CELL
            for category in CATEGORIES_OF[self.method]
        )
        kind = "flow" if isinstance(subject, Flow) else subject.kind
        return [subject.uid, kind, _name(model, subject), letters]

    def _put(self, key: _Key, row: list[str] | None) -> None:
        before = self._rows.get(key)
        if row == before:
            return
        self.differs = True
        self._count(before, -1)
        self._count(row, 1)
        if before is None or row is None:
            self._order = None
        if row is None:
            del self._rows[key]
        else:
            self._rows[key] = row

    def _count(self, row: list[str] | None, sign: int) -> None:
        applicable = [_IS_SETTLED[one] for one in row[-1] if one in _IS_SETTLED] if row else []
        self.settled += sign * sum(applicable)
        self.applicable += sign * len(applicable)


class FindingsIndex:
    """An analysis by the uids of its subjects."""

    def __init__(self, analysis: Analysis) -> None:
        self._threats = by_subject(analysis.threats)
        self._possible = by_subject(analysis.possible)
        self._questions = by_subject(analysis.questions)

    def threats_of(self, uid: str) -> tuple[FoundThreat, ...]:
        """The threats of an element or flow."""
        return tuple(self._threats.get(uid, ()))

    def possible_of(self, uid: str) -> tuple[FoundThreat, ...]:
        """The possible threats of an element or flow."""
        return tuple(self._possible.get(uid, ()))

    def questions_of(self, uid: str) -> tuple[FoundQuestion, ...]:
        """The questions about an element or flow."""
        return tuple(self._questions.get(uid, ()))


def grids_of(model: Model, library: Library, findings: Findings) -> tuple[Grid, ...]:
    """Work out the grid of each method by which rules find threats."""
    return tuple(Grid(method, library, model, findings) for method in methods_by("rules"))


def grids_write(*, model_id: uuid.UUID, grids: Iterable[Grid]) -> set[str]:
    """Write the grids that differ from those kept, and return their methods. The counters are locked."""
    kept = {row.method: row for row in CoverageGrid.objects.filter(model_id=model_id)}
    written = set[str]()
    for grid in grids:
        values, row = grid.values(), kept.get(grid.method)
        if row is None or any(getattr(row, name) != value for name, value in values.items()):
            _overwrite(model_id, grid.method, values)
            written.add(grid.method)
    return written


def grids_overwrite(*, model_id: uuid.UUID, grids: Iterable[Grid], methods: Collection[str]) -> None:
    """Write the grids of these methods without a look at those kept. The counters are locked."""
    for grid in grids:
        if grid.method in methods:
            _overwrite(model_id, grid.method, grid.values())


def _overwrite(model_id: uuid.UUID, method: str, values: dict[str, Any]) -> None:
    if not CoverageGrid.objects.filter(model_id=model_id, method=method).update(**values):
        CoverageGrid.objects.create(model_id=model_id, method=method, **values)


def _name(model: Model, subject: Element | Flow) -> str:
    if isinstance(subject, Element):
        return model.called(subject.uid)
    ends = (model.elements.get(uid) for uid in (subject.source, subject.destination))
    return flow_name(subject.name, *(end.name if end else "" for end in ends))
