"""Endpoints that start background work: imports and analyses."""

from typing import Any
from uuid import UUID

from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response

from threatmodel.architecture.merging import SCOPES
from threatmodel.architecture.models import ThreatModel
from threatmodel.jobs.models import Job, Kind
from threatmodel.jobs.progress import job_to_json
from threatmodel.jobs.serializers import JobSerializer
from threatmodel.jobs.services import TooManyJobs, UploadedFile, UploadsTooLarge
from threatmodel.jobs.tasks import run_job
from threatmodel.threats.selectors.history import run_rows, runs_of
from threatmodel.threats.serializers.queries import PageQuerySerializer
from threatmodel.threats.serializers.threats import AnalysisRunSerializer
from threatmodel.threats.services.requests import (
    InvalidUpload,
    analysis_request,
    import_request,
    upload_check,
    upload_names,
)
from threatmodel.threats.views.base import ModelView, answer, asked, lists, page, signed_in, starts_job


class ImportSerializer(serializers.Serializer[dict[str, Any]]):
    """Files to import, and what they stand for."""

    files = serializers.ListField(child=serializers.FileField(allow_empty_file=True))
    paths = serializers.ListField(
        child=serializers.CharField(),
        required=False,
        help_text="One for each file, in the same order: where it lies in its folder. File names lose that.",
    )
    scope = serializers.ChoiceField(
        choices=SCOPES,
        required=False,
        default="files",
        help_text="files: replace what these files described before. all: they describe the whole system.",
    )


class ImportsView(ModelView):
    """Imports of files into a model."""

    parser_classes = [MultiPartParser]

    @lists("imports", JobSerializer, PageQuerySerializer)
    def get(self, request: Request, model: UUID) -> Response:  # noqa: ARG002
        """List past imports, newest first."""
        query = asked(PageQuerySerializer, request)
        jobs = Job.objects.filter(model=self.model, kind=Kind.IMPORT).order_by(*query["ordering"])
        return answer(page(request, query, jobs, lambda some: [job_to_json(job) for job in some]))

    @starts_job(request={"multipart/form-data": ImportSerializer})
    def post(self, request: Request, model: UUID) -> Response:  # noqa: ARG002
        """Import compose and Kubernetes files. What was imported before is updated in place."""
        scope = request.POST.get("scope", "files")
        if scope not in SCOPES:
            raise ValidationError({"scope": [f"Choose one of {', '.join(SCOPES)}."]})
        files = uploaded(request)
        try:
            names = upload_names([file.name for file in files], paths=request.POST.getlist("paths"))
            upload_check([(name, file.size) for name, file in zip(names, files, strict=True)])
            uploads = [
                UploadedFile(name=name, data=file.read()) for name, file in zip(names, files, strict=True)
            ]
            job = import_request(model=self.model, actor=signed_in(request), files=uploads, scope=scope)
        except (InvalidUpload, UploadsTooLarge, TooManyJobs) as fault:
            raise ValidationError({"files": [str(fault)]}) from fault
        return job_started(job)


def uploaded(request: Request) -> list[Any]:
    """Return the files of the form field `files`, not yet read."""
    files: Any = request.FILES  # a MultiValueDict; its published type says otherwise
    return list(files.getlist("files"))


class AnalysesView(ModelView):
    """Analyses of a model."""

    @lists("analyses", AnalysisRunSerializer, PageQuerySerializer)
    def get(self, request: Request, model: UUID) -> Response:  # noqa: ARG002
        """List the analyses that found something new, newest first."""
        query = asked(PageQuerySerializer, request)
        runs = runs_of(model_id=self.model.pk).order_by(*query["ordering"])
        return answer(page(request, query, runs, run_rows))

    @starts_job(request=None)
    def post(self, request: Request, model: UUID) -> Response:  # noqa: ARG002
        """Analyse the model as it is now."""
        return job_started(analysis_started(self.model, request))


def analysis_started(model: ThreatModel, request: Request) -> Job:
    """Return the job of an analysis; raises ValidationError when the team has too many waiting."""
    try:
        return analysis_request(model=model, actor=signed_in(request))
    except TooManyJobs as fault:
        raise ValidationError({"detail": str(fault)}) from fault


def job_started(job: Job) -> Response:
    """Nudge the worker and answer 202 with the job."""
    run_job.delay_on_commit(str(job.pk))
    return answer({"job": job_to_json(job)}, status=202)
