"""Writes notices: the one way by which people are told of something.

An app that has something to tell calls `notify` in its transaction. The key makes a repetition harmless.
"""

import uuid
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any, Final

from django.db import transaction
from django.utils import timezone

from threatmodel.accounts.models import Membership, User
from threatmodel.notifications.models import LINK_LENGTH, TEXT_LENGTH, Notice
from threatmodel.notifications.selectors.inbox import notices_unread
from threatmodel.notifications.selectors.preferences import is_mailing, mail_modes
from threatmodel.notifications.signals import announced
from threatmodel.pubsub.publisher import person_send

CHANGED: Final = {"type": "inbox"}
"""The message to the pages of a person whose inbox has changed."""


@dataclass(frozen=True, slots=True)
class Content:
    """What happened, as people are told of it.

    `what` follows the name of the actor; without an actor it is a sentence. `link` is the path of the page.
    `facts` are for programs, such as those behind webhooks.
    """

    kind: str
    key: str
    team_id: uuid.UUID
    subject: str
    what: str
    link: str
    model_id: uuid.UUID | None = None
    detail: str = ""
    facts: Mapping[str, Any] = field(default_factory=dict)


def notify(content: Content, *, to: Iterable[uuid.UUID | None], actor: User | None = None) -> None:
    """Tell these people and whoever follows the team; what was told already is not told again."""
    notices_write(content, to=to, actor=actor)
    announce(content, actor=actor)


def announce(content: Content, *, actor: User | None = None) -> None:
    """Tell whoever follows the team, such as its webhooks, and no person."""
    announced.send(Notice, content=content, actor=actor)


def notices_write(content: Content, *, to: Iterable[uuid.UUID | None], actor: User | None = None) -> None:
    """Write a notice for each of these people who is in the team, but for the actor. Four queries at most."""
    wanted = {key for key in to if key is not None} - ({actor.pk} if actor else set())
    if not wanted:
        return
    members = Membership.objects.filter(team_id=content.team_id, user_id__in=wanted, user__is_active=True)
    people = sorted(members.values_list("user_id", flat=True))
    modes: dict[uuid.UUID, str] = {}
    if is_mailing():
        modes = mail_modes(kind=content.kind, team_id=content.team_id, user_ids=people)
    values = {
        "team_id": content.team_id,
        "model_id": content.model_id,
        "kind": content.kind,
        "key": content.key,
        "subject": content.subject[:TEXT_LENGTH],
        "what": content.what[:TEXT_LENGTH],
        "detail": content.detail[:TEXT_LENGTH],
        "link": content.link[:LINK_LENGTH],
        "actor": actor,
    }
    Notice.objects.bulk_create(
        (Notice(user_id=key, mail=modes.get(key, "off"), **values) for key in people), ignore_conflicts=True
    )
    _tell_pages(people)


def notice_exists(*, key: str) -> bool:
    """Whether anybody was told this."""
    return Notice.objects.filter(key=key).exists()


def notices_keep_for(*, key: str, user_ids: Iterable[uuid.UUID], detail: str) -> None:
    """Withdraw the notice from all but these people, to whom it says this from now on."""
    notices = Notice.objects.filter(key=key)
    gone = notices.exclude(user_id__in=list(user_ids))
    _tell_pages(list(gone.values_list("user_id", flat=True)))
    gone.delete()
    notices.update(detail=detail[:TEXT_LENGTH])


def notices_rewrite(*, key: str, what: str, detail: str, unread: bool) -> None:
    """Have a notice say this from now on, to everybody who has it; `unread` where that is news."""
    notices = Notice.objects.filter(key=key)
    _tell_pages(list(notices.values_list("user_id", flat=True)))
    marked = {"read_at": None} if unread else {}
    notices.update(what=what[:TEXT_LENGTH], detail=detail[:TEXT_LENGTH], **marked)


def notices_withdraw(*, key: str) -> None:
    """Delete what was told, as it is no longer there to be read."""
    notices_keep_for(key=key, user_ids=(), detail="")


def notices_settle(*, keys: Collection[str]) -> None:
    """Mark notices as read for everybody: nothing is left to be done about them."""
    unread = Notice.objects.filter(key__in=keys, read_at=None)
    _tell_pages(list(unread.values_list("user_id", flat=True)))
    unread.update(read_at=timezone.now())


def notices_mark(*, user: User, ids: Iterable[int] | None, read: bool) -> int:
    """Note that the person has seen these notices, None for all, or has not; return how many changed."""
    if read:
        unread = notices_unread(user=user)
        keys = list((unread if ids is None else unread.filter(pk__in=ids)).values_list("pk", flat=True))
        changed = Notice.objects.filter(pk__in=keys, read_at=None).update(read_at=timezone.now())
    else:
        seen = Notice.objects.filter(user=user, read_at__isnull=False)
        changed = (seen if ids is None else seen.filter(pk__in=ids)).update(read_at=None)
    if changed:
        _tell_pages([user.pk])
    return changed


def _tell_pages(user_ids: Iterable[uuid.UUID]) -> None:
    for key in user_ids:
        transaction.on_commit(partial(person_send, user_id=key, message=CHANGED))
