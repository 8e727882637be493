"""The outbox of webhooks: a row for each event and webhook, claimed by one worker at a time.

HTTP has no transactions: of a request whose worker went away while it was sent nobody knows whether it was
taken. Programs get it again with the same id; to a chat, which would show it twice, it is not sent again.
"""

import http.client
import secrets
import socket
import ssl
from datetime import timedelta
from typing import Final
from uuid import UUID

import structlog
from django.conf import settings
from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.db.models.functions import Now
from django.utils import timezone

from threatmodel.accounts.models import User
from threatmodel.jobs.encryption import InvalidToken
from threatmodel.jobs.network_slots import network_slot
from threatmodel.notifications.services.notices import Content
from threatmodel.outgoing_http.allowed_addresses import InvalidAddress
from threatmodel.webhooks.models import FAULT_LENGTH, Delivery, Webhook
from threatmodel.webhooks.services.request_bodies import body_of
from threatmodel.webhooks.services.signed_requests import post
from threatmodel.webhooks.services.webhooks import secret_of, url_of

ATTEMPTS_MOST: Final = 7  # with the waits between them: about six hours
FAILURES_MOST: Final = 5  # given up in a row: then the webhook is disabled
_FIRST_WAIT: Final = timedelta(seconds=15)
_LONGER_BY: Final = 4
_SEND_WITHIN: Final = timedelta(minutes=1)  # longer than one request may take
_GONE: Final = 410
_TOGETHER: Final = 500
_ROUNDS: Final = 20
_FAULTS: Final[dict[type[Exception], str]] = {
    socket.gaierror: "The name of the host is unknown.",
    ssl.SSLCertVerificationError: "The certificate of the receiver is not valid.",
    TimeoutError: "The receiver did not answer in time.",
    ConnectionRefusedError: "The receiver refused the connection.",
}
log = structlog.get_logger(__name__)


def deliveries_write(*, content: Content, actor: User | None) -> int:
    """Write a delivery for each webhook of the team that wants the event; return how many do."""
    found = Webhook.objects.filter(team_id=content.team_id, enabled=True)
    wanted = [one for one in found if content.kind in one.events]
    Delivery.objects.bulk_create(
        (
            Delivery(
                webhook=one,
                key=content.key,
                event=content.kind,
                body=body_of(one.format, content, actor=actor),
                due_at=timezone.now(),
            )
            for one in wanted
        ),
        ignore_conflicts=True,
    )
    return len(wanted)


def delivery_send_next() -> bool:
    """Send the delivery of one of the webhooks that is due longest.

    One of a webhook at a time and in order. Teams and their webhooks take their turn by chance, so none waits
    until all deliveries to a slow receiver have ended.
    Returns False when there is none, or no slot for the team of one.
    """
    teams = deliveries_due().order_by().values_list("webhook__team", flat=True).distinct()
    with network_slot(teams) as team_id:
        delivery = _claim_next(team_id) if team_id else None
        if delivery is not None:
            _send(delivery)
    return delivery is not None


def _send(delivery: Delivery) -> None:
    try:
        status = post(
            url=url_of(delivery.webhook),
            secret=secret_of(delivery.webhook),
            delivery=delivery.pk,
            body=delivery.body.encode(),
            connected=lambda: _note_handed(delivery),
        )
    except (InvalidAddress, InvalidToken) as fault:
        _give_up(
            delivery, str(fault) or "The secret key of this instance has changed: enter the address again."
        )
    except (OSError, http.client.HTTPException) as fault:
        _postpone(delivery, _said_of(fault))
    else:
        if status is not None:
            _answered(delivery, status)


def deliveries_due() -> QuerySet[Delivery]:
    """What is to be sent now: what waits, and what a worker left that went away. None of a busy webhook."""
    unsent = Delivery.objects.filter(
        state__in=("queued", "sending"), due_at__lte=Now(), webhook__enabled=True
    )
    busy = Delivery.objects.filter(webhook=OuterRef("webhook"), state="sending", due_at__gt=Now())
    return unsent.exclude(_interrupted()).filter(~Exists(busy))


def deliveries_interrupted_end() -> int:
    """Give up messages to chats of which nobody knows whether they were taken; return how many."""
    lost = Delivery.objects.filter(_interrupted(), due_at__lte=Now())
    fault = "Interrupted while it was sent. Look whether it arrived before you send it again."
    return lost.update(state="failed", fault=fault, ended_at=Now())


@transaction.atomic
def delivery_retry(*, delivery: Delivery) -> bool:
    """Queue a delivery again that was given up; return False for any other."""
    again = Delivery.objects.filter(pk=delivery.pk, state="failed")
    return again.update(state="queued", attempts=0, handed_at=None, due_at=Now(), ended_at=None) == 1


