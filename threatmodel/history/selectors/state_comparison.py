"""Two states of an architecture side by side, as pages show them."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from threatmodel.accounts.selectors import names_of_people
from threatmodel.architecture.models import ThreatModel
from threatmodel.architecture.operations.batch import Json
from threatmodel.engine.analysis.flow_origin import is_stored_encrypted
from threatmodel.engine.model import CATALOGUE
from threatmodel.history.architecture_diff import Comparison, Difference, Link, Pair, compare
from threatmodel.history.architecture_state import State
from threatmodel.history.selectors.history_reader import states_at
from threatmodel.history.selectors.versions import NamedState

Row = dict[str, Any]
_PROP_LABELS: Final[Mapping[str, str]] = {
    "name": "Name",
    "kind": "Kind",
    "parent": "Inside",
    "source": "From",
    "destination": "To",
    "origin": "How it is known",
}
_REFERENCES: Final = frozenset({"parent", "source", "destination"})
_STATED: Final[Mapping[str, Any]] = {"value": None, "origin": "person", "file": "", "line": 0, "at": ""}


@dataclass(frozen=True, slots=True)
class StateComparison:
    """Both states with what differs between them."""

    before: State
    after: State
    comparison: Comparison


def states_compare(*, model: ThreatModel, before: NamedState, after: NamedState) -> StateComparison:
    """Compare two states. Raises NoSuchState. Nine queries at most, whatever the size."""
    states = states_at(model_id=model.pk, seqs=[before.seq, after.seq], newest=model.seq)
    was, now = states[before.seq], states[after.seq]
    return StateComparison(was, now, compare(was, now))


def differences_chosen(compared: StateComparison, *, query: Mapping[str, Any]) -> list[Difference]:
    """Differences that match the filters of ComparisonQuery; moves only where they are asked for."""
    words = query["search"].casefold()
    kinds, sorts = set(query["kind"]), set(query["what"]) or {"added", "changed", "removed"}
    names = Names.of_states(compared.before, compared.after)
    return [
        one
        for one in compared.comparison.differences
        if one.what in sorts
        and (not query["on"] or one.on == query["on"])
        and (not kinds or _kind(one) in kinds)
        and (not words or words in names.text(one).casefold())
    ]


def _kind(one: Difference) -> str:
    return "flow" if one.on == "flow" else str(one.value["kind"])


# --- names -----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Names:
    """Names of elements by uid, and of people by id."""

    elements: Mapping[str, str]
    people: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of_states(cls, *states: State) -> "Names":
        """The names in these states; the last counts."""
        return cls({uid: one["name"] for state in states for uid, one in state.elements.items()})

    def element(self, uid: str | None) -> str:
        """The name of an element; the end of its uid when it is unknown."""
        return "" if uid is None else self.elements.get(uid) or uid.rpartition("/")[2]

    def flow(self, flow: Json) -> str:
        """The name of a flow, else its ends."""
        return flow["name"] or " → ".join(self.element(flow[end]) for end in ("source", "destination"))

    def text(self, one: Difference) -> str:
        """Everything a search looks at."""
        called = self.flow(one.value) if one.on == "flow" else one.value["name"]
        labels = [fact_label(_kind(one), pair.name) for pair in one.facts]
        return " ".join((one.uid, called, *labels))


def difference_rows(differences: Sequence[Difference], *, before: State, after: State) -> list[Row]:
    """One page of differences. One query, none without facts stated by people."""
    names = Names(
        Names.of_states(before, after).elements,
        people_named(fact for one in differences for pair in one.facts for fact in (pair.before, pair.after)),
    )
    return [_difference_row(one, names) for one in differences]


def _difference_row(one: Difference, names: Names) -> Row:
    value, kind = one.value, _kind(one)
    within = value["source"] if one.on == "flow" else value["parent"]
    return {
        "on": one.on,
        "uid": one.uid,
        "what": one.what,
        "kind": kind,
        "name": names.flow(value) if one.on == "flow" else value["name"],
        "within": None if within is None else {"uid": within, "name": names.element(within)},
        "props": [prop_row(pair, names) for pair in one.props],
        "facts": [fact_row(pair, kind=kind, people=names.people) for pair in one.facts],
        "links": [link_row(link, names) for link in one.links],
    }


def prop_row(pair: Pair, names: Names) -> Row:
    """A property that differs, in words."""
    shown: Callable[[Any], str] = names.element if pair.name in _REFERENCES else str
    if pair.name == "kind":
        shown = _kind_label
    return {
        "name": pair.name,
        "label": _PROP_LABELS.get(pair.name, pair.name),
        "before": None if pair.before is None else shown(pair.before),
        "after": None if pair.after is None else shown(pair.after),
    }


def _kind_label(kind: str) -> str:
    known = CATALOGUE.kinds.get(kind)
    return known.label if known else kind


def fact_row(pair: Pair, *, kind: str, people: Mapping[str, str]) -> Row:
    """A fact that differs, with where each value comes from; null is unknown."""
    known = CATALOGUE.fact(kind, pair.name)
    return {
        "name": pair.name,
        "label": fact_label(kind, pair.name),
        "type": known.type if known else "text",
        "unit": known.unit if known else "",
        "before": _fact_value(pair.before, people),
        "after": _fact_value(pair.after, people),
    }


def fact_label(kind: str, name: str) -> str:
    """What the catalogue calls a fact."""
    known = CATALOGUE.fact(kind, name)
    return known.label if known else name.replace("_", " ").capitalize()


def _fact_value(fact: Any, people: Mapping[str, str]) -> Row | None:
    if fact is None:
        return None
    shown = {key: fact.get(key, unknown) for key, unknown in _STATED.items()}
    return {**shown, "by": people.get(fact.get("by", ""), "")}


def link_row(link: Link, names: Names) -> Row:
    """A relation that came or went."""
    known = CATALOGUE.relations.get(link.type)
    label = known.label if known else link.type
    return {"what": link.what, "label": label, "name": names.element(link.target)}


def people_named(facts: Iterable[Any]) -> dict[str, str]:
    """Names of the people who stated the facts, by id. One query, none without people."""
    ids = {fact["by"] for fact in facts if fact and fact.get("by")}
    return names_of_people(ids)


# --- drawing ---------------------------------------------------------------------------------------

_GEOMETRY: Final = ("x", "y", "width", "height")
_SHOWN: Final = ("protocol", "port")  # facts of a flow


def drawing(compared: StateComparison) -> Row:
    """Everything that is in either state, as the canvas draws it, with what became of it."""
    marks: dict[tuple[str, str], str] = {
        (one.on, one.uid): one.what for one in compared.comparison.differences
    }
    was, now = compared.before, compared.after
    elements = _either(was.elements, now.elements, marks, "element")
    drawn = {uid for uid, one, _ in elements if _is_drawn(one["kind"])}
    flows = _either(was.flows, now.flows, marks, "flow")
    return {
        "elements": [
            {
                "uid": uid,
                "kind": one["kind"],
                "name": one["name"],
                "parent": one["parent"] if one["parent"] in drawn else None,
                **{name: one[name] for name in _GEOMETRY},
                "mark": mark,
            }
            for uid, one, mark in elements
            if uid in drawn
        ],
        "flows": [
            {
                "uid": uid,
                "source": one["source"],
                "destination": one["destination"],
                "name": one["name"],
                **{name: one["facts"].get(name, {}).get("value") for name in _SHOWN},
                "encrypted": is_stored_encrypted(one["facts"], one["origin"]),
                "mark": mark,
            }
            for uid, one, mark in flows
            if {one["source"], one["destination"]} <= drawn
        ],
    }


def _is_drawn(kind: str) -> bool:
    known = CATALOGUE.kinds.get(kind)
    return known is None or known.drawn


def _either(
    was: Mapping[str, Json], now: Mapping[str, Json], marks: Mapping[tuple[str, str], str], on: str
) -> list[tuple[str, Json, str]]:
    """What is there in one state at least, by its later values, with what became of it."""
    marked = {uid: mark for (sort, uid), mark in marks.items() if sort == on}
    removed = [(uid, one, "removed") for uid, one in sorted(was.items()) if marked.get(uid) == "removed"]
    there = [
        (uid, one, marked.get(uid, "same"))
        for uid, one in sorted(now.items())
        if not one["gone"] and marked.get(uid) != "removed"
    ]
    return there + removed
