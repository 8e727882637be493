"""What waits for a person, across all models of all their teams."""

import datetime as dt
import uuid
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import (
    CharField,
    Count,
    DateField,
    Expression,
    F,
    IntegerField,
    Q,
    QuerySet,
    Value,
    Window,
)
from django.db.models.functions import Coalesce
from django.utils import timezone

from threatmodel.accounts.models import Membership, User
from threatmodel.accounts.selectors import lacks_second_factor
from threatmodel.architecture.api.selectors.people import person_row
from threatmodel.threats.acceptances.models import AcceptanceApprover, RiskAcceptance
from threatmodel.threats.choices import OPEN, UNFINISHED
from threatmodel.threats.mitigations.models import Mitigation
from threatmodel.threats.questions.models import Question
from threatmodel.threats.threats.models import Threat
from threatmodel.threats.triage.models import InfoRequest
from threatmodel.threats.triage.selectors.due_dates import SOON, due_on_in_teams

Row = dict[str, Any]
BUCKETS: Final = ("overdue", "week", "later", "undated")  # week: within seven days
LISTED_MOST: Final = 20  # questions, and acceptances to decide; their counts include the others
_NEVER: Final = dt.date.max  # what has no date comes last
_COLUMNS: Final = (
    "kind", "model_id", "model_name", "team_name", "number", "title", "severity", "state", "due_day",
    "sort_day", "weight",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class WorkList:
    """The threats and mitigations of a person, first due first, with how many are due when."""

    rows: QuerySet[Any, Any]
    buckets: Mapping[str, int]

    @property
    def count(self) -> int:
        """How many there are."""
        return sum(self.buckets.values())


def team_days(*, user: User) -> dict[uuid.UUID, Mapping[str, int]]:
    """The teams that a person may use, each with its days until threats are due. One query."""
    memberships = Membership.objects.filter(user=user, team__deleted_at=None)
    usable = memberships.exclude(lacks_second_factor("team__"))
    return dict(usable.values_list("team_id", "team__due_days"))


def work_of(*, user: User, teams: Mapping[uuid.UUID, Mapping[str, int]]) -> WorkList:
    """The unfinished threats and mitigations of a person. Two queries of counts; rows are read later."""
    threats = _in_teams(Threat.objects.filter(owner=user, status__in=OPEN), teams)
    mitigations = _in_teams(Mitigation.objects.filter(owner=user, status__in=UNFINISHED), teams)
    dated_threats = threats.annotate(due_day=due_on_in_teams(teams))
    dated_mitigations = mitigations.annotate(due_day=F("due"))
    buckets = Counter(_bucket_counts(dated_threats))
    buckets.update(_bucket_counts(dated_mitigations))
    rows = _columns(dated_threats, kind="threat", state="status", severity=F("severity"), weight="score")
    rows = rows.union(
        _columns(dated_mitigations, kind="mitigation", state="status", severity=Value(""), weight=None),
        all=True,
    )
    ordered = rows.order_by("sort_day", "-weight", "model_name", "kind", "number")
    return WorkList(ordered, {bucket: buckets[bucket] for bucket in BUCKETS})


def work_rows(rows: Iterable[Sequence[Any]]) -> list[Row]:
    """Rows of the work list as the API shows them. One query."""
    today = timezone.localdate()
    return [_work_row(dict(zip(_COLUMNS, row, strict=True)), today) for row in rows]


def _work_row(row: Row, today: dt.date) -> Row:
    due: dt.date | None = row["due_day"]
    return {
        "kind": row["kind"],
        "model": {"id": row["model_id"], "name": row["model_name"]},
        "team": row["team_name"],
        "number": row["number"],
        "title": row["title"],
        "severity": row["severity"],
        "state": row["state"],
        "due": due,
        "days_left": (due - today).days if due else None,
        "bucket": _bucket(due, today),
    }


def _bucket(due: dt.date | None, today: dt.date) -> str:
    if due is None:
        return "undated"
    if due < today:
        return "overdue"
    return "week" if due <= today + SOON else "later"


def _in_teams(rows: QuerySet[Any], teams: Iterable[uuid.UUID]) -> QuerySet[Any]:
    return rows.filter(model__team__in=list(teams), model__deleted_at__isnull=True)


def _bucket_counts(dated: QuerySet[Any]) -> dict[str, int]:
    today = timezone.localdate()
    until = today + SOON
    conditions = {
        "overdue": Q(due_day__lt=today),
        "week": Q(due_day__gte=today, due_day__lte=until),
        "later": Q(due_day__gt=until),
        "undated": Q(due_day__isnull=True),
    }
    counts = {bucket: Count("pk", filter=condition) for bucket, condition in conditions.items()}
    return dict(dated.aggregate(**counts))


def _columns(
    dated: QuerySet[Any], *, kind: str, state: str, severity: F | Value, weight: str | None
) -> QuerySet[Any, Any]:
    """The columns of both kinds, so that one statement sorts and pages them together."""
    score: Expression | F = F(weight) if weight else Value(0, output_field=IntegerField())
    shown = {"model_name": F("model__name"), "team_name": F("model__team__name"), "state": F(state)}
    named = dated.annotate(
        kind=Value(kind, output_field=CharField()),
        **shown,
        sort_day=Coalesce("due_day", Value(_NEVER), output_field=DateField()),
        weight=score,
    )
    if isinstance(severity, Value):
        named = named.annotate(severity=Value("", output_field=CharField()))
    columns: QuerySet[Any, Any] = named.order_by().values_list(*_COLUMNS)
    return columns


def questions_for(*, user: User, teams: Iterable[uuid.UUID]) -> Row:
    """The questions that the person was asked, newest first: of facts, and about threats. Two queries."""
    ids = list(teams)
    facts = _in_teams(Question.objects.filter(assigned_to=user, answered=False), ids)
    about = InfoRequest.objects.filter(
        asked=user, threat__model__team__in=ids, threat__model__deleted_at__isnull=True
    )
    asked, of_facts = _listed(facts.order_by("-assigned_at", "pk").select_related("model", "assigned_by"))
    waiting, of_threats = _listed(
        about.order_by("-asked_at", "pk").select_related("threat__model", "asked_by")
    )
    rows = [*map(_fact_question, asked), *map(_threat_question, waiting)]
    newest = sorted(rows, key=lambda row: row["asked_at"], reverse=True)[:LISTED_MOST]
    return {"count": of_facts + of_threats, "results": newest}


def decisions_for(*, user: User, teams: Iterable[uuid.UUID]) -> Row:
    """The requests to accept risk on which the person is to decide, first to expire first. One query."""
    asked = AcceptanceApprover.objects.filter(user=user).values("acceptance")
    proposed = _in_teams(RiskAcceptance.objects.filter(status="proposed", pk__in=asked), teams)
    rows, count = _listed(proposed.order_by("expires_on", "pk").select_related("model", "requested_by"))
    return {"count": count, "results": [_decision(one) for one in rows]}


def _listed(rows: QuerySet[Any]) -> tuple[list[Any], int]:
    """The first rows, and how many there are. One query."""
    first = list(rows.annotate(total=Window(Count("*")))[:LISTED_MOST])
    return first, first[0].total if first else 0


def _fact_question(question: Question) -> Row:
    return {
        "kind": "fact",
        "model": {"id": question.model_id, "name": question.model.name},
        "number": None,
        "text": question.text,
        "asked_by": person_row(question.assigned_by),
        "asked_at": question.assigned_at or question.created_at,
    }


def _threat_question(request: InfoRequest) -> Row:
    threat = request.threat
    return {
        "kind": "threat",
        "model": {"id": threat.model_id, "name": threat.model.name},
        "number": threat.number,
        "text": threat.title,
        "asked_by": person_row(request.asked_by),
        "asked_at": request.asked_at,
    }


def _decision(acceptance: RiskAcceptance) -> Row:
    return {
        "model": {"id": acceptance.model_id, "name": acceptance.model.name},
        "team": acceptance.model.team_id,
        "number": acceptance.number,
        "title": acceptance.title,
        "severity": acceptance.severity,
        "requested_by": person_row(acceptance.requested_by),
        "expires_on": acceptance.expires_on,
    }
