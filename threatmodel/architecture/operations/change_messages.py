"""The message about a change to all connections of a model; docs/live.md describes it."""

import uuid
from collections.abc import Mapping
from typing import Final

import orjson
from django.contrib.auth.base_user import AbstractBaseUser

from threatmodel.accounts.models import User
from threatmodel.architecture.models import Change, Element, Flow
from threatmodel.architecture.operations.batch import Json

# The message of a larger change has no operations: clients read the model again.
MAX_OPS_BYTES: Final = 64 * 1024


def actor_json(user: User | AbstractBaseUser | None) -> Json | None:
    """Return the person who made a change, as in messages."""
    return {"id": str(user.pk), "name": user.get_full_name()} if isinstance(user, User) else None


def changed_message(change: Change, *, actor: Json | None, added: Mapping[str, uuid.UUID]) -> Json:
    """Return the message about a change; `added` are the keys of the elements and flows it made, by uid."""
    ops: bytes = orjson.dumps(change.ops)
    is_small = len(ops) <= MAX_OPS_BYTES
    return {
        "type": "changed",
        "seq": change.seq,
        "actor": actor,
        "batch": change.batch_id,
        "origin": change.origin,
        "ops": orjson.Fragment(ops) if is_small else None,
        "added": {uid: str(key) for uid, key in added.items()} if is_small else {},
    }


def changes_after(*, model_id: uuid.UUID, seq: int, most: int, bytes_most: int) -> list[Json] | None:
    """Return the messages about the changes after `seq`, in order; None: too much, or some were removed."""
    rows = Change.objects.filter(model_id=model_id, seq__gt=seq).order_by("seq").select_related("actor")
    newer: list[Change] = []
    for change in rows.defer("before").iterator(chunk_size=50):
        newer.append(change)
        bytes_most -= len(orjson.dumps(change.ops))
        if len(newer) > most or bytes_most < 0:
            return None
    if newer and newer[0].seq != seq + 1:
        return None
    added = _ids_now(model_id, newer)
    return [
        changed_message(
            change,
            actor=actor_json(change.actor),
            added={uid: added[uid] for op in change.ops if (uid := op.get("uid")) in added},
        )
        for change in newer
    ]


def _ids_now(model_id: uuid.UUID, changes: list[Change]) -> dict[str, uuid.UUID]:
    """Return the keys, by uid, of what the changes may have added and what is still there."""
    ops = [op for change in changes for op in change.ops if op["op"] == "set" and "props" in op]
    elements = {op["uid"] for op in ops if op["on"] == "element" and "kind" in op["props"]}
    flows = {op["uid"] for op in ops if op["on"] == "flow" and "source" in op["props"]}
    found: dict[str, uuid.UUID] = {}
    if elements:
        found.update(Element.objects.filter(model_id=model_id, uid__in=elements).values_list("uid", "id"))
    if flows:
        found.update(Flow.objects.filter(model_id=model_id, uid__in=flows).values_list("uid", "id"))
    return found
