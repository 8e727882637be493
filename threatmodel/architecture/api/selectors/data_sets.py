"""The data sets of a model, where they are used, and suggestions of more."""

import uuid
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import QuerySet

from threatmodel.architecture.api.selectors.threat_subjects import flow_name, subject_row, subjects_by_uid
from threatmodel.architecture.engine_mapper import engine_model
from threatmodel.architecture.models import Element, Flow, ThreatModel
from threatmodel.architecture.operations.row_loading import architecture_load
from threatmodel.engine.analysis.data_set_suggestions import DataSuggestion, suggest_data_sets
from threatmodel.engine.library.taxonomies import DATA_CATEGORIES

Row = dict[str, Any]


KIND: Final = "data-set"


# --- where they are ----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class DataSetUse:
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


def data_set_uses(*, model_id: uuid.UUID) -> list[DataSetUse]:
    """Elements, then flows, that name data sets, each by name, without what is gone. Two queries."""
    named = {"model_id": model_id, "facts__has_key": "data_sets", "gone_at__isnull": True}
    elements = Element.objects.filter(**named).values_list("id", "uid", "name", "kind", "facts__data_sets")
    flows = Flow.objects.filter(**named).values_list(
        "id", "uid", "name", "source__name", "destination__name", "facts__data_sets"
    )
    places = [
        DataSetUse("element", key, uid, name, kind, _names(fact)) for key, uid, name, kind, fact in elements
    ]
    joined = [
        DataSetUse("flow", key, uid, flow_name(*words), "flow", _names(fact))
        for key, uid, *words, fact in flows
    ]
    return sorted(places, key=_by_name) + sorted(joined, key=_by_name)


def _names(fact: Mapping[str, Any]) -> tuple[str, ...]:
    return tuple(fact["value"])


def _by_name(place: DataSetUse) -> tuple[str, str]:
    return place.name.lower(), place.uid


def data_sets(*, model_id: uuid.UUID) -> QuerySet[Element]:
    """The data sets of a model, as the elements they are."""
    return Element.objects.filter(model_id=model_id, kind=KIND, gone_at__isnull=True)


def is_special(category: str) -> bool:
    """Whether the category is listed in GDPR Art. 9; an unknown one is not."""
    known = DATA_CATEGORIES.get(category)
    return known is not None and known.special


# --- suggestions -------------------------------------------------------------------------------


def suggestions_of(*, model_id: uuid.UUID) -> tuple[DataSuggestion, ...]:
    """Data sets that names in the model suggest. Four queries, and a pass over the whole model."""
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
