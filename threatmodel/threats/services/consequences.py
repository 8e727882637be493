"""What follows when a threat goes or comes back: its mitigations are proved, or refuted."""

import uuid
from collections.abc import Sequence
from typing import Any

from django.db.models import Exists, F, OuterRef
from django.utils import timezone

from threatmodel.threats.models import AnalysisRun, Event, Mitigation, Threat, Treatment
from threatmodel.threats.services.decisions import treated_recompute
from threatmodel.threats.services.history import event_build

_PROVABLE = ("proposed", "planned", "in-progress", "implemented")
Json = dict[str, Any]


def threats_dropped(*, threats: Sequence[Threat], run: AnalysisRun) -> None:
    """Set the threats of rules that nobody has any more to gone. No mitigation is proved by it."""
    Event.objects.bulk_create(_set_gone(threats, run, "the rule is deleted or switched off"))


def threats_gone(*, model_id: uuid.UUID, threats: Sequence[Threat], run: AnalysisRun, evidence: str) -> None:
    """Set the threats to gone, and verify the mitigations with no threat left. The register is locked."""
    if not threats:
        return
    events = _set_gone(threats, run, evidence)
    left = Treatment.objects.filter(mitigation=OuterRef("pk")).exclude(threat__disposition="gone")
    proved = list(
        Mitigation.objects.filter(
            ~Exists(left),
            model_id=model_id,
            status__in=_PROVABLE,
            treatments__threat_id__in=[threat.pk for threat in threats],
        ).distinct()
    )
    after = {"status": "verified", "evidence": evidence}
    events += [_event(row, row.status, what="verified by evidence", after=after) for row in proved]
    _set_status(proved, status="verified", by_evidence=True)
    Event.objects.bulk_create(events)


def _set_gone(threats: Sequence[Threat], run: AnalysisRun, evidence: str) -> list[Event]:
    """Set the threats to gone and return the events that say so; what was decided about them is kept."""
    keys = [threat.pk for threat in threats]
    Threat.objects.filter(pk__in=keys).update(disposition="gone", last_changed_run=run)
    after = {"status": "gone", "evidence": evidence}
    return [_event(threat, threat.disposition, what="is gone", after=after) for threat in threats]


def threats_returned(*, model_id: uuid.UUID, threats: Sequence[Threat], run: AnalysisRun) -> None:
    """Set the threats to what was decided about them; mitigations that evidence had verified are refuted."""
    if not threats:
        return
    events = [
        _event(threat, threat.disposition, what="came back", after={"status": threat.decided})
        for threat in threats
    ]
    keys = [threat.pk for threat in threats]
    Threat.objects.filter(pk__in=keys).update(disposition=F("decided"), last_changed_run=run)
    treating = Mitigation.objects.filter(model_id=model_id, treatments__threat_id__in=keys)
    refuted = list(treating.filter(verified_by_evidence=True).distinct())
    after = {"status": "in-progress"}
    events += [
        _event(row, row.status, what="reopened: a threat it treats came back", after=after) for row in refuted
    ]
    _set_status(refuted, status="in-progress", by_evidence=False)
    Event.objects.bulk_create(events)
    touched = Treatment.objects.filter(mitigation__in=refuted).values_list("threat_id", flat=True)
    treated_recompute(model_id=model_id, threat_ids={*keys, *touched}, actor=None)


def _set_status(mitigations: Sequence[Mitigation], *, status: str, by_evidence: bool) -> None:
    if mitigations:
        Mitigation.objects.filter(pk__in=[row.pk for row in mitigations]).update(
            status=status, verified_by_evidence=by_evidence, updated_at=timezone.now()
        )


def _event(row: Threat | Mitigation, before: str, *, what: str, after: Json) -> Event:
    return event_build(
        model_id=row.model_id,
        actor=None,
        subject_type="threat" if isinstance(row, Threat) else "mitigation",
        number=row.number,
        what=what,
        before={"status": before},
        after=after,
    )
