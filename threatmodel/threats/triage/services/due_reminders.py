"""Reminds owners of what is due soon and of what has become overdue: each of both once a day and model.

What was due on days on which nothing ran is made up for: a reminder covers the days since the one before.
"""

import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Final

import structlog
from django.db import transaction
from django.db.models import F, QuerySet
from django.utils import timezone

from threatmodel.accounts.models import Team
from threatmodel.architecture.models import ThreatModel
from threatmodel.notifications.selectors.inbox import last_noticed_on
from threatmodel.notifications.services.notices import Content, announce, notices_write
from threatmodel.threats.choices import DONE, OPEN
from threatmodel.threats.mitigations.models import Mitigation
from threatmodel.threats.threats.models import Threat
from threatmodel.threats.triage.selectors.due_dates import due_on

SOON: Final = dt.timedelta(days=3)
# The longest time that is made up for; also what a new owner is reminded of.
_BACK: Final = dt.timedelta(days=7)
_NUMBERS_MOST: Final = 200  # in the facts
log = structlog.get_logger(__name__)


@dataclass(slots=True)
class _Work:
    """What is due of one owner in one model."""

    threats: list[tuple[int, str]] = field(default_factory=list)  # number and title
    mitigations: list[tuple[int, str]] = field(default_factory=list)

    @property
    def named(self) -> str:
        """Return how much it is, such as "2 threats and 1 mitigation"."""
        counts = ((len(self.threats), "threat"), (len(self.mitigations), "mitigation"))
        return " and ".join(f"{count:,} {word}{'s' if count > 1 else ''}" for count, word in counts if count)

    @property
    def first(self) -> str:
        """Return the first of it by number and title."""
        if self.threats:
            return f"T{self.threats[0][0]} {self.threats[0][1]}"
        return f"M{self.mitigations[0][0]} {self.mitigations[0][1]}"


@dataclass(frozen=True, slots=True)
class _Row:
    is_threat: bool
    model_id: uuid.UUID
    owner_id: uuid.UUID
    number: int
    title: str
    on: dt.date


def reminders_write() -> int:
    """Write the reminders of today, team by team; return how many teams had any. Two at once do no harm."""
    today = timezone.localdate()
    teams = Team.objects.filter(deleted_at=None).order_by("pk")
    reminded = sum(_remind(team, today) for team in teams.iterator())
    if reminded:
        log.info("reminders_written", teams=reminded)
    return reminded


@transaction.atomic
def _remind(team: Team, today: dt.date) -> bool:
    rows = list(_rows(team, today))
    models = ThreatModel.objects.in_bulk({row.model_id for row in rows})
    for model_id, model in sorted(models.items()):
        here = [row for row in rows if row.model_id == model_id]
        _remind_model(model, here, today)
    return bool(rows)


def _remind_model(model: ThreatModel, rows: Iterable[_Row], today: dt.date) -> None:
    by_owner: dict[uuid.UUID, list[_Row]] = defaultdict(list)
    for row in rows:
        by_owner[row.owner_id].append(row)
    totals = {"due": _Work(), "overdue": _Work()}
    for owner_id, own in sorted(by_owner.items()):
        for kind, first, last in _windows(owner_id, model.pk, today):
            work = _collect(_Work(), (row for row in own if first <= row.on <= last))
            _collect(totals[kind], (row for row in own if first <= row.on <= last))
            if work.threats or work.mitigations:
                notices_write(_content(model, kind, work, today), to=[owner_id])
    for kind, work in totals.items():
        if work.threats or work.mitigations:
            announce(_content(model, kind, work, today))


def _windows(
    owner_id: uuid.UUID, model_id: uuid.UUID, today: dt.date
) -> Iterator[tuple[str, dt.date, dt.date]]:
    """The days that the two reminders of an owner cover; none where today's was written."""
    day = dt.timedelta(days=1)
    for kind in ("due", "overdue"):
        last = last_noticed_on(user_id=owner_id, model_id=model_id, kind=kind)
        if last == today:
            continue
        since = max(last or today - _BACK, today - _BACK)
        if kind == "due":
            yield kind, max(today, since + SOON + day), today + SOON
        else:
            yield kind, since, today - day


def _rows(team: Team, today: dt.date) -> Iterator[_Row]:
    """What has an owner and is due in these days, the threats that matter most first. Two queries."""
    days = {"on__gte": today - _BACK, "on__lte": today + SOON}
    there = {"model__team": team, "model__deleted_at": None, "owner__isnull": False}
    threats = Threat.objects.filter(**there, status__in=OPEN).annotate(on=due_on(team.due_days))
    work = Mitigation.objects.filter(**there).exclude(status__in=(*DONE, "rejected")).annotate(on=F("due"))
    ordered: tuple[tuple[bool, QuerySet[Threat] | QuerySet[Mitigation]], ...] = (
        (True, threats.filter(**days).order_by("-score", "number")),
        (False, work.filter(**days).order_by("number")),
    )
    for is_threat, found in ordered:
        columns = ("model_id", "owner_id", "number", "title", "on")
        for row in found.values_list(*columns):
            yield _Row(is_threat, *row)


def _collect(work: _Work, rows: Iterable[_Row]) -> _Work:
    for row in rows:
        (work.threats if row.is_threat else work.mitigations).append((row.number, row.title))
    return work


def _content(model: ThreatModel, kind: str, work: _Work, today: dt.date) -> Content:
    says = "overdue" if kind == "overdue" else f"due by {today + SOON:%Y-%m-%d}"
    verb = "is" if len(work.threats) + len(work.mitigations) == 1 else "are"
    page = (
        f"threats?owner=me&due={'overdue' if kind == 'overdue' else 'soon'}"
        if work.threats
        else "mitigations"
    )
    return Content(
        kind=kind,
        key=f"{kind}:{model.pk}:{today.isoformat()}",
        team_id=model.team_id,
        model_id=model.pk,
        subject=work.named,
        what=f"{work.named} of {model.name} {verb} {says}",
        detail=work.first,
        link=f"/m/{model.pk}/{page}",
        facts={
            "threats": [number for number, _ in work.threats[:_NUMBERS_MOST]],
            "mitigations": [number for number, _ in work.mitigations[:_NUMBERS_MOST]],
        },
    )
