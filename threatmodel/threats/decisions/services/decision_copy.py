"""Copies the decisions about one model to the same threats of another."""

import uuid
from collections import defaultdict
from collections.abc import Iterable

from django.utils import timezone

from threatmodel.accounts.models import User
from threatmodel.engine.analysis.threat_score import overridden_score
from threatmodel.history.models import ModelEvent
from threatmodel.history.services.events import event_build
from threatmodel.threats.analysis.models import ModelCounters
from threatmodel.threats.analysis.services.model_counters import counters_lock
from threatmodel.threats.choices import CLOSED, ESTIMATES
from threatmodel.threats.coverage.services.manual_cells import grids_count_manual
from threatmodel.threats.decisions.services.status_recompute import statuses_recompute
from threatmodel.threats.mitigations.models import Mitigation, MitigationTag, Treatment
from threatmodel.threats.risk.services.rating_copy import risk_ratings_copy
from threatmodel.threats.threats.models import ManualThreat, SeverityOverride, Threat
from threatmodel.threats.threats.services.manual_threats import manual_threats_follow


def decisions_copy(*, source_id: uuid.UUID, copy_id: uuid.UUID, actor: User) -> None:
    """Decide and treat the threats of the copy as those of the source that have the same fingerprint.

    Manual threats and overridden severities are copied too; acceptances are not: they were given for another
    system. A mitigation keeps its number; one that would
    treat nothing is left behind. Call it in the transaction that wrote the copy.
    """
    counters = counters_lock(copy_id)
    _manual_threats_copy(source_id, copy_id, counters)
    _severities_copy(source_id, copy_id)
    risk_ratings_copy(source_id=source_id, copy_id=copy_id)
    columns = ("id", "model_id", "number", "fingerprint")
    found = Threat.with_possible.filter(model_id=copy_id).only(*columns)
    threats = {threat.fingerprint: threat for threat in found}
    _decide(source_id, threats, actor)
    copied = _mitigations(source_id, threats)
    mitigations = [mitigation for mitigation, _ in copied]
    Mitigation.objects.bulk_create(mitigations)
    _tags_copy(source_id, mitigations)
    treatments = [Treatment(mitigation=one, threat=threat) for one, treated in copied for threat in treated]
    Treatment.objects.bulk_create(treatments)
    counters.last_mitigation = max((one.number for one in mitigations), default=0)
    counters.save(update_fields=["last_mitigation"])
    ModelEvent.objects.bulk_create(
        _copied(copy_id, actor, "mitigation", one.number, one.status) for one in mitigations
    )
    statuses_recompute(
        model_id=copy_id, threat_ids={treatment.threat_id for treatment in treatments}, actor=actor
    )


def _manual_threats_copy(source_id: uuid.UUID, copy_id: uuid.UUID, counters: ModelCounters) -> None:
    """Write the manual threats of the source into the copy, under new numbers."""
    sources = Threat.objects.filter(model_id=source_id, rule="").select_related("manual").order_by("number")
    threats, contents = [], []
    for number, threat in enumerate(sources, start=counters.last_threat + 1):
        manual = threat.manual
        threat.pk, threat.model_id, threat.number = uuid.uuid4(), copy_id, number
        threat.element_id = threat.flow_id = None
        threat.status = threat.decided = "open"
        threat.status_reason, threat.last_changed_run_id, threat.closed_at = "", None, None
        threats.append(threat)
        content = {"description": manual.description, "references": manual.references}
        contents.append(ManualThreat(threat=threat, created_by_id=manual.created_by_id, **content))
    Threat.objects.bulk_create(threats)
    ManualThreat.objects.bulk_create(contents)
    counters.last_threat += len(threats)
    counters.save(update_fields=["last_threat"])
    if manual_threats_follow(model_id=copy_id):
        grids_count_manual(model_id=copy_id)


