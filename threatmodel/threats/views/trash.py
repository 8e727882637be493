"""Endpoints of the deleted models of a team."""

from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from threatmodel.accounts.models import Role
from threatmodel.accounts.permissions import TeamScoped
from threatmodel.api.validation import validated_query
from threatmodel.jobs.tasks import run_job
from threatmodel.threats.selectors.models import model_rows
from threatmodel.threats.selectors.trash import trash_of, trash_rows
from threatmodel.threats.serializers.architecture import DeletedModelSerializer, ModelSerializer
from threatmodel.threats.serializers.listing import ListQuerySerializer
from threatmodel.threats.services.models import model_purge, model_restore
from threatmodel.threats.tasks import trash_erase
from threatmodel.threats.views.base import NO_CONTENT, answer, lists, page, refusals, signed_in


class TrashView(TeamScoped):
    """The deleted models of a team that can be restored."""

    @lists("trash", DeletedModelSerializer, ListQuerySerializer)
    def get(self, request: Request, team: UUID) -> Response:
        """List deleted models, the latest first."""
        query = validated_query(ListQuerySerializer, request)
        return answer(page(request, query, trash_of(team_id=team), trash_rows))


class DeletedModelView(TeamScoped):
    """One deleted model."""

    roles = {"DELETE": Role.OWNER}

    @extend_schema(responses={204: NO_CONTENT})
    def delete(self, request: Request, team: UUID, deleted: UUID) -> Response:
        """Delete the model for good, now; owners only."""
        with refusals():
            model_purge(team_id=team, model_id=deleted, actor=signed_in(request))
        trash_erase.delay_on_commit()
        return Response(status=204)


class TrashRestoreView(TeamScoped):
    """The way back for a deleted model."""

    roles = {"POST": Role.OWNER}

    @extend_schema(request=None, responses=ModelSerializer)
    def post(self, request: Request, team: UUID, deleted: UUID) -> Response:
        """Restore the model with everything in it; owners only, as they alone may delete it."""
        with refusals():
            restored = model_restore(team_id=team, model_id=deleted, actor=signed_in(request))
        run_job.delay_on_commit(str(restored.job.pk))
        return answer(model_rows([restored.model], role=self.role)[0])
