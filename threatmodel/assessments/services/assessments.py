"""Writes assessments: created, changed and deleted by people."""

import uuid
from collections.abc import Collection, Mapping
from datetime import date, timedelta
from functools import partial
from typing import Any, Final
from urllib.parse import urlsplit

from django.db import transaction

from threatmodel.accounts.models import User
from threatmodel.architecture.api.errors import InvalidRequest, OutdatedEdit
from threatmodel.architecture.api.services.model_audit import model_audit_record
from threatmodel.architecture.models import ThreatModel
from threatmodel.assessments.models import Assessment
from threatmodel.assessments.services.threat_events import deleted_assessment_events
from threatmodel.audit.actions import Action
from threatmodel.history.services.events import event_write
from threatmodel.pubsub.publisher import broadcast
from threatmodel.threats.acceptances.selectors import current_day

Json = Mapping[str, Any]
ASSESSMENTS_MOST: Final = 500  # of one model
_WRITTEN: Final = ("kind", "title", "tester", "performed_on", "next_due", "scope", "report_url")


class InvalidAssessment(InvalidRequest):
    """Something about an assessment or a finding cannot be so."""


@transaction.atomic
def assessment_create(*, model: ThreatModel, actor: User, values: Json) -> Assessment:
    """Record an assessment. Raises InvalidAssessment."""
    _check_days(values["performed_on"], values.get("next_due"))
    ThreatModel.objects.select_for_update(no_key=True).get(pk=model.pk)
    if Assessment.objects.filter(model=model).count() >= ASSESSMENTS_MOST:
        raise InvalidAssessment({"detail": f"A model can have at most {ASSESSMENTS_MOST} assessments."})
    made = Assessment.objects.create(model=model, created_by=actor, **_trimmed(values))
    after = _shown(made)
    assessment_record(made, actor, f"added the assessment “{made.title}”", after=after)
    model_audit_record(model, Action.ASSESSMENT_CREATED, actor=actor, after=after)
    return made


@transaction.atomic
def assessment_change(
    *, model: ThreatModel, actor: User, assessment_id: uuid.UUID, version: int, values: Json
) -> None:
    """Change what is given. Raises Assessment.DoesNotExist, InvalidAssessment, OutdatedEdit."""
    found = assessment_locked(model, assessment_id, version)
    was, before = {name: getattr(found, name) for name in _WRITTEN}, _shown(found)
    for name, value in _trimmed(values).items():
        setattr(found, name, value)
    _check_days(found.performed_on, found.next_due)
    changed = [name for name in _WRITTEN if was[name] != getattr(found, name)]
    if not changed:
        return
    found.version += 1
    found.save()
    what = f"changed the assessment “{found.title}”"
    assessment_record(found, actor, what, **shown_changes(changed, before, _shown(found)))


@transaction.atomic
def assessment_delete(*, model: ThreatModel, actor: User, assessment_id: uuid.UUID, version: int) -> None:
    """Delete the assessment with its findings. Raises Assessment.DoesNotExist, OutdatedEdit."""
    found = assessment_locked(model, assessment_id, version)
    before = {**_shown(found), "findings": found.findings.count()}
    assessment_record(found, actor, f"deleted the assessment “{found.title}”", before=before)
    model_audit_record(model, Action.ASSESSMENT_DELETED, actor=actor, before=before)
    deleted_assessment_events(found, actor)
    found.delete()


def assessment_locked(model: ThreatModel, assessment_id: uuid.UUID, version: int | None = None) -> Assessment:
    """The assessment under its lock. Raises Assessment.DoesNotExist, OutdatedEdit for another version."""
    found = Assessment.objects.select_for_update().get(model=model, pk=assessment_id)
    if version is not None and found.version != version:
        raise OutdatedEdit(str(found.pk))
    found.model = model
    return found


def assessment_announce(model_id: uuid.UUID) -> None:
    """Send the pages that show the model, after the commit, word that an assessment has changed."""
    transaction.on_commit(partial(broadcast, model_id=model_id, message={"type": "assessment"}))


def assessment_record(
    assessment: Assessment,
    actor: User | None,
    what: str,
    *,
    before: Json | None = None,
    after: Json | None = None,
) -> None:
    """Write an event of the history, and announce the change."""
    event_write(
        model_id=assessment.model_id, actor=actor, subject_type="assessment", what=what[:200],
        before=before, after=after,
    )  # fmt: skip
    assessment_announce(assessment.model_id)


def shown_changes(changed: Collection[str], before: Json, after: Json) -> dict[str, Json]:
    """Before and after of the fields that changed, as an event shows them; of others, that they changed."""
    shown = [name for name in changed if before.get(name) != after.get(name)]
    hidden = [name for name in changed if name not in shown]
    note = {"changed": hidden} if hidden else {}
    now = {name: after[name] for name in shown}
    return {"before": {name: before[name] for name in shown}, "after": {**now, **note}}


def _check_days(performed_on: date, next_due: date | None) -> None:
    if performed_on > current_day.today() + timedelta(
        days=1
    ):  # where the person is, the next day may have begun
        raise InvalidAssessment({"performed_on": ["Enter the day on which it was performed."]})
    if next_due is not None and next_due <= performed_on:
        raise InvalidAssessment({"next_due": ["Enter a day after the assessment."]})


def _trimmed(values: Json) -> dict[str, Any]:
    return {
        name: value.strip() if isinstance(value, str) else value
        for name, value in values.items()
        if name in _WRITTEN
    }


def _shown(assessment: Assessment) -> dict[str, Any]:
    """The assessment as its events show it, which are kept for good.

    The scope is left out, and so is all of the report's address but its host: they may hold secrets.
    """
    due, report = assessment.next_due, assessment.report_url
    return {
        "kind": assessment.kind,
        "title": assessment.title,
        "tester": assessment.tester,
        "performed_on": assessment.performed_on.isoformat(),
        "next_due": due.isoformat() if due else None,
        "report_url": (urlsplit(report).hostname or "") if report else "",
    }
