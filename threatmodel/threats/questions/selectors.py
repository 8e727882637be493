"""The open questions of a model, one by one and grouped by what they ask."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from typing import Any, Final

from django.db.models import Count, F, Q, QuerySet, Sum, Window
from django.db.models.functions import RowNumber

from threatmodel.architecture.api.selectors.subjects import NAME_OF_ELEMENT, flow_name, subject_row
from threatmodel.architecture.models import ThreatModel
from threatmodel.engine.model import CATALOGUE
from threatmodel.engine.model.names import name_in
from threatmodel.library.choices import SEVERITIES
from threatmodel.threats.questions.models import Question

Row = dict[str, Any]
_QUESTION = ("id", "fact", "text", "weight", "could_raise")


def questions_about(kind: str, questions: QuerySet[Question]) -> list[Row]:
    """Return the open ones among the questions about one element or flow, heaviest first. One query."""
    rows = questions.filter(answered=False).order_by("-weight", "fact").values(*_QUESTION)
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


_SUBJECT: Final = (
    "element_id", "element__uid", "element__kind",
    "element__name", "element__parent__name", "element__parent__kind",
    "flow_id", "flow__uid", "flow__name", "flow__source__name", "flow__destination__name",
)  # fmt: skip
_GROUP_SHOWN: Final = 100  # questions listed of one group; the count includes the others


def questions_of(*, model: ThreatModel, query: Mapping[str, Any]) -> QuerySet[Question]:
    """Open questions of a model that match the filters of QuestionQuery, in its order."""
    found = _searched(model, query["search"])
    if query["element"]:
        found = found.filter(Q(element_id=query["element"]) | Q(flow_id=query["element"]))
    return found.order_by(*query["ordering"])


def _searched(model: ThreatModel, words: str) -> QuerySet[Question]:
    found = Question.objects.filter(model=model, answered=False)
    return found.filter(Q(text__icontains=words) | Q(fact__icontains=words)) if words else found


def questions_alike(*, model: ThreatModel, fact: str, kind: str, search: str) -> QuerySet[Question]:
    """The open questions of one group, as a search narrows it; flows are a kind as well."""
    asked = _searched(model, search).filter(fact=fact)
    return asked.filter(element=None) if kind == "flow" else asked.filter(element__kind=kind)


def question_rows(questions: QuerySet[Question]) -> list[Row]:
    """Questions as the API lists them. One query."""
    return [
        {
            "id": row["id"],
            "subject": _subject(row),
            "fact": row["fact"],
            **question_type(row["element__kind"] or "flow", row["fact"]),
            "text": row["text"],
            "rules": row["rules"],
            "weight": row["weight"],
            "could_raise": row["could_raise"],
        }
        for row in questions.values("id", "fact", "text", "rules", "weight", "could_raise", *_SUBJECT)
    ]


def _subject(row: Mapping[str, Any]) -> Row:
    if row["element_id"]:
        name = name_in(*(row[f"element__{column}"] for column in NAME_OF_ELEMENT))
        return subject_row(row["element_id"], uid=row["element__uid"], name=name, kind=row["element__kind"])
    name = flow_name(row["flow__name"], row["flow__source__name"], row["flow__destination__name"])
    return subject_row(row["flow_id"], uid=row["flow__uid"], name=name, kind="flow")


# --- questions asked of many -------------------------------------------------------------------


def question_groups_of(*, model: ThreatModel, query: Mapping[str, Any]) -> list[Row]:
    """Facts asked of several elements of one kind, heaviest first. One query; there are few groups."""
    alike = (
        _searched(model, query["search"]).order_by().values("fact", "element__kind", "rules", "could_raise")
    )
    groups: dict[tuple[str, str], Row] = {}
    waiting: dict[tuple[str, str], set[str]] = defaultdict(set)
    raised: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    # Questions for one fact mostly wait for the same rules: these are few rows, however many questions.
    for row in alike.annotate(count=Count("id"), all=Sum("weight")):
        key = row["fact"], row["element__kind"] or "flow"
        waiting[key].update(row["rules"])
        group = groups.setdefault(key, {"fact": key[0], "kind": key[1], "count": 0, "weight": 0})
        group["count"] += row["count"]
        group["weight"] += row["all"]
        group["rule_count"] = len(waiting[key])
        raised[key].update({severity: row["count"] * one for severity, one in row["could_raise"].items()})
        group["could_raise"] = {
            severity: raised[key][severity] for severity in SEVERITIES if raised[key][severity]
        }
    wanted = [group for group in groups.values() if not query["kind"] or group["kind"] in query["kind"]]
    return sorted(wanted, key=lambda group: (-group["weight"], group["fact"], group["kind"]))


def question_group_rows(groups: Sequence[Row], *, model: ThreatModel, search: str) -> list[Row]:
    """One page of groups with the questions in them, at most 100 of each. One query."""
    place = Window(
        RowNumber(),
        partition_by=[F("fact"), F("element__kind")],
        order_by=[F("weight").desc(), F("id").asc()],
    )
    asked = _searched(model, search).filter(fact__in=[group["fact"] for group in groups])
    named = asked.annotate(place=place).filter(place__lte=_GROUP_SHOWN).order_by("fact", "place")
    questions: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for row in named.values("id", "fact", *_SUBJECT):
        entry = {"id": row["id"], "subject": _subject(row)}
        questions[row["fact"], row["element__kind"] or "flow"].append(entry)
    return [
        {
            **group,
            **question_type(group["kind"], group["fact"]),
            "text": known.question if (known := CATALOGUE.fact(group["kind"], group["fact"])) else "",
            "questions": questions.get((group["fact"], group["kind"]), []),
        }
        for group in groups
    ]
