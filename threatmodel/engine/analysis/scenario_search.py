"""Finds the parts of components in attacks: of each the best path, and how many more there are.

From an attacker to a goal leads one path from each entry point. All components on these paths have a part.
What follows from a wider attack, or is the end of one that counts, is no scenario of its own.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from msgspec.structs import replace

from threatmodel.engine.analysis.attack_scenario import METHOD, Role, likelihood_level
from threatmodel.engine.analysis.categories_by_kind import categories_for
from threatmodel.engine.analysis.data_stores import is_store
from threatmodel.engine.analysis.paths.attack_analysis import AttackAnalysis
from threatmodel.engine.analysis.paths.entry_points import EntryPath, EntryPointFinder
from threatmodel.engine.analysis.paths.path_types import AttackPath
from threatmodel.engine.analysis.paths.shortest_paths import Searcher
from threatmodel.engine.library.attack_steps import State
from threatmodel.engine.library.attackers_and_goals import Attacker, Goal
from threatmodel.engine.library.methods import METHODS
from threatmodel.engine.library.taxonomies import SEVERITIES
from threatmodel.engine.model import CATALOGUE
from threatmodel.engine.model.graph_indexes import data_sets_of
from threatmodel.engine.model.struct_base import Record

_ENTRY_POINTS: Final = 20  # of one attacker to one goal, the cheapest first
_ENTRY_POINTS_OF_TAKEOVERS: Final = 200  # there are few such goals, and each entry point has its own fault
_POSSIBLE_ENTRY_POINTS: Final = 1  # what depends on unknown facts is listed once

Aim = tuple[Goal, State]
"""A goal at one element."""
Key = tuple[str, Role, str, str, str]
"""Component, role, attacker, goal, and the target of a goal that names it: what a part is the same by.

