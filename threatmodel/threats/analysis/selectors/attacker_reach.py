"""How attackers reach the elements and flows of a model."""

import uuid
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import orjson

from threatmodel.engine.analysis.reach_grades import NO_REACH, Reach
from threatmodel.threats.analysis.models import ModelReach

_NEVER: Final = ""


@dataclass(frozen=True, slots=True)
class StoredReach:
    """The reach of elements and flows by uid; equal hashes give equal scores."""

    hash: str
    of: Mapping[str, Reach]


UNKNOWN_REACH: Final = StoredReach(_NEVER, NO_REACH)
"""Before the first attack paths."""


def reach_hash(*, model_id: uuid.UUID) -> str:
    """Return the hash of the stored reach, empty before the first. One query."""
    stored = ModelReach.objects.filter(model_id=model_id).values_list("grades_hash", flat=True)
    return stored.first() or _NEVER


def reach_load(*, model_id: uuid.UUID) -> StoredReach:
    """Return the reach that is stored for a model. One query."""
    row = ModelReach.objects.filter(model_id=model_id).first()
    if row is None:
        return UNKNOWN_REACH
    plain = orjson.loads(zlib.decompress(bytes(row.content)))
    return StoredReach(row.grades_hash, {uid: Reach(*one) for uid, one in plain.items()})
