"""Imports alerts of Falco: a finding for each rule and workload, tied to the elements that it names.

An alert at or before the last one of its finding was imported before, so a file may be imported again.
"""

import hashlib
import uuid
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any, Final

from django.db import transaction

from threatmodel.accounts.models import User
from threatmodel.architecture.api.selectors.subjects import subjects_by_uid
from threatmodel.architecture.models import Element, ThreatModel
from threatmodel.assessments.models import Assessment, AssessmentFinding, AssessmentLink
from threatmodel.assessments.services.assessments import (
    InvalidAssessment,
    assessment_create,
    assessment_locked,
    assessment_record,
)
from threatmodel.assessments.services.findings import FINDINGS_MOST
from threatmodel.engine.importers.scanners.alert_places import KINDS, PlaceIndex, place_label
from threatmodel.engine.importers.scanners.falco import AlertGroup, Alerts, highest, read_alerts
from threatmodel.engine.importers.scanners.json_document import InvalidReport
from threatmodel.engine.library.frameworks import Severity
from threatmodel.threats.acceptances.selectors import clock

_UNMAPPED_MOST: Final = 200
_UNNAMED: Final = "unknown place"
_COUNTED: Final = ("alert_count", "first_seen", "last_seen", "status", "version")
_NO_ALERTS: Final = (
    "The file holds no Falco alerts. Set json_output: true in falco.yaml, and choose a file with one alert "
    "a line or an array of alerts."
)


@dataclass(slots=True)
class _Found:
    """The alerts of one rule and workload. `uid` is empty where the model does not have it."""

    rule: str
    label: str
    uid: str
    severity: Severity
    techniques: tuple[str, ...]
    programs: tuple[str, ...]
    times: list[str]

    @property
    def key(self) -> str:
        return hashlib.sha256(f"{self.rule}\n{self.label}".encode()).hexdigest()


@transaction.atomic
def alerts_import(
    *, model: ThreatModel, actor: User, data: bytes, assessment_id: uuid.UUID | None = None, title: str = ""
) -> Assessment:
    """Import a file of alerts into an assessment, without one into a new one; return it.

    Raises Assessment.DoesNotExist, InvalidAssessment.
    """
    alerts = _read(data)
    known = Element.objects.filter(model=model, kind__in=KINDS, gone_at=None)
    found = _found(alerts, PlaceIndex(known.values_list("uid", "kind")))
    if assessment_id is None:
        values = {"kind": "runtime-alerts", "title": title or "Falco alerts", "tester": "Falco"}
        day = {"performed_on": _last_day(alerts)}
        assessment = assessment_create(model=model, actor=actor, values=values | day)
    assessment = assessment_locked(model, assessment.pk if assessment_id is None else assessment_id)
    if assessment.kind != "runtime-alerts":
        raise InvalidAssessment({"file": ["Alerts are imported into an assessment of runtime alerts."]})
    left_out = _write(model, assessment, found)
    assessment.alerts = {
        "read": alerts.read,
        "skipped": alerts.skipped,
        "left_out": alerts.left_out + left_out,
        "unmapped": _unmapped(found),
    }
    assessment.version += 1
    assessment.save(update_fields=["alerts", "version"])
    what = f"imported {alerts.read:,} alerts into “{assessment.title[:100]}”"
    assessment_record(assessment, actor, what, after={"alerts": alerts.read, "skipped": alerts.skipped})
    return assessment


def _read(data: bytes) -> Alerts:
    try:
        alerts = read_alerts(data)
    except InvalidReport as fault:
        raise InvalidAssessment({"file": [str(fault)]}) from fault
    if not alerts.read:
        raise InvalidAssessment({"file": [_NO_ALERTS]})
    return alerts


