"""What becomes of possible threats: confirmed when their facts are known, kept when people worked on them."""

import uuid
from collections.abc import Sequence

from django.utils import timezone

from threatmodel.history.models import ModelEvent
from threatmodel.threats.acceptances.models import AcceptedThreat
from threatmodel.threats.decisions.services.status_columns import decided_columns
from threatmodel.threats.decisions.services.status_recompute import statuses_recompute
from threatmodel.threats.decisions.services.threat_resolution import event_about, treatments_reopen
from threatmodel.threats.mitigations.models import Treatment
from threatmodel.threats.threats.models import Threat


def threats_confirm(*, model_id: uuid.UUID, threats: Sequence[Threat]) -> None:
    """Record that possible threats are found now: they keep their numbers and decisions.

    A mitigation that an import has shown to end one of them is reopened.
    """
    if not threats:
        return
    keys = [threat.pk for threat in threats]
    Threat.with_possible.filter(pk__in=keys).update(first_seen_at=timezone.now())
    ModelEvent.objects.bulk_create(
        event_about(threat, what="confirmed", before={"certainty": "possible"}, after={"certainty": "found"})
        for threat in threats
    )
    proved = Treatment.objects.filter(threat_id__in=keys, seen="fixed").values_list("threat_id", flat=True)
    treatments_reopen(model_id=model_id, threat_ids=list(proved))


def threats_doubt(*, threats: Sequence[Threat]) -> None:
    """Record that found threats are only possible, as a fact is not known any more; it verifies nothing."""
    ModelEvent.objects.bulk_create(
        event_about(
            threat, what="is only possible", before={"certainty": "found"}, after={"certainty": "possible"}
        )
        for threat in threats
    )


def possible_reopen(*, model_id: uuid.UUID, threats: Sequence[Threat]) -> None:
    """Set resolved threats that are possible now to what was decided about them; mitigations stay."""
    if not threats:
        return
    keys = [threat.pk for threat in threats]
    Threat.with_possible.filter(pk__in=keys).update(resolution="", **decided_columns())
    ModelEvent.objects.bulk_create(
        event_about(
            threat,
            what="is possible again",
            before={"status": "resolved"},
            after={"status": threat.decided, "certainty": "possible"},
        )
        for threat in threats
    )
    statuses_recompute(model_id=model_id, threat_ids=keys, actor=None)


def untouched_delete(*, model_id: uuid.UUID, threats: Sequence[Threat]) -> list[Threat]:
    """Delete the possible ones that no longer apply and that no person worked on; return the others."""
    possible = {threat.pk: threat for threat in threats if threat.certainty == "possible"}
    if not possible:
        return list(threats)
    numbers = [threat.number for threat in possible.values()]
    events = ModelEvent.objects.filter(
        model_id=model_id, subject_type="threat", subject_number__in=numbers
    ).values_list("subject_number", flat=True)
    treated = Treatment.objects.filter(threat_id__in=list(possible)).values_list("threat_id", flat=True)
    accepted = AcceptedThreat.objects.filter(threat_id__in=list(possible)).values_list("threat_id", flat=True)
    told, kept = set(events), {*treated, *accepted}
    dropped = {
        key
        for key, threat in possible.items()
        if threat.decided == "open" and key not in kept and threat.number not in told
    }
    Threat.with_possible.filter(pk__in=dropped).delete()
    return [threat for threat in threats if threat.pk not in dropped]
