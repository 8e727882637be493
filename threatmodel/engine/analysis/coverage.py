"""The coverage grid, element by category: found, considered and ruled out, waiting for an answer, or unknown.

The threat list stays short because a rule needs facts to fire; this grid shows that the review is complete
all the same. What attack paths find is looked for everywhere at once, so nothing of it is unknown. A method
applies to elements and flows by their roles in a data flow diagram; one that is about personal data applies
only to what holds or carries it, as the data sets or its own facts say.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final, Literal, TypeVar

from threatmodel.engine.analysis.categories_by_kind import categories_for, unmet_need
from threatmodel.engine.analysis.data_set_facts import is_about_people
from threatmodel.engine.analysis.rule_evaluation import Analysis, Question, Threat
from threatmodel.engine.library.loader import Library
from threatmodel.engine.library.methods import METHODS
from threatmodel.engine.library.rules import Rule
from threatmodel.engine.model import CATALOGUE, Element, Flow, Model, kind_of
from threatmodel.engine.model.struct_base import Record

State = Literal["threats", "waiting", "considered", "unknown", "outside"]

SETTLED: Final = frozenset({"threats", "considered"})
_PERSONAL_DATA: Final = "personal_data"
_NO_PERSONAL_DATA: Final = "It carries no personal data."
_PERSONAL_DATA_UNKNOWN: Final = "It is not known whether it carries personal data."


def legend() -> tuple[tuple[State, str], ...]:
    """Return every state that a cell can have, with its reason."""
    needs = {
        need.because: None
        for method in METHODS.values()
        for category in method.categories.values()
        for need in category.needs.values()
    }
    return (
        ("threats", ""),
        ("waiting", ""),
        ("considered", ""),
        ("unknown", ""),
        ("outside", _NO_PERSONAL_DATA),
        ("waiting", _PERSONAL_DATA_UNKNOWN),
        *[("outside", because) for because in needs],
    )


Result = TypeVar("Result", Threat, Question)


class Cell(Record, frozen=True):
    """What is known of one category on one element or flow.

    threats: fingerprints of what was found. waiting: facts whose answer a rule needs. considered: ids of
    rules that did not fire. outside: the category does not apply, `because` says why.
    """

    state: State
    threats: tuple[str, ...] = ()
    waiting: tuple[str, ...] = ()
    considered: tuple[str, ...] = ()
    because: str = ""


class Row(Record, frozen=True):
    """The cells of one element or flow by category, in the order of the method."""

    subject: str
    kind: str
    cells: Mapping[str, Cell]


class Coverage(Record, frozen=True):
    """The grid of one method. `percent` is the share of its cells that are settled, 0..100 (%)."""

    method: str
    rows: tuple[Row, ...]
    settled: int
    applicable: int

    @property
    def percent(self) -> int:
        """Settled cells of a hundred, rounded down; a grid without cells is complete."""
        return 100 if self.applicable == 0 else 100 * self.settled // self.applicable


def coverage(model: Model, library: Library, analysis: Analysis, method: str) -> Coverage:
    """Return the grid of a method over every element and flow it applies to.

    Order: elements, then flows, each in the order of the model. Cost: O(subjects x rules of their kind).
    """
    review = CoverageEvaluator(library, method)
    threats, questions = by_subject((*analysis.threats, *analysis.possible)), by_subject(analysis.questions)
    subjects: list[Element | Flow] = [*model.elements.values(), *model.flows.values()]
    made = (
        review.row(
            one, threats.get(one.uid, ()), questions.get(one.uid, ()), personal=is_about_people(model, one)
        )
        for one in subjects
    )
    rows = tuple(row for row in made if row is not None)
    cells = [cell for row in rows for cell in row.cells.values() if cell.state != "outside"]
    settled = sum(cell.state in SETTLED for cell in cells)
    return Coverage(method, rows, settled, len(cells))


def by_subject(results: Iterable[Result]) -> Mapping[str, Sequence[Result]]:
    """Return threats or questions by the uid of their element or flow, in their order."""
    found: dict[str, list[Result]] = defaultdict(list)
    for one in results:
        found[one.element].append(one)
    return found


class CoverageEvaluator:
    """Builds the cells of one element or flow after another for one method."""

    def __init__(self, library: Library, method: str) -> None:
        self._method = METHODS[method]
        self._rules = _by_kind_and_category(library.rules, method)
        self._asking = {rule.id: rule.methods.get(method, ()) for rule in library.rules}

    def row(
        self,
        subject: Element | Flow,
        threats: Sequence[Threat],
        questions: Sequence[Question],
        *,
        personal: bool | None,
    ) -> Row | None:
        """The cells of the subject, or None when the method does not apply to its kind.

        The threats, also possible ones, and questions are those of the subject; `personal` is what
        is_about_people says of it.
        """
        findings = self._findings(threats, questions, personal=personal)
        cells = {
            category: self._cell(subject, category, findings) for category in self._categories_of(subject)
        }
        return Row(subject.uid, kind_of(subject), cells) if cells else None

    def states(
        self,
        subject: Element | Flow,
        threats: Sequence[Threat],
        questions: Sequence[Question],
        *,
        personal: bool | None,
    ) -> Mapping[str, tuple[State, str]]:
        """State and reason of each cell that `row` has, for a fraction of its cost."""
        findings = self._findings(threats, questions, personal=personal)
        return {
            category: self._state(subject, category, findings) for category in self._categories_of(subject)
        }

    def _categories_of(self, subject: Element | Flow) -> tuple[str, ...]:
        return categories_for(self._method.id, kind_of(subject))

    def _findings(
        self, threats: Sequence[Threat], questions: Sequence[Question], *, personal: bool | None
    ) -> "_SubjectFindings":
        findings = _SubjectFindings(personal=personal)
        for threat in threats:
            if threat.is_possible and threat.scenario is None:
                continue  # the questions of the subject say what its rule waits for
            findings.rules.add(threat.rule)
            for category in threat.methods.get(self._method.id, ()):
                if threat.is_possible:
                    findings.waiting.setdefault(category, {}).update(
                        (one.fact, None) for one in threat.waits_for
                    )
                else:
                    findings.threats.setdefault(category, []).append(threat.fingerprint)
        for question in questions:
            for rule in question.rules:
                if rule in self._asking:
                    findings.rules.add(rule)
                    for category in self._asking[rule]:
                        findings.waiting.setdefault(category, {})[question.fact] = None
        return findings

    def _cell(self, subject: Element | Flow, category: str, findings: "_SubjectFindings") -> Cell:
        state, because = self._state(subject, category, findings)
        waiting = tuple(findings.waiting.get(category, ())) or (_PERSONAL_DATA,)
        return Cell(
            state,
            threats=tuple(findings.threats[category]) if state == "threats" else (),
            waiting=waiting if state == "waiting" else (),
            considered=tuple(self._not_fired(subject, category, findings)) if state == "considered" else (),
            because=because,
        )

    def _state(
        self, subject: Element | Flow, category: str, findings: "_SubjectFindings"
    ) -> tuple[State, str]:
        """The state of a cell, with a reason where one is needed; one of legend()."""
        if category in findings.threats:
            return "threats", ""
        if reason := self._reason_outside(subject, category, findings):
            return "outside", reason
        if category in findings.waiting:
            return "waiting", ""
        if self._method.subjects == "personal-data" and findings.personal is None:
            return "waiting", _PERSONAL_DATA_UNKNOWN
        if self._method.found_by == "attack-paths":
            return "considered", ""
        return ("considered", "") if any(self._not_fired(subject, category, findings)) else ("unknown", "")

    def _not_fired(
        self, subject: Element | Flow, category: str, findings: "_SubjectFindings"
    ) -> Iterator[str]:
        """The rules of the category that did not fire on the subject and miss no fact."""
        rules = self._rules.get((kind_of(subject), category), ())
        return (rule for rule in rules if rule not in findings.rules)

    def _reason_outside(self, subject: Element | Flow, category: str, findings: "_SubjectFindings") -> str:
        """Why the category does not apply here, or an empty string when it does."""
        if self._method.subjects == "personal-data":
            may_be = CATALOGUE.fact(kind_of(subject), _PERSONAL_DATA) is not None
            if findings.personal is False or not (may_be or findings.personal):
                return _NO_PERSONAL_DATA
        need = unmet_need(self._method.id, category, subject)
        return need.because if need else ""


class _SubjectFindings:
    """The threats and open facts of one subject by category, and the rules that fired or miss a fact."""

    __slots__ = ("personal", "rules", "threats", "waiting")

    def __init__(self, *, personal: bool | None) -> None:
        self.personal = personal
        self.rules: set[str] = set()
        self.threats: dict[str, list[str]] = {}
        self.waiting: dict[str, dict[str, None]] = {}


def _by_kind_and_category(rules: Iterable[Rule], method: str) -> dict[tuple[str, str], list[str]]:
    index: dict[tuple[str, str], list[str]] = defaultdict(list)
    for rule in rules:
        for kind in rule.applies_to:
            for category in rule.methods.get(method, ()):
                index[kind, category].append(rule.id)
    return index
