"""Requests to accept risk: who asks, for which threats, until when, and whom."""

import uuid
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import Any, Final

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from threatmodel.accounts.models import Role, User
from threatmodel.architecture.api.errors import InvalidRequest, OutdatedEdit
from threatmodel.architecture.models import ThreatModel
from threatmodel.audit.actions import Action
from threatmodel.threats.acceptances.models import AcceptanceApprover, AcceptedThreat, RiskAcceptance
from threatmodel.threats.acceptances.selectors import clock
from threatmodel.threats.acceptances.selectors.approvers import approvers_of_team
from threatmodel.threats.acceptances.selectors.coverage import accepting, covering, facts_hash
from threatmodel.threats.acceptances.services.notices import acceptance_notify, request_settle
from threatmodel.threats.acceptances.services.records import acceptance_record
from threatmodel.threats.analysis.services.counters import counters_lock
from threatmodel.threats.choices import ACCEPTANCE_WAITING
from threatmodel.threats.threats.models import Threat
from threatmodel.threats.threats.services.manual_threats import threats_announce

Json = dict[str, Any]
THREATS_MOST: Final = 10_000  # of one request
_PROBLEMS_MOST: Final = 10  # that a message names
_TEXTS: Final = ("justification", "conditions", "residual_risk", "expires_on")
_UNFIT: Final = {
    "resolved": "is resolved: there is no risk to accept.",
    "mitigated": "is mitigated: there is no risk to accept.",
    "not-applicable": "is not applicable: there is no risk to accept.",
}


class InvalidAcceptance(InvalidRequest):
    """A request or decision that cannot be."""


class NotAllowed(Exception):
    """The person may not do this with the acceptance; the message says who may."""


@transaction.atomic
def acceptance_request(
    *, model: ThreatModel, actor: User, threats: QuerySet[Threat], values: Mapping[str, Any]
) -> RiskAcceptance:
    """Write a request that covers the threats of the query; `values` are those of AcceptanceTextSerializer.

    With `extends` it covers those threats of that acceptance that are still a risk. Raises InvalidAcceptance,
    which names each threat that cannot be accepted: then nothing is written.
    """
    counters = counters_lock(model.pk)
    extended = _extended(model, values.get("extends"))
    if extended:
        threats = Threat.objects.filter(model=model, accepted__acceptance=extended)
        threats = threats.exclude(disposition__in=_UNFIT)
    found = list(threats.order_by("-score", "number")[: THREATS_MOST + 1])
    _check_threats(found, extended)
    _check_expiry(model, values["expires_on"])
    approvers = _approvers(model, actor, values["approvers"])
    counters.last_acceptance += 1
    counters.save(update_fields=["last_acceptance"])
    worst = found[0]
    acceptance = RiskAcceptance.objects.create(
        model=model,
        number=counters.last_acceptance,
        extends=extended,
        title=worst.title,
        severity=worst.severity,
        threat_count=len(found),
        requested_by=actor,
        requested_at=timezone.now(),
        requested_seq=counters.analyzed_seq,
        **_texts(values),
    )
    AcceptedThreat.objects.bulk_create(_as_now(AcceptedThreat(acceptance=acceptance), one) for one in found)
    AcceptanceApprover.objects.bulk_create(
        AcceptanceApprover(acceptance=acceptance, user_id=key) for key in approvers
    )
    _requested(acceptance, actor, approvers, numbers=[one.number for one in found])
    return acceptance


@transaction.atomic
def acceptance_edit(
    *, model: ThreatModel, actor: User, number: int, version: int, values: Mapping[str, Any]
) -> None:
    """Replace what one's own request says, and submit it again with the present facts.

    Raises InvalidAcceptance, NotAllowed, OutdatedEdit, RiskAcceptance.DoesNotExist.
    """
    counters = counters_lock(model.pk)
    acceptance = acceptance_locked(model, number, version)
    if acceptance.requested_by_id != actor.pk:
        raise NotAllowed("Only the person who requested the acceptance can edit it.")
    check_status(acceptance, ACCEPTANCE_WAITING, "can no longer be edited")
    rows = list(acceptance.accepted.select_related("threat"))
    _check_expiry(model, values["expires_on"])
    approvers = _approvers(model, actor, values["approvers"])
    for row in rows:
        if row.threat is not None:
            _as_now(row, row.threat)
    AcceptedThreat.objects.bulk_update(rows, _KEPT)
    for key, value in _texts(values).items():
        setattr(acceptance, key, value)
    acceptance.status, acceptance.requested_seq = "proposed", counters.analyzed_seq
    acceptance.requested_at = timezone.now()
    acceptance.decided_by = acceptance.decided_at = acceptance.decided_seq = None
    acceptance.decision_note = ""
    acceptance.version += 1
    acceptance.save()
    acceptance.approvers.exclude(user_id__in=approvers).delete()
    named = set(acceptance.approvers.values_list("user_id", flat=True))
    AcceptanceApprover.objects.bulk_create(
        AcceptanceApprover(acceptance=acceptance, user_id=key) for key in approvers if key not in named
    )
    _requested(acceptance, actor, approvers, numbers=sorted(row.number for row in rows))


