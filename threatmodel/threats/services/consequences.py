"""What follows when a threat goes or comes back: its mitigations are proved, or refuted."""

import uuid
from collections.abc import Sequence
from typing import Any

from django.db.models import Exists, OuterRef
from django.utils import timezone

from threatmodel.threats.models import AnalysisRun, Event, Mitigation, Threat, Treatment
from threatmodel.threats.services.decisions import treated_recompute
from threatmodel.threats.services.history import event_build

_PROVABLE = ("proposed", "planned", "in-progress", "implemented")
Json = dict[str, Any]


def threats_dropped(*, threats: Sequence[Threat], run: AnalysisRun) -> None:
    """Set the threats of rules that nobody has any more to gone. No mitigation is proved by it."""
    if not threats:
        return
    after = {"status": "gone", "evidence": "the rule is deleted or switched off"}
    Threat.objects.filter(pk__in=[threat.pk for threat in threats]).update(
        disposition="gone", last_changed_run=run
    )
    Event.objects.bulk_create(_threat_event(threat, what="is gone", after=after) for threat in threats)


def threats_gone(*, model_id: uuid.UUID, threats: Sequence[Threat], run: AnalysisRun, evidence: str) -> None:
    """Set the threats to gone, and verify the mitigations with no threat left. The register is locked."""
    if not threats:
        return
    events = [
        _threat_event(threat, what="is gone", after={"status": "gone", "evidence": evidence})
        for threat in threats
    ]
    keys = [threat.pk for threat in threats]
    Threat.objects.filter(pk__in=keys).update(disposition="gone", last_changed_run=run)
    left = Treatment.objects.filter(mitigation=OuterRef("pk")).exclude(threat__disposition="gone")
    proved = list(
        Mitigation.objects.filter(
            ~Exists(left), model_id=model_id, status__in=_PROVABLE, treatments__threat_id__in=keys
        ).distinct()
    )
    after = {"status": "verified", "evidence": evidence}
    events += [_mitigation_event(row, what="verified by evidence", after=after) for row in proved]
    _set_status(proved, status="verified", by_evidence=True)
    Event.objects.bulk_create(events)


def threats_returned(*, model_id: uuid.UUID, threats: Sequence[Threat], run: AnalysisRun) -> None:
    """Open the threats again; mitigations that evidence had verified are in progress again."""
    if not threats:
        return
    events = [_threat_event(threat, what="came back", after={"status": "open"}) for threat in threats]
    keys = [threat.pk for threat in threats]
    Threat.objects.filter(pk__in=keys).update(disposition="open", last_changed_run=run)
    treating = Mitigation.objects.filter(model_id=model_id, treatments__threat_id__in=keys)
    refuted = list(treating.filter(verified_by_evidence=True).distinct())
    after = {"status": "in-progress"}
    events += [
        _mitigation_event(row, what="reopened: a threat it treats came back", after=after) for row in refuted
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


def _threat_event(threat: Threat, *, what: str, after: Json) -> Event:
    return event_build(
        model_id=threat.model_id,
        actor=None,
        subject_type="threat",
        number=threat.number,
        what=what,
        before={"status": threat.disposition},
        after=after,
    )


def _mitigation_event(mitigation: Mitigation, *, what: str, after: Json) -> Event:
    return event_build(
        model_id=mitigation.model_id,
        actor=None,
        subject_type="mitigation",
        number=mitigation.number,
        what=what,
        before={"status": mitigation.status},
        after=after,
    )