def _severities_copy(source_id: uuid.UUID, copy_id: uuid.UUID) -> None:
    """Override the severities of the copy as those of the source are."""
    overridden = Threat.with_possible.filter(model_id=source_id).exclude(computed_severity="")
    of_source = {one.fingerprint: one for one in overridden.select_related("severity_override")}
    threats, overrides = [], []
    for threat in Threat.with_possible.filter(model_id=copy_id, fingerprint__in=of_source):
        source = of_source[threat.fingerprint]
        was = source.severity_override
        threat.computed_severity, threat.computed_score = threat.severity, threat.score
        threat.severity = source.severity
        threat.score = overridden_score(
            source.severity,
            computed=threat.computed_severity,
            score=threat.computed_score,
            is_gap=bool(threat.hardening_of),
        )
        threats.append(threat)
        overrides.append(SeverityOverride(threat=threat, reason=was.reason, by_id=was.by_id, at=was.at))
    Threat.with_possible.bulk_update(threats, ["severity", "score", "computed_severity", "computed_score"])
    SeverityOverride.objects.bulk_create(overrides)


def _decide(source_id: uuid.UUID, threats: dict[str, Threat], actor: User) -> None:
    decided = Threat.with_possible.filter(model_id=source_id).exclude(decided="open")
    changed = []
    for fingerprint, decision, reason in decided.values_list("fingerprint", "decided", "status_reason"):
        if fingerprint in threats:
            threat = threats[fingerprint]
            threat.decided = threat.status = decision
            threat.status_reason = reason
            threat.closed_at = timezone.now() if decision in CLOSED else None
            changed.append(threat)
    Threat.with_possible.bulk_update(changed, ["decided", "status", "status_reason", "closed_at"])
    ModelEvent.objects.bulk_create(
        _copied(threat.model_id, actor, "threat", threat.number, threat.decided) for threat in changed
    )


def _mitigations(source_id: uuid.UUID, threats: dict[str, Threat]) -> list[tuple[Mitigation, list[Threat]]]:
    treated: dict[uuid.UUID, list[Threat]] = defaultdict(list)
    of_source = Treatment.objects.filter(mitigation__model_id=source_id)
    for mitigation_id, fingerprint in of_source.values_list("mitigation_id", "threat__fingerprint"):
        if fingerprint in threats:
            treated[mitigation_id].append(threats[fingerprint])
    return [
        (_copy(row, treated[row.pk][0].model_id), treated[row.pk])
        for row in Mitigation.objects.filter(pk__in=list(treated)).order_by("number")
    ]


def _copy(row: Mitigation, model_id: uuid.UUID) -> Mitigation:
    """A mitigation of the copy. What an import proved of the source, the copy has yet to be shown.

    Evidence stays with the source: only a note shows in the copy what an approver checked.
    """
    kept = ("number", "control", "title", "description", "owner_id", "due", *ESTIMATES)
    noted = row.status == "verified" and not row.verified_by_evidence and row.verification_note != ""
    confirmed = ("verification_note", "verified_by_id", "verified_at") if noted else ()
    status = "implemented" if row.status == "verified" and not noted else row.status
    return Mitigation(
        model_id=model_id,
        created_by_id=row.created_by_id,
        status=status,
        **{key: getattr(row, key) for key in (*kept, *confirmed)},
    )


def _tags_copy(source_id: uuid.UUID, copies: Iterable[Mitigation]) -> None:
    by_number = {one.number: one for one in copies}
    tags = MitigationTag.objects.filter(mitigation__model_id=source_id, mitigation__number__in=by_number)
    MitigationTag.objects.bulk_create(
        MitigationTag(mitigation=by_number[number], name=name)
        for number, name in tags.values_list("mitigation__number", "name")
    )


def _copied(model_id: uuid.UUID, actor: User, subject: str, number: int, status: str) -> ModelEvent:
    return event_build(
        model_id=model_id,
        actor=actor,
        subject_type=subject,
        number=number,
        what="copied from the duplicated model",
        after={"status": status},
    )