@transaction.atomic
def acceptance_withdraw(
    *, model: ThreatModel, actor: User, role: Role, number: int, version: int, note: str
) -> None:
    """Withdraw a request that is not decided yet: one's own, as an owner of the team any.

    Raises InvalidAcceptance, NotAllowed, OutdatedEdit, RiskAcceptance.DoesNotExist.
    """
    counters_lock(model.pk)
    acceptance = acceptance_locked(model, number, version)
    if acceptance.requested_by_id != actor.pk and role != Role.OWNER:
        raise NotAllowed("Only the person who requested the acceptance, or an owner, can withdraw it.")
    check_status(acceptance, ACCEPTANCE_WAITING, "can no longer be withdrawn")
    acceptance_end(acceptance, status="withdrawn", actor=actor, note=note)
    request_settle(acceptance=acceptance)
    what = "withdrew the request to accept risk"
    acceptance_record(acceptance, action=Action.ACCEPTANCE_WITHDRAWN, what=what, actor=actor)
    threats_announce(model.pk)


# --- what decisions share with requests --------------------------------------------------------


def acceptance_locked(model: ThreatModel, number: int, version: int) -> RiskAcceptance:
    """Return an acceptance to change; the counters are locked. Raises OutdatedEdit, DoesNotExist."""
    acceptance = RiskAcceptance.objects.select_related("model").get(model=model, number=number)
    if acceptance.version != version:
        raise OutdatedEdit(f"A{number}")
    return acceptance


def check_status(acceptance: RiskAcceptance, allowed: Iterable[str], what: str) -> None:
    """Raise InvalidAcceptance where the acceptance has another status."""
    if acceptance.status not in allowed:
        status = acceptance.status.replace("-", " ")
        raise InvalidAcceptance({"detail": [f"A{acceptance.number} is {status} and {what}."]})


def acceptance_end(acceptance: RiskAcceptance, *, status: str, actor: User | None, note: str) -> None:
    """Set the acceptance to a status from which nothing leads on."""
    acceptance.status, acceptance.end_note = status, note.strip()
    acceptance.ended_by, acceptance.ended_at = actor, timezone.now()
    acceptance.version += 1
    acceptance.save(update_fields=["status", "end_note", "ended_by", "ended_at", "version"])


def check_threats_named(problems: Sequence[str]) -> None:
    """Raise InvalidAcceptance with the first of these problems, and how many more there are."""
    if not problems:
        return
    rest = len(problems) - _PROBLEMS_MOST
    more = [f"{rest} more threats cannot be accepted."] if rest > 0 else []
    raise InvalidAcceptance({"threats": [*problems[:_PROBLEMS_MOST], *more]})


# --- checks ------------------------------------------------------------------------------------


def _extended(model: ThreatModel, number: int | None) -> RiskAcceptance | None:
    if number is None:
        return None
    extended = RiskAcceptance.objects.filter(model=model, number=number).first()
    if extended is None or extended.status not in ("active", "expired"):
        raise InvalidAcceptance({"extends": ["Only an active or expired acceptance can be extended."]})
    return extended


