"""Endpoints of models."""

from uuid import UUID

from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from threatmodel.accounts.choices import Role
from threatmodel.accounts.permissions import TeamScoped, request_user
from threatmodel.api.pagination import list_schema, page_of
from threatmodel.api.responses import NO_CONTENT
from threatmodel.api.validation import validated_body, validated_query
from threatmodel.architecture.api.serializers.models import ModelUpdateSerializer
from threatmodel.architecture.api.services.models import (
    model_create,
    model_delete,
    model_restore,
    model_update,
)
from threatmodel.architecture.api.views.large_model_limit import whole_model
from threatmodel.architecture.api.views.model_view import ModelView, service_errors
from threatmodel.architecture.models import ThreatModel
from threatmodel.jobs.tasks import run_job
from threatmodel.threats.overview.selectors.models import model_rows, models_of_team, with_figures
from threatmodel.threats.overview.serializers.list_queries import ModelQuerySerializer
from threatmodel.threats.overview.serializers.models import (
    ModelCreateSerializer,
    ModelDuplicateSerializer,
    ModelSerializer,
)
from threatmodel.threats.overview.services.model_from_template_or_copy import (
    model_duplicate,
    model_from_template,
)


class ModelsView(TeamScoped, APIView):
    """The models of a team."""

    @list_schema("models", ModelSerializer, ModelQuerySerializer)
    def get(self, request: Request, team: UUID) -> Response:
        """List the models with the figures of the dashboard."""
        query = validated_query(ModelQuerySerializer, request)
        models = models_of_team(team_id=team, query=query, user_id=request_user(request).pk)
        found = models.order_by(*query["ordering"])
        return Response(page_of(request, found, lambda some: model_rows(some, role=self.role)))

    @extend_schema(
        request=ModelCreateSerializer,
        responses={201: ModelSerializer},
        examples=[OpenApiExample("A new model", request_only=True, value={"name": "Shop"})],
    )
    def post(self, request: Request, team: UUID) -> Response:
        """Create a model: empty, or from a template."""
        values = validated_body(ModelCreateSerializer, request)
        template = values.pop("template")
        if not template:
            with service_errors():
                model = model_create(team_id=team, actor=request_user(request), **values)
            return Response(_row(model, request, self.role), status=201)
        with service_errors():
            started = model_from_template(
                team_id=team, actor=request_user(request), template_id=template, **values
            )
        run_job.delay_on_commit(str(started.job.pk))
        return Response(_row(started.model, request, self.role), status=201)


class ModelDetailView(ModelView):
    """One model."""

    roles = {"DELETE": Role.OWNER}

    @extend_schema(responses=ModelSerializer)
    def get(self, request: Request, model: UUID) -> Response:  # noqa: ARG002
        """Return the model with its figures."""
        return Response(_row(self.model, request, self.role))

    @extend_schema(request=ModelUpdateSerializer, responses=ModelSerializer)
    def patch(self, request: Request, model: UUID) -> Response:  # noqa: ARG002
        """Change name, description, folder, owner or tags."""
        changes = validated_body(ModelUpdateSerializer, request, partial=True)
        with service_errors():
            model_update(model=self.model, actor=request_user(request), changes=changes)
        return Response(_row(self.model, request, self.role))

    @extend_schema(responses={204: NO_CONTENT})
    def delete(self, request: Request, model: UUID) -> Response:  # noqa: ARG002
        """Move the model to the trash of its team, from where it can be restored; owners only."""
        with service_errors():
            model_delete(model=self.model, actor=request_user(request))
        return Response(status=204)


class DuplicatesView(ModelView):
    """Copies of a model."""

    @extend_schema(request=ModelDuplicateSerializer, responses={201: ModelSerializer})
    @whole_model
    def post(self, request: Request, model: UUID) -> Response:  # noqa: ARG002
        """Create a model of the same team with the same architecture."""
        values = validated_body(ModelDuplicateSerializer, request)
        with service_errors():
            copy = model_duplicate(source=self.model, actor=request_user(request), **values)
        return Response(_row(copy, request, self.role), status=201)


def _row(model: ThreatModel, request: Request, role: Role) -> dict[str, object]:
    fresh = with_figures(ThreatModel.objects.all(), user_id=request_user(request).pk)
    return model_rows([fresh.get(pk=model.pk)], role=role)[0]


class TrashRestoreView(TeamScoped):
    """The way back for a deleted model."""

    roles = {"POST": Role.OWNER}

    @extend_schema(request=None, responses=ModelSerializer)
    def post(self, request: Request, team: UUID, deleted: UUID) -> Response:
        """Restore the model with everything in it; owners only, as they alone may delete it."""
        with service_errors():
            restored = model_restore(team_id=team, model_id=deleted, actor=request_user(request))
        run_job.delay_on_commit(str(restored.job.pk))
        return Response(_row(restored.model, request, self.role))
