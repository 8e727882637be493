"""Writes notices to the outbox of mails: at once or as a digest, as each person wants it.

The notices of one mail are marked in the transaction that writes it, so each is mailed once, however often
this is interrupted or runs beside itself.
"""

import uuid
from collections.abc import Iterator, Sequence
from typing import Any, Final

import structlog
from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.template.loader import render_to_string
from django.utils import timezone

from threatmodel.accounts.models import User
from threatmodel.jobs.mail_outbox import mail_write
from threatmodel.notifications.choices import KINDS
from threatmodel.notifications.models import Notice, NotificationPreferences
from threatmodel.notifications.selectors.inbox import notices_visible
from threatmodel.notifications.selectors.mail_times import digest_day, is_quiet
from threatmodel.notifications.selectors.preferences import preferences_of
from threatmodel.notifications.services.unsubscribe import unsubscribe_path

log = structlog.get_logger(__name__)
SHOWN_MOST: Final = 50  # notices in a mail; it says how many more there are
_PEOPLE_MOST: Final = 200  # in one round
_SUBJECT_MOST: Final = 150
_NAMED_MOST: Final = 1_000


def notices_mail() -> int:
    """Write a mail to each person with new notices that are mailed at once; return how many.

    Not in their quiet hours: what they have read until then is not mailed.
    """
    now = timezone.now()
    written = 0
    for user_id in _people(mail="at-once"):
        if not is_quiet(preferences_of(user_id=user_id), now=now):
            written += _mail_new(user_id)
    return written


def digests_mail() -> int:
    """Write the digest of each person for whom it is time; return how many."""
    return sum(_mail_digest(user_id) for user_id in _people(mail="digest"))


def _people(*, mail: str) -> Iterator[uuid.UUID]:
    waiting = _waiting(mail).order_by("user_id").values_list("user_id", flat=True).distinct()
    yield from waiting[:_NAMED_MOST].iterator(chunk_size=_PEOPLE_MOST)


def _waiting(mail: str) -> QuerySet[Notice]:
    return notices_visible().filter(mail=mail, mailed_at=None, read_at=None)


@transaction.atomic
def _mail_new(user_id: uuid.UUID) -> bool:
    notices = _locked(user_id, "at-once")
    if not notices:
        return False
    kinds = {one.kind for one in notices}
    title = sentence(notices[0]) if len(notices) == 1 else f"{len(notices)} new notices"
    _write(notices, title=title, scope=kinds.pop() if len(kinds) == 1 else "all")
    return True


@transaction.atomic
def _mail_digest(user_id: uuid.UUID) -> bool:
    NotificationPreferences.objects.get_or_create(pk=user_id)
    preferences = NotificationPreferences.objects.select_for_update().get(pk=user_id)
    day = digest_day(preferences, now=timezone.now())
    notices = _locked(user_id, "digest") if day else []
    if not notices:
        return False
    preferences.digested_on = day
    preferences.save(update_fields=["digested_on"])
    many = "1 notice" if len(notices) == 1 else f"{len(notices):,} notices"
    _write(notices, title=f"Your digest: {many}", scope="digest")
    return True


def _locked(user_id: uuid.UUID, mail: str) -> list[Notice]:
    """The notices of one mail; another worker that is about to mail them waits, and then finds none."""
    waiting = _waiting(mail).filter(user=user_id).order_by("id")
    return list(waiting.select_related("user", "team").select_for_update(of=("self",)))


def _write(notices: Sequence[Notice], *, title: str, scope: str) -> None:
    user = notices[0].user
    unsubscribe = f"{settings.PUBLIC_URL}{unsubscribe_path(user_id=user.pk, scope=scope)}"
    actors = User.objects.in_bulk({one.actor_id for one in notices if one.actor_id})
    for one in notices:
        one.actor = actors.get(one.actor_id)
    context = {
        "name": user.get_full_name(),
        "rows": [_row(one) for one in notices[:SHOWN_MOST]],
        "more": max(0, len(notices) - SHOWN_MOST),
        "inbox": f"{settings.PUBLIC_URL}/inbox",
        "preferences": f"{settings.PUBLIC_URL}/account#notifications",
        "unsubscribe": unsubscribe,
        "stops": scope_label(scope),
    }
    mail_write(
        to=user.email,
        subject=f"[Bulkhead] {title}"[:_SUBJECT_MOST],
        body=render_to_string("notifications/notices.txt", context),
        html=render_to_string("notifications/notices.html", context),
        headers={
            "Auto-Submitted": "auto-generated",
            "List-Unsubscribe": f"<{unsubscribe}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        },
        once=True,
    )
    Notice.objects.filter(pk__in=[one.pk for one in notices]).update(mailed_at=timezone.now())
    log.info("notices_mailed", user=str(user.pk), notices=len(notices), scope=scope)


def _row(notice: Notice) -> dict[str, Any]:
    return {
        "sentence": sentence(notice),
        "detail": notice.detail,
        "team": notice.team.name,
        "url": f"{settings.PUBLIC_URL}{notice.link}",
    }


def sentence(notice: Notice) -> str:
    """What the notice says, in one line."""
    named = f"{notice.actor.get_full_name()} {notice.what}" if notice.actor else notice.what
    return " ".join(named.split())


def scope_label(scope: str) -> str:
    """What a person no longer gets who unsubscribes."""
    return {"all": "any notices", "digest": "digests"}.get(scope) or f"“{KINDS[scope]}”"
