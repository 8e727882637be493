"""The data sets of a model with their facts, uses and threats."""

import uuid
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from threatmodel.architecture.api.selectors.data_sets import (
    KIND,
    DataSetUse,
    data_set_uses,
    data_sets,
    is_special,
)
from threatmodel.architecture.models import Element, ThreatModel
from threatmodel.engine.model import CATALOGUE
from threatmodel.threats.overview.selectors.facts import fact_rows
from threatmodel.threats.questions.models import Question
from threatmodel.threats.questions.selectors.questions import questions_about
from threatmodel.threats.threats.selectors.data_set_threats import threats_naming
from threatmodel.threats.threats.selectors.severity_counts import no_threats, worst_of

Row = dict[str, Any]
FACTS: Final = tuple(CATALOGUE.kinds[KIND].facts)
PLACES_SHOWN: Final = 200  # of one data set; the counts include the others
_RANK: Final = {
    word: place for place, word in enumerate(CATALOGUE.kinds[KIND].facts["classification"].options)
}


# --- the list ----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Context:
    """What is read once for all data sets of a model."""

    places: Mapping[str, Sequence[DataSetUse]] = field(default_factory=dict)
    threats: Mapping[str, Mapping[uuid.UUID, str]] = field(default_factory=dict)


def data_sets_of(*, model: ThreatModel, query: Mapping[str, Any]) -> list[Row]:
    """Data sets that match the filters of DataSetQuery, in its order. Four queries; they are few."""
    elements = list(data_sets(model_id=model.pk))
    context = _context(model, elements) if elements else _Context()
    rows = [_row(element, context) for element in elements]
    chosen = [row for row in rows if _matches(row, query)]
    name = query["ordering"].removeprefix("-")
    chosen.sort(key=lambda row: (row["name"].lower(), row["uid"]))
    chosen.sort(key=_ORDERS[name], reverse=query["ordering"].startswith("-"))
    return chosen


def _context(model: ThreatModel, elements: Iterable[Element]) -> _Context:
    by_uid: dict[str, list[DataSetUse]] = defaultdict(list)
    for place in data_set_uses(model_id=model.pk):
        for uid in place.data_sets:
            by_uid[uid].append(place)
    return _Context(by_uid, threats_naming(model=model, data_sets={one.uid: one.pk for one in elements}))


def _row(element: Element, context: _Context) -> Row:
    facts = {name: element.facts[name]["value"] if name in element.facts else None for name in FACTS}
    places = context.places.get(element.uid, ())
    threats = no_threats()
    for severity in context.threats.get(element.uid, {}).values():
        threats[severity] += 1
    return {
        "id": element.pk,
        "uid": element.uid,
        "name": element.name,
        **facts,
        "special": any(is_special(category) for category in facts["personal_data_categories"] or ()),
        "element_count": sum(place.on == "element" for place in places),
        "flow_count": sum(place.on == "flow" for place in places),
        "places": [place.row() for place in places[:PLACES_SHOWN]],
        "threats": threats,
        "worst": worst_of(threats),
    }


def _matches(row: Row, query: Mapping[str, Any]) -> bool:
    words = " ".join([row["name"], *(row["purposes"] or ()), *(row["data_subjects"] or ())])
    classes = query["classification"]
    return (
        query["search"].strip().lower() in words.lower()
        and (not classes or row["classification"] in classes)
        and (query["personal_data"] is None or row["personal_data"] is query["personal_data"])
    )


_ORDERS: Final[Mapping[str, Any]] = {
    "name": lambda row: row["name"].lower(),
    "classification": lambda row: _RANK.get(row["classification"], -1),
    "places": lambda row: row["element_count"] + row["flow_count"],
    "threats": lambda row: sum(row["threats"].values()),
    "retention": lambda row: row["retention_days"] if row["retention_days"] is not None else -1,
}
DATA_SET_ORDERS: Final = tuple(_ORDERS)


def data_set_detail(*, model: ThreatModel, data_set_id: uuid.UUID) -> Row | None:
    """A data set with where each fact comes from and what is asked about it, or None."""
    element = data_sets(model_id=model.pk).filter(pk=data_set_id).first()
    if element is None:
        return None
    return {
        **_row(element, _context(model, [element])),
        "facts": fact_rows(element.facts, kind=KIND, model_id=model.pk, uid=element.uid),
        "questions": questions_about(KIND, Question.objects.filter(element=element)),
    }
