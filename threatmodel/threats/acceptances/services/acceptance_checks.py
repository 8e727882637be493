"""What requests, decisions and endings have to meet, and what is said where they do not."""

import uuid
from collections.abc import Collection, Iterable, Sequence
from datetime import date, timedelta
from typing import Final

from django.db.models import Q

from threatmodel.accounts.models import User
from threatmodel.architecture.api.errors import InvalidRequest, OutdatedEdit
from threatmodel.architecture.models import ThreatModel
from threatmodel.threats.acceptances.models import RiskAcceptance
from threatmodel.threats.acceptances.selectors import current_day
from threatmodel.threats.acceptances.selectors.approvers import approvers_of_team
from threatmodel.threats.acceptances.selectors.covered_threats import accepting, covering
from threatmodel.threats.choices import ACCEPTANCE_WAITING, CLOSED
from threatmodel.threats.threats.models import Threat

THREATS_MOST: Final = 10_000  # of one request
_POSSIBLE: Final = "is only possible: answer what it depends on first."
_PROBLEMS_MOST: Final = 10  # that a message names


class InvalidAcceptance(InvalidRequest):
    """A request or decision that cannot be."""


class NotAllowed(Exception):
    """The person may not do this with the acceptance; the message says who may."""


# --- acceptances -------------------------------------------------------------------------------


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


# --- threats -----------------------------------------------------------------------------------


def check_known(model: ThreatModel, numbers: Collection[int]) -> None:
    """Raise InvalidAcceptance where a number is that of no threat of the model."""
    known = Threat.with_possible.filter(model=model, number__in=numbers).values_list("number", flat=True)
    _check_none([f"T{one} is not a threat of this model." for one in sorted({*numbers} - {*known})])


def check_found(threats: Iterable[Threat]) -> None:
    """Raise InvalidAcceptance where a threat is only possible: nobody knows yet what is to be accepted."""
    _check_none([f"T{one.number} {_POSSIBLE}" for one in threats if one.certainty == "possible"])


def check_threats(found: Sequence[Threat], extended: RiskAcceptance | None) -> None:
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
            problems.append(f"T{threat.number} {_POSSIBLE}")
        elif threat.status in CLOSED:
            status = threat.status.replace("-", " ")
            problems.append(f"T{threat.number} is {status}: there is no risk to accept.")
        elif threat.pk in about:
            problems.append(f"T{threat.number} {about[threat.pk]}")
    _check_none(problems)


def _about(found: Sequence[Threat], extended: RiskAcceptance | None) -> dict[uuid.UUID, str]:
    """Return which of the threats another request or acceptance is about, each with what is to be said."""
    waiting = Q(acceptance__status__in=ACCEPTANCE_WAITING)
    rows = accepting(
        threat_ids=[one.pk for one in found], condition=waiting | covering(today=current_day.today())
    )
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


def _check_none(problems: Sequence[str]) -> None:
    """Raise InvalidAcceptance with the first of these problems of threats, and how many more there are."""
    if not problems:
        return
    rest = len(problems) - _PROBLEMS_MOST
    more = [f"{rest} more threats cannot be accepted."] if rest > 0 else []
    raise InvalidAcceptance({"threats": [*problems[:_PROBLEMS_MOST], *more]})


# --- terms -------------------------------------------------------------------------------------


def check_expiry(model: ThreatModel, expires_on: date) -> None:
    """Raise InvalidAcceptance unless the day is in the future and within the limit of the team."""
    today = current_day.today()
    latest = today + timedelta(days=model.team.max_acceptance_days)
    if expires_on <= today:
        raise InvalidAcceptance({"expires_on": ["The last day must be in the future."]})
    if expires_on > latest:
        days = model.team.max_acceptance_days
        message = f"The team accepts risk for at most {days} days: choose {latest:%Y-%m-%d} or earlier."
        raise InvalidAcceptance({"expires_on": [message]})


def approvers_checked(model: ThreatModel, actor: User, wanted: Iterable[uuid.UUID]) -> list[uuid.UUID]:
    """Return the named approvers; raises InvalidAcceptance for oneself and who may not approve."""
    named = list(dict.fromkeys(wanted))
    if actor.pk in named:
        raise InvalidAcceptance({"approvers": ["Another person has to decide about your request."]})
    may = set(approvers_of_team(team_id=model.team_id).values_list("user_id", flat=True))
    if not named or not may.issuperset(named):
        message = "Name approvers or owners of the team to decide about it."
        raise InvalidAcceptance({"approvers": [message]})
    return named