def _found(alerts: Alerts, index: PlaceIndex) -> list[_Found]:
    """The groups by rule and element, those with the most alerts first."""
    merged: dict[tuple[str, str, str], _Found] = {}
    for group in alerts.groups:
        uid = index.element_of(group.place)
        label = uid or place_label(group.place) or _UNNAMED
        known = merged.get((group.rule, uid, label))
        if known is None:
            merged[group.rule, uid, label] = _one(group, uid, label)
        else:
            _join(known, group)
    return sorted(merged.values(), key=lambda one: (-len(one.times), one.rule, one.label))


def _one(group: AlertGroup, uid: str, label: str) -> _Found:
    times = list(group.times)
    return _Found(group.rule, label, uid, group.severity, group.techniques, group.programs, times)


def _join(known: _Found, group: AlertGroup) -> None:
    known.severity = highest((known.severity, group.severity))
    known.techniques = _union(known.techniques, group.techniques)
    known.programs = _union(known.programs, group.programs)
    known.times = sorted([*known.times, *group.times])


def _union(one: Iterable[str], other: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted({*one, *other})[:10])


def _write(model: ThreatModel, assessment: Assessment, found: Iterable[_Found]) -> int:
    """Write the findings; return how many alerts were left out, as there are too many findings."""
    there = {one.alert_key: one for one in assessment.findings.exclude(alert_key="")}
    room = FINDINGS_MOST - assessment.findings.count()
    new: list[tuple[AssessmentFinding, str]] = []
    changed: list[AssessmentFinding] = []
    left_out = 0
    for one in found:
        finding = there.get(one.key)
        if finding is not None:
            changed += [finding] if _add(finding, one) else []
        elif len(new) < room:
            new.append((_finding(assessment, one), one.uid))
        else:
            left_out += len(one.times)
    AssessmentFinding.objects.bulk_create([finding for finding, _uid in new])
    AssessmentFinding.objects.bulk_update(changed, _COUNTED)
    _link(model, [(finding, uid) for finding, uid in new if uid])
    return left_out


def _link(model: ThreatModel, pairs: Collection[tuple[AssessmentFinding, str]]) -> None:
    named = subjects_by_uid(model_id=model.pk, uids={uid for _finding, uid in pairs})
    AssessmentLink.objects.bulk_create(
        AssessmentLink(
            finding=finding, kind="subject", key=uid, name=named[uid].name, subject_kind=named[uid].kind
        )
        for finding, uid in pairs
        if uid in named
    )


def _finding(assessment: Assessment, found: _Found) -> AssessmentFinding:
    times = [time for time in found.times if time]
    return AssessmentFinding(
        assessment=assessment, title=found.rule, severity=found.severity, evidence=_evidence(found),
        techniques=list(found.techniques), place=found.label, alert_key=found.key,
        alert_count=len(found.times), first_seen=_moment(times[0]) if times else None,
        last_seen=_moment(times[-1]) if times else None,
    )  # fmt: skip


def _add(finding: AssessmentFinding, found: _Found) -> bool:
    """Count what is newer than the last alert, if anything; a finding that was fixed is open again."""
    times = [_moment(time) for time in found.times if time]
    newer = [time for time in times if finding.last_seen is None or time > finding.last_seen]
    if not newer:
        return False
    finding.alert_count += len(newer)
    finding.first_seen = finding.first_seen or newer[0]
    finding.last_seen = newer[-1]
    if finding.status == "fixed":
        finding.status = "open"
    finding.version += 1
    return True


def _evidence(found: _Found) -> str:
    return f"Processes: {', '.join(found.programs)}." if found.programs else ""


def _unmapped(found: Iterable[_Found]) -> list[Mapping[str, Any]]:
    counts: Counter[str] = Counter()
    for one in found:
        if not one.uid:
            counts[one.label] += len(one.times)
    return [{"name": name, "alerts": count} for name, count in counts.most_common(_UNMAPPED_MOST)]


def _last_day(alerts: Alerts) -> date:
    """The day of the last alert, today when none has a time or clocks were wrong."""
    today = clock.today()
    last = max((group.times[-1] for group in alerts.groups), default="")
    return min(_moment(last).date(), today) if last else today


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)
