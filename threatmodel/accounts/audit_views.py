"""Endpoints of the audit log of a team; its owners read it."""

from typing import Any, ClassVar
from uuid import UUID

from django.db.models import QuerySet
from django.http import StreamingHttpResponse
from django.shortcuts import get_object_or_404
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework.generics import GenericAPIView, ListAPIView
from rest_framework.request import Request

from threatmodel.accounts.audit_recording import team_recorded
from threatmodel.accounts.choices import Role
from threatmodel.accounts.models import Team
from threatmodel.accounts.permissions import TeamScoped
from threatmodel.api.validation import validated_query
from threatmodel.audit.actions import Action
from threatmodel.audit.filters import AuditEventFilter
from threatmodel.audit.log_download import audit_download
from threatmodel.audit.models import AuditEvent
from threatmodel.audit.selectors import events_of_team
from threatmodel.audit.serializers import AUDIT_SEARCHED, AuditDownloadSerializer, AuditEventSerializer

_FILTER_LENGTH = 500


class TeamAuditView(TeamScoped, GenericAPIView[AuditEvent]):
    """What the list and the download of a team's log share."""

    queryset = AuditEvent.objects.none()
    serializer_class = AuditEventSerializer
    filterset_class = AuditEventFilter
    search_fields = AUDIT_SEARCHED
    ordering: ClassVar[list[str]] = ["-number"]
    roles = {"GET": Role.OWNER, "HEAD": Role.OWNER}

    def get_queryset(self) -> QuerySet[AuditEvent]:
        """Events of the team in the address."""
        return events_of_team(team_id=self.team_id())


class TeamAuditEventsView(TeamAuditView, ListAPIView[AuditEvent]):
    """The audit log of a team, newest first; owners only."""


class TeamAuditDownloadView(TeamAuditView):
    """The same as a file."""

    expensive = frozenset({"GET"})

    @extend_schema(
        operation_id="teams_audit_events_download",
        parameters=[AuditDownloadSerializer],
        responses={
            (200, "text/csv"): OpenApiTypes.STR,
            (200, "application/json"): AuditEventSerializer(many=True),
        },
    )
    def get(self, request: Request, team: UUID) -> StreamingHttpResponse:
        """Send every event that the filters leave, as CSV or JSON."""
        file_type: str = validated_query(AuditDownloadSerializer, request)["type"]
        events = self.filter_queryset(self.get_queryset())
        row = get_object_or_404(Team, pk=team)
        details: dict[str, Any] = {
            "type": file_type,
            "filter": request.query_params.urlencode()[:_FILTER_LENGTH],
        }
        team_recorded(row, Action.AUDIT_DOWNLOADED, after=details)
        return audit_download(events, file_type=file_type)
