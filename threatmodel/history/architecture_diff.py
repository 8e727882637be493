"""Differences between two states of an architecture, as a reviewer sees them.

Elements that an import marked as gone count as removed, and as added when they return. Moves on the canvas
are kept apart from changes of content; a fact that only moved to another line is not a difference.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal, NamedTuple, get_args

from threatmodel.architecture.operations.batch import Json
from threatmodel.architecture.operations.working_copy import GEOMETRY
from threatmodel.history.architecture_state import Relation, State

On = Literal["element", "flow"]
What = Literal["added", "changed", "removed", "moved"]
WHATS: Final[tuple[What, ...]] = get_args(What)
_PROPS: Final[Mapping[On, tuple[str, ...]]] = {
    "element": ("name", "kind", "parent"),
    "flow": ("name", "source", "destination", "origin"),
}


class Pair(NamedTuple):
    """What a property or fact was and is; None for not there, which of a fact means unknown."""

    name: str
    before: object
    after: object


class Link(NamedTuple):
    """A relation that came or went."""

    what: Literal["added", "removed"]
    type: str
    target: str  # uid


@dataclass(frozen=True, slots=True)
class Difference:
    """One element or flow that is not as it was; `before` and `after` are its values in the states.

    Properties, facts (as the states keep them, with their provenance) and relations are listed of what is in
    both.
    """

    on: On
    uid: str
    what: What
    before: Json | None
    after: Json | None
    props: tuple[Pair, ...] = ()
    facts: tuple[Pair, ...] = ()
    links: tuple[Link, ...] = ()

    @property
    def value(self) -> Json:
        """Its values as far as known: the later ones, else the earlier."""
        return self.after or self.before or {}


@dataclass(frozen=True, slots=True)
class Comparison:
    """Every difference, flows behind the element they start at, and the number of each sort."""

    differences: tuple[Difference, ...]
    relations: Counter[str]  # added, removed

    def counts(self) -> dict[str, dict[str, int]]:
        """{element: {added, changed, removed, moved}, flow: the same, relation: {added, removed}}."""
        found = Counter((one.on, one.what) for one in self.differences)
        parts: dict[str, dict[str, int]] = {
            on: {what: found[on, what] for what in WHATS} for on in get_args(On)
        }
        return parts | {"relation": {what: self.relations[what] for what in ("added", "removed")}}


def compare(before: State, after: State) -> Comparison:
    """Return what leads from one state to the other."""
    was, now = without_gone(before), without_gone(after)
    links, relations = _links(was, now)
    found = [*_elements(was, now, links), *_of_one_sort("flow", was.flows, now.flows, {})]
    names = {uid: one["name"] for state in (was, now) for uid, one in state.elements.items()}
    return Comparison(tuple(sorted(found, key=lambda one: _order(one, names))), relations)


def without_gone(state: State) -> State:
    """Return the state without what is marked as gone, and without what depends on it."""
    elements = {uid: one for uid, one in state.elements.items() if not one["gone"]}
    flows = {
        uid: one
        for uid, one in state.flows.items()
        if not one["gone"] and one["source"] in elements and one["destination"] in elements
    }
    kept = {key: origin for key, origin in state.relations.items() if elements.keys() >= {*key[1:]}}
    return State(elements, flows, kept)


def _links(was: State, now: State) -> tuple[dict[str, list[Link]], Counter[str]]:
    """Relations that came or went, by their source where it is in both states; and the number of all."""
    links: dict[str, list[Link]] = defaultdict(list)
    counts: Counter[str] = Counter()
    sorts: tuple[tuple[Literal["removed", "added"], Iterable[Relation]], ...] = (
        ("removed", was.relations.keys() - now.relations.keys()),
        ("added", now.relations.keys() - was.relations.keys()),
    )
    for what, keys in sorts:
        for type_, source, target in sorted(keys):
            counts[what] += 1
            if source in was.elements and source in now.elements:
                links[source].append(Link(what, type_, target))
    return links, counts


def _elements(was: State, now: State, links: Mapping[str, Sequence[Link]]) -> Iterable[Difference]:
    return _of_one_sort("element", was.elements, now.elements, links)


def _of_one_sort(
    on: On, was: Mapping[str, Json], now: Mapping[str, Json], links: Mapping[str, Sequence[Link]]
) -> Iterable[Difference]:
    for uid in was.keys() - now.keys():
        yield Difference(on, uid, "removed", was[uid], None)
    for uid, after in now.items():
        before = was.get(uid)
        if before is None:
            yield Difference(on, uid, "added", None, after)
        elif before is not after or uid in links:
            yield from _changed(on, uid, before, after, tuple(links.get(uid, ())))


def _changed(on: On, uid: str, before: Json, after: Json, links: tuple[Link, ...]) -> Iterable[Difference]:
    props = tuple(Pair(name, before[name], after[name]) for name in _PROPS[on] if before[name] != after[name])
    facts = tuple(_facts(before["facts"], after["facts"])) if before["facts"] is not after["facts"] else ()
    if props or facts or links:
        yield Difference(on, uid, "changed", before, after, props, facts, links)
    elif any(before.get(name) != after.get(name) for name in GEOMETRY):
        yield Difference(on, uid, "moved", before, after)


def _facts(before: Mapping[str, Json], after: Mapping[str, Json]) -> Iterable[Pair]:
    for name in sorted(before.keys() | after.keys()):
        was, now = before.get(name), after.get(name)
        if (was and was["value"]) != (now and now["value"]) or (was is None) != (now is None):
            yield Pair(name, was, now)


def _order(one: Difference, names: Mapping[str, str]) -> tuple[str, str, bool, str, str]:
    """Elements by name, each with the flows that start at it behind it."""
    at = one.value["source"] if one.on == "flow" else one.uid
    return names.get(at, at).casefold(), at, one.on == "flow", one.value["name"].casefold(), one.uid
