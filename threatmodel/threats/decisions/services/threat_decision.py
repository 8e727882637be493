"""What a person decides about one threat."""

import uuid

from django.db import transaction

from threatmodel.accounts.models import User
from threatmodel.architecture.api.errors import InvalidRequest
from threatmodel.history.services.events import event_write
from threatmodel.threats.analysis.services.model_counters import counters_lock
from threatmodel.threats.choices import NEEDS_REASON
from threatmodel.threats.decisions.services.status_columns import status_columns
from threatmodel.threats.decisions.services.status_recompute import statuses_decided
from threatmodel.threats.threats.models import Threat
from threatmodel.threats.threats.services.manual_threats import threats_announce
from threatmodel.threats.triage.models import InfoRequest


class InvalidDecision(InvalidRequest):
    """A decision that cannot be taken."""


@transaction.atomic
def threat_decide(*, model_id: uuid.UUID, actor: User, number: int, status: str, reason: str = "") -> None:
    """Set a threat to open, needs-info or not-applicable, and record it.

    `mitigated`, `accepted` and `resolved` are never set here: they follow from mitigations, acceptances and
    analyses. Raises InvalidDecision, Threat.DoesNotExist. Deciding the same again writes nothing.
    """
    counters_lock(model_id)
    threat = Threat.with_possible.get(model_id=model_id, number=number)
    if threat.status == "resolved":
        gone = "The latest analysis no longer finds this threat, so no decision is possible."
        raise InvalidDecision({"status": [gone]})
    if threat.status == "accepted" and status == "needs-info":
        accepted = "The risk is accepted. Revoke the acceptance to discuss the threat again."
        raise InvalidDecision({"status": [accepted]})
    if status in NEEDS_REASON and not reason.strip():
        raise InvalidDecision({"reason": [f"Enter why this threat is {status.replace('-', ' ')}."]})
    before = {"status": threat.status, "reason": threat.status_reason}
    after = {"status": statuses_decided([(threat.pk, status)])[threat.pk], "reason": reason.strip()}
    if before == after and threat.decided == status:
        return
    Threat.with_possible.filter(pk=threat.pk).update(
        decided=status, status_reason=after["reason"], **status_columns(after["status"])
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
    threats_announce(model_id)
