"""The data sets of a model: what they say of people, where they are, and the threats that name them."""

import uuid
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from django.db.models import Q, QuerySet, TextField
from django.db.models.functions import Cast

from threatmodel.architecture.engine_mapper import engine_model
from threatmodel.architecture.models import Element, Flow, ThreatModel
from threatmodel.architecture.operations.row_loading import architecture_load
from threatmodel.engine.analysis.data_suggestions import DataSuggestion, suggest_data_sets
from threatmodel.engine.library.frameworks import DATA_CATEGORIES
from threatmodel.engine.model import CATALOGUE
from threatmodel.threats.models import Question, Threat
from threatmodel.threats.selectors.architecture import fact_rows, questions_about
from threatmodel.threats.selectors.counts import no_threats, worst_of
from threatmodel.threats.selectors.subjects import flow_name, subject_row, subjects_by_uid
from threatmodel.threats.vocabulary import OPEN

Row = dict[str, Any]
KIND: Final = "data-set"
FACTS: Final = tuple(CATALOGUE.kinds[KIND].facts)
PLACES_SHOWN: Final = 200  # of one data set; the counts tell of the others
_RANK: Final = {
    word: place for place, word in enumerate(CATALOGUE.kinds[KIND].facts["classification"].options)
}
# An evidence that goes back to a data set names the fact by which the element or flow refers to it.
_IN_EVIDENCE: Final = '"data_sets"'


# --- where they are ----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Place:
    """An element or flow that names data sets."""

    on: str  # element or flow
    id: uuid.UUID
    uid: str
    name: str
    kind: str  # a kind of the catalogue, or flow
    data_sets: tuple[str, ...]  # uids

    def row(self) -> Row:
        """Return it as the API shows it."""
        return subject_row(self.id, uid=self.uid, name=self.name, kind=self.kind)


def places_of(*, model_id: uuid.UUID) -> list[Place]:
    """Elements, then flows, that name data sets, each by name; what is gone is left out. Two queries."""
    named = {"model_id": model_id, "facts__has_key": "data_sets", "gone_at__isnull": True}
    elements = Element.objects.filter(**named).values_list("id", "uid", "name", "kind", "facts__data_sets")
    flows = Flow.objects.filter(**named).values_list(
        "id", "uid", "name", "source__name", "destination__name", "facts__data_sets"
    )
    places = [Place("element", key, uid, name, kind, _names(fact)) for key, uid, name, kind, fact in elements]
    joined = [
        Place("flow", key, uid, flow_name(*words), "flow", _names(fact)) for key, uid, *words, fact in flows
    ]
    return sorted(places, key=_by_name) + sorted(joined, key=_by_name)


def _names(fact: Mapping[str, Any]) -> tuple[str, ...]:
    return tuple(fact["value"])


def _by_name(place: Place) -> tuple[str, str]:
    return place.name.lower(), place.uid


def threats_naming(
    *, model: ThreatModel, data_sets: Mapping[str, uuid.UUID]
) -> dict[str, dict[uuid.UUID, str]]:
    """Severity of the open threats that each data set (uid: id) is evidence or subject of. One query.

    Evidence is kept as JSON, of which the two databases can search only the text.
    """
    text = Cast("evidence", TextField())
    threats = Threat.objects.filter(model=model, disposition__in=OPEN).alias(text=text)
    found = threats.filter(Q(text__contains=_IN_EVIDENCE) | Q(element_id__in=list(data_sets.values())))
    naming: dict[str, dict[uuid.UUID, str]] = defaultdict(dict)
    for key, subject, severity, evidence in found.values_list("id", "subject_uid", "severity", "evidence"):
        for uid in {subject, *(one["element"] for one in evidence)} & data_sets.keys():
            naming[uid][key] = severity
    return naming


def threats_of_data_set(*, model: ThreatModel, data_set_id: uuid.UUID) -> list[uuid.UUID]:
    """Ids of the open threats that go back to the data set; none when there is no such. Two queries."""
    uid = data_sets(model_id=model.pk).filter(pk=data_set_id).values_list("uid", flat=True).first()
    return list(threats_naming(model=model, data_sets={uid: data_set_id}).get(uid, ())) if uid else []


# --- the list ----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Context:
    """What is read once for all data sets of a model."""

    places: Mapping[str, Sequence[Place]] = field(default_factory=dict)
    threats: Mapping[str, Mapping[uuid.UUID, str]] = field(default_factory=dict)


def data_sets(*, model_id: uuid.UUID) -> QuerySet[Element]:
    """The data sets of a model, as the elements they are."""
    return Element.objects.filter(model_id=model_id, kind=KIND, gone_at__isnull=True)


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
    by_uid: dict[str, list[Place]] = defaultdict(list)
    for place in places_of(model_id=model.pk):
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


def is_special(category: str) -> bool:
    """Whether the category stands in GDPR Art. 9; one that the library does not know does not."""
    known = DATA_CATEGORIES.get(category)
    return known is not None and known.special


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


# --- suggestions -------------------------------------------------------------------------------


def suggestions_of(*, model_id: uuid.UUID) -> tuple[DataSuggestion, ...]:
    """What the names in the model suggest of its data. Four queries, and a walk through the whole model."""
    return suggest_data_sets(engine_model(architecture_load(model_id=model_id).working_copy))


def suggestion_rows(*, model: ThreatModel) -> list[Row]:
    """Suggestions as the API lists them, in the order of the engine."""
    suggestions = suggestions_of(model_id=model.pk)
    if not suggestions:
        return []
    subjects = subjects_by_uid(model_id=model.pk, uids=_named(suggestions))
    names = {uid: subjects[uid].name for one in suggestions if (uid := one.data_set) in subjects}
    return [
        {
            "on": one.on,
            "id": (subject := subjects[one.uid]).element_id or subject.flow_id,
            "uid": one.uid,
            "name": subject.name,
            "kind": subject.kind,
            "template": one.template,
            "data_set": one.data_set,
            "data_set_name": names.get(one.data_set or "", one.name),
            "facts": one.facts,
            "why": one.why,
        }
        for one in suggestions
        if one.uid in subjects
    ]


def _named(suggestions: Collection[DataSuggestion]) -> set[str]:
    return {one.uid for one in suggestions} | {one.data_set for one in suggestions if one.data_set}
