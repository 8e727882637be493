"""What possible threats wait for, and the answers that decide them."""

from collections.abc import Collection, Mapping, Sequence
from functools import cache
from typing import Any, Final

from django.db.models import Q

from threatmodel.architecture.api.selectors.threat_subjects import subject_row, subjects_by_uid
from threatmodel.architecture.models import ThreatModel
from threatmodel.engine.model import CATALOGUE
from threatmodel.threats.choices import ANSWER_ACTIONS
from threatmodel.threats.questions.models import Question
from threatmodel.threats.questions.selectors.questions import question_type

Row = dict[str, Any]
Fact = tuple[str, str]
"""The uid of an element or flow, and the name of a fact."""
_UIDS: Final = ("element__uid", "flow__uid")


def deferred_facts(rows: Sequence[Mapping[str, Any]]) -> set[Fact]:
    """Which of the facts that these threats wait for a person does not know yet. One query, or none."""
    uids = {entry["element"] for row in rows for entry in row["waits_for"]}
    if not uids:
        return set()
    about = Q(element__uid__in=uids) | Q(flow__uid__in=uids)
    asked = Question.objects.filter(
        about, model_id=rows[0]["model_id"], answered=False, deferred_at__isnull=False
    )
    return {(element or flow, fact) for element, flow, fact in asked.values_list(*_UIDS, "fact")}


def possible_part(row: Mapping[str, Any], deferred: Collection[Fact]) -> Row:
    """Return what a row of the list says of a possible threat; empty lists for a found one."""
    return {
        "waits_for": [
            {
                **entry,
                "label": fact_label(entry["fact"]),
                "deferred": (entry["element"], entry["fact"]) in deferred,
            }
            for entry in row["waits_for"]
        ],
        "one_click": [action for action in ANSWER_ACTIONS if len(row["answers"].get(action, ())) == 1],
    }


def missing_rows(model: ThreatModel, waits_for: Sequence[Mapping[str, str]]) -> list[Row]:
    """Return each missing fact with its question and how it is answered. Three queries, or none."""
    if not waits_for:
        return []
    subjects = subjects_by_uid(model_id=model.pk, uids={entry["element"] for entry in waits_for})
    about = Q(element__uid__in=subjects) | Q(flow__uid__in=subjects)
    columns = ("id", "deferred_at", "deferred_by__name", "text")
    questions = Question.objects.filter(about, model=model, answered=False)
    asked = {
        (row["element__uid"] or row["flow__uid"], row["fact"]): row
        for row in questions.values(*_UIDS, "fact", *columns)
    }
    rows = []
    for entry in waits_for:
        subject = subjects.get(entry["element"])
        if subject is None:
            continue
        question = asked.get((entry["element"], entry["fact"]), {})
        rows.append(
            {
                "subject": subject_row(
                    subject.element_id or subject.flow_id,
                    uid=entry["element"],
                    name=subject.name,
                    kind=subject.kind,
                ),
                "fact": entry["fact"],
                **question_type(subject.kind, entry["fact"]),
                "text": question.get("text") or _text(subject.kind, entry["fact"], subject.name),
                "question": question.get("id"),
                "deferred_at": question.get("deferred_at"),
                "deferred_by": question.get("deferred_by__name") or "",
            }
        )
    return rows


def answer_rows(answers: Mapping[str, Any]) -> Row:
    """Return for each action the answers that have its effect, of which any one is enough."""
    return {action.replace("-", "_"): answers.get(action, []) for action in ANSWER_ACTIONS}


def _text(kind: str, fact: str, name: str) -> str:
    known = CATALOGUE.fact(kind, fact)
    return known.question.replace("{name}", name) if known else ""


@cache
def fact_label(fact: str) -> str:
    """The label of a fact, whichever kind it belongs to."""
    kinds = (*CATALOGUE.kinds, "flow")
    known = next((found for kind in kinds if (found := CATALOGUE.fact(kind, fact))), None)
    return known.label if known else fact
