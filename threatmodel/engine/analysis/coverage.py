"""Element by category: what was found, what was considered and ruled out, what waits, what nobody looked at.

The threat list stays short because a rule needs facts to fire; this grid shows that the review is complete
all the same. STRIDE speaks of every element and flow by its role in a data flow diagram; LINDDUN speaks of
those that touch personal data, as their data sets or they themselves say, and of the data sets.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from typing import Final, Literal, TypeVar

from threatmodel.engine.analysis.data_sets import is_about_people
from threatmodel.engine.analysis.rules import Analysis, Question, Threat
from threatmodel.engine.library.frameworks import LINDDUN, STRIDE, Category
from threatmodel.engine.library.loader import Library
from threatmodel.engine.library.rules import Rule
from threatmodel.engine.model import CATALOGUE, Element, Fact, Flow, Model
from threatmodel.engine.model.struct_base import Record

Method = Literal["stride", "linddun"]
State = Literal["threats", "waiting", "considered", "unknown", "outside"]
GRID_METHODS: Final[Mapping[Method, Mapping[str, Category]]] = {"stride": STRIDE, "linddun": LINDDUN}

SETTLED: Final = frozenset({"threats", "considered"})
_PERSONAL_DATA: Final = "personal_data"
_NO_PERSONAL_DATA: Final = "It carries no personal data."
_PERSONAL_DATA_UNKNOWN: Final = "Nobody has said whether it carries personal data."
_HOLDS_NO_LOGS: Final = "A store that holds no logs cannot deny an action."
LEGEND: Final[tuple[tuple[State, str], ...]] = (
    ("threats", ""),
    ("waiting", ""),
    ("considered", ""),
    ("unknown", ""),
    ("outside", _NO_PERSONAL_DATA),
    ("waiting", _PERSONAL_DATA_UNKNOWN),
    ("outside", _HOLDS_NO_LOGS),
)  # every state that a cell can have, with its reason
Result = TypeVar("Result", Threat, Question)


class Cell(Record, frozen=True):
    """What is known of one category on one element or flow.

    threats: fingerprints of what was found. waiting: facts whose answer a rule needs. considered: ids of
    rules that looked and stayed silent. outside: the category does not apply, `because` says why.
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

    method: Method
    rows: tuple[Row, ...]
    settled: int
    applicable: int

    @property
    def percent(self) -> int:
        """Settled cells of a hundred, rounded down; a grid without cells is complete."""
        return 100 if self.applicable == 0 else 100 * self.settled // self.applicable


def coverage(model: Model, library: Library, analysis: Analysis, method: Method) -> Coverage:
    """Return the grid of a method over every element and flow it speaks of.

    Order: elements, then flows, each as they stand in the model. Cost: O(subjects x rules of their kind).
    """
    review = CoverageEvaluator(library, method)
    threats, questions = by_subject(analysis.threats), by_subject(analysis.questions)
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


def by_subject(said: Iterable[Result]) -> Mapping[str, Sequence[Result]]:
    """Return threats or questions by the uid of their element or flow, in their order."""
    found: dict[str, list[Result]] = defaultdict(list)
    for one in said:
        found[one.element].append(one)
    return found