def _check_threats(found: Sequence[Threat], extended: RiskAcceptance | None) -> None:
    """Raise InvalidAcceptance unless each threat bears a risk that no other acceptance is about.

    `extended` is the acceptance that is to be extended: it is about them.
    """
    if not found:
        raise InvalidAcceptance({"threats": ["There is no threat to accept."]})
    if len(found) > THREATS_MOST:
        raise InvalidAcceptance({"threats": [f"One request covers at most {THREATS_MOST:,} threats."]})
    about = _about(found, extended)
    problems = []
    for threat in sorted(found, key=lambda one: one.number):
        if threat.certainty == "possible":
            problems.append(f"T{threat.number} is only possible: answer what it depends on first.")
        elif threat.disposition in _UNFIT:
            problems.append(f"T{threat.number} {_UNFIT[threat.disposition]}")
        elif threat.pk in about:
            problems.append(f"T{threat.number} {about[threat.pk]}")
    check_threats_named(problems)


def _about(found: Sequence[Threat], extended: RiskAcceptance | None) -> dict[uuid.UUID, str]:
    """Return which of the threats another request or acceptance is about, each with what is to be said."""
    waiting = Q(acceptance__status__in=ACCEPTANCE_WAITING)
    rows = accepting(threat_ids=[one.pk for one in found], condition=waiting | covering(today=clock.today()))
    about: dict[uuid.UUID, str] = {}
    for row in rows.exclude(acceptance=extended) if extended else rows:
        acceptance = row.acceptance
        if row.threat_id is None:
            continue
        if acceptance.status == "active":
            until = f"{acceptance.expires_on:%Y-%m-%d}"
            about[row.threat_id] = f"is accepted until {until} by A{acceptance.number}: extend that instead."
        else:
            about[row.threat_id] = f"is part of the open request A{acceptance.number}."
    return about


def _check_expiry(model: ThreatModel, expires_on: date) -> None:
    today = clock.today()
    latest = today + timedelta(days=model.team.max_acceptance_days)
    if expires_on <= today:
        raise InvalidAcceptance({"expires_on": ["The last day must be in the future."]})
    if expires_on > latest:
        days = model.team.max_acceptance_days
        message = f"The team accepts risk for at most {days} days: choose {latest:%Y-%m-%d} or earlier."
        raise InvalidAcceptance({"expires_on": [message]})


def _approvers(model: ThreatModel, actor: User, wanted: Iterable[uuid.UUID]) -> list[uuid.UUID]:
    """Return the named approvers; raises InvalidAcceptance for oneself and who may not approve."""
    named = list(dict.fromkeys(wanted))
    if actor.pk in named:
        raise InvalidAcceptance({"approvers": ["Another person has to decide about your request."]})
    may = set(approvers_of_team(team_id=model.team_id).values_list("user_id", flat=True))
    if not named or not may.issuperset(named):
        message = "Name approvers or owners of the team to decide about it."
        raise InvalidAcceptance({"approvers": [message]})
    return named


# --- writing -----------------------------------------------------------------------------------

_KEPT: Final = (
    "title", "subject_uid", "subject_name", "severity", "score", "evidence", "facts_hash", "change",
    "changed_at",
)  # fmt: skip


def _as_now(row: AcceptedThreat, threat: Threat) -> AcceptedThreat:
    """Return a row of the acceptance that keeps the threat as it is now."""
    kept = row if row.pk else AcceptedThreat(acceptance=row.acceptance, threat=threat, number=threat.number)
    kept.title, kept.severity, kept.score = threat.title, threat.severity, threat.score
    kept.subject_uid, kept.subject_name = threat.subject_uid, threat.subject_name
    kept.evidence, kept.facts_hash = threat.evidence, facts_hash(threat)
    kept.change, kept.changed_at = "", None
    return kept


def _texts(values: Mapping[str, Any]) -> Json:
    texts = {key: values[key] for key in _TEXTS}
    return {key: value.strip() if isinstance(value, str) else value for key, value in texts.items()}


def _requested(
    acceptance: RiskAcceptance, actor: User, approvers: Iterable[uuid.UUID], *, numbers: Sequence[int]
) -> None:
    """Record the request, tell the approvers, and have open pages read it."""
    after = {
        "justification": acceptance.justification,
        "conditions": acceptance.conditions,
        "residual_risk": acceptance.residual_risk,
        "expires_on": acceptance.expires_on.isoformat(),
        "threats": numbers[:200],
    }
    acceptance_record(
        acceptance,
        action=Action.ACCEPTANCE_REQUESTED,
        what="requested to accept risk",
        actor=actor,
        after=after,
    )
    acceptance_notify(acceptance=acceptance, event="requested", to=approvers, actor=actor)
    threats_announce(acceptance.model_id)
