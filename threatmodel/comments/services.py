"""Writes comments: threads pinned to a place, replies, and notices for mentioned people.

Every member may comment, viewers as well: a review needs people who do not draw. Texts are kept in the
comment and not in the history, so that deleting a comment removes its text for good.
"""

import uuid
from collections.abc import Mapping
from functools import partial
from typing import Final
from urllib.parse import urlencode

from django.db import transaction
from django.utils import timezone

from threatmodel.accounts.choices import Role
from threatmodel.accounts.models import Membership, User
from threatmodel.architecture.api.errors import InvalidRequest
from threatmodel.architecture.models import NAME_LENGTH, Element, Flow, ThreatModel
from threatmodel.comments.models import Comment, Mention
from threatmodel.comments.selectors import excerpt, flow_name, mentioned_in, place_name
from threatmodel.comments.signals import thread_answered
from threatmodel.engine.model import is_storable
from threatmodel.history.services.events import event_write
from threatmodel.notifications.services.notices import Content, notices_keep_for, notices_withdraw, notify
from threatmodel.pubsub.publisher import broadcast

TEXT_LENGTH: Final = 4000
MENTIONS_MOST: Final = 20  # in one comment
THREADS_MOST: Final = 5_000  # of one model
REPLIES_MOST: Final = 200  # in one thread
_PLACE: Final = 2 * NAME_LENGTH + 10  # characters of the name of a place


class InvalidComment(InvalidRequest):
    """The comment cannot be so."""


class NotTheAuthor(Exception):
    """Only who wrote a comment may do this with it."""


@transaction.atomic
def thread_open(
    *, model: ThreatModel, actor: User, on: str, uid: str, text: str, asks: bool = False
) -> Comment:
    """Write the first comment of a thread; with `asks` it is a question to whom it mentions.

    Raises InvalidComment.
    """
    text = _checked(text)
    _check_room(model, threads=1)
    place = {"place": on, "place_uid": uid if on != "model" else "", "place_name": _name(model, on, uid)}
    comment = Comment.objects.create(model=model, author=actor, text=text, **place)
    _mention(comment, model, kind="asked" if asks else "mentioned")
    _event_record(comment, actor, "commented")
    return comment


@transaction.atomic
def threads_open(
    *, model: ThreatModel, actor: User, on: str, names: Mapping[str, str], text: str
) -> dict[str, Comment]:
    """Write the same first comment at each of many places, by uid, with one event. Raises InvalidComment.

    `names` are those of the places, by uid. Whoever is mentioned gets one notice, that of the first.
    """
    text = _checked(text)
    _check_room(model, threads=len(names))
    comments = {
        uid: Comment(model=model, author=actor, text=text, place=on, place_uid=uid, place_name=name[:_PLACE])
        for uid, name in names.items()
    }
    Comment.objects.bulk_create(comments.values())
    if first := next(iter(comments.values()), None):
        _mention(first, model)
        _event_record(first, actor, "commented" if len(names) == 1 else f"commented on {len(names):,} {on}s")
    return comments


@transaction.atomic
def thread_answer(*, model: ThreatModel, actor: User, comment_id: uuid.UUID, text: str) -> Comment:
    """Answer in the thread of a comment. Raises InvalidComment, Comment.DoesNotExist."""
    text = _checked(text)
    thread = _thread_lock(model, comment_id)
    if thread.replies.count() >= REPLIES_MOST:
        raise InvalidComment({"detail": f"A thread has at most {REPLIES_MOST} replies. Start a new one."})
    place = {key: getattr(thread, key) for key in ("place", "place_uid", "place_name")}
    reply = Comment.objects.create(model=model, thread=thread, author=actor, text=text, **place)
    _mention(reply, model)
    _event_record(reply, actor, "replied to a comment")
    thread_answered.send(Comment, model=model, thread_id=thread.pk, actor=actor)
    return reply


@transaction.atomic
def comment_edit(*, model: ThreatModel, actor: User, comment_id: uuid.UUID, text: str) -> Comment:
    """Change the text of one's own comment. Raises InvalidComment, NotTheAuthor, Comment.DoesNotExist."""
    text = _checked(text)
    comment = Comment.objects.select_for_update().get(model=model, pk=comment_id)
    if comment.author_id != actor.pk:
        raise NotTheAuthor("Only the author can edit a comment.")
    if comment.text in ("", text):
        return comment
    comment.text, comment.edited_at = text, timezone.now()
    comment.save(update_fields=["text", "edited_at"])
    _mention(comment, model)
    _event_record(comment, actor, "edited a comment")
    return comment


@transaction.atomic
def comment_delete(*, model: ThreatModel, actor: User, role: Role, comment_id: uuid.UUID) -> None:
    """Delete one's own comment, as an owner any comment; its replies stay.

    Raises NotTheAuthor, Comment.DoesNotExist.
    """
    thread = _thread_lock(model, comment_id)
    comment = thread if thread.pk == comment_id else Comment.objects.get(pk=comment_id)
    if comment.author_id != actor.pk and role != Role.OWNER:
        raise NotTheAuthor("Only the author or a team owner can delete a comment.")
    _event_record(comment, actor, "deleted a comment")
    notices_withdraw(key=_key(comment))
    if comment.thread_id is None and comment.replies.exists():
        Mention.objects.filter(comment=comment).delete()
        Comment.objects.filter(pk=comment.pk).update(text="")
        return
    comment.delete()
    if comment.pk != thread.pk and not thread.text and not thread.replies.exists():
        thread.delete()  # nothing is left to read


