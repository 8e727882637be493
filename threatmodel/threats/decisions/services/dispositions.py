"""Decisions about threats, and the status that follows from mitigations."""

import uuid
from collections import defaultdict
from collections.abc import Iterable

from django.db import transaction

from threatmodel.accounts.models import User
from threatmodel.architecture.api.errors import InvalidRequest
from threatmodel.history.models import ModelEvent
from threatmodel.history.services.events import event_build, event_write
from threatmodel.threats.analysis.services.counters import counters_lock
from threatmodel.threats.choices import DONE
from threatmodel.threats.mitigations.models import Treatment
from threatmodel.threats.threats.models import Threat
from threatmodel.threats.triage.models import InfoRequest


class InvalidDecision(InvalidRequest):
    """A decision that cannot be taken."""


@transaction.atomic
def threat_decide(*, model_id: uuid.UUID, actor: User, number: int, status: str, reason: str = "") -> None:
    """Set a threat to open, needs-info or not-applicable, and record it.

    `mitigated` and `resolved` are never set here: they follow from mitigations and analyses. Raises
    InvalidDecision, Threat.DoesNotExist. Deciding the same again writes nothing.
    """
    counters_lock(model_id)
    threat = Threat.with_possible.get(model_id=model_id, number=number)
    if threat.disposition == "resolved":
        gone = "The latest analysis no longer finds this threat, so no decision is possible."
        raise InvalidDecision({"status": [gone]})
    if status == "not-applicable" and not reason.strip():
        raise InvalidDecision({"reason": ["Enter why this threat is not applicable."]})
    before = {"status": threat.disposition, "reason": threat.disposition_reason}
    treated = status == "open" and threats_treated([threat.pk])[threat.pk]
    after = {"status": "mitigated" if treated else status, "reason": reason.strip()}
    if before == after and threat.decided == status:
        return
    Threat.with_possible.filter(pk=threat.pk).update(
        disposition=after["status"], decided=status, disposition_reason=after["reason"]
    )
    InfoRequest.objects.filter(threat=threat).delete()  # the decision needs no answer any more
    event_write(
        model_id=model_id,
        actor=actor,
        subject_type="threat",
        number=number,
        what="decided",
        before=before,
        after=after,
    )


def threats_treated(threat_ids: Iterable[uuid.UUID]) -> dict[uuid.UUID, bool]:
    """Return which threats are mitigated: at least one mitigation counts, and all that count are done.

    A rejected mitigation counts for nothing.
    """
    statuses: dict[uuid.UUID, list[str]] = defaultdict(list)
    counting = Treatment.objects.filter(threat_id__in=list(threat_ids)).exclude(mitigation__status="rejected")
    for threat_id, status in counting.values_list("threat_id", "mitigation__status"):
        statuses[threat_id].append(status)
    return {key: bool(statuses[key]) and all(s in DONE for s in statuses[key]) for key in threat_ids}


def treated_recompute(*, model_id: uuid.UUID, threat_ids: Iterable[uuid.UUID], actor: User | None) -> None:
    """Set the threats to mitigated, or back to the decision, by their mitigations.

    The counters are locked. A threat that is gone or not applicable stays so.
    """
    rows = Threat.with_possible.filter(
        pk__in=list(threat_ids), disposition__in=("open", "needs-info", "mitigated")
    )
    present = list(rows.values_list("id", "number", "disposition", "decided"))
    treated = threats_treated([key for key, *_ in present])
    moved: dict[str, list[uuid.UUID]] = defaultdict(list)
    events: list[ModelEvent] = []
    for key, number, before, decided in present:
        after = "mitigated" if treated[key] else decided
        if after != before:
            moved[after].append(key)
            events.append(_moved(model_id, actor, number, before, after))
    for after, keys in moved.items():
        Threat.with_possible.filter(pk__in=keys).update(disposition=after)
    ModelEvent.objects.bulk_create(events)


def _moved(model_id: uuid.UUID, actor: User | None, number: int, before: str, after: str) -> ModelEvent:
    return event_build(
        model_id=model_id,
        actor=actor,
        subject_type="threat",
        number=number,
        what="is mitigated" if after == "mitigated" else "is open again",
        before={"status": before},
        after={"status": after},
    )
