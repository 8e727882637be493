"""Stores how attackers reach the elements and flows of a model, and has threats scored by it."""

import hashlib
import uuid
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

import orjson

from threatmodel.architecture.api.model_jobs import model_job_request
from threatmodel.engine.analysis.reach_grades import Reach
from threatmodel.jobs.choices import JobKind
from threatmodel.threats.analysis.models import ModelCounters, ModelReach
from threatmodel.threats.analysis.selectors.attacker_reach import reach_hash
from threatmodel.threats.analysis.services.model_counters import is_of_other_release

_TOGETHER: Final = timedelta(seconds=0.25)


@dataclass(frozen=True, slots=True)
class PackedReach:
    """The reach of elements and flows as it is stored; `hash` is of what scores depend on."""

    hash: str
    content: bytes


def reach_pack(reach: Mapping[str, Reach]) -> PackedReach:
    """Return the reach as it is stored; selectors.reach reads it."""
    ordered = sorted(reach.items())
    grades = orjson.dumps({uid: one.grade for uid, one in ordered})
    plain = {uid: [one.grade, one.cost, one.attacker] for uid, one in ordered}
    return PackedReach(hashlib.sha256(grades).hexdigest(), zlib.compress(orjson.dumps(plain)))


def reach_store(*, counters: ModelCounters, reach: PackedReach) -> None:
    """Write the reach; where scores depend on what differs, have the model analyzed again.

    Call it in the transaction that stores the attack paths, with the locked counters. A model that another
    release has analyzed is not: that would apply a rule library that waits. The analysis that applies it
    reads the reach.
    """
    before = reach_hash(model_id=counters.pk)
    values = {"grades_hash": reach.hash, "content": reach.content}
    ModelReach.objects.update_or_create(model_id=counters.pk, defaults=values)
    if before != reach.hash and not is_of_other_release(counters):
        model_job_request(model_id=counters.pk, kind=JobKind.ANALYZE, actor=None, together=_TOGETHER)


def reach_copy(*, source_id: uuid.UUID, copy_id: uuid.UUID) -> None:
    """Give a copy, which has the same uids, the reach of its source, by which it is analyzed."""
    row = ModelReach.objects.filter(model_id=source_id).first()
    if row is not None:
        ModelReach.objects.create(model_id=copy_id, grades_hash=row.grades_hash, content=row.content)
