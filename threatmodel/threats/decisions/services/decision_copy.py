"""Copies the decisions about one model to the same threats of another."""

import uuid
from collections import defaultdict

from threatmodel.accounts.models import User
from threatmodel.history.models import ModelEvent
from threatmodel.history.services.events import event_build
from threatmodel.threats.analysis.services.counters import counters_lock
from threatmodel.threats.decisions.services.dispositions import treated_recompute
from threatmodel.threats.mitigations.models import Mitigation, Treatment
from threatmodel.threats.threats.models import Threat


def decisions_copy(*, source_id: uuid.UUID, copy_id: uuid.UUID, actor: User) -> None:
    """Decide and treat the threats of the copy as those of the source that have the same fingerprint.

    A mitigation keeps its number; one that would treat nothing is left behind. Call it in the transaction
    that wrote the copy.
    """
    counters = counters_lock(copy_id)
    columns = ("id", "model_id", "number", "fingerprint")
    found = Threat.with_possible.filter(model_id=copy_id).only(*columns)
    threats = {threat.fingerprint: threat for threat in found}
    _decide(source_id, threats, actor)
    copied = _mitigations(source_id, threats)
    mitigations = [mitigation for mitigation, _ in copied]
    Mitigation.objects.bulk_create(mitigations)
    treatments = [Treatment(mitigation=one, threat=threat) for one, treated in copied for threat in treated]
    Treatment.objects.bulk_create(treatments)
    counters.last_mitigation = max((one.number for one in mitigations), default=0)
    counters.save(update_fields=["last_mitigation"])
    ModelEvent.objects.bulk_create(
        _copied(copy_id, actor, "mitigation", one.number, one.status) for one in mitigations
    )
    treated_recompute(
        model_id=copy_id, threat_ids={treatment.threat_id for treatment in treatments}, actor=actor
    )


def _decide(source_id: uuid.UUID, threats: dict[str, Threat], actor: User) -> None:
    decided = Threat.with_possible.filter(model_id=source_id).exclude(decided="open")
    changed = []
    for fingerprint, decision, reason in decided.values_list("fingerprint", "decided", "disposition_reason"):
        if fingerprint in threats:
            threat = threats[fingerprint]
            threat.decided = threat.disposition = decision
            threat.disposition_reason = reason
            changed.append(threat)
    Threat.with_possible.bulk_update(changed, ["decided", "disposition", "disposition_reason"])
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
    """A mitigation of the copy. What an import proved of the source, the copy has yet to be shown."""
    kept = ("number", "control", "title", "description", "verification_note", "owner_id", "due")
    status = "implemented" if row.verified_by_evidence else row.status
    return Mitigation(
        model_id=model_id,
        created_by_id=row.created_by_id,
        status=status,
        **{key: getattr(row, key) for key in kept},
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
