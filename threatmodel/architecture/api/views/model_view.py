"""What the endpoints of a model share: whose it is, errors of services, and jobs that are started."""

import uuid
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from functools import cached_property
from typing import Any, ClassVar, TypeVar

from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404
from django.http.response import HttpResponseBase
from drf_spectacular.utils import extend_schema
from rest_framework.exceptions import ValidationError
from rest_framework.permissions import SAFE_METHODS
from rest_framework.response import Response

from threatmodel.accounts.permissions import TeamScoped
from threatmodel.api.errors import Busy
from threatmodel.architecture.api.errors import InvalidRequest
from threatmodel.architecture.api.serializers.edit_batches import JobStartedSerializer
from threatmodel.architecture.api.services.architecture_edits import Edited
from threatmodel.architecture.models import ThreatModel
from threatmodel.jobs.models import Job
from threatmodel.jobs.progress import job_to_json
from threatmodel.jobs.services import TooManyJobs
from threatmodel.jobs.tasks import run_job

Row = dict[str, Any]
Method = TypeVar("Method", bound=Callable[..., HttpResponseBase])


class ModelView(TeamScoped):
    """An endpoint about one model: for members of its team, to everybody else it does not exist."""

    reading: ClassVar[Collection[str]] = SAFE_METHODS  # methods that write nothing

    @cached_property
    def model(self) -> ThreatModel:
        """The model in the address, with its team."""
        found = ThreatModel.objects.select_related("team").filter(pk=self.kwargs["model"]).first()
        if found is None:
            raise Http404("Not found.")
        return found

    def team_id(self) -> uuid.UUID:
        """Return the team of the model in the address."""
        return self.model.team_id


@contextmanager
def service_errors() -> Iterator[None]:
    """Answer errors of services: 404 for unknown objects, 400 for invalid requests, 429 for too many jobs."""
    try:
        yield
    except ObjectDoesNotExist as fault:
        raise Http404("Not found.") from fault
    except InvalidRequest as fault:
        raise ValidationError(fault.problems) from fault
    except TooManyJobs as fault:
        raise Busy(str(fault)) from fault


def job_schema(**parts: Any) -> Callable[[Method], Method]:
    """Describe an endpoint that answers 202 with a job."""
    return extend_schema(responses={202: JobStartedSerializer}, **parts)


def job_response(job: Job, **more: Any) -> Response:
    """Dispatch the job and answer 202 with it."""
    run_job.delay_on_commit(str(job.pk))
    return Response({"job": job_to_json(job), **more}, status=202)


def edit_response(changed: Edited, *, status: int = 200, **more: Any) -> Response:
    """Dispatch the job and answer with the change."""
    if changed.job:
        run_job.delay_on_commit(str(changed.job.pk))
    job = job_to_json(changed.job) if changed.job else None
    return Response({"seq": changed.seq, "changed": changed.changed, "job": job, **more}, status=status)
