"""Endpoints of how a team organizes its models: folders, changes of several models, favorites."""

from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from threatmodel.accounts.choices import Role
from threatmodel.accounts.permissions import TeamScoped, request_user
from threatmodel.api.responses import NO_CONTENT
from threatmodel.api.validation import validated_body
from threatmodel.architecture.api.selectors.organization import folder_rows, model_facets
from threatmodel.architecture.api.serializers.models import (
    FolderBriefSerializer,
    FolderSerializer,
    FolderWriteSerializer,
    ModelFacetsSerializer,
    ModelsChangedSerializer,
    ModelsChangeRequestSerializer,
)
from threatmodel.architecture.api.services.organization import (
    favorite_set,
    folder_create,
    folder_delete,
    folder_rename,
    models_organize,
)
from threatmodel.architecture.api.views.model_view import ModelView, service_errors


class ModelFacetsView(TeamScoped):
    """What the list of models can be filtered by."""

    @extend_schema(responses=ModelFacetsSerializer)
    def get(self, request: Request, team: UUID) -> Response:
        """Read folders, tags and owners, each with the number of its models."""
        return Response(model_facets(team_id=team, user_id=request_user(request).pk))


class ModelChangesView(TeamScoped):
    """Changes of several models at once."""

    @extend_schema(request=ModelsChangeRequestSerializer, responses=ModelsChangedSerializer)
    def post(self, request: Request, team: UUID) -> Response:
        """Move, assign or tag all named models in one transaction."""
        body, actor = validated_body(ModelsChangeRequestSerializer, request), request_user(request)
        with service_errors():
            changed = models_organize(
                team_id=team, actor=actor, model_ids=body["models"], change=body["change"]
            )
        return Response({"changed": changed})


class FoldersView(TeamScoped):
    """The folders of a team."""

    @extend_schema(responses=FolderSerializer(many=True))
    def get(self, _request: Request, team: UUID) -> Response:
        """List folders by name."""
        return Response(folder_rows(team_id=team))

    @extend_schema(request=FolderWriteSerializer, responses={201: FolderBriefSerializer})
    def post(self, request: Request, team: UUID) -> Response:
        """Create a folder."""
        name = validated_body(FolderWriteSerializer, request)["name"]
        with service_errors():
            folder = folder_create(team_id=team, actor=request_user(request), name=name)
        return Response({"id": folder.pk, "name": folder.name}, status=201)


class FolderView(TeamScoped):
    """One folder."""

    @extend_schema(request=FolderWriteSerializer, responses=FolderBriefSerializer)
    def patch(self, request: Request, team: UUID, folder: UUID) -> Response:
        """Rename the folder."""
        name = validated_body(FolderWriteSerializer, request)["name"]
        with service_errors():
            renamed = folder_rename(team_id=team, folder_id=folder, actor=request_user(request), name=name)
        return Response({"id": renamed.pk, "name": renamed.name})

    @extend_schema(responses={204: NO_CONTENT})
    def delete(self, request: Request, team: UUID, folder: UUID) -> Response:
        """Delete the folder. Its models stay, in no folder."""
        with service_errors():
            folder_delete(team_id=team, folder_id=folder, actor=request_user(request))
        return Response(status=204)


class FavoriteView(ModelView):
    """Whether a model is one of your favorites."""

    roles = {"PUT": Role.VIEWER, "DELETE": Role.VIEWER}

    @extend_schema(request=None, responses={204: NO_CONTENT})
    def put(self, request: Request, model: UUID) -> Response:  # noqa: ARG002
        """Add the model to your favorites."""
        favorite_set(model=self.model, user=request_user(request), favorite=True)
        return Response(status=204)

    @extend_schema(responses={204: NO_CONTENT})
    def delete(self, request: Request, model: UUID) -> Response:  # noqa: ARG002
        """Remove the model from your favorites."""
        favorite_set(model=self.model, user=request_user(request), favorite=False)
        return Response(status=204)
