"""Follows analyses and controls in place, after which attack paths are computed, and copies of models."""

import uuid
from datetime import timedelta
from typing import Any, Final

from django.dispatch import receiver

from threatmodel.accounts.models import User
from threatmodel.architecture.api.model_jobs import model_job_request
from threatmodel.architecture.models import ThreatModel
from threatmodel.attack_paths.services.model_copy import inputs_copy
from threatmodel.attack_paths.services.path_computation import paths_are_current
from threatmodel.jobs.choices import JobKind
from threatmodel.threats.analysis.signals import model_analyzed
from threatmodel.threats.mitigations.signals import controls_changed
from threatmodel.threats.overview.signals import model_duplicated

_TOGETHER: Final = timedelta(seconds=2)


@receiver(model_analyzed, dispatch_uid="attack_paths.paths_request")
def analysis_follow(*, model_id: uuid.UUID, **_rest: Any) -> None:
    """Have the attack paths computed, unless they are known: by a job, so that threats do not wait for it."""
    if paths_are_current(model_id=model_id):
        return  # the analysis is one that new paths have asked for
    model_job_request(model_id=model_id, kind=JobKind.ATTACK_PATHS, actor=None, together=_TOGETHER)


@receiver(controls_changed, dispatch_uid="attack_paths.controls_follow")
def controls_follow(*, model_id: uuid.UUID, actor: User, **_rest: Any) -> None:
    """Have the risk that is left computed with the controls that are in place now."""
    model_job_request(model_id=model_id, kind=JobKind.ATTACK_PATHS, actor=actor, together=_TOGETHER)


@receiver(model_duplicated, dispatch_uid="attack_paths.inputs_copy")
def duplicate_follow(*, source: ThreatModel, copy: ThreatModel, **_rest: Any) -> None:
    """Describe the copy as the source is described."""
    inputs_copy(source=source, copy=copy)
