"""Endpoints of the deleted models of a team."""

from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from threatmodel.accounts.choices import Role
from threatmodel.accounts.permissions import TeamScoped, request_user
from threatmodel.api.list_params import ListQuerySerializer
from threatmodel.api.pagination import list_schema, page_of
from threatmodel.api.responses import NO_CONTENT
from threatmodel.api.validation import validated_query
from threatmodel.architecture.api.selectors.trash import trash_of, trash_rows
from threatmodel.architecture.api.serializers.models import DeletedModelSerializer
from threatmodel.architecture.api.services.models import model_purge
from threatmodel.architecture.api.tasks import trash_erase
from threatmodel.architecture.api.views.model_view import service_errors


class TrashView(TeamScoped):
    """The deleted models of a team that can be restored."""

    @list_schema("trash", DeletedModelSerializer, ListQuerySerializer)
    def get(self, request: Request, team: UUID) -> Response:
        """List deleted models, the latest first."""
        validated_query(ListQuerySerializer, request)  # raises ValidationError
        return Response(page_of(request, trash_of(team_id=team), trash_rows))


class DeletedModelView(TeamScoped):
    """One deleted model."""

    roles = {"DELETE": Role.OWNER}

    @extend_schema(responses={204: NO_CONTENT})
    def delete(self, request: Request, team: UUID, deleted: UUID) -> Response:
        """Delete the model for good, now; owners only."""
        with service_errors():
            model_purge(team_id=team, model_id=deleted, actor=request_user(request))
        trash_erase.delay_on_commit()
        return Response(status=204)
