"""Endpoints that cancel background jobs of a model, and that have them done again."""

from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from threatmodel.accounts.permissions import request_user
from threatmodel.api.errors import Conflict
from threatmodel.architecture.api.services.job_cancellation import model_job_cancel, model_job_repeat
from threatmodel.architecture.api.views.model_view import ModelView, job_response, job_schema, service_errors
from threatmodel.jobs.cancellation import CannotCancel, CannotRepeat
from threatmodel.jobs.progress import job_to_json
from threatmodel.jobs.serializers import JobSerializer


class JobCancelView(ModelView):
    """A job that is not wanted any more."""

    @extend_schema(request=None, responses=JobSerializer)
    def post(self, request: Request, model: UUID, job: UUID) -> Response:  # noqa: ARG002
        """Cancel a job before it has written anything; 409 once it is being stored or has ended.

        Imports, previews, reports and changes of many threats can be canceled. A model that was created for
        the import is deleted unless people have done something in it; `model` is null then.
        """
        try:
            with service_errors():
                canceled = model_job_cancel(model=self.model, job_id=job, actor=request_user(request))
        except CannotCancel as fault:
            raise Conflict(str(fault)) from fault
        return Response(job_to_json(canceled))


class JobRepeatView(ModelView):
    """A job that was canceled or has failed."""

    expensive = frozenset({"POST"})

    @job_schema(request=None)
    def post(self, request: Request, model: UUID, job: UUID) -> Response:  # noqa: ARG002
        """Have a preview of a rule library or a change of many threats tried again; 409 for other jobs."""
        try:
            with service_errors():
                again = model_job_repeat(model=self.model, job_id=job, actor=request_user(request))
        except CannotRepeat as fault:
            raise Conflict(str(fault)) from fault
        return job_response(again)