def deliveries_remove_old() -> int:
    """Remove deliveries that ended before KEEP_DELIVERIES_DAYS; return how many."""
    if not settings.KEEP_DELIVERIES_DAYS:
        return 0
    before = timezone.now() - timedelta(days=settings.KEEP_DELIVERIES_DAYS)
    removed = 0
    for _ in range(_ROUNDS):
        old = Delivery.objects.filter(ended_at__lt=before).order_by("ended_at")
        if not (keys := list(old.values_list("pk", flat=True)[:_TOGETHER])):
            break
        Delivery.objects.filter(pk__in=keys).delete()
        removed += len(keys)
    return removed


def _interrupted() -> Q:
    return Q(state="sending", handed_at__isnull=False) & ~Q(webhook__format="json")


def _claim_next(team_id: UUID) -> Delivery | None:
    of_team = deliveries_due().filter(webhook__team=team_id)
    webhooks = list(of_team.order_by().values_list("webhook", flat=True).distinct())
    if not webhooks:
        return None
    due = of_team.filter(webhook=secrets.choice(webhooks)).order_by("created_at", "id")
    first = due.values_list("pk", flat=True).first()
    if first is None:
        return None
    with transaction.atomic():
        found = Delivery.objects.select_related("webhook").filter(pk=first).first()
        if found is None:
            return None
        Webhook.objects.select_for_update().get(pk=found.webhook_id)  # two workers claim in turn
        due_at = Now() + _SEND_WITHIN
        claimed = deliveries_due().filter(pk=first)
        if not claimed.update(state="sending", attempts=F("attempts") + 1, handed_at=None, due_at=due_at):
            return None
        found.refresh_from_db()
        return found


def _said_of(fault: Exception) -> str:
    """What went wrong, as the log of the webhook says it."""
    for kind, text in _FAULTS.items():
        if isinstance(fault, kind):
            return text
    return f"The connection failed ({type(fault).__name__})."


def _note_handed(delivery: Delivery) -> bool:
    """Note that the request is sent from now on; False where another worker has taken it over."""
    delivery.handed_at = timezone.now()
    return _mine(delivery).update(handed_at=delivery.handed_at) == 1


def _answered(delivery: Delivery, status: int) -> None:
    if 200 <= status < 300:
        _mine(delivery).update(state="delivered", status=status, fault="", ended_at=Now())
        Webhook.objects.filter(pk=delivery.webhook_id).exclude(failures=0).update(failures=0)
    elif status == _GONE:
        _give_up(delivery, "The receiver says that the address is gone (410).", status=status)
        _disable(delivery.webhook, "The receiver says that the address is gone (410).")
    else:
        redirect = " Redirects are not followed." if 300 <= status < 400 else ""
        _postpone(delivery, f"The receiver answered {status}.{redirect}", status=status)


def _postpone(delivery: Delivery, fault: str, *, status: int | None = None) -> None:
    """Wait longer after each attempt. A line to a chat that broke after it was sent is not tried again."""
    is_unknown = delivery.handed_at is not None and status is None and delivery.webhook.format != "json"
    if delivery.attempts >= ATTEMPTS_MOST or is_unknown:
        _give_up(delivery, fault, status=status)
        return
    wait = _FIRST_WAIT * _LONGER_BY ** (delivery.attempts - 1)
    _mine(delivery).update(
        state="queued", due_at=Now() + wait, handed_at=None, status=status, fault=fault[:FAULT_LENGTH]
    )


def _give_up(delivery: Delivery, fault: str, *, status: int | None = None) -> None:
    """End the delivery as failed; too many of them in a row disable the webhook."""
    log.warning("delivery_given_up", delivery=str(delivery.pk), attempts=delivery.attempts, status=status)
    ended = _mine(delivery).update(state="failed", status=status, fault=fault[:FAULT_LENGTH], ended_at=Now())
    if ended:
        Webhook.objects.filter(pk=delivery.webhook_id).update(failures=F("failures") + 1)
        failing = Webhook.objects.filter(pk=delivery.webhook_id, failures__gte=FAILURES_MOST, enabled=True)
        if failing.exists():
            _disable(delivery.webhook, f"{FAILURES_MOST} deliveries in a row could not be sent.")


def _disable(webhook: Webhook, because: str) -> None:
    """Send nothing more until an owner enables the webhook again."""
    log.warning("webhook_disabled", webhook=str(webhook.pk), reason=because)
    Webhook.objects.filter(pk=webhook.pk).update(enabled=False, disabled_because=because[:FAULT_LENGTH])
    waiting = Delivery.objects.filter(webhook=webhook, state="queued")
    waiting.update(state="failed", fault="The webhook was disabled.", ended_at=Now())


def _mine(delivery: Delivery) -> QuerySet[Delivery]:
    return Delivery.objects.filter(pk=delivery.pk, state="sending", attempts=delivery.attempts)
