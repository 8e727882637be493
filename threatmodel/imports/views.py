"""Endpoints of uploads, previews and imports."""

from collections.abc import Iterable
from functools import partial
from typing import Any
from uuid import UUID

from django.conf import settings
from drf_spectacular.utils import extend_schema
from msgspec import to_builtins
from rest_framework.exceptions import ValidationError
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response

from threatmodel.accounts.permissions import TeamScoped, request_user
from threatmodel.api.list_params import list_response
from threatmodel.api.pagination import list_schema
from threatmodel.api.responses import found_or_404
from threatmodel.api.validation import validated
from threatmodel.architecture.api.serializers.models import ModelWriteSerializer
from threatmodel.architecture.api.views.model_view import ModelView, job_response, job_schema, service_errors
from threatmodel.architecture.importing.import_scope import SCOPES
from threatmodel.architecture.models import ThreatModel
from threatmodel.engine.importers import TextFile, profiles_in
from threatmodel.engine.importers.interchange.tables.table_preview import describe_tables
from threatmodel.engine.model import is_storable
from threatmodel.imports.selectors import (
    files_of_model,
    import_of,
    imports_of,
    profiles_of_last_import,
    table_mappings_of,
)
from threatmodel.imports.serializers import (
    ImportDetailSerializer,
    ImportPathsSerializer,
    ImportSerializer,
    KnownFolderSerializer,
    NewModelImportSerializer,
    ProfileFilesSerializer,
    ProfilesSerializer,
    TableFilesSerializer,
    TablesSerializer,
)
from threatmodel.imports.services.import_requests import (
    ImportChoices,
    choices_check,
    compose_check,
    import_request,
    upload_check,
    upload_names,
)
from threatmodel.imports.services.known_folders import matching_folder
from threatmodel.imports.services.model_from_files import model_from_files
from threatmodel.imports.services.table_mappings import mappings_check
from threatmodel.jobs.choices import JobKind
from threatmodel.jobs.models import Job
from threatmodel.jobs.progress import job_to_json
from threatmodel.jobs.serializers import JobSerializer
from threatmodel.jobs.services import UploadedFile
from threatmodel.threats.analysis.serializers import PageQuerySerializer


class ImportsView(ModelView):
    """Imports of files into a model."""

    expensive = frozenset({"POST"})
    parser_classes = [MultiPartParser]

    @list_schema("imports", JobSerializer, PageQuerySerializer)
    def get(self, request: Request, model: UUID) -> Response:  # noqa: ARG002
        """List past imports, newest first."""
        return list_response(request, PageQuerySerializer, partial(imports_of, model=self.model), _job_rows)

    @job_schema(request={"multipart/form-data": ImportSerializer})
    def post(self, request: Request, model: UUID) -> Response:  # noqa: ARG002
        """Import compose and Kubernetes files. What was imported before is updated in place."""
        return job_response(_requested(request, self.model, JobKind.IMPORT))


class ImportView(ModelView):
    """One import."""

    @extend_schema(responses=ImportDetailSerializer)
    def get(self, _request: Request, model: UUID, job: UUID) -> Response:  # noqa: ARG002
        """Return the import with the threats and mitigations that its files verify, reopen or contradict."""
        return Response(found_or_404(import_of(model=self.model, job_id=job)))


class TeamImportsView(TeamScoped):
    """Models made of files."""

    expensive = frozenset({"POST"})
    parser_classes = [MultiPartParser]

    @job_schema(request={"multipart/form-data": NewModelImportSerializer})
    def post(self, request: Request, team: UUID) -> Response:
        """Create a model and import files into it. It is deleted again when nothing in them can be used."""
        words = {key: request.POST[key] for key in ("name", "description") if key in request.POST}
        named = validated(ModelWriteSerializer(data=words))
        with service_errors():
            job = model_from_files(
                team_id=team,
                actor=request_user(request),
                files=_uploads(request),
                mappings=mappings_check(request.POST.get("mappings", "")),
                **named,
            )
        return job_response(job)


class TeamTablesView(TeamScoped):
    """Tables of a new model whose columns a person may have to map."""

    expensive = frozenset({"POST"})
    parser_classes = [MultiPartParser]

    @extend_schema(request={"multipart/form-data": TableFilesSerializer}, responses={200: TablesSerializer})
    def post(self, request: Request, team: UUID) -> Response:
        """List the tables of spreadsheets for a new model; nothing is kept of the files."""
        return _tables(request, team)


