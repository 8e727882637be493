"""Follows the analyses: attack paths are computed after each."""

import uuid
from datetime import timedelta
from typing import Any, Final

from django.dispatch import receiver

from threatmodel.architecture.api.model_jobs import model_job_request
from threatmodel.attack_paths.services.computing import paths_are_current
from threatmodel.jobs.models import Kind
from threatmodel.threats.analysis.signals import model_analyzed

_TOGETHER: Final = timedelta(seconds=2)


@receiver(model_analyzed, dispatch_uid="attack_paths.paths_request")
def analysis_follow(*, model_id: uuid.UUID, **_rest: Any) -> None:
    """Have the attack paths computed, unless they are known: by a job, so that threats do not wait for it."""
    if paths_are_current(model_id=model_id):
        return  # the analysis is one that new paths have asked for
    model_job_request(model_id=model_id, kind=Kind.ATTACK_PATHS, actor=None, together=_TOGETHER)
