"""Endpoints of playbooks and their runs: start, steps, notes, the end, and the download."""

from collections.abc import Callable
from functools import partial
from typing import Any
from uuid import UUID

from django.http import StreamingHttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from threatmodel.accounts.choices import Role
from threatmodel.accounts.permissions import request_user
from threatmodel.api.list_params import ListQuerySerializer
from threatmodel.api.pagination import list_schema, page_of
from threatmodel.api.responses import found_or_404
from threatmodel.api.streaming import file_response, json_parts
from threatmodel.api.validation import validated_body, validated_query
from threatmodel.architecture.api.errors import OutdatedEdit
from threatmodel.architecture.api.views.export_audit import export_of, export_recorded
from threatmodel.architecture.api.views.large_model_limit import whole_model
from threatmodel.architecture.api.views.model_view import ModelView, service_errors
from threatmodel.incident_response.run_markdown import SCHEMA, run_file_name, run_markdown
from threatmodel.incident_response.selectors.playbooks import playbook_rows
from threatmodel.incident_response.selectors.runs import run_row, run_rows, runs_of
from threatmodel.incident_response.serializers.inputs import (
    ResponseCloseSerializer,
    ResponseDownloadQuerySerializer,
    ResponseNoteWriteSerializer,
    ResponseStartSerializer,
    StepChangeSerializer,
)
from threatmodel.incident_response.serializers.runs import (
    PlaybooksSerializer,
    ResponseRunConflictSerializer,
    ResponseRunRowSerializer,
    ResponseRunSerializer,
)
from threatmodel.incident_response.services.runs import run_close, run_start
from threatmodel.incident_response.services.steps import note_add, step_change


class RunView(ModelView):
    """What the endpoints of one run share."""

    def row(self, run: UUID) -> dict[str, Any]:
        """Return the run as it is now; 404 where the model has none of this id."""
        return found_or_404(run_row(model=self.model, run_id=run))

    def written(self, run: UUID, write: Callable[..., None]) -> Response:
        """Answer a write with the run, with 409 when another person was faster."""
        try:
            with service_errors():
                write(model=self.model, run_id=run)
        except OutdatedEdit:
            detail = "Another person has changed this step since you saw it."
            return Response({"detail": detail, "current": self.row(run)}, status=409)
        return Response(self.row(run))


class PlaybooksView(ModelView):
    """The playbooks of the library."""

    @extend_schema(responses=PlaybooksSerializer)
    def get(self, _request: Request, model: UUID) -> Response:  # noqa: ARG002
        """Return all playbooks; the team is that of the model."""
        return Response({"playbooks": playbook_rows()})


class RunsView(RunView):
    """The runs of a model."""

    @list_schema("response_runs", ResponseRunRowSerializer, ListQuerySerializer)
    def get(self, request: Request, model: UUID) -> Response:  # noqa: ARG002
        """List the runs, the newest first."""
        return Response(page_of(request, runs_of(model=self.model), run_rows))

    @extend_schema(request=ResponseStartSerializer, responses={201: ResponseRunSerializer})
    @whole_model
    def post(self, request: Request, model: UUID) -> Response:  # noqa: ARG002
        """Start a playbook on an element."""
        values = validated_body(ResponseStartSerializer, request)
        with service_errors():
            started = run_start(model=self.model, actor=request_user(request), **values)
        return Response(self.row(started.pk), status=201)


class RunOneView(RunView):
    """One run."""

    @extend_schema(responses=ResponseRunSerializer)
    def get(self, _request: Request, model: UUID, run: UUID) -> Response:  # noqa: ARG002
        """Return the run with its steps and notes."""
        return Response(self.row(run))


class RunStepView(RunView):
    """A step of a run."""

    @extend_schema(
        request=StepChangeSerializer,
        responses={200: ResponseRunSerializer, 409: ResponseRunConflictSerializer},
    )
    def patch(self, request: Request, model: UUID, run: UUID, place: int) -> Response:  # noqa: ARG002
        """Finish, skip or reopen the step, or give it to a person."""
        changes = validated_body(StepChangeSerializer, request)
        version = changes.pop("version")
        write = partial(
            step_change, actor=request_user(request), place=place, version=version, changes=changes
        )
        return self.written(run, write)


class RunNotesView(RunView):
    """Notes on a step; viewers may write one, as they may comment."""

    roles = {"POST": Role.VIEWER}

    @extend_schema(request=ResponseNoteWriteSerializer, responses=ResponseRunSerializer)
    def post(self, request: Request, model: UUID, run: UUID, place: int) -> Response:  # noqa: ARG002
        """Add a note; notes do not change afterwards."""
        values = validated_body(ResponseNoteWriteSerializer, request)
        return self.written(run, partial(note_add, actor=request_user(request), place=place, **values))


class RunCloseView(RunView):
    """The end of a run."""

    @extend_schema(request=ResponseCloseSerializer, responses=ResponseRunSerializer)
    def post(self, request: Request, model: UUID, run: UUID) -> Response:  # noqa: ARG002
        """Close the run: nothing of it changes afterwards."""
        values = validated_body(ResponseCloseSerializer, request)
        return self.written(run, partial(run_close, actor=request_user(request), **values))


class RunDownloadView(RunView):
    """A run as a file."""

    @extend_schema(
        parameters=[ResponseDownloadQuerySerializer],
        responses={(200, "text/markdown"): OpenApiTypes.STR, (200, "application/json"): OpenApiTypes.OBJECT},
    )
    @export_recorded(export_of("response-run", "run"))
    def get(self, request: Request, model: UUID, run: UUID) -> StreamingHttpResponse:  # noqa: ARG002
        """Return the run as Markdown or JSON."""
        row = self.row(run)
        if validated_query(ResponseDownloadQuerySerializer, request)["file_format"] == "json":
            parts = json_parts({"schema": SCHEMA, "model": self.model.name, **row})
            return file_response(parts, content_type="application/json", name=run_file_name(row, "json"))
        text = run_markdown(row, model=self.model.name)
        return file_response(
            iter([text]), content_type="text/markdown; charset=utf-8", name=run_file_name(row, "md")
        )
