"""Writes the jobs of requested analyses."""

from threatmodel.accounts.models import User
from threatmodel.architecture.models import ThreatModel
from threatmodel.jobs.choices import JobKind
from threatmodel.jobs.models import Job
from threatmodel.jobs.services import job_ensure


def analysis_request(*, model: ThreatModel, actor: User) -> Job:
    """Return the waiting analysis of the model, else a new one. The caller dispatches it."""
    return job_ensure(team=model.team, kind=JobKind.ANALYZE, user=actor, model=model)
