"""The open questions of a model, one by one."""

from collections.abc import Mapping
from typing import Any, Final

from django.db.models import Q, QuerySet

from threatmodel.architecture.api.selectors.threat_subjects import NAME_OF_ELEMENT, flow_name, subject_row
from threatmodel.architecture.models import ThreatModel
from threatmodel.engine.model import CATALOGUE
from threatmodel.engine.model.name_validation import name_in
from threatmodel.threats.questions.models import Question

Row = dict[str, Any]
_QUESTION = ("id", "fact", "text", "weight", "could_raise")
BY_RANK: Final = ("-rank", "-weight")  # as rank_order of the engine sorts them


def questions_about(kind: str, questions: QuerySet[Question]) -> list[Row]:
    """Return the open ones among the questions about one element or flow, by rank. One query."""
    rows = questions.filter(answered=False).order_by(*BY_RANK, "fact").values(*_QUESTION)
    return [{**row, **question_type(kind, row["fact"])} for row in rows]


def question_type(kind: str, fact: str) -> Row:
    """Return how the answer to a question about this fact is entered."""
    known = CATALOGUE.fact(kind, fact)
    if known is None:
        plain = {"label": fact, "meaning": "", "type": "text", "options": [], "unit": ""}
        return {**plain, "fields": {}, "ranges": {}}
    return {
        "label": known.label,
        "meaning": known.meaning,
        "type": known.type,
        "options": list(known.options),
        "unit": known.unit,
        "fields": dict(known.fields),
        "ranges": dict(known.ranges),
    }


SUBJECT: Final = (
    "element_id", "element__uid", "element__kind",
    "element__name", "element__parent__name", "element__parent__kind",
    "flow_id", "flow__uid", "flow__name", "flow__source__name", "flow__destination__name",
)  # fmt: skip


def questions_of(*, model: ThreatModel, query: Mapping[str, Any]) -> QuerySet[Question]:
    """Open questions of a model that match the filters of QuestionQuery, in its order."""
    found = questions_searched(model, query["search"])
    if query["element"]:
        found = found.filter(Q(element_id=query["element"]) | Q(flow_id=query["element"]))
    return found.order_by(*query["ordering"])


def questions_searched(model: ThreatModel, words: str) -> QuerySet[Question]:
    """Open questions of a model whose text or fact has these words; all where there are none."""
    found = Question.objects.filter(model=model, answered=False)
    return found.filter(Q(text__icontains=words) | Q(fact__icontains=words)) if words else found


def question_rows(questions: QuerySet[Question]) -> list[Row]:
    """Questions as the API lists them. One query."""
    return [
        {
            "id": row["id"],
            "subject": subject_of(row),
            "fact": row["fact"],
            **question_type(row["element__kind"] or "flow", row["fact"]),
            "text": row["text"],
            "rules": row["rules"],
            "weight": row["weight"],
            "could_raise": row["could_raise"],
        }
        for row in questions.values("id", "fact", "text", "rules", "weight", "could_raise", *SUBJECT)
    ]


def subject_of(row: Mapping[str, Any]) -> Row:
    """The element or flow that a row with the columns SUBJECT is about."""
    if row["element_id"]:
        name = name_in(*(row[f"element__{column}"] for column in NAME_OF_ELEMENT))
        return subject_row(row["element_id"], uid=row["element__uid"], name=name, kind=row["element__kind"])
    name = flow_name(row["flow__name"], row["flow__source__name"], row["flow__destination__name"])
    return subject_row(row["flow_id"], uid=row["flow__uid"], name=name, kind="flow")