class PreviewsView(ModelView):
    """Imports of files as they would turn out."""

    expensive = frozenset({"POST"})
    parser_classes = [MultiPartParser]

    @job_schema(request={"multipart/form-data": ImportSerializer})
    def post(self, request: Request, model: UUID) -> Response:  # noqa: ARG002
        """Preview what importing these files would change, without changing anything."""
        return job_response(_requested(request, self.model, JobKind.PREVIEW))


class ProfilesView(ModelView):
    """Compose profiles that can be switched on for an import."""

    expensive = frozenset({"POST"})
    parser_classes = [MultiPartParser]

    @extend_schema(
        request={"multipart/form-data": ProfileFilesSerializer}, responses={200: ProfilesSerializer}
    )
    def post(self, request: Request, model: UUID) -> Response:  # noqa: ARG002
        """List the profiles that these compose files name; nothing is kept of the files."""
        files = uploaded(request)
        with service_errors():
            compose_check([(file.name, file.size) for file in files])
        texts = [TextFile(file.name, file.read()) for file in files]
        named = profiles_in(texts, limits=settings.IMPORT_LIMITS)
        chosen = profiles_of_last_import(model=self.model)
        rows = [
            {"name": name, "services": services, "chosen": name in chosen} for name, services in named.items()
        ]
        return Response({"profiles": rows})


class FoldersView(ModelView):
    """Folders under which a model knows files that are sent under another one."""

    @extend_schema(request=ImportPathsSerializer, responses={200: KnownFolderSerializer})
    def post(self, request: Request, model: UUID) -> Response:  # noqa: ARG002
        """Say whether the model knows these files in another folder: then they would not replace those."""
        paths = validated(ImportPathsSerializer(data=request.data))["paths"]
        found = matching_folder(upload_names(paths, paths=paths), files_of_model(model_id=self.model.pk))
        return Response(KnownFolderSerializer({"match": found}).data)


class TablesView(ModelView):
    """Tables whose columns a person may have to map."""

    expensive = frozenset({"POST"})
    parser_classes = [MultiPartParser]

    @extend_schema(request={"multipart/form-data": TableFilesSerializer}, responses={200: TablesSerializer})
    def post(self, request: Request, model: UUID) -> Response:  # noqa: ARG002
        """List the tables of these spreadsheets with their columns; nothing is kept of the files."""
        return _tables(request, self.model.team_id)


def _tables(request: Request, team_id: UUID) -> Response:
    """The tables of the uploaded files, by what the team said of such tables before."""
    with service_errors():
        files = [TextFile(file.name, file.data) for file in _uploads(request)]
    tables, unread = describe_tables(files, table_mappings_of(team_id=team_id), settings.IMPORT_LIMITS)
    return Response({"tables": to_builtins(tables), "unread": to_builtins(unread)})


def _requested(request: Request, model: ThreatModel, kind: JobKind) -> Job:
    scope = request.POST.get("scope", "files")
    if scope not in SCOPES:
        raise ValidationError({"scope": [f"Choose one of {', '.join(SCOPES)}."]})
    profiles = request.POST.getlist("profiles")
    if not all(map(is_storable, profiles)):
        raise ValidationError({"profiles": ["A profile name contains a NUL or an incomplete character."]})
    with service_errors():
        return import_request(
            model=model,
            actor=request_user(request),
            files=_uploads(request),
            scope=scope,
            chosen=ImportChoices(
                profiles=profiles,
                conflicts=choices_check(request.POST.get("choices", "")),
                mappings=mappings_check(request.POST.get("mappings", "")),
            ),
            kind=kind,
        )


def _uploads(request: Request) -> list[UploadedFile]:
    """Return the files with their paths, read. Raises InvalidUpload."""
    files = uploaded(request)
    names = upload_names([file.name for file in files], paths=request.POST.getlist("paths"))
    upload_check([(name, file.size) for name, file in zip(names, files, strict=True)])
    return [UploadedFile(name=name, data=file.read()) for name, file in zip(names, files, strict=True)]


def _job_rows(jobs: Iterable[Job]) -> list[dict[str, Any]]:
    return [job_to_json(job) for job in jobs]


def uploaded(request: Request) -> list[Any]:
    """Return the files of the form field `files`, not yet read."""
    files: Any = request.FILES  # a MultiValueDict; its published type says otherwise
    return list(files.getlist("files"))
