"""Endpoints of the inbox and of its settings: each person sees their own."""

from functools import partial
from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from threatmodel.accounts.permissions import request_user
from threatmodel.api.list_params import list_response
from threatmodel.api.pagination import list_schema
from threatmodel.api.validation import validated_body
from threatmodel.architecture.api.views.model_view import service_errors
from threatmodel.notifications.models import NotificationPreferences
from threatmodel.notifications.selectors.inbox import notice_rows, notices_list, unread_counts
from threatmodel.notifications.selectors.preferences import is_mailing, modes_of, preferences_of
from threatmodel.notifications.serializers import (
    MarkedSerializer,
    NoticeQuerySerializer,
    NoticeSerializer,
    NoticesMarkSerializer,
    PreferencesSerializer,
    UnreadSerializer,
)
from threatmodel.notifications.services.notices import notices_mark
from threatmodel.notifications.services.preferences import preferences_update


class NoticesView(APIView):
    """Your inbox."""

    @list_schema("notices", NoticeSerializer, NoticeQuerySerializer)
    def get(self, request: Request) -> Response:
        """List your notices, newest first."""
        choose = partial(notices_list, user=request_user(request))
        return list_response(request, NoticeQuerySerializer, choose, notice_rows)


class UnreadNoticesView(APIView):
    """What you have not seen."""

    @extend_schema(responses=UnreadSerializer)
    def get(self, request: Request) -> Response:
        """Return how many notices you have not seen, by kind."""
        return Response(unread_counts(user=request_user(request)))


class NoticesMarkView(APIView):
    """Notices that you have seen, or want to see again."""

    @extend_schema(request=NoticesMarkSerializer, responses=MarkedSerializer)
    def post(self, request: Request) -> Response:
        """Mark notices as read or unread; without ids all of them."""
        values = validated_body(NoticesMarkSerializer, request)
        return Response({"changed": notices_mark(user=request_user(request), **values)})


class PreferencesView(APIView):
    """How you want to be mailed."""

    @extend_schema(responses=PreferencesSerializer)
    def get(self, request: Request) -> Response:
        """Return your settings, with the defaults where you have set none."""
        return Response(_preferences(preferences_of(user_id=request_user(request).pk)))

    @extend_schema(request=PreferencesSerializer, responses=PreferencesSerializer)
    def patch(self, request: Request) -> Response:
        """Change the settings that are named; of `modes` the kinds that are named."""
        changes = validated_body(PreferencesSerializer, request)
        with service_errors():
            preferences = preferences_update(user=request_user(request), changes=changes)
        return Response(_preferences(preferences))


def _preferences(preferences: NotificationPreferences) -> dict[str, Any]:
    return {
        "modes": modes_of(preferences),
        "muted_teams": preferences.muted_teams,
        "time_zone": preferences.time_zone,
        "digest_hour": preferences.digest_hour,
        "quiet_from": preferences.quiet_from,
        "quiet_until": preferences.quiet_until,
        "mail": is_mailing(),
    }
