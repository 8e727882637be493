"""Creates a model from uploaded files, and discards it when none can be used."""

import uuid
from collections.abc import Sequence
from typing import Final

from django.db import transaction

from threatmodel.accounts.models import User
from threatmodel.architecture.api.services.models import model_create, model_erase
from threatmodel.architecture.models import ThreatModel
from threatmodel.engine.importers.table_mapping import TableMapping
from threatmodel.history.models import ModelEvent
from threatmodel.imports.services.import_requests import ImportChoices, import_request
from threatmodel.jobs.choices import UNFINISHED
from threatmodel.jobs.models import Job
from threatmodel.jobs.services import UploadedFile

_OF_CREATION: Final = 1  # the event that the model was created


@transaction.atomic
def model_from_files(
    *,
    team_id: uuid.UUID,
    actor: User,
    name: str,
    description: str,
    files: Sequence[UploadedFile],
    mappings: Sequence[TableMapping] = (),
) -> Job:
    """Create a model, and the job that imports the files into it; the caller dispatches the job.

    Raises InvalidUpload, TooManyJobs. When nothing in the files can be used, the job deletes the model again.
    """
    model = model_create(team_id=team_id, actor=actor, name=name, description=description)
    return import_request(
        model=model,
        actor=actor,
        files=files,
        scope="files",
        chosen=ImportChoices(mappings=mappings),
        new_model=True,
    )


@transaction.atomic
def model_discard(*, job: Job) -> bool:
    """Delete the model that was created for an import which came to nothing; return whether it was deleted.

    It stays when it has content by now, when people have done anything in it, or when other jobs wait: it
    would not be in the trash. The job is kept: its message is still to be shown.
    """
    if job.model_id is None or not job.params.get("new_model"):
        return False
    model = ThreatModel.objects.select_for_update().filter(pk=job.model_id, seq=0).first()
    if model is None or model.jobs.exclude(pk=job.pk).filter(state__in=UNFINISHED).exists():
        return False
    if ModelEvent.objects.filter(model=model).count() > _OF_CREATION:
        return False
    job.model = None
    job.save(update_fields=["model"])
    model_erase(model=model)
    return True
