"""Writes the jobs of requested analyses."""

from threatmodel.accounts.models import User
from threatmodel.architecture.models import ThreatModel
from threatmodel.jobs.models import Job, Kind
from threatmodel.jobs.services import job_ensure


def analysis_request(*, model: ThreatModel, actor: User) -> Job:
    """Return the waiting analysis of the model, else a new one. The caller dispatches it."""
    return job_ensure(team=model.team, kind=Kind.ANALYZE, user=actor, model=model)
