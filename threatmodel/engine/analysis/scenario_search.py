"""Finds the parts of components in attacks: of each the best path, and how many more there are.

From an attacker to a goal leads one path from each entry point. All components on these paths have a part.
What follows from a wider attack, or is the end of one that counts, is no scenario of its own.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import pairwise
from typing import Final

from threatmodel.engine.analysis.applicability import categories_for
from threatmodel.engine.analysis.attack_scenario import Role
from threatmodel.engine.analysis.paths.entry_points import EntryPath, EntryPointFinder
from threatmodel.engine.analysis.paths.graph import Edge, State
from threatmodel.engine.analysis.paths.search import Searcher
from threatmodel.engine.library.attack_goals import Attacker, Goal
from threatmodel.engine.library.frameworks import SEVERITIES
from threatmodel.engine.library.methods import METHODS
from threatmodel.engine.model import CATALOGUE, Model
from threatmodel.engine.model.struct_base import Record

_ENTRY_POINTS: Final = 20  # of one attacker to one goal, the cheapest first
_POSSIBLE_ENTRY_POINTS: Final = 1  # what depends on unknown facts is listed once
METHOD: Final = "pasta"

Aim = tuple[Goal, State]
"""A goal at one element."""
SearcherOf = Callable[[Attacker, bool], Searcher]
"""What an attacker can reach: by what is certain, or with all that is possible."""


class AttackPart(Record, frozen=True):
    """The part of a component in the attacks of one attacker on one goal.

    `states` and `edges` are the best path; `targets` all elements of the goal that paths lead to, its own first.
    """

    component: str
    role: Role
    attacker: Attacker
    goal: Goal
    entry: str
    states: tuple[State, ...]
    edges: tuple[Edge, ...]
    cost: int
    targets: tuple[str, ...]
    paths: int = 1
    sharing: int = 1

    @property
    def key(self) -> tuple[str, Role, str, str]:
        """What the part is the same by, whatever the path is."""
        return self.component, self.role, self.attacker.id, self.goal.id

    @property
    def is_possible(self) -> bool:
        """Whether its path depends on an unknown fact."""
        return any(edge.is_possible for edge in self.edges)


class ScenarioSearch:
    """Finds the parts of components in one attack graph."""

    def __init__(
        self, model: Model, attackers: Sequence[Attacker], aims: Sequence[Aim], searcher_of: SearcherOf
    ) -> None:
        self._model = model
        self._attackers = attackers
        self._aims = sorted(aims, key=lambda aim: SEVERITIES.index(aim[0].worth))
        self._searcher_of = searcher_of
        self._takeovers = frozenset(state for goal, state in aims if goal.worth == "critical")

    def parts(self) -> list[AttackPart]:
        """All parts, each once, in no order that means something."""
        found = [part for attacker in self._attackers for part in self._of_attacker(attacker)]
        return [*_folded(_without_ends(found))]

    # --- inside -----------------------------------------------------------------------------------

    def _of_attacker(self, attacker: Attacker) -> Iterator[AttackPart]:
        searchers = [self._searcher_of(attacker, possible) for possible in (False, True)]
        finders = [
            EntryPointFinder(searcher, self._entry_of, is_assumed=not attacker.counts) for searcher in searchers
        ]
        taken: tuple[_Taken, _Taken] = {}, {}
        for goal, state in self._aims:
            for possible, finder in enumerate(finders):
                if finder.reaches(state):
                    paths = self._paths(attacker, (goal, state), finder, taken[: possible + 1])
                    searcher = searchers[possible]
                    yield from self._parts_of(
                        attacker, (goal, state), [(path, _edges(searcher, path.states)) for path in paths]
                    )
                    break

    def _paths(
        self, attacker: Attacker, aim: Aim, finder: EntryPointFinder, taken: Sequence["_Taken"]
    ) -> list[EntryPath]:
        """The paths of an attacker to a goal, without those that follow from a takeover of what is around it.

        `taken` are the takeovers by certain paths, and where the path is only possible, by possible ones.
        """
        goal, state = aim
        target = self.part_of(state.element) or state.element
        around = {target, *self._around(state.element)}
        most = _ENTRY_POINTS if len(taken) == 1 else _POSSIBLE_ENTRY_POINTS
        found = []
        for path in finder.paths(state, most, avoid=self._wider(goal, state)):
            if path.entry == target and not attacker.counts:
                continue
            costs = [one.get(path.entry, {}).get(uid) for one in taken for uid in around]
            if any(cost is not None and cost <= path.cost for cost in costs):
                continue
            if goal.worth == "critical":
                taken[-1].setdefault(path.entry, {}).setdefault(target, path.cost)
            found.append(path)
        return found

    def _parts_of(
        self, attacker: Attacker, aim: Aim, paths: list[tuple[EntryPath, tuple[Edge, ...]]]
    ) -> Iterator[AttackPart]:
        goal, state = aim
        target = self.part_of(state.element) or state.element
        if not attacker.counts:
            paths = [*self._own_and_shared(paths)]
        for number, (path, edges) in enumerate(paths):
            for component, role in self._components(path, target, is_first=number == 0):
                yield AttackPart(
                    component=component,
                    role=role,
                    attacker=attacker,
                    goal=goal,
                    entry=path.entry,
                    states=path.states,
                    edges=edges,
                    cost=path.cost,
                    targets=(target,),
                    paths=len(paths) if role == "target" else 1,
                    sharing=path.sharing,
                )

    def _wider(self, goal: Goal, state: State) -> frozenset[State]:
        """What a path to the goal ends at, as the goal follows from it: takeovers worth more, or around it."""
        if goal.worth != "critical":
            return self._takeovers - {state}
        around = (state.element, *self._model.ancestors(state.element))
        return frozenset(State(uid, "admin") for uid in around) - {state}

    def _around(self, uid: str) -> Iterator[str]:
        """What an element is in or runs on."""
        yield from self._model.ancestors(uid)
        yield from self._model.related_uids("runs_on", uid)

    def _own_and_shared(
        self, paths: Iterable[tuple[EntryPath, tuple[Edge, ...]]]
    ) -> Iterator[tuple[EntryPath, tuple[Edge, ...]]]:
        """The paths that rest on a fact of their entry point, and of the others the cheapest for all of them."""
        shared = []
        for path, edges in paths:
            if path.sharing == 1 and self._rests_on_own(path.entry, edges):
                yield path, edges
            else:
                shared.append((path, edges))
        if shared:
            path, edges = shared[0]
            count = max(len(shared), *(one.sharing for one, _ in shared))
            yield EntryPath(path.entry, path.states, path.cost, count), edges

    def _rests_on_own(self, component: str, edges: Sequence[Edge]) -> bool:
        """Whether a step rests on a fact of the component, of its parts, or of what it calls or runs as."""
        own = {component, *self._model.related_uids("runs_as", component)}
        around = {*self._around(component)}
        for edge in edges:
            flow = self._model.flows.get(edge.subject)
            subject = self.part_of(flow.source if flow else edge.subject)
            if subject in own:
                if edge.waits_for:
                    if edge.waits_for[0] not in around:
                        return True
                elif any(spec.holder not in _AROUND for spec in edge.step.evidence):
                    return True
        return False

    def _components(self, path: EntryPath, target: str, *, is_first: bool) -> Iterator[tuple[str, Role]]:
        """The components with a part in a path; its target only for the best path, which stands for all."""
        if is_first:
            yield target, "target"
        if path.sharing == 1 and path.entry != target and self._can_be(path.entry, "entry-point"):
            yield path.entry, "entry-point"
        between = (self.part_of(state.element) for state in path.states if state.level != "reach")
        for component in dict.fromkeys(between):
            if component not in {path.entry, target} and self._can_be(component, "stepping-stone"):
                yield component, "stepping-stone"

    def _can_be(self, component: str, role: Role) -> bool:
        return bool(component) and role in categories_for(METHOD, self._model.kind_of(component))

    def _entry_of(self, uid: str) -> str:
        """The entry point that an element is or belongs to; empty for what is outside, or passes requests on."""
        roles = CATALOGUE.kinds[self._model.kind_of(uid)].dfd
        if "carrier" in roles or "external-entity" in roles:
            return ""
        return self.part_of(uid) or uid

    def part_of(self, uid: str) -> str:
        """The component that an element is or belongs to; empty for what has no part in scenarios."""
        if uid not in self._model.elements:
            return ""
        kind = self._model.kind_of(uid)
        if kind in METHODS[METHOD].parts:
            uid = self._model.elements[uid].parent or uid
            kind = self._model.kind_of(uid)
        return uid if categories_for(METHOD, kind) else ""


_AROUND: Final = frozenset({"node", "ns", "cluster"})  # holders of facts that are none of the component


_Taken = dict[str, dict[str, int]]
"""What an attacker takes over from each entry point, and at which cost."""


def _edges(searcher: Searcher, states: Sequence[State]) -> tuple[Edge, ...]:
    return tuple([searcher.edges_between(*pair)[0] for pair in pairwise(states)])


def _without_ends(parts: Sequence[AttackPart]) -> list[AttackPart]:
    """Leave out parts of assumed attacks that are the end of one that counts."""
    counted: dict[tuple[str, str], set[tuple[State, ...]]] = defaultdict(set)
    for part in parts:
        if part.attacker.counts and not part.is_possible:
            counted[part.component, part.goal.id].add(part.states)
    return [
        part
        for part in parts
        if part.attacker.counts
        or not any(states[-len(part.states) :] == part.states for states in counted[part.component, part.goal.id])
    ]


def _folded(parts: Sequence[AttackPart]) -> Iterator[AttackPart]:
    """One part for each key: the best path, which stands for all."""
    found: dict[tuple[str, Role, str, str], list[AttackPart]] = defaultdict(list)
    for part in parts:
        found[part.key].append(part)
    for together in found.values():
        together.sort(key=lambda part: (part.is_possible, part.cost, part.targets, part.states))
        best = together[0]
        same = [part for part in together if part.is_possible == best.is_possible]
        yield AttackPart(
            component=best.component,
            role=best.role,
            attacker=best.attacker,
            goal=best.goal,
            entry=best.entry,
            states=best.states,
            edges=best.edges,
            cost=best.cost,
            targets=tuple(dict.fromkeys(part.targets[0] for part in same)),
            paths=sum(part.paths for part in same),
            sharing=best.sharing,
        )