Its path does not count.
"""
_ANY_ENTRY: Final = ""


class _Taken:
    """What it costs to take over an element from an entry point: by the worst goal, and at least."""

    def __init__(self) -> None:
        self.worst: dict[tuple[str, str], int] = {}
        self.least: dict[tuple[str, str], int] = {}

    def note(self, entry: str, target: str, cost: int) -> None:
        """Note a takeover; those of worse goals come first."""
        self.worst.setdefault((entry, target), cost)
        self.least[entry, target] = min(cost, self.least.get((entry, target), cost))


class AttackPart(Record, frozen=True):
    """The part of a component in the attacks of one attacker on one goal.

    `path` is the best one, from `entry` on; `targets` are all elements of the goal that paths lead to, that
    of the best one first. `paths` and `sharing` are those of Scenario. `also` names other attackers who take
    the same path.
    """

    component: str
    role: Role
    entry: str
    path: AttackPath
    targets: tuple[str, ...]
    paths: int = 1
    sharing: int = 1
    also: tuple[str, ...] = ()

    @property
    def key(self) -> Key:
        """What the part is the same by."""
        return self.component, self.role, self.path.attacker.id, self.path.goal.id, self.named_target

    @property
    def named_target(self) -> str:
        """The target of a goal that is about one element, as a crown jewel is; else nothing."""
        return self.targets[0] if self.path.goal.at else ""


class PartFinder:
    """Finds the parts of components in the attack graph of one model."""

    def __init__(self, attacks: AttackAnalysis) -> None:
        self._attacks = attacks
        self._model = attacks.model
        aims = attacks.goal_states()
        self._aims: list[Aim] = sorted(aims, key=self._rank_of_aim)
        self._takeovers = frozenset(state for goal, state in aims if goal.worth == "critical")

    def parts(self) -> list[AttackPart]:
        """All parts, each once. Equal input gives an equal order."""
        found = [part for attacker in self._attacks.attackers for part in self._of_attacker(attacker)]
        return [*_with_others(_folded(_continued(_without_ends(found))))]

    def _rank_of_aim(self, aim: Aim) -> tuple[int, int]:
        """The worst first; of these what is around others first, as they follow from it."""
        goal, state = aim
        return SEVERITIES.index(goal.worth), len(self._model.ancestors(state.element))

    # --- paths ------------------------------------------------------------------------------------

    def _of_attacker(self, attacker: Attacker) -> Iterator[AttackPart]:
        waiting, taken = self._aims, list[_Taken]()
        for possible in (False, True):
            searcher = self._attacks.searcher(attacker, possible=possible)
            within = [aim for aim in waiting if searcher.cost_to(aim[1]) is not None]
            reached = {state for _, state in within}
            waiting = [aim for aim in waiting if aim[1] not in reached]
            if not within:
                continue
            taken.append(_Taken())
            finder = EntryPointFinder(searcher, self._entry_of, is_assumed=not attacker.counts)
            found = [(aim, self._paths(attacker, aim, finder, taken, possible=possible)) for aim in within]
            for aim, paths in self._without_processors(found):
                yield from self._of_goal(attacker, aim, paths, searcher)

    def _paths(
        self,
        attacker: Attacker,
        aim: Aim,
        finder: EntryPointFinder,
        taken: Sequence[_Taken],
        *,
        possible: bool,
    ) -> list[EntryPath]:
        """The paths of an attacker to a goal, without those that follow from a takeover of what is around it.

        `taken` are the takeovers by certain paths, then those that are only possible.
        """
        goal, state = aim
        target = self._component(state.element)
        around = {target, *self._around(state.element)}
        most = _ENTRY_POINTS_OF_TAKEOVERS if goal.worth == "critical" else _ENTRY_POINTS
        if possible:
            most = _POSSIBLE_ENTRY_POINTS
        found = []
        for path in finder.paths(state, most, avoid=self._wider(goal, state)):
            if path.entry == target and not attacker.counts:
                continue
            entries = {path.entry, _ANY_ENTRY} if possible else {path.entry}
            over = around if goal.worth == "critical" else around | {one.element for one in path.states}
            known = [one.worst if goal.worth == "critical" else one.least for one in taken]
            costs = [one.get((entry, uid)) for one in known for uid in over for entry in entries]
            if any(cost is not None and cost <= path.cost for cost in costs):
                continue
            if goal.worth == "critical":
                taken[-1].note(_ANY_ENTRY if possible else path.entry, target, path.cost)
            found.append(path)
        return found

    def _without_processors(
        self, found: Sequence[tuple[Aim, Sequence[EntryPath]]]
    ) -> Iterator[tuple[Aim, Sequence[EntryPath]]]:
        """The paths without those to a program whose data a store has, which costs no more from there.

        A program has what it processes at the time, and a store has all of it.
        """
        stored: dict[str, list[tuple[frozenset[str], int]]] = defaultdict(list)
        for (_, state), paths in found:
            if data := self._stored_data(state.element):
                for one in paths:
                    stored[one.entry].append((data, one.cost))
        for aim, paths in found:
            state = aim[1]
            data = frozenset(data_sets_of(self._model.elements[state.element]))
            if state.level != "read" or not data or self._stored_data(state.element):
                yield aim, paths
                continue
            yield (
                aim,
                [
                    one
                    for one in paths
                    if not any(cost <= one.cost and data <= held for held, cost in stored[one.entry])
                    and not any(data <= self._stored_data(passed.element) for passed in one.states)
                ],
            )

    def _stored_data(self, uid: str) -> frozenset[str]:
        """The data sets that are known of a store; none of what is no store."""
        if not is_store(self._attacks.facts, uid):
            return frozenset()
        return frozenset(data_sets_of(self._model.elements[uid]))

    def _of_goal(
        self, attacker: Attacker, aim: Aim, found: Iterable[EntryPath], searcher: Searcher
    ) -> Iterator[AttackPart]:
        goal, state = aim
        target = self._component(state.element)
        pairs = [(one, self._attacks.path(searcher, attacker, goal, one.states)) for one in found]
        if not attacker.counts:
            pairs = [*self._own_and_shared(pairs, searcher)]
        for number, (one, path) in enumerate(pairs):
            for component, role in self._components(one, target, is_first=number == 0):
                count = len(pairs) if role == "target" else 1
                yield AttackPart(component, role, one.entry, path, (target,), count, one.sharing)

    def _own_and_shared(
        self, pairs: Iterable[tuple[EntryPath, AttackPath]], searcher: Searcher
    ) -> Iterator[tuple[EntryPath, AttackPath]]:
        """The paths that rest on a fact of their entry point, and the cheapest of the others for all."""
        own: list[tuple[EntryPath, AttackPath]] = []
        shared: list[tuple[EntryPath, AttackPath]] = []
        for one, path in pairs:
            is_own = one.sharing == 1 and self._rests_on_own(one.entry, path)
            (own if is_own else shared).append((one, path))
        common = next((one for one, _ in shared if one.sharing > 1), None)
        yield from (pair for pair in own if common is None or not _is_detour(pair[0], common, searcher))
        if shared:
            one, path = shared[0]
            yield replace(one, sharing=max(len(shared), *(other.sharing for other, _ in shared))), path

    def _rests_on_own(self, entry: str, path: AttackPath) -> bool:
        """Whether a step rests on a fact of the entry point, of its parts, or of what it calls or runs as."""
        own = {entry, *self._model.related_uids("runs_as", entry)}
        holders = [one.element for step in path.steps for one in step.evidence]
        holders += [step.edge.waits_for[0] for step in path.steps if step.edge.waits_for]
        for uid in holders:
            flow = self._model.flows.get(uid)
            if self._component(flow.source if flow else uid) in own:
                return True
        return False

    # --- components -------------------------------------------------------------------------------

    def _wider(self, goal: Goal, state: State) -> frozenset[State]:
        """What a path to the goal ends at, as the goal follows: a takeover worth more, or around it."""
        if goal.worth != "critical":
            return self._takeovers - {state}
        around = (state.element, *self._model.ancestors(state.element))
        return frozenset(State(uid, "admin") for uid in around) - {state}

    def _around(self, uid: str) -> Iterator[str]:
        """What an element is in or runs on."""
        yield from self._model.ancestors(uid)
        yield from self._model.related_uids("runs_on", uid)

    def _components(self, one: EntryPath, target: str, *, is_first: bool) -> Iterator[tuple[str, Role]]:
        """The components with a part in a path; its target only for the best path, which stands for all."""
        if is_first:
            yield target, "target"
        if one.sharing > 1:
            return  # what leads there is any of the entry points, and which one means nothing
        if one.entry != target and self._can_be(one.entry, "entry-point"):
            yield one.entry, "entry-point"
        between = (self._component(state.element) for state in one.states if state.level != "reach")
        for component in dict.fromkeys(between):
            if component not in {one.entry, target} and self._can_be(component, "stepping-stone"):
                yield component, "stepping-stone"

    def _can_be(self, component: str, role: Role) -> bool:
        return role in categories_for(METHOD, self._model.kind_of(component))

    def _entry_of(self, uid: str) -> str:
        """The entry point that an element is a part of; empty for what is outside, or passes requests on."""
        roles = CATALOGUE.kinds[self._model.kind_of(uid)].dfd
        return "" if "carrier" in roles or "external-entity" in roles else self._component(uid)

    def _component(self, uid: str) -> str:
        """The component that an element is a part of; else the element itself."""
        element = self._model.elements.get(uid)
        if element is not None and element.kind in METHODS[METHOD].parts and element.parent is not None:
            return element.parent
        return uid


def _is_detour(one: EntryPath, common: EntryPath, searcher: Searcher) -> bool:
    """Whether the path that entry points share is open to this one too, and no costlier than its own.

    What it takes to begin does not count: each would begin where its own path does.
    """
    own, shared = (path.cost - (searcher.start_cost(path.states[0]) or 0) for path in (one, common))
    return shared <= own and bool(searcher.edges_between(one.states[0], common.states[1]))


def _without_ends(parts: Sequence[AttackPart]) -> list[AttackPart]:
    """Leave out parts of assumed attacks that are the end of one that counts and enters at the same place."""
    counted: dict[tuple[str, str, str], set[tuple[State, ...]]] = defaultdict(set)
    for part in parts:
        if part.path.attacker.counts and not part.path.is_possible:
            counted[part.component, part.entry, part.path.goal.id].add(part.path.states)
    return [
        part
        for part in parts
        if not _is_end(part.path, counted[part.component, part.entry, part.path.goal.id])
    ]


def _is_end(path: AttackPath, counted: Iterable[tuple[State, ...]]) -> bool:
    if path.attacker.counts:
        return False
    return any(states[-len(path.states) :] == path.states for states in counted)


def _continued(parts: Sequence[AttackPart]) -> Iterator[AttackPart]:
    """Take takeovers as one where the path to one of them leads on to the others."""
    takeovers: dict[tuple[str, str, Role], list[AttackPart]] = defaultdict(list)
    for part in parts:
        if part.path.goal.worth == "critical" and part.role != "target":
            takeovers[part.component, part.path.attacker.id, part.role].append(part)
    for part in parts:
        together = takeovers[part.component, part.path.attacker.id, part.role]
        if part not in together:
            yield part
        elif not any(_continues(part, other) for other in together):
            further = [other.targets[0] for other in together if _continues(other, part)]
            yield replace(part, targets=(*part.targets, *further))


def _continues(part: AttackPart, other: AttackPart) -> bool:
    """Whether the path of a part goes on where that of the other one ends."""
    longer, shorter = part.path.states, other.path.states
    return len(longer) > len(shorter) and longer[: len(shorter)] == shorter


def _folded(parts: Iterable[AttackPart]) -> Iterator[AttackPart]:
    """One part for each key: that with the best path, which stands for all that are as likely."""
    found: dict[Key, list[AttackPart]] = defaultdict(list)
    for part in parts:
        found[part.key].append(part)
    for together in found.values():
        together.sort(key=_rank)
        best = together[0]
        same = [part for part in together if _is_as_likely(part.path, best.path)]
        yield replace(
            best,
            targets=tuple(dict.fromkeys(uid for part in same for uid in part.targets)),
            paths=sum(part.paths for part in same),
        )


def _is_as_likely(path: AttackPath, best: AttackPath) -> bool:
    """Whether a path has the likelihood level of the best one: the row of that says how likely it is."""
    levels = {likelihood_level(one.likelihood_at(one.cost)) for one in (path, best)}
    return path.is_possible == best.is_possible and len(levels) == 1


def _with_others(parts: Iterable[AttackPart]) -> Iterator[AttackPart]:
    """The parts; those of attackers alike who take the same path as one, of the first of them."""
    found: dict[tuple[object, ...], list[AttackPart]] = defaultdict(list)
    for part in parts:
        attacker, path = part.path.attacker, part.path
        alike = attacker.counts, attacker.skill, path.states, path.is_possible
        found[part.component, part.role, path.goal.id, part.targets, *alike].append(part)
    for first, *others in found.values():
        yield replace(first, also=tuple(one.path.attacker.name for one in others)) if others else first


def _rank(part: AttackPart) -> tuple[bool, int, tuple[str, ...], tuple[State, ...]]:
    """The best first: certain before possible, then by cost."""
    return part.path.is_possible, part.path.cost, part.targets, part.path.states
