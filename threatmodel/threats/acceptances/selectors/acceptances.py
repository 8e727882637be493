"""The acceptances of a team over all its models, and what one of them says."""

import re
import uuid
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

from django.db.models import (
    BooleanField,
    Case,
    CharField,
    Count,
    ExpressionWrapper,
    F,
    Q,
    QuerySet,
    Value,
    When,
)

from threatmodel.accounts.models import User
from threatmodel.architecture.api.selectors.people import person_row
from threatmodel.threats.acceptances.models import AcceptanceApprover, AcceptedThreat, RiskAcceptance
from threatmodel.threats.acceptances.selectors import current_day
from threatmodel.threats.acceptances.selectors.approvers import DECIDING
from threatmodel.threats.choices import ACCEPTANCE_STATES, ACCEPTANCE_WAITING

Row = dict[str, Any]
EXPIRING_DAYS: Final = 14  # from when on an active acceptance counts as expiring
_NUMBER: Final = re.compile(r"\s*[Aa]?(\d{1,9})\s*\Z")


@dataclass(frozen=True, slots=True)
class AcceptanceList:
    """The acceptances a query finds, with how many each state and "to decide by me" would find."""

    rows: QuerySet[RiskAcceptance]
    count: int
    states: Mapping[str, int]
    to_decide: int
    changed: int


def acceptances_of_team(*, team_id: uuid.UUID) -> QuerySet[RiskAcceptance]:
    """The acceptances of all models of a team."""
    return RiskAcceptance.objects.filter(model__team_id=team_id, model__deleted_at__isnull=True)


def acceptance_list(
    *, acceptances: QuerySet[RiskAcceptance], user: User, query: Mapping[str, Any]
) -> AcceptanceList:
    """Those that match AcceptanceQuery: what the user is to decide comes first.

    One query, of groups; the rows are read later. The caller has checked who asks.
    """
    found = _searched(_with_state(acceptances, user), query)
    groups = found.order_by().values_list("state", "mine", "has_changed").annotate(number=Count("pk"))
    states, to_decide, changed, count = dict.fromkeys(ACCEPTANCE_STATES, 0), 0, 0, 0
    for state, mine, has_changed, number in groups:
        states[state] += number
        to_decide += number * mine
        changed += number * has_changed
        in_states = not query["state"] or state in query["state"]
        if in_states and mine >= query["to_decide"] and has_changed >= query["changed"]:
            count += number
    rows = _filtered(found, query).order_by(F("mine").desc(), *query["ordering"])
    return AcceptanceList(rows, count, states, to_decide, changed)


def acceptances_seen(
    *, acceptances: QuerySet[RiskAcceptance], user: User, ids: Collection[uuid.UUID] | None = None
) -> QuerySet[RiskAcceptance]:
    """These acceptances, or those with the ids, as acceptance_rows needs them for the user."""
    wanted = acceptances if ids is None else acceptances.filter(pk__in=ids)
    return _with_state(wanted, user).order_by("model_id", "number")


def state_of(status: str, expires_on: date, today: date) -> str:
    """Return the state that is shown, one of ACCEPTANCE_STATES: an active one expires by the day alone."""
    if status != "active":
        return status
    if expires_on < today:
        return "expired"
    return "expiring" if expires_on <= today + timedelta(days=EXPIRING_DAYS) else "active"


_PEOPLE: Final = ("model", "requested_by", "decided_by", "ended_by", "extends")


def acceptance_rows(acceptances: QuerySet[RiskAcceptance]) -> list[Row]:
    """One page of acceptances as the API lists them. Three queries."""
    found = list(acceptances.select_related(*_PEOPLE))
    keys = [one.pk for one in found]
    approvers: dict[uuid.UUID, list[Row | None]] = {key: [] for key in keys}
    named = AcceptanceApprover.objects.filter(acceptance_id__in=keys).select_related("user")
    for one in named.order_by("user__name", "user__email"):
        approvers[one.acceptance_id].append(person_row(one.user))
    changed = AcceptedThreat.objects.filter(acceptance_id__in=keys).exclude(change="")
    counts = dict(changed.order_by().values_list("acceptance_id").annotate(number=Count("pk")))
    today = current_day.today()
    return [_row(one, approvers[one.pk], counts.get(one.pk, 0), today) for one in found]


def _row(one: Any, approvers: list[Row | None], changed: int, today: date) -> Row:
    return {
        "id": one.pk,
        "number": one.number,
        "model": {"id": one.model.pk, "name": one.model.name},
        "version": one.version,
        "state": state_of(one.status, one.expires_on, today),
        "title": one.title,
        "severity": one.severity,
        "threat_count": one.threat_count,
        "changed_count": changed,
        "residual_risk": one.residual_risk,
        "justification": one.justification,
        "conditions": one.conditions,
        "expires_on": one.expires_on,
        "days_left": (one.expires_on - today).days,
        "requested_by": person_row(one.requested_by),
        "requested_at": one.requested_at,
        "approvers": approvers,
        "decided_by": person_row(one.decided_by),
        "decided_at": one.decided_at,
        "decision_note": one.decision_note,
        "ended_by": person_row(one.ended_by),
        "ended_at": one.ended_at,
        "end_note": one.end_note,
        "extends": one.extends.number if one.extends else None,
        "to_decide": one.mine,
    }


def _with_state(rows: QuerySet[RiskAcceptance], user: User) -> QuerySet[Any]:
    """Annotate the state that is shown, whether the user is to decide, and whether a threat changed."""
    today = current_day.today()
    # Not by acceptance: the database reads these few rows once.
    asked = AcceptanceApprover.objects.filter(
        user=user,
        acceptance__model__team__memberships__user=user,
        acceptance__model__team__memberships__role__in=DECIDING,
    ).values("acceptance")
    changed = AcceptedThreat.objects.exclude(change="").values("acceptance")
    soon = today + timedelta(days=EXPIRING_DAYS)
    compared = Q(status__in=("active", *ACCEPTANCE_WAITING))
    waits = Q(status="proposed") & Q(pk__in=asked)
    return rows.annotate(
        state=Case(
            When(status="active", expires_on__lt=today, then=Value("expired")),
            When(status="active", expires_on__lte=soon, then=Value("expiring")),
            default=F("status"),
            output_field=CharField(),
        ),
        mine=ExpressionWrapper(waits, output_field=BooleanField()),
        has_changed=ExpressionWrapper(compared & Q(pk__in=changed), output_field=BooleanField()),
    )


def _searched(rows: QuerySet[Any], query: Mapping[str, Any]) -> QuerySet[Any]:
    if query["model"]:
        rows = rows.filter(model_id=query["model"])
    if query["threat"]:
        rows = rows.filter(accepted__number=query["threat"])
    words = query["search"].strip()
    if not words:
        return rows
    people = Q(requested_by__name__icontains=words) | Q(requested_by__email__icontains=words)
    texts = Q(title__icontains=words) | Q(justification__icontains=words) | Q(model__name__icontains=words)
    if number := _NUMBER.match(words):
        texts |= Q(number=int(number[1]))
    return rows.filter(texts | people)


def _filtered(rows: QuerySet[Any], query: Mapping[str, Any]) -> QuerySet[Any]:
    if query["state"]:
        rows = rows.filter(state__in=query["state"])
    if query["to_decide"]:
        rows = rows.filter(mine=True)
    if query["changed"]:
        rows = rows.filter(has_changed=True)
    return rows