@transaction.atomic
def thread_resolve(
    *, model: ThreatModel, actor: User, role: Role, comment_id: uuid.UUID, resolved: bool
) -> Comment:
    """Resolve the thread of a comment, or open it again: a viewer one of their own only.

    Raises NotTheAuthor, Comment.DoesNotExist.
    """
    thread = _thread_lock(model, comment_id)
    if thread.author_id != actor.pk and role == Role.VIEWER:
        raise NotTheAuthor("Only its author or an editor can resolve a thread.")
    if resolved == (thread.resolved_at is not None):
        return thread
    thread.resolved_at = timezone.now() if resolved else None
    thread.resolved_by = actor if resolved else None
    thread.save(update_fields=["resolved_at", "resolved_by"])
    _event_record(thread, actor, "resolved a thread" if resolved else "reopened a thread")
    return thread


def _checked(text: str) -> str:
    """Return the text without blank ends. Raises InvalidComment for what cannot be kept."""
    text = text.strip()
    if not text:
        raise InvalidComment({"text": ["The comment is empty."]})
    if len(text) > TEXT_LENGTH:
        raise InvalidComment({"text": [f"A comment has at most {TEXT_LENGTH} characters."]})
    if not is_storable(text):
        raise InvalidComment({"text": ["The text contains a character that cannot be stored."]})
    return text


def _name(model: ThreatModel, on: str, uid: str) -> str:
    """Return what the place is called now. Raises InvalidComment when there is none."""
    if on == "model":
        return model.name
    if on == "element":
        name = Element.objects.filter(model=model, uid=uid).values_list("name", flat=True).first()
    elif on in ("threat", "mitigation"):
        name = place_name(model_id=model.pk, place=on, uid=uid)
    else:
        columns = ("source__name", "destination__name")
        ends = Flow.objects.filter(model=model, uid=uid).values_list(*columns).first()
        name = flow_name(*ends) if ends else None
    if name is None:
        raise InvalidComment({"uid": [f"Unknown {on} in this model."]})
    return name[:_PLACE]


def _check_room(model: ThreatModel, *, threads: int) -> None:
    if Comment.objects.filter(model=model, thread__isnull=True).count() + threads > THREADS_MOST:
        raise InvalidComment({"detail": f"A model has at most {THREADS_MOST} comment threads."})


def _thread_lock(model: ThreatModel, comment_id: uuid.UUID) -> Comment:
    """Lock the thread of the comment, so that no reply is added while it is being deleted."""
    comment = Comment.objects.only("thread_id").get(model=model, pk=comment_id)
    thread_id = comment_id if comment.thread_id is None else comment.thread_id
    return Comment.objects.select_for_update().get(model=model, pk=thread_id)


def _mention(comment: Comment, model: ThreatModel, *, kind: str = "mentioned") -> None:
    """Write a notice for each newly mentioned person, and withdraw those of people no longer mentioned."""
    named = set(mentioned_in(comment.text))
    if len(named) > MENTIONS_MOST:
        raise InvalidComment({"text": [f"A comment mentions at most {MENTIONS_MOST} people."]})
    members = Membership.objects.filter(team_id=model.team_id, user_id__in=named)
    known = {one.user_id: one.user for one in members.select_related("user")}
    if named - known.keys():
        raise InvalidComment({"text": ["Only members of the team can be mentioned."]})
    present = Mention.objects.filter(comment=comment)
    before = set(present.values_list("user_id", flat=True))
    present.exclude(user_id__in=known).delete()
    fresh = known.keys() - before - {comment.author_id}
    Mention.objects.bulk_create(Mention(comment=comment, user_id=key) for key in sorted(fresh))
    said = excerpt(comment.text, known)
    if before:
        notices_keep_for(key=_key(comment), user_ids=known, detail=said)
    if fresh:
        notify(_content(comment, model, kind, said), to=fresh, actor=comment.author)


def _content(comment: Comment, model: ThreatModel, kind: str, said: str) -> Content:
    place = "" if comment.place == "model" else f"{comment.place_name} in "
    verb = "asked you about" if kind == "asked" else "mentioned you on"
    return Content(
        kind=kind,
        key=_key(comment),
        team_id=model.team_id,
        model_id=model.pk,
        subject=comment.place_name,
        what=f"{verb} {place}{model.name}",
        detail=said,
        link=_link(comment),
    )


def _key(comment: Comment) -> str:
    return f"comment:{comment.pk}"


def _link(comment: Comment) -> str:
    """Return the path of the page that shows the comment."""
    if comment.place == "threat":
        number = comment.place_uid.removeprefix("T")
        return f"/m/{comment.model_id}/threats/{number}?{urlencode({'comment': comment.pk})}"
    if comment.place == "mitigation":
        opened = {"open": comment.place_uid.removeprefix("M"), "comment": comment.pk}
        return f"/m/{comment.model_id}/mitigations?{urlencode(opened)}"
    place = {"comments": "open"} if comment.place == "model" else {"select": comment.place_uid}
    return f"/m/{comment.model_id}/architecture?{urlencode({**place, 'comment': comment.pk})}"


def _event_record(comment: Comment, actor: User, what: str) -> None:
    event_write(
        model_id=comment.model_id,
        actor=actor,
        subject_type="comment",
        what=what,
        after={"on": comment.place_name},
    )
    message = {"type": "comments", "element": comment.place_uid or None}
    transaction.on_commit(partial(broadcast, model_id=comment.model_id, message=message))
