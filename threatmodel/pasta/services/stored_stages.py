"""Has the stages of large models computed by a job, and stores them."""

import uuid
from datetime import timedelta
from functools import partial
from typing import Final

import orjson
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from threatmodel.architecture.api.model_jobs import model_job_request
from threatmodel.architecture.models import ThreatModel
from threatmodel.jobs.choices import UNFINISHED, JobKind, JobState
from threatmodel.jobs.models import Job
from threatmodel.pasta.models import StoredStages
from threatmodel.pasta.selectors.stages import ROWS_OF_THE_DOCUMENT, stage_rows
from threatmodel.pasta.selectors.stored_stages import keeps_stages, stages_state
from threatmodel.pubsub.publisher import broadcast

_TOGETHER: Final = timedelta(seconds=10)
_AFTER_FAILURE: Final = timedelta(minutes=15)  # a page reads again when a job ends, also a failed one


@transaction.atomic
def stages_request(*, model: ThreatModel) -> None:
    """Have the stages of a large model computed; those of others are computed when they are read."""
    if keeps_stages(model):
        model_job_request(model_id=model.pk, kind=JobKind.PASTA_STAGES, actor=None, together=_TOGETHER)


def stages_request_for_reader(*, model: ThreatModel) -> None:
    """Have them computed, unless a job does so now or has failed a moment ago.

    A job that runs may have read an older state: the page reads again when it ends, and asks then.
    """
    failed = Q(state=JobState.FAILED, finished_at__gt=timezone.now() - _AFTER_FAILURE)
    recent = Job.objects.filter(failed | Q(state__in=UNFINISHED), model=model, kind=JobKind.PASTA_STAGES)
    if keeps_stages(model) and not recent.exists():
        stages_request(model=model)


def stages_store(*, model_id: uuid.UUID) -> None:
    """Compute the stages of the model as it is now, and store them.

    The state is read before them, so that they are never taken to be newer than they are.
    Raises ThreatModel.DoesNotExist.
    """
    model, computed_at = ThreatModel.objects.get(pk=model_id), timezone.now()
    state = stages_state(model)
    rows = stage_rows(model, most=ROWS_OF_THE_DOCUMENT)
    content = orjson.dumps(rows)
    with transaction.atomic():
        ThreatModel.objects.select_for_update(no_key=True).get(pk=model_id)
        if StoredStages.objects.filter(model_id=model_id, computed_at__gt=computed_at).exists():
            return  # a job that began later was faster
        StoredStages.objects.update_or_create(
            model_id=model_id, defaults={"state": state, "content": content, "computed_at": computed_at}
        )
        transaction.on_commit(partial(broadcast, model_id=model_id, message={"type": "pasta"}))
