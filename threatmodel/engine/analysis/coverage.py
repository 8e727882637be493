"""Element by category: what was found, what was considered and ruled out, what waits, what nobody looked at.

The threat list stays short because a rule needs facts to fire; this grid shows that the review is complete
all the same. STRIDE speaks of every element and flow by its role in a data flow diagram; LINDDUN speaks of
those that touch personal data.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final, Literal

from threatmodel.engine.analysis.rules import Analysis
from threatmodel.engine.library.frameworks import LINDDUN, STRIDE, Category
from threatmodel.engine.library.loader import Library, Rule
from threatmodel.engine.model import CATALOGUE, Element, Fact, Flow, Model

Method = Literal["stride", "linddun"]
State = Literal["threats", "waiting", "considered", "unknown", "outside"]
GRID_METHODS: Final[Mapping[Method, Mapping[str, Category]]] = {"stride": STRIDE, "linddun": LINDDUN}

_NO_PERSONAL_DATA: Final = "It carries no personal data."
_PERSONAL_DATA_UNKNOWN: Final = "Nobody has said whether it carries personal data."
_HOLDS_NO_LOGS: Final = "A store that holds no logs cannot deny an action."


@dataclass(frozen=True, slots=True)
class Cell:
    """What is known of one category on one element or flow.

    threats: fingerprints of what was found. waiting: facts whose answer a rule needs. considered: ids of
    rules that looked and stayed silent. outside: the category does not apply, `because` says why.
    """

    state: State
    threats: tuple[str, ...] = ()
    waiting: tuple[str, ...] = ()
    considered: tuple[str, ...] = ()
    because: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """The cells of one element or flow by category, in the order of the method."""

    subject: str
    kind: str
    cells: Mapping[str, Cell]


@dataclass(frozen=True, slots=True)
class Coverage:
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
    grid = _Grid(library, analysis, method)
    subjects: list[Element | Flow] = [*model.elements.values(), *model.flows.values()]
    rows = tuple(row for subject in subjects if (row := grid.row(subject)) is not None)
    cells = [cell for row in rows for cell in row.cells.values() if cell.state != "outside"]
    settled = sum(cell.state in {"threats", "considered"} for cell in cells)
    return Coverage(method, rows, settled, len(cells))


class _Grid:
    """The analysis indexed by subject and category."""

    def __init__(self, library: Library, analysis: Analysis, method: Method) -> None:
        self._method = method
        self._categories = GRID_METHODS[method]
        self._rules = _by_kind_and_category(library.rules, method)
        known = {rule.id: rule for rule in library.rules}
        self._threats: dict[tuple[str, str], list[str]] = defaultdict(list)
        self._fired: dict[str, set[str]] = defaultdict(set)
        for threat in analysis.threats:
            self._fired[threat.element].add(threat.rule)
            for category in threat.stride if method == "stride" else threat.linddun:
                self._threats[threat.element, category].append(threat.fingerprint)
        self._waiting: dict[tuple[str, str], list[str]] = defaultdict(list)
        self._asking: dict[str, set[str]] = defaultdict(set)
        for question in analysis.questions:
            for rule in (known[rule_id] for rule_id in question.rules if rule_id in known):
                self._asking[question.element].add(rule.id)
                for category in _categories_of(rule, method):
                    self._waiting[question.element, category].append(question.fact)

    def row(self, subject: Element | Flow) -> Row | None:
        """The cells of the subject, or None when the method does not speak of its kind at all."""
        kind = "flow" if isinstance(subject, Flow) else subject.kind
        roles = {"flow"} if isinstance(subject, Flow) else set(CATALOGUE.kinds[subject.kind].dfd)
        cells = {
            category.id: self._cell(subject, kind, category)
            for category in self._categories.values()
            if roles & set(category.roles)
        }
        return Row(subject.uid, kind, cells) if cells else None

    def _cell(self, subject: Element | Flow, kind: str, category: Category) -> Cell:
        if threats := self._threats.get((subject.uid, category.id)):
            return Cell("threats", threats=tuple(threats))
        if reason := self._outside(subject, kind, category):
            return Cell("outside", because=reason)
        if waiting := self._waiting.get((subject.uid, category.id)):
            return Cell("waiting", waiting=tuple(dict.fromkeys(waiting)))
        if self._method == "linddun" and "personal_data" not in subject.facts:
            return Cell("waiting", waiting=("personal_data",), because=_PERSONAL_DATA_UNKNOWN)
        heard = self._fired[subject.uid] | self._asking[subject.uid]
        silent = tuple(rule for rule in self._rules.get((kind, category.id), ()) if rule not in heard)
        return Cell("considered", considered=silent) if silent else Cell("unknown")

    def _outside(self, subject: Element | Flow, kind: str, category: Category) -> str:
        """Why the category does not apply here, or an empty string when it does."""
        if self._method == "linddun":
            if CATALOGUE.fact(kind, "personal_data") is None or _denied(subject.facts, "personal_data"):
                return _NO_PERSONAL_DATA
        elif category.id == "repudiation" and _is_plain_store(subject):
            return _HOLDS_NO_LOGS
        return ""


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
