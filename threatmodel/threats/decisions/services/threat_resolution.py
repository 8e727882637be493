"""Resolve threats that are no longer found, and reopen those found again.

Verification is in imports/services/mitigation_verification.py.
"""

import uuid
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db.models import F
from django.utils import timezone

from threatmodel.engine.analysis.attack_scenario import RULE_PREFIX
from threatmodel.history.models import ModelEvent
from threatmodel.history.services.events import event_build
from threatmodel.threats.analysis.models import AnalysisRun
from threatmodel.threats.choices import DONE
from threatmodel.threats.decisions.selectors.resolutions import resolutions_of, resolving_facts
from threatmodel.threats.decisions.services.status_columns import decided_columns, status_columns
from threatmodel.threats.decisions.services.status_recompute import statuses_recompute
from threatmodel.threats.mitigations.models import Mitigation, Treatment
from threatmodel.threats.threats.models import Scenario, Threat

Json = dict[str, Any]


def threats_of_deleted_rules_resolve(*, threats: Sequence[Threat], run: AnalysisRun) -> None:
    """Resolve the threats of deleted rules."""
    _set_resolved(
        threats,
        dict.fromkeys((row.pk for row in threats), "rule"),
        run,
        "the rule is deleted or disabled",
    )


def threats_resolve(
    *, model_id: uuid.UUID, threats: Sequence[Threat], run: AnalysisRun | None, evidence: str
) -> None:
    """Resolve the threats, each with its reason; decisions about them are kept."""
    _set_resolved(threats, resolutions_of(model_id=model_id, threats=threats), run, evidence)


def _set_resolved(
    threats: Sequence[Threat], reasons: Mapping[uuid.UUID, str], run: AnalysisRun | None, evidence: str
) -> None:
    for reason in sorted(set(reasons.values())):
        keys = [threat.pk for threat in threats if reasons[threat.pk] == reason]
        Threat.with_possible.filter(pk__in=keys).update(
            resolution=reason, last_changed_run=run, **status_columns("resolved")
        )
    ModelEvent.objects.bulk_create(
        event_about(
            threat,
            what="is gone",
            before={"status": threat.status},
            after={"status": "resolved", "resolution": reasons[threat.pk], "evidence": evidence},
        )
        for threat in threats
    )


def threats_reopen(*, model_id: uuid.UUID, threats: Sequence[Threat], run: AnalysisRun | None) -> None:
    """Set the threats to what was decided about them, and reopen the mitigations that were to end them.

    Those use controls that change the facts of the threat, or controls of the team, whose effect is unknown.
    A control that helps without a change of facts still counts.
    """
    if not threats:
        return
    keys = [threat.pk for threat in threats]
    ModelEvent.objects.bulk_create(
        event_about(
            threat,
            what="came back",
            before={"status": threat.status},
            after={"status": threat.decided},
        )
        for threat in threats
    )
    Threat.objects.filter(pk__in=keys).update(resolution="", last_changed_run=run, **decided_columns())
    treatments_reopen(model_id=model_id, threat_ids=keys)


def treatments_reopen(*, model_id: uuid.UUID, threat_ids: Sequence[uuid.UUID]) -> None:
    """Reopen the mitigations that were to end these threats, which are found again."""
    if not threat_ids:
        return
    treatments = Treatment.objects.filter(threat_id__in=threat_ids).select_related("mitigation", "threat")
    failed = {
        one.mitigation_id: one.mitigation
        for one in treatments
        if one.mitigation.status in DONE and _was_to_end_it(one, model_id)
    }
    treatments.update(seen="", seen_at=None, seen_facts=[])
    mitigations_reopen(
        mitigations=failed.values(), what="reopened: a threat that it mitigates was found again", after={}
    )
    touched = Treatment.objects.filter(mitigation__in=failed).values_list("threat_id", flat=True)
    statuses_recompute(model_id=model_id, threat_ids={*threat_ids, *touched}, actor=None)


def _was_to_end_it(treatment: Treatment, model_id: uuid.UUID) -> bool:
    if treatment.threat.rule.startswith(RULE_PREFIX):
        return _was_to_cut_it(treatment)
    facts = resolving_facts(
        model_id=model_id, rule_id=treatment.threat.rule, control=treatment.mitigation.control
    )
    return facts is None or bool(facts)


def _was_to_cut_it(treatment: Treatment) -> bool:
    """Whether a control that no file shows was to stop a step that an attack scenario still has."""
    mitigation = treatment.mitigation
    if mitigation.verified_by_evidence:
        return False
    content = Scenario.objects.values_list("content", flat=True).get(threat=treatment.threat)
    stopping = {control for step in content["steps"] for control in step["controls"]}
    return not mitigation.control or mitigation.control in stopping


def mitigations_reopen(*, mitigations: Iterable[Mitigation], what: str, after: Json) -> None:
    """Set the mitigations back to in-progress and record why. The caller computes their threats anew."""
    rows = list(mitigations)
    ModelEvent.objects.bulk_create(
        event_about(row, what=what, before={"status": row.status}, after={"status": "in-progress", **after})
        for row in rows
    )
    Mitigation.objects.filter(pk__in=[row.pk for row in rows]).update(
        status="in-progress",
        verified_by_evidence=False,
        verification_note="",
        verified_by=None,
        verified_at=None,
        version=F("version") + 1,
        updated_at=timezone.now(),
    )


def event_about(row: Threat | Mitigation, *, what: str, before: Json, after: Json) -> ModelEvent:
    """Return an event of the analysis or an import about a threat or mitigation."""
    return event_build(
        model_id=row.model_id,
        actor=None,
        subject_type="threat" if isinstance(row, Threat) else "mitigation",
        number=row.number,
        what=what,
        before=before,
        after=after,
    )
