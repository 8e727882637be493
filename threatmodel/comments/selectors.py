"""Threads of comments with their answers, and how many are open where."""

import re
import uuid
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from typing import Any, Final

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from threatmodel.accounts.models import User
from threatmodel.architecture.api.selectors.people import person_row
from threatmodel.architecture.models import Element, Flow, ThreatModel
from threatmodel.comments.models import Comment, Mention
from threatmodel.notifications.choices import COMMENT_KINDS
from threatmodel.notifications.selectors.inbox import notices_unread

Row = dict[str, Any]
_MENTION: Final = re.compile(r"<@([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})>")
_EXCERPT: Final = 200  # characters of a comment in a notice


def mentioned_in(text: str) -> tuple[uuid.UUID, ...]:
    """Return the ids of mentioned people, each once, in the order of the text."""
    return tuple(dict.fromkeys(uuid.UUID(found) for found in _MENTION.findall(text)))


# --- threads -----------------------------------------------------------------------------------


def threads_of(*, model: ThreatModel, user: User, query: Mapping[str, Any]) -> QuerySet[Comment]:
    """Threads of a model that match the filters of CommentQuery, in its order."""
    found = Comment.objects.filter(model=model, thread__isnull=True)
    if query["place"]:
        found = found.filter(place=query["place"])
    if query["uid"]:
        found = found.filter(place_uid=query["uid"])
    if query["state"]:
        found = found.filter(resolved_at__isnull=query["state"] == "open")
    if query["comment"]:
        found = found.filter(Q(pk=query["comment"]) | Q(replies=query["comment"]))
    if query["mentions_me"]:
        mine = Mention.objects.filter(user=user)
        in_thread = Q(comment=OuterRef("pk")) | Q(comment__thread=OuterRef("pk"))
        found = found.filter(Exists(mine.filter(in_thread)))
    if words := query["search"]:
        found = found.filter(Q(text__icontains=words) | Q(place_name__icontains=words))
    return found.order_by(*query["ordering"])


def thread_rows(threads: QuerySet[Comment]) -> list[Row]:
    """One page of threads with their answers. Seven queries at most."""
    rows = list(threads.select_related("author", "resolved_by"))
    replies: dict[uuid.UUID, list[Comment]] = defaultdict(list)
    answers = Comment.objects.filter(thread__in=rows).select_related("author").order_by("created_at", "id")
    for reply in answers:
        replies[reply.thread_id].append(reply)  # type: ignore[index]  # an answer has a thread
    comments = [*rows, *(reply for some in replies.values() for reply in some)]
    people = _people_in(comments)
    places = _places(rows)
    return [
        {
            **_comment_row(row, people),
            "place": _place(row, places),
            "resolved_at": row.resolved_at,
            "resolved_by": person_row(row.resolved_by),
            "replies": [_comment_row(reply, people) for reply in replies[row.pk]],
        }
        for row in rows
    ]


def _comment_row(row: Comment, people: Mapping[uuid.UUID, User]) -> Row:
    return {
        "id": row.pk,
        "author": person_row(row.author),
        "text": row.text,
        "mentions": [person_row(people[key]) for key in mentioned_in(row.text) if key in people],
        "created_at": row.created_at,
        "edited_at": row.edited_at,
        "deleted": row.text == "",
    }


def _people_in(comments: Iterable[Comment]) -> dict[uuid.UUID, User]:
    """Return the mentioned people; a mention of somebody outside the team was refused when it was written."""
    ids = {key for comment in comments for key in mentioned_in(comment.text)}
    return User.objects.in_bulk(ids) if ids else {}


Places = Mapping[tuple[str, str], Row]
PlaceFinder = Callable[[uuid.UUID, Collection[str]], Mapping[str, Row]]
"""From a model and uids of places to what is there now: `id`, `name`, `kind` and `gone`, by uid."""
_finders: Final[dict[str, PlaceFinder]] = {}


def place_finder_register(place: str, finder: PlaceFinder) -> None:
    """Say what threads of a kind of place are pinned to; an app above that has the rows does so."""
    _finders[place] = finder


def place_name(*, model_id: uuid.UUID, place: str, uid: str) -> str | None:
    """What a place of another app is called now; None where there is none."""
    found = _finders[place](model_id, [uid]).get(uid)
    return str(found["name"]) if found else None


def _places(threads: Iterable[Comment]) -> Places:
    """Return what threads are pinned to, as far as it exists. At most four queries."""
    uids: dict[str, set[str]] = defaultdict(set)
    model_id = None
    for thread in threads:
        uids[thread.place].add(thread.place_uid)
        model_id = thread.model_id
    found: dict[tuple[str, str], Row] = {}
    if uids["element"]:
        elements = Element.objects.filter(model_id=model_id, uid__in=uids["element"])
        for key, uid, name, kind, gone_at in elements.values_list("id", "uid", "name", "kind", "gone_at"):
            found["element", uid] = {"id": key, "name": name, "kind": kind, "gone": gone_at is not None}
    if uids["flow"]:
        flows = Flow.objects.filter(model_id=model_id, uid__in=uids["flow"])
        columns = ("id", "uid", "source__name", "destination__name", "gone_at")
        for key, uid, source, destination, gone_at in flows.values_list(*columns):
            name = flow_name(source, destination)
            found["flow", uid] = {"id": key, "name": name, "kind": "flow", "gone": gone_at is not None}
    for place, find in _finders.items():
        if model_id and uids[place]:
            found |= {(place, uid): row for uid, row in find(model_id, uids[place]).items()}
    return found


def flow_name(source: str, destination: str) -> str:
    """Return the name of a flow: its ends."""
    return f"{source} → {destination}"


def _place(thread: Comment, places: Places) -> Row:
    missing = {"id": None, "name": thread.place_name, "kind": "", "gone": thread.place != "model"}
    known = places.get((thread.place, thread.place_uid), missing)
    return {"on": thread.place, "uid": thread.place_uid, **known}


def comment_counts(*, model: ThreatModel, user: User) -> Row:
    """How many threads are open, by place, and how many notices of this model the user has not seen."""
    open_threads = Comment.objects.filter(model=model, thread__isnull=True, resolved_at__isnull=True)
    by_uid = dict(open_threads.order_by().values_list("place_uid").annotate(Count("id")))
    return {
        "open": sum(by_uid.values()),
        "places": {uid: number for uid, number in by_uid.items() if uid},
        "unread": notices_unread(user=user).filter(model=model, kind__in=COMMENT_KINDS).count(),
    }


def excerpt(text: str, people: Mapping[uuid.UUID, User]) -> str:
    """Return the beginning of the text, with names in place of ids."""

    def name(found: re.Match[str]) -> str:
        named = people.get(uuid.UUID(found[1]))
        return f"@{named.get_full_name()}" if named else "@somebody"

    return _MENTION.sub(name, text)[:_EXCERPT]
