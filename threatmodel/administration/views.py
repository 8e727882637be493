"""Endpoints of the administration; for everybody but administrators they do not exist."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import ClassVar
from uuid import UUID

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework.exceptions import ValidationError
from rest_framework.generics import GenericAPIView, ListAPIView
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from threatmodel.accounts.models import Team, User
from threatmodel.accounts.permissions import request_user
from threatmodel.administration.permissions import IsAdministrator
from threatmodel.administration.selectors.instance_status import instance_figures
from threatmodel.administration.selectors.users_and_teams import teams_all, users_all
from threatmodel.administration.serializers import (
    AdministeredTeamSerializer,
    InstanceSerializer,
    ResetLinkSerializer,
    SessionsEndedSerializer,
    UserSerializer,
)
from threatmodel.administration.services import (
    NotPossible,
    reset_link_make,
    team_set_quotas,
    user_end_sessions,
    user_set_active,
)
from threatmodel.api.validation import validated_body
from threatmodel.audit.filters import AuditEventFilter
from threatmodel.audit.models import AuditEvent
from threatmodel.audit.selectors import events_of_instance
from threatmodel.audit.serializers import AUDIT_SEARCHED, AuditEventSerializer


class UsersView(ListAPIView[User]):
    """All accounts of the instance."""

    permission_classes = [IsAdministrator]
    serializer_class = UserSerializer
    filterset_fields: ClassVar[list[str]] = ["is_active", "is_superuser"]
    search_fields: ClassVar[list[str]] = ["name", "email"]
    ordering_fields: ClassVar[list[str]] = ["email", "last_login", "date_joined"]
    ordering: ClassVar[list[str]] = ["email"]
    queryset = User.objects.none()

    def get_queryset(self) -> QuerySet[User]:
        """Everybody."""
        return users_all()


class UserView(GenericAPIView[User]):
    """What the endpoints of one account share."""

    permission_classes = [IsAdministrator]
    serializer_class = UserSerializer
    lookup_url_kwarg = "user"
    queryset = User.objects.none()

    def get_queryset(self) -> QuerySet[User]:
        """Everybody."""
        return users_all()


class UserDetailView(UserView):
    """One account, to be disabled and enabled."""

    @extend_schema(request=UserSerializer, responses=UserSerializer)
    def patch(self, request: Request, user: UUID) -> Response:  # noqa: ARG002
        """Disable or enable the account; a disabled one is signed out at once."""
        account = self.get_object()
        active: bool = validated_body(UserSerializer, request)["is_active"]
        with refused():
            user_set_active(user=account, active=active, actor=request_user(request))
        return Response(self.get_serializer(self.get_object()).data)


class UserSessionsView(UserView):
    """Where somebody is signed in."""

    @extend_schema(request=None, responses=SessionsEndedSerializer)
    def post(self, request: Request, user: UUID) -> Response:  # noqa: ARG002
        """Sign the person out everywhere."""
        ended = user_end_sessions(user=self.get_object(), actor=request_user(request))
        return Response(SessionsEndedSerializer({"ended": ended}).data)


class ResetLinkView(UserView):
    """A way back for somebody who cannot sign in."""

    @extend_schema(request=None, responses=ResetLinkSerializer)
    def post(self, request: Request, user: UUID) -> Response:  # noqa: ARG002
        """Make a link to set a new password, and return it this once."""
        base_url = request.build_absolute_uri("/")
        with refused():
            link = reset_link_make(user=self.get_object(), base_url=base_url, actor=request_user(request))
        return Response(ResetLinkSerializer({"link": link}).data)


class AdministeredTeamsView(ListAPIView[Team]):
    """All teams of the instance with their figures; not what their models hold."""

    permission_classes = [IsAdministrator]
    serializer_class = AdministeredTeamSerializer
    search_fields: ClassVar[list[str]] = ["name", "slug"]
    ordering_fields: ClassVar[list[str]] = [
        "name",
        "created_at",
        "member_count",
        "model_count",
        "element_count",
    ]
    ordering: ClassVar[list[str]] = ["name"]
    queryset = Team.objects.none()

    def get_queryset(self) -> QuerySet[Team]:
        """Every team."""
        return teams_all()


class AdministeredTeamView(GenericAPIView[Team]):
    """The quotas of one team."""

    permission_classes = [IsAdministrator]
    serializer_class = AdministeredTeamSerializer
    lookup_url_kwarg = "team"
    queryset = Team.objects.none()

    def get_queryset(self) -> QuerySet[Team]:
        """Every team."""
        return teams_all()

    @extend_schema(request=AdministeredTeamSerializer, responses=AdministeredTeamSerializer)
    def patch(self, request: Request, team: UUID) -> Response:  # noqa: ARG002
        """Set the quotas."""
        quotas = validated_body(AdministeredTeamSerializer, request, partial=True)
        team_set_quotas(team=self.get_object(), quotas=quotas, actor=request_user(request))
        return Response(self.get_serializer(self.get_object()).data)


class InstanceView(APIView):
    """The instance itself."""

    permission_classes = [IsAdministrator]

    @extend_schema(responses=InstanceSerializer)
    def get(self, _request: Request) -> Response:
        """Return versions, database, Redis, workers and the queue."""
        return Response(InstanceSerializer(instance_figures()).data)


class InstanceAuditView(ListAPIView[AuditEvent]):
    """The audit log of the instance: sign-ins, passwords, accounts. Teams have logs of their own."""

    permission_classes = [IsAdministrator]
    serializer_class = AuditEventSerializer
    filterset_class = AuditEventFilter
    search_fields = AUDIT_SEARCHED
    ordering: ClassVar[list[str]] = ["-number"]
    queryset = AuditEvent.objects.none()

    def get_queryset(self) -> QuerySet[AuditEvent]:
        """Events that belong to no team."""
        return events_of_instance()


@contextmanager
def refused() -> Iterator[None]:
    """Answer what cannot be done with 400 and why."""
    try:
        yield
    except NotPossible as fault:
        raise ValidationError({"detail": str(fault)}) from None
