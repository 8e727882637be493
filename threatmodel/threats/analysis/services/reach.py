"""Stores how attackers reach the elements and flows of a model, and has threats scored by it."""

import hashlib
import uuid
import zlib
from collections.abc import Mapping
from datetime import timedelta
from typing import Final

import orjson

from threatmodel.architecture.api.model_jobs import model_job_request
from threatmodel.engine.analysis.reach_grades import Reach
from threatmodel.jobs.models import Kind
from threatmodel.threats.analysis.models import ModelReach
from threatmodel.threats.analysis.selectors.reach import reach_hash

_TOGETHER: Final = timedelta(seconds=0.5)


def reach_store(*, model_id: uuid.UUID, reach: Mapping[str, Reach]) -> None:
    """Write the reach; where scores depend on what differs, have the model analyzed again.

    Call it in the transaction that stores the attack paths, under the lock of the model's counters.
    """
    grades = {uid: one.grade for uid, one in sorted(reach.items())}
    digest = hashlib.sha256(orjson.dumps(grades)).hexdigest()
    plain = {uid: [one.grade, one.cost, one.attacker] for uid, one in sorted(reach.items())}
    before = reach_hash(model_id=model_id)
    values = {"grades_hash": digest, "content": zlib.compress(orjson.dumps(plain))}
    ModelReach.objects.update_or_create(model_id=model_id, defaults=values)
    if before != digest:
        model_job_request(model_id=model_id, kind=Kind.ANALYZE, actor=None, together=_TOGETHER)
