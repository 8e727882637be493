"""The attack graph: states of control over elements, joined by the attack steps that the facts allow."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from copy import copy
from itertools import product
from operator import attrgetter
from typing import Final, NamedTuple

from threatmodel.engine.analysis.evaluation_context import (
    ContextBuilder,
    EvaluationContext,
    SharedContexts,
    has_both_ends,
)
from threatmodel.engine.analysis.fact_evidence import Evidence, EvidenceReader, Matches
from threatmodel.engine.analysis.missing_facts import MissingFacts, Pair
from threatmodel.engine.analysis.model_edits import SUBJECT, SUBJECT_FLOW
from threatmodel.engine.analysis.paths.state_numbers import StateNumbers
from threatmodel.engine.analysis.paths.step_endpoints import PLACE_FINDERS, Item, Place, PlaceFinder
from threatmodel.engine.analysis.rule_memo import Outcome, RuleMemo
from threatmodel.engine.library.attack_steps import COSTS, AttackStep, Position, State
from threatmodel.engine.library.attackers_and_goals import StateRule
from threatmodel.engine.library.condition_names import facts_derived_for
from threatmodel.engine.library.rules import EvidenceSpec
from threatmodel.engine.model import Model
from threatmodel.engine.model.struct_base import Record

_NO_ITEM: Final[Item] = {}
_MAX_PATTERNS: Final = 10_000  # kept; the cache is cleared beyond it
_START: Final = attrgetter("start")
_END: Final = attrgetter("end")


class Edge(Record, frozen=True, eq=False):
    """One step that the facts allow, from one state to another.

    `subject` is the element or flow whose facts allow it. `waits_for` is the (holder uid, fact) pair without
    which it is only possible; None when nothing is missing.
    """

    start: State
    end: State
    step: AttackStep
    subject: str
    item: int
    waits_for: tuple[str, str] | None

    @property
    def is_possible(self) -> bool:
        """Whether it depends on a fact that is unknown."""
        return self.waits_for is not None

    @property
    def cost(self) -> int:
        """What it costs an attacker."""
        return COSTS[self.step.difficulty]


Step = tuple[int, int, int]
"""A step at one of its ends: the state at the other end, its cost and its number."""


class AttackGraph:
    """All states of a model and the steps between them; both are named by their numbers.

    Equal input gives equal numbers.
    """

    def __init__(self, model: Model, edges: "Iterable[Edge] | NumberedEdges") -> None:
        numbered = edges if isinstance(edges, NumberedEdges) else _numbered(edges)
        self.model = model
        self.edges: tuple[Edge, ...] = tuple(numbered.edges)
        self.states, starts, ends = _in_order(numbered)
        self.index: Mapping[State, int] = {state: number for number, state in enumerate(self.states)}
        self.costs: tuple[int, ...] = tuple([COSTS[edge.step.difficulty] for edge in self.edges])
        self.possible: frozenset[int] = frozenset(
            [number for number, edge in enumerate(self.edges) if edge.waits_for is not None]
        )
        self.gone: frozenset[int] = frozenset()
        self._by_subject: dict[str, list[int]] | None = None
        self.after: list[list[Step]] = [[] for _ in self.states]
        self.before: list[list[Step]] = [[] for _ in self.states]
        after, before = self.after, self.before
        for number, (start, end, cost) in enumerate(zip(starts, ends, self.costs, strict=True)):
            after[start].append((end, cost, number))
            before[end].append((start, cost, number))

    def between(self, first: int, last: int) -> list[int]:
        """The numbers of the steps from one state to another, by their numbers; the cheapest first."""
        if len(self.after[first]) <= len(self.before[last]):
            found = [number for other, _, number in self.after[first] if other == last]
        else:
            found = [number for other, _, number in self.before[last] if other == first]
        return found if len(found) == 1 else sorted(found, key=self._order)  # nearly always one

    def of_subject(self, uid: str) -> Sequence[int]:
        """The numbers of the steps that the facts of an element or flow allow."""
        if self._by_subject is None:
            self._by_subject = defaultdict(list)
            for number, edge in enumerate(self.edges):
                if number not in self.gone:
                    self._by_subject[edge.subject].append(number)
        return self._by_subject.get(uid, ())

    def patched(self, model: Model, subjects: Iterable[str], edges: Iterable[Edge]) -> "AttackGraph":
        """The graph with other steps of some elements and flows. Numbers stay; new ones follow them.

        `edges` still has the steps that are gone, but nothing leads along them.
        """
        new = {_identity(edge): edge for edge in edges}
        old = [number for uid in subjects for number in self.of_subject(uid)]
        gone = {number for number in old if new.pop(_identity(self.edges[number]), None) is None}
        other = copy(self)
        other.model = model
        other.edges = (*self.edges, *new.values())
        other.costs = (*self.costs, *(edge.cost for edge in new.values()))
        ends = {*map(_START, new.values()), *map(_END, new.values())}
        if unknown := ends - self.index.keys():
            other.states = (*self.states, *sorted(unknown))
            other.index = {state: number for number, state in enumerate(other.states)}
        other.gone = self.gone | gone
        waiting = [n for n, edge in enumerate(new.values(), len(self.edges)) if edge.waits_for is not None]
        other.possible = self.possible.union(waiting) if waiting else self.possible
        other._by_subject = None  # noqa: SLF001  # of its own class
        more = len(other.states) - len(self.states)
        other.after = [*self.after, *([] for _ in range(more))]
        other.before = [*self.before, *([] for _ in range(more))]
        for start in {other.index[self.edges[number].start] for number in gone}:
            other.after[start] = [step for step in other.after[start] if step[2] not in gone]
        for end in {other.index[self.edges[number].end] for number in gone}:
            other.before[end] = [step for step in other.before[end] if step[2] not in gone]
        after, before = defaultdict[int, list[Step]](list), defaultdict[int, list[Step]](list)
        for number, edge in enumerate(new.values(), len(self.edges)):
            start, end = other.index[edge.start], other.index[edge.end]
            after[start].append((end, edge.cost, number))
            before[end].append((start, edge.cost, number))
        for joined, added in ((other.after, after), (other.before, before)):
            for state, steps in added.items():
                joined[state] = [*joined[state], *steps]
        return other

    def pairs(self, removed: AbstractSet[int]) -> list[tuple[int, int]]:
        """The states that the steps join that are not removed."""
        return [
            (start, end)
            for start, steps in enumerate(self.after)
            for end, _, number in steps
            if number not in removed
        ]

    def _order(self, number: int) -> tuple[int, str, str]:
        edge = self.edges[number]
        return edge.cost, edge.step.id, edge.subject


class NumberedEdges:
    """Edges while the graph is built, with the numbers that the states at their ends have meanwhile."""

    __slots__ = ("edges", "ends", "numbers", "starts")

    def __init__(self, numbers: StateNumbers) -> None:
        self.numbers = numbers
        self.edges: list[Edge] = []
        self.starts: list[int] = []
        self.ends: list[int] = []

    def add(self, edge: Edge, start: int, end: int) -> None:
        """Add an edge between the states of these numbers."""
        self.edges.append(edge)
        self.starts.append(start)
        self.ends.append(end)


def _numbered(edges: Iterable[Edge]) -> NumberedEdges:
    numbers = StateNumbers()
    numbered = NumberedEdges(numbers)
    for edge in edges:
        numbered.add(edge, numbers.of(edge.start), numbers.of(edge.end))
    return numbered


def _in_order(numbered: NumberedEdges) -> tuple[tuple[State, ...], Iterator[int], Iterator[int]]:
    """The states by element and level, and the places that the starts and ends have among them."""
    states, starts, ends = numbered.numbers.states, numbered.starts, numbered.ends
    order = numbered.numbers.in_order({*starts, *ends})
    places = [0] * len(states)
    for place, number in enumerate(order):
        places[number] = place
    place_of = places.__getitem__
    return tuple([states[one] for one in order]), map(place_of, starts), map(place_of, ends)


def _identity(edge: Edge) -> tuple[State, State, str, str, int, tuple[str, str] | None]:
    return edge.start, edge.end, edge.step.id, edge.subject, edge.item, edge.waits_for


class GraphBuilder:
    """Evaluates the attack steps on one element or flow after another."""

    def __init__(
        self,
        model: Model,
        steps: Sequence[AttackStep],
        others: Sequence[StateRule] = (),
        shared: SharedContexts | None = None,
    ) -> None:
        """`others` are rules that read the same facts: only those that something reads are derived.

        Unless the contexts are shared with other analyses.
        """
        self.model = model
        self.steps = steps
        self.others = others
        conditions = [(one.applies_to, one.reads) for one in steps]
        conditions += [(one.applies_to, one.asks) for one in others]
        self.facts = shared or self._new_facts(facts_derived_for(conditions))
        self._places = PlaceFinder(self.facts)
        self._memo = RuleMemo(steps)
        self._kinds = {kind for step in steps for kind in step.applies_to}
        self._matches: Matches = {}
        self._numbers = StateNumbers()
        self._positions: dict[Position, _StatesAt] = {}
        self._patterns: dict[int, _Pattern] = {}
        self._evidence: dict[Edge, tuple[Evidence, ...]] = {}

    def _new_facts(self, derived: Mapping[str, frozenset[str]]) -> ContextBuilder:
        return SharedContexts(self.model, derived=derived)

    def build(self) -> AttackGraph:
        """Build the graph of the whole model. Cost: O(elements x steps of their kind + edges)."""
        found = NumberedEdges(self._numbers)
        for uid in self.model.elements:
            self.add_steps(SUBJECT, uid, found)
        for uid in self.model.flows:
            self.add_steps(SUBJECT_FLOW, uid, found)
        return AttackGraph(self.model, found)

    def of_subject(self, part: str, uid: str) -> list[Edge]:
        """The steps that the facts of an element (SUBJECT) or flow (SUBJECT_FLOW) allow."""
        found = NumberedEdges(self._numbers)
        self.add_steps(part, uid, found)
        return found.edges

    def add_steps(self, part: str, uid: str, found: NumberedEdges) -> None:
        """Add the steps of one element or flow to those found before."""
        if part == SUBJECT:
            element = self.model.elements[uid]
            if element.kind in self._kinds:
                self._add(element.kind, self.facts.of_element(element), found)
        elif has_both_ends(self.model, flow := self.model.flows[uid]):
            self._add("flow", self.facts.of_flow(flow), found)

    def evidence(self, edge: Edge) -> tuple[Evidence, ...]:
        """The facts because of which the step is possible."""
        known = self._evidence.get(edge)
        if known is None:
            known = self._evidence[edge] = self._read_evidence(edge)
        return known

    def _read_evidence(self, edge: Edge) -> tuple[Evidence, ...]:
        reader = EvidenceReader(self.facts, self._scope(edge.subject), self._matches)
        shown = [one for spec in edge.step.evidence for one in reader.of(spec)]
        each = edge.step.each
        if each is not None:
            shown[:0] = reader.of(each, limit=edge.item + 1)[edge.item :]
        return tuple(shown)

    def _scope(self, subject: str) -> EvaluationContext:
        flow = self.model.flows.get(subject)
        if flow is not None:
            return self.facts.of_flow(flow)
        return self.facts.of_element(self.model.elements[subject])

    def _add(self, kind: str, scope: EvaluationContext, found: NumberedEdges) -> None:
        """Add the steps of one context: which they are is the same for all with the same outcomes."""
        pattern = self._pattern(self._memo.of(kind, scope))
        at = self._at(pattern.positions, scope, _NO_ITEM)
        holders = scope.holders
        states, edges, starts, ends = self._numbers.states, found.edges, found.starts, found.ends
        subject = holders["self"]
        for step, missing, between in pattern.steps:
            waits_for = None if missing is None else (holders[missing[0]], missing[1])
            if step.each is not None:
                self._add_items(step, step.each, scope, waits_for, found)
                continue
            first, last = between
            for start in at[first]:
                for end in at[last]:
                    if start != end:
                        edges.append(Edge(states[start], states[end], step, subject, 0, waits_for))
                        starts.append(start)
                        ends.append(end)

    def _add_items(
        self,
        step: AttackStep,
        each: EvidenceSpec,
        scope: EvaluationContext,
        waits_for: tuple[str, str] | None,
        found: NumberedEdges,
    ) -> None:
        """Add the steps of each item of a list; of several items that allow the same, the first."""
        states, subject = self._numbers.states, scope.holders["self"]
        known: set[tuple[int, int]] = set()
        positions = self._position(step.start), self._position(step.end)
        for number, item in self._items(each, scope):
            starts, ends = self._at(positions, scope, item)
            for start, end in product(starts, ends):
                if start != end and (start, end) not in known:
                    known.add((start, end))
                    found.add(Edge(states[start], states[end], step, subject, number, waits_for), start, end)

    def _pattern(self, outcomes: Sequence[tuple[AttackStep, Outcome]]) -> "_Pattern":
        known = self._patterns.get(id(outcomes))
        if known is None:
            if len(self._patterns) > _MAX_PATTERNS:
                self._patterns.clear()
            known = self._patterns[id(outcomes)] = self._new_pattern(outcomes)
        return known

    def _new_pattern(self, outcomes: Sequence[tuple[AttackStep, Outcome]]) -> "_Pattern":
        places: dict[Position, int] = {}
        steps: list[tuple[AttackStep, Pair | None, list[int]]] = []
        for step, outcome in outcomes:
            missing = outcome.first if isinstance(outcome, MissingFacts) else None
            ends = (step.start, step.end) if step.each is None else ()
            steps.append((step, missing, [places.setdefault(one, len(places)) for one in ends]))
        return _Pattern(outcomes, [self._position(one) for one in places], steps)

    def _position(self, position: Position) -> "_StatesAt":
        known = self._positions.get(position)
        if known is None:
            states = self._numbers.of_levels(position.levels)
            known = self._positions[position] = _StatesAt(
                position.at, PLACE_FINDERS.get(position.at, _nowhere), states
            )
        return known

    def _items(self, each: EvidenceSpec, scope: EvaluationContext) -> Iterator[tuple[int, Item]]:
        """The items of a list that the step is about, by their place among those."""
        if (uid := scope.holders.get(each.holder)) is None:
            return
        fact = self.facts.holder(uid).facts.get(each.fact)
        if fact is None or not isinstance(fact.value, list):
            return
        reader = EvidenceReader(self.facts, scope, self._matches)
        matching = (item for item in fact.value if reader.is_match(each, item))
        yield from enumerate(matching)

    def _at(
        self, positions: Iterable["_StatesAt"], scope: EvaluationContext, item: Item
    ) -> list[Sequence[int]]:
        """The numbers of the states at each position."""
        holders = scope.holders
        return [
            states[holder]  # of self, pod, node, source ...
            if (holder := holders.get(name)) is not None
            else [number for uid in dict.fromkeys(place(self._places, scope, item)) for number in states[uid]]
            for name, place, states in positions
        ]


def _nowhere(_find: PlaceFinder, _scope: EvaluationContext, _item: Item) -> Iterable[str]:
    """What is at a name that the context does not have."""
    return ()


class _StatesAt(NamedTuple):
    """A position of a step: its name, what finds the elements there, and the states of its levels."""

    name: str
    place: Place
    states: Mapping[str, tuple[int, ...]]


class _Pattern(NamedTuple):
    """The steps that contexts have whose outcomes are equal, with what each waits for.

    Each step has the places of its start and end among the positions, unless it is about items of a list.
    """

    outcomes: Sequence[tuple[AttackStep, Outcome]]  # kept, so that nothing else gets their id
    positions: list[_StatesAt]
    steps: list[tuple[AttackStep, Pair | None, list[int]]]