class CoverageEvaluator:
    """Judges how far one element or flow after another has been looked at by one method."""

    def __init__(self, library: Library, method: Method) -> None:
        self._method = method
        self._categories = GRID_METHODS[method]
        self._rules = _by_kind_and_category(library.rules, method)
        self._asking = {rule.id: _categories_of(rule, method) for rule in library.rules}

    def row(
        self,
        subject: Element | Flow,
        threats: Sequence[Threat],
        questions: Sequence[Question],
        *,
        personal: bool | None,
    ) -> Row | None:
        """The cells of the subject, or None when the method does not speak of its kind at all.

        The threats and questions are those of the subject; `personal` is what is_about_people says of it.
        """
        findings = self._findings(threats, questions, personal=personal)
        cells = {category: self._cell(subject, category, findings) for category in self._spoken_of(subject)}
        return Row(subject.uid, _kind(subject), cells) if cells else None

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
        return {category: self._state(subject, category, findings) for category in self._spoken_of(subject)}

    def _spoken_of(self, subject: Element | Flow) -> tuple[str, ...]:
        return _categories_for(self._method, _kind(subject))

    def _findings(
        self, threats: Sequence[Threat], questions: Sequence[Question], *, personal: bool | None
    ) -> "_SubjectFindings":
        findings = _SubjectFindings(personal=personal)
        for threat in threats:
            findings.rules.add(threat.rule)
            for category in threat.stride if self._method == "stride" else threat.linddun:
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
            considered=tuple(self._silent(subject, category, findings)) if state == "considered" else (),
            because=because,
        )

    def _state(
        self, subject: Element | Flow, category: str, findings: "_SubjectFindings"
    ) -> tuple[State, str]:
        """The state of a cell, and why it is so where that is worth a word; one of LEGEND."""
        if category in findings.threats:
            return "threats", ""
        if reason := self._outside(subject, category, findings):
            return "outside", reason
        if category in findings.waiting:
            return "waiting", ""
        if self._method == "linddun" and findings.personal is None:
            return "waiting", _PERSONAL_DATA_UNKNOWN
        return ("considered", "") if any(self._silent(subject, category, findings)) else ("unknown", "")

    def _silent(self, subject: Element | Flow, category: str, findings: "_SubjectFindings") -> Iterator[str]:
        """The rules that looked at the subject and had nothing to say."""
        rules = self._rules.get((_kind(subject), category), ())
        return (rule for rule in rules if rule not in findings.rules)

    def _outside(self, subject: Element | Flow, category: str, findings: "_SubjectFindings") -> str:
        """Why the category does not apply here, or an empty string when it does."""
        if self._method == "linddun":
            may_be = CATALOGUE.fact(_kind(subject), _PERSONAL_DATA) is not None
            if findings.personal is False or not (may_be or findings.personal):
                return _NO_PERSONAL_DATA
        elif category == "repudiation" and _is_plain_store(subject):
            return _HOLDS_NO_LOGS
        return ""


class _SubjectFindings:
    """What was said of one subject: threats and open facts by category, and the rules that spoke."""

    __slots__ = ("personal", "rules", "threats", "waiting")

    def __init__(self, *, personal: bool | None) -> None:
        self.personal = personal
        self.rules: set[str] = set()
        self.threats: dict[str, list[str]] = {}
        self.waiting: dict[str, dict[str, None]] = {}


def _kind(subject: Element | Flow) -> str:
    return "flow" if isinstance(subject, Flow) else subject.kind


@cache
def _categories_for(method: Method, kind: str) -> tuple[str, ...]:
    """The categories that speak of a kind: those with one of its roles in a data flow diagram.

    A data set has none there: it is what LINDDUN looks at in each of them, and by itself.
    """
    roles = {kind} if kind in {"flow", "data-set"} else set(CATALOGUE.kinds[kind].dfd)
    return tuple(one.id for one in GRID_METHODS[method].values() if roles & set(one.roles))


def _is_plain_store(subject: Element | Flow) -> bool:
    """A data store, and no process, that is known not to hold logs or cannot hold any."""
    if isinstance(subject, Flow) or set(CATALOGUE.kinds[subject.kind].dfd) != {"data-store"}:
        return False
    holds_logs = CATALOGUE.fact(subject.kind, "stores_logs") is not None
    return not holds_logs or _denied(subject.facts, "stores_logs")


def _denied(facts: Mapping[str, Fact], name: str) -> bool:
    return name in facts and facts[name].value is False


def _categories_of(rule: Rule, method: Method) -> tuple[str, ...]:
    return rule.stride if method == "stride" else rule.linddun


def _by_kind_and_category(rules: Iterable[Rule], method: Method) -> dict[tuple[str, str], list[str]]:
    index: dict[tuple[str, str], list[str]] = defaultdict(list)
    for rule in rules:
        for kind in rule.applies_to:
            for category in _categories_of(rule, method):
                index[kind, category].append(rule.id)
    return index
