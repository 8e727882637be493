"""Imports alerts of Falco: a finding for each rule and workload, tied to the elements that it names.

A file may be imported again: alerts that were imported before are not counted.
"""

import uuid
from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Any, Final

from django.db import transaction
from django.utils import timezone

from threatmodel.accounts.models import User
from threatmodel.architecture.models import Element, ThreatModel
from threatmodel.assessments.models import Assessment
from threatmodel.assessments.services.alert_findings import FoundAlerts, alerts_write, moment_of
from threatmodel.assessments.services.assessments import (
    InvalidAssessment,
    assessment_create,
    assessment_locked,
    assessment_record,
)
from threatmodel.assessments.services.findings import FINDINGS_MOST
from threatmodel.assessments.services.threat_events import linked_threat_events
from threatmodel.engine.importers.scanners.alert_places import KINDS, PlaceIndex, place_label, place_name
from threatmodel.engine.importers.scanners.falco import AlertGroup, Alerts, highest, read_alerts
from threatmodel.engine.importers.scanners.json_document import InvalidReport
from threatmodel.threats.acceptances.selectors import current_day

_UNMAPPED_MOST: Final = 200
_UNNAMED: Final = "unknown place"
_CLOCK_SKEW: Final = timedelta(days=1)  # a time that is later than this from now is none
_NO_ALERTS: Final = (
    "The file holds no Falco alerts. Set json_output: true in falco.yaml, and choose a file with one alert "
    "a line or an array of alerts."
)


def alerts_import(
    *, model: ThreatModel, actor: User, data: bytes, assessment_id: uuid.UUID | None = None, title: str = ""
) -> Assessment:
    """Import a file of alerts into an assessment, without one into a new one; return it.

    The file is read before the transaction begins, as nobody else can write to SQLite during one.
    Raises Assessment.DoesNotExist, InvalidAssessment.
    """
    alerts = _read(data)
    known = Element.objects.filter(model=model, kind__in=KINDS, gone_at=None)
    found = _found(alerts, PlaceIndex(known.values_list("uid", "kind")))
    day = _last_day(found)
    with transaction.atomic():
        if assessment_id is None:
            values = {"kind": "runtime-alerts", "title": title or "Falco alerts", "tester": "Falco"}
            values_of_day = values | {"performed_on": day or current_day.today()}
            assessment_id = assessment_create(model=model, actor=actor, values=values_of_day).pk
        assessment = assessment_locked(model, assessment_id)
        if assessment.kind != "runtime-alerts":
            raise InvalidAssessment({"file": ["Alerts are imported into an assessment of runtime alerts."]})
        _write(assessment, actor, alerts, found, day)
    return assessment


def _write(
    assessment: Assessment, actor: User, alerts: Alerts, found: list[FoundAlerts], day: date | None
) -> None:
    """Write the findings, and what the file held; the assessment reaches to the day of the last alert."""
    written = alerts_write(assessment.model, assessment, found, findings_most=FINDINGS_MOST)
    assessment.alerts = {
        "read": alerts.read,
        "skipped": alerts.skipped,
        "left_out": alerts.left_out,
        "no_room": written.no_room,
        "repeated": written.repeated,
        "unmapped": _unmapped(found),
    }
    before = _days(assessment)
    assessment.performed_on = max(assessment.performed_on, day or assessment.performed_on)
    if assessment.next_due is not None and assessment.next_due <= assessment.performed_on:
        assessment.next_due = None  # this was the next one
    after = _days(assessment)
    assessment.version += 1
    assessment.save(update_fields=["alerts", "performed_on", "next_due", "version"])
    linked_threat_events(assessment, written.reopened, actor, "reopened")
    changed = [name for name in after if before[name] != after[name]]
    assessment_record(
        assessment,
        actor,
        f"imported {alerts.read:,} alerts into “{assessment.title[:100]}”",
        before={name: before[name] for name in changed},
        after={
            "alerts": alerts.read, "skipped": alerts.skipped, **{name: after[name] for name in changed},
        },
    )  # fmt: skip


def _read(data: bytes) -> Alerts:
    try:
        alerts = read_alerts(data)
    except InvalidReport as fault:
        raise InvalidAssessment({"file": [str(fault)]}) from fault
    if not alerts.read:
        raise InvalidAssessment({"file": [_NO_ALERTS]})
    return alerts


def _found(alerts: Alerts, index: PlaceIndex) -> list[FoundAlerts]:
    """The groups by rule and element, those with the most alerts first."""
    latest = f"{timezone.now() + _CLOCK_SKEW:%Y-%m-%dT%H:%M:%SZ}"
    merged: dict[tuple[str, str, str], FoundAlerts] = {}
    for group in alerts.groups:
        uid = index.element_of(group.place)
        label = uid or place_label(group.place) or _UNNAMED
        known = merged.get((group.rule, uid, label))
        if known is None:
            known = FoundAlerts(
                group.rule, label, uid, group.severity, group.techniques, group.programs, times={}
            )
            merged[group.rule, uid, label] = known
        _join(known, group, latest)
    return sorted(merged.values(), key=lambda one: (-one.count, one.rule, one.label))


def _join(known: FoundAlerts, group: AlertGroup, latest: str) -> None:
    known.severity = highest((known.severity, group.severity))
    known.techniques = _union(known.techniques, group.techniques)
    known.programs = _union(known.programs, group.programs)
    source = (place_name(group.place) or _UNNAMED, group.node)
    times = known.times.setdefault(source, [])
    times += [time if time <= latest else "" for time in group.times]


def _union(one: Iterable[str], other: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted({*one, *other})[:10])


def _unmapped(found: Iterable[FoundAlerts]) -> list[Mapping[str, Any]]:
    counts: Counter[str] = Counter()
    for one in found:
        if not one.uid:
            counts[one.label] += one.count
    return [{"name": name, "alerts": count} for name, count in counts.most_common(_UNMAPPED_MOST)]


def _last_day(found: Iterable[FoundAlerts]) -> date | None:
    """The day of the last alert, today when clocks were ahead; None when no alert has a time."""
    last = max((time for one in found for times in one.times.values() for time in times), default="")
    return min(moment_of(last).date(), current_day.today()) if last else None


def _days(assessment: Assessment) -> dict[str, str | None]:
    due = assessment.next_due
    return {"performed_on": assessment.performed_on.isoformat(), "next_due": due.isoformat() if due else None}
