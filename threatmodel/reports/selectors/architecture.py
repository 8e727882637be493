"""Elements, flows and data sets of a model, as reports show them."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from threatmodel.engine.analysis.flow_origin import is_stored_encrypted
from threatmodel.engine.model import CATALOGUE
from threatmodel.engine.model.name_validation import name_in
from threatmodel.history.architecture_state import State
from threatmodel.reports.selectors.fact_values import value_text
from threatmodel.reports.selectors.report_data_types import DataSetContent, ElementContent, FlowContent

Json = Mapping[str, Any]
_DATA_SET: Final = "data-set"


def elements_of(state: State) -> tuple[ElementContent, ...]:
    """Elements without data sets and without what an import no longer found, by kind and name."""
    found = (
        _element(uid, one, state)
        for uid, one in state.elements.items()
        if not one["gone"] and one["kind"] != _DATA_SET
    )
    return tuple(sorted(found, key=lambda one: (one.kind, one.name, one.uid)))


def flows_of(state: State) -> tuple[FlowContent, ...]:
    """Flows whose ends are there and that nobody rejected, by name."""
    present = {uid for uid, one in state.elements.items() if not one["gone"]}
    found = (
        _flow(uid, one, state)
        for uid, one in state.flows.items()
        if not one["gone"]
        and {one["source"], one["destination"]} <= present
        and fact_text(one, "review") != "rejected"
    )
    return tuple(sorted(found, key=lambda one: (one.name, one.uid)))


def data_sets_of(state: State) -> tuple[DataSetContent, ...]:
    """Data sets by name."""
    found = (
        DataSetContent(
            one["name"],
            fact_text(one, "classification"),
            _personal_text(one),
            fact_text(one, "data_subjects"),
            fact_text(one, "retention_days"),
        )
        for one in state.elements.values()
        if not one["gone"] and one["kind"] == _DATA_SET
    )
    return tuple(sorted(found, key=lambda one: one.name))


def _personal_text(one: Json) -> str:
    """The categories of personal data; without them whether there is any, in words."""
    known = fact_text(one, "personal_data")
    return fact_text(one, "personal_data_categories") or {"true": "Yes", "false": "None"}.get(known, known)


def files_of(state: State) -> tuple[str, ...]:
    """Names of the files that elements come from."""
    return tuple(sorted({file for file in _files(state.elements.values()) if file}))


def _files(elements: Iterable[Json]) -> Iterator[str]:
    for one in elements:
        if not one["gone"]:
            yield (one["source"] or {}).get("file", "")


def subject_names(state: State) -> dict[str, tuple[str, str]]:
    """Name and kind of each element and flow, by uid; those that are gone as well."""
    named = {uid: (element_name(one, state), str(one["kind"])) for uid, one in state.elements.items()}
    return named | {uid: (flow_name(one, state), "flow") for uid, one in state.flows.items()}


def element_name(one: Json, state: State) -> str:
    """What an element is called where its parent is not shown."""
    parent = state.elements.get(one["parent"] or "")
    return name_in(parent["name"], parent["kind"], one["name"]) if parent else str(one["name"])


def flow_name(one: Json, state: State) -> str:
    """The name of a flow, else its ends."""
    if one["name"]:
        return str(one["name"])
    ends = (state.elements.get(one[end]) for end in ("source", "destination"))
    return " → ".join(element_name(end, state) if end else "?" for end in ends)


def fact_text(one: Json, name: str) -> str:
    """A fact in words; empty where it is not known."""
    known = (one["facts"] or {}).get(name)
    if known is None or known.get("value") in (None, "", []):
        return ""
    found = known["value"]
    if isinstance(found, list):
        return ", ".join(value_text(item) for item in found)
    return value_text(found)


def _element(uid: str, one: Json, state: State) -> ElementContent:
    kind = CATALOGUE.kinds.get(one["kind"])
    places = (one["x"], one["y"], one["width"], one["height"])
    return ElementContent(
        uid=uid,
        name=element_name(one, state),
        kind=one["kind"],
        kind_label=kind.label if kind else one["kind"],
        roles=kind.dfd if kind else (),
        parent=one["parent"],
        is_zone=bool(kind and kind.boundary),
        is_drawn=kind.drawn if kind else True,
        file=(one["source"] or {}).get("file", ""),
        box=None if None in places[:2] else tuple(float(place or 0) for place in places),  # type: ignore[arg-type]
    )


def _flow(uid: str, one: Json, state: State) -> FlowContent:
    return FlowContent(
        uid=uid,
        name=flow_name(one, state),
        source=one["source"],
        destination=one["destination"],
        protocol=fact_text(one, "protocol"),
        port=fact_text(one, "port"),
        encrypted=is_stored_encrypted(one["facts"] or {}, one["origin"]),
        authenticated=_flag(one, "authenticated"),
        origin=one["origin"],
    )


def _flag(one: Json, name: str) -> bool | None:
    known = (one["facts"] or {}).get(name)
    found = known.get("value") if known else None
    return found if isinstance(found, bool) else None
