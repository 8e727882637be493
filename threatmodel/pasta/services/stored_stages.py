"""Has the stages of large models computed by a job, and stores them."""

import uuid
from datetime import timedelta
from functools import partial
from typing import Final

import orjson
from django.db import transaction
from django.utils import timezone

from threatmodel.architecture.api.model_jobs import model_job_request
from threatmodel.architecture.models import ThreatModel
from threatmodel.jobs.choices import JobKind
from threatmodel.pasta.models import StoredStages
from threatmodel.pasta.selectors.stages import ROWS_OF_THE_DOCUMENT, stage_rows
from threatmodel.pasta.selectors.stored_stages import keeps_stages, stages_state
from threatmodel.pubsub.publisher import broadcast

_TOGETHER: Final = timedelta(seconds=10)


@transaction.atomic
def stages_request(*, model: ThreatModel) -> None:
    """Have the stages of a large model computed; those of others are computed when they are read."""
    if keeps_stages(model):
        model_job_request(model_id=model.pk, kind=JobKind.PASTA_STAGES, actor=None, together=_TOGETHER)


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
        StoredStages.objects.update_or_create(
            model_id=model_id, defaults={"state": state, "content": content, "computed_at": computed_at}
        )
        transaction.on_commit(partial(broadcast, model_id=model_id, message={"type": "pasta"}))
