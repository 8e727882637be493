"""Endpoints of trackers: members read, owners administer."""

from typing import Any
from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from threatmodel.accounts.choices import Role
from threatmodel.accounts.models import Team
from threatmodel.accounts.permissions import TeamScoped, request_user
from threatmodel.api.errors import Conflict
from threatmodel.api.responses import NO_CONTENT, found_or_404
from threatmodel.api.validation import validated_body
from threatmodel.architecture.api.views.model_view import service_errors
from threatmodel.trackers.models import Tracker
from threatmodel.trackers.selectors.issue_links import trackers_of
from threatmodel.trackers.serializers import TrackerSerializer, TrackerTestSerializer
from threatmodel.trackers.services.trackers import (
    tracker_create,
    tracker_delete,
    tracker_sync_now,
    tracker_test,
    tracker_update,
)
from threatmodel.trackers.tasks import create_issues, sync_trackers


class TrackerScoped(TeamScoped):
    """A view of trackers of a team."""

    roles = dict.fromkeys(("POST", "PATCH", "DELETE"), Role.OWNER)

    def tracker(self, key: UUID) -> Tracker:
        """Return a tracker of the team, or answer 404."""
        return found_or_404(Tracker.objects.filter(team=self.team_id(), pk=key).first())

    def row(self, key: UUID) -> Any:
        """Return a tracker as the API shows it."""
        return TrackerSerializer(trackers_of(team_id=self.team_id()).get(pk=key)).data


class TrackersView(TrackerScoped):
    """The trackers of a team."""

    @extend_schema(responses=TrackerSerializer(many=True))
    def get(self, request: Request, team: UUID) -> Response:  # noqa: ARG002
        """List the trackers by name."""
        return Response(TrackerSerializer(trackers_of(team_id=team), many=True).data)

    @extend_schema(request=TrackerSerializer, responses={201: TrackerSerializer})
    def post(self, request: Request, team: UUID) -> Response:
        """Add a tracker. Nothing is sent to it yet: test it next."""
        values = validated_body(TrackerSerializer, request)
        with service_errors():
            made = tracker_create(team=Team.objects.get(pk=team), actor=request_user(request), values=values)
        return Response(self.row(made.pk), status=201)


class TrackerView(TrackerScoped):
    """One tracker."""

    @extend_schema(request=TrackerSerializer, responses=TrackerSerializer)
    def patch(self, request: Request, team: UUID, tracker: UUID) -> Response:  # noqa: ARG002
        """Change what is named; without a token the present one stays."""
        found = self.tracker(tracker)
        changes = validated_body(TrackerSerializer, request, partial=True)
        with service_errors():
            tracker_update(tracker=found, actor=request_user(request), changes=changes)
        create_issues.delay_on_commit()
        return Response(self.row(found.pk))

    @extend_schema(responses={204: NO_CONTENT})
    def delete(self, request: Request, team: UUID, tracker: UUID) -> Response:  # noqa: ARG002
        """Remove the tracker and its links. The issues stay."""
        tracker_delete(tracker=self.tracker(tracker), actor=request_user(request))
        return Response(status=204)


class TrackerTestView(TrackerScoped):
    """A test of a tracker."""

    @extend_schema(request=None, responses=TrackerTestSerializer)
    def post(self, request: Request, team: UUID, tracker: UUID) -> Response:  # noqa: ARG002
        """Look at address, credentials, project and rights. A success also ends a pause after a fault."""
        checks = tracker_test(tracker=self.tracker(tracker))
        create_issues.delay_on_commit()
        rows = [{"name": one.name, "ok": one.ok, "text": one.text} for one in checks]
        return Response({"ok": all(one.ok for one in checks), "checks": rows})


class TrackerSyncView(TrackerScoped):
    """The synchronization of a tracker."""

    roles = {"POST": Role.EDITOR}

    @extend_schema(request=None, responses={202: TrackerSerializer})
    def post(self, request: Request, team: UUID, tracker: UUID) -> Response:  # noqa: ARG002
        """Look at once at what has changed there."""
        found = self.tracker(tracker)
        if not tracker_sync_now(tracker=found):
            raise Conflict("This tracker is not synchronized. An owner can switch that on.")
        sync_trackers.delay_on_commit()
        return Response(self.row(found.pk), status=202)
