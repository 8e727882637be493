"""The attack graph: states of control over elements, joined by the attack steps that the facts allow."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from copy import copy
from operator import attrgetter
from typing import Final

from threatmodel.engine.analysis.evaluation_context import ContextBuilder, EvaluationContext, SharedContexts
from threatmodel.engine.analysis.fact_evidence import Evidence, EvidenceReader, Matches
from threatmodel.engine.analysis.missing_facts import MissingFacts
from threatmodel.engine.analysis.model_edits import SUBJECT, SUBJECT_FLOW
from threatmodel.engine.analysis.paths.step_endpoints import PLACE_FINDERS, Item, PlaceFinder
from threatmodel.engine.analysis.rule_evaluation import has_both_ends
from threatmodel.engine.analysis.rule_memo import RuleMemo
from threatmodel.engine.library.attack_steps import COSTS, AttackStep, Level, Position, State
from threatmodel.engine.library.attackers_and_goals import StateRule
from threatmodel.engine.library.condition_names import facts_derived_for
from threatmodel.engine.library.rules import EvidenceSpec
from threatmodel.engine.model import Model
from threatmodel.engine.model.struct_base import Record

_NO_ITEM: Final[Item] = {}
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

    def __init__(self, model: Model, edges: Iterable[Edge]) -> None:
        self.model = model
        self.edges: tuple[Edge, ...] = tuple(edges)
        self.states: tuple[State, ...] = _in_order({*map(_START, self.edges), *map(_END, self.edges)})
        self.index: Mapping[State, int] = {state: number for number, state in enumerate(self.states)}
        self.costs: tuple[int, ...] = tuple([COSTS[edge.step.difficulty] for edge in self.edges])
        self.possible: frozenset[int] = frozenset(
            number for number, edge in enumerate(self.edges) if edge.waits_for is not None
        )
        self.gone: frozenset[int] = frozenset()
        self._by_subject: dict[str, list[int]] | None = None
        self.after: list[list[Step]] = [[] for _ in self.states]
        self.before: list[list[Step]] = [[] for _ in self.states]
        after, before, number_of = self.after, self.before, self.index.__getitem__
        starts, ends = map(number_of, map(_START, self.edges)), map(number_of, map(_END, self.edges))
        for number, (start, end, cost) in enumerate(zip(starts, ends, self.costs, strict=True)):
            after[start].append((end, cost, number))
            before[end].append((start, cost, number))

    def between(self, first: int, last: int) -> list[int]:
        """The numbers of the steps from one state to another, by their numbers; the cheapest first."""
        if len(self.after[first]) <= len(self.before[last]):
            found = [number for other, _, number in self.after[first] if other == last]
        else:
            found = [number for other, _, number in self.before[last] if other == first]
        return sorted(found, key=self._order)

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
            other.states = (*self.states, *_in_order(unknown))
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


def _in_order(states: Iterable[State]) -> tuple[State, ...]:
    """The states by element and level; plain tuples compare several times as fast as named ones."""
    return tuple(sorted(states, key=tuple))


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
        numbers: dict[Position, int] = {}
        self._ends = {
            step.id: tuple([numbers.setdefault(one, len(numbers)) for one in (step.end, step.start)])
            for step in steps
        }
        self._positions = [(one.at, PLACE_FINDERS.get(one.at), one.levels) for one in numbers]
        self._known: dict[tuple[str, str], State] = {}
        self._evidence: dict[Edge, tuple[Evidence, ...]] = {}

    def _new_facts(self, derived: Mapping[str, frozenset[str]]) -> ContextBuilder:
        return SharedContexts(self.model, derived=derived)

    def build(self) -> AttackGraph:
        """Build the graph of the whole model. Cost: O(elements x steps of their kind + edges)."""
        edges: list[Edge] = []
        for uid in self.model.elements:
            edges += self.of_subject(SUBJECT, uid)
        for uid in self.model.flows:
            edges += self.of_subject(SUBJECT_FLOW, uid)
        return AttackGraph(self.model, edges)

    def of_subject(self, part: str, uid: str) -> list[Edge]:
        """The steps that the facts of an element (SUBJECT) or flow (SUBJECT_FLOW) allow."""
        if part == SUBJECT:
            element = self.model.elements[uid]
            if element.kind in self._kinds:
                return self._edges(element.kind, self.facts.of_element(element))
        elif has_both_ends(self.model, flow := self.model.flows[uid]):
            return self._edges("flow", self.facts.of_flow(flow))
        return []

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

    def _edges(self, kind: str, scope: EvaluationContext) -> list[Edge]:
        edges: list[Edge] = []
        found: dict[int, Sequence[State]] = {}  # the states at positions that steps of this context share
        for step, outcome in self._memo.of(kind, scope):
            waits_for = _missing(scope, outcome) if isinstance(outcome, MissingFacts) else None
            if step.each is None:
                edges += self._between(step, scope, (0, _NO_ITEM), waits_for, found)
                continue
            first: dict[tuple[State, State], Edge] = {}  # of several items that allow the same, the first
            for about in self._items(step.each, scope):
                for edge in self._between(step, scope, about, waits_for, {}):
                    first.setdefault((edge.start, edge.end), edge)
            edges += first.values()
        return edges

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

    def _between(
        self,
        step: AttackStep,
        scope: EvaluationContext,
        about: tuple[int, Item],
        waits_for: tuple[str, str] | None,
        found: dict[int, Sequence[State]],
    ) -> list[Edge]:
        number, item = about
        last, first = self._ends[step.id]
        ends = found.get(last)
        if ends is None:
            ends = found[last] = self._states(last, scope, item)
        if not ends:
            return []
        starts = found.get(first)
        if starts is None:
            starts = found[first] = self._states(first, scope, item)
        subject = scope.holders["self"]
        if len(starts) == len(ends) == 1:  # nearly always
            here, there = starts[0], ends[0]
            return [] if here is there else [Edge(here, there, step, subject, number, waits_for)]
        return [
            Edge(here, there, step, subject, number, waits_for)
            for here in starts
            for there in ends
            if here is not there
        ]

    def _states(self, position: int, scope: EvaluationContext, item: Item) -> Sequence[State]:
        """The states at a position; equal states are one object, as there are many steps for each."""
        name, place, levels = self._positions[position]
        if (holder := scope.holders.get(name)) is not None:  # self, pod, node, source ...
            return [self._state(holder, level) for level in levels]
        if place is None:
            return ()
        uids = place(self._places, scope, item)
        if not uids:
            return ()
        return [self._state(uid, level) for uid in dict.fromkeys(uids) for level in levels]

    def _state(self, uid: str, level: Level) -> State:
        known = self._known.get((uid, level))
        if known is None:
            known = self._known[uid, level] = State(uid, level)
        return known


def _missing(scope: EvaluationContext, missing: MissingFacts) -> tuple[str, str]:
    holder, fact = missing.first
    return scope.holders[holder], fact
