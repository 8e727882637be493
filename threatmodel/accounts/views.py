"""Endpoints of the session, teams, members and invitations."""

from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.utils.decorators import method_decorator
from django.views.decorators.csrf import ensure_csrf_cookie
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import status
from rest_framework.exceptions import NotAuthenticated, PermissionDenied, ValidationError
from rest_framework.generics import (
    DestroyAPIView,
    GenericAPIView,
    ListAPIView,
    ListCreateAPIView,
    RetrieveUpdateAPIView,
)
from rest_framework.permissions import AllowAny, IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.throttling import ScopedRateThrottle
from rest_framework.views import APIView

from threatmodel.accounts.choices import Role
from threatmodel.accounts.models import Invitation, Membership, Team
from threatmodel.accounts.permissions import SecondFactorRequired, TeamScoped, request_user, role_includes
from threatmodel.accounts.selectors import invitations_open, members_of, teams_of
from threatmodel.accounts.serializers import (
    InvitationSerializer,
    MembershipSerializer,
    NewInvitationSerializer,
    ProfileSerializer,
    SessionSerializer,
    TeamBriefSerializer,
    TeamChangeSerializer,
    TeamSerializer,
    TokenSerializer,
)
from threatmodel.accounts.services import (
    AlreadyMember,
    InvitationNotUsable,
    LastOwner,
    OwnFactorMissing,
    TeamFull,
    TooManyTeams,
    invitation_accept,
    invitation_create,
    invitation_revoke,
    membership_remove,
    membership_set_role,
    team_create,
    team_rename,
    team_require_mfa,
    team_set,
    user_rename,
)
from threatmodel.accounts.team_mails import invitation_mail_write
from threatmodel.api.errors import Conflict
from threatmodel.api.validation import validated_body
from threatmodel.jobs.tasks import send_mails


@method_decorator(ensure_csrf_cookie, name="dispatch")
class SessionView(APIView):
    """Who is signed in; open to everybody, as the page asks it first."""

    permission_classes = [AllowAny]

    @extend_schema(responses=SessionSerializer)
    def get(self, request: Request) -> Response:
        """Return the user with their teams (nulls when signed out), and set the CSRF cookie."""
        user = request.user if request.user.is_authenticated else None
        demo = {"email": settings.DEMO_EMAIL, "password": settings.DEMO_PASSWORD} if settings.DEMO else None
        limits = {
            "max_bytes": settings.UPLOADS_MAX_BYTES,
            "max_files": settings.DATA_UPLOAD_MAX_NUMBER_FILES,
        }
        session = {
            "user": user,
            "teams": teams_of(user=request.user),
            "demo": demo,
            "imports": limits,
            "mail": settings.MAIL,
            "signup": {"mode": settings.SIGNUP, "domains": settings.SIGNUP_DOMAINS},
        }
        return Response(SessionSerializer(session).data)

    @extend_schema(request=ProfileSerializer, responses=SessionSerializer)
    def patch(self, request: Request) -> Response:
        """Change the name that team mates see, and return the session."""
        if not request.user.is_authenticated:
            raise NotAuthenticated
        user_rename(user=request.user, name=validated_body(ProfileSerializer, request)["name"])
        return self.get(request)


@extend_schema_view(
    get=extend_schema(description="List the teams of the person who asks."),
    post=extend_schema(description="Create a team; who asks is its owner."),
)
class TeamsView(ListCreateAPIView[Team]):
    """My teams."""

    serializer_class = TeamSerializer
    search_fields = ["name", "slug"]
    ordering_fields = ["name", "created_at", "member_count", "model_count"]
    ordering = ["name"]

    def get_queryset(self) -> QuerySet[Team]:
        """Teams of the caller."""
        return teams_of(user=self.request.user)

    def create(self, request: Request, *args: Any, **kwargs: Any) -> Response:  # noqa: ARG002
        """Write a team that the caller owns."""
        name = validated_body(TeamSerializer, request)["name"]
        try:
            team = team_create(name=name, owner=request_user(request))
        except TooManyTeams as fault:
            raise Conflict(str(fault)) from None
        answer = self.get_serializer(self.get_queryset().get(pk=team.pk))
        return Response(answer.data, status=status.HTTP_201_CREATED)


@extend_schema_view(get=extend_schema(description="Return the team with its settings."))
class TeamView(TeamScoped, RetrieveUpdateAPIView[Team]):
    """One team; its owners may change its name and settings."""

    serializer_class = TeamSerializer
    http_method_names = ["get", "head", "patch"]
    roles = {"PATCH": Role.OWNER}
    open_to_locked = ("GET", "HEAD")
    lookup_url_kwarg = "team"

    def get_queryset(self) -> QuerySet[Team]:
        """Teams of the caller."""
        return teams_of(user=self.request.user)

    @extend_schema(request=TeamChangeSerializer, responses=TeamSerializer)
    def patch(self, request: Request, *args: Any, **kwargs: Any) -> Response:  # noqa: ARG002
        """Rename the team, ask for a second factor, and set its terms for dates and accepted risk."""
        team = self.get_object()
        changes = dict(validated_body(TeamChangeSerializer, request, partial=True))
        name, required = changes.pop("name", None), changes.pop("mfa_required", None)
        if required is not None:
            try:
                team_require_mfa(team=team, actor=request_user(request), required=required)
            except OwnFactorMissing as fault:
                raise ValidationError({"mfa_required": [str(fault)]}) from None
        if name is not None:
            team_rename(team=team, name=name)
        team_set(team=team, changes=changes)
        return Response(self.get_serializer(self.get_object()).data)


@extend_schema_view(get=extend_schema(description="List the members with their roles."))
class MembersView(TeamScoped, ListAPIView[Membership]):
    """Members of a team."""

    queryset = Membership.objects.none()
    serializer_class = MembershipSerializer
    filterset_fields = ["role"]
    search_fields = ["user__name", "user__email"]
    ordering_fields = {
        "name": "user__name",
        "email": "user__email",
        "role": "role",
        "created_at": "created_at",
    }
    ordering = ["created_at"]

    def get_queryset(self) -> QuerySet[Membership]:
        """Members of the team in the address."""
        return members_of(team_id=self.team_id())


class MemberView(TeamScoped, GenericAPIView[Membership]):
    """One member: owners change roles and remove people, anybody may leave."""

    serializer_class = MembershipSerializer
    roles = {"PATCH": Role.OWNER, "DELETE": Role.VIEWER}
    open_to_locked = ("DELETE",)  # anybody may leave
    lookup_url_kwarg = "member"

    def get_queryset(self) -> QuerySet[Membership]:
        """Members of the team in the address: ids of another team's members do not exist here."""
        return members_of(team_id=self.team_id())

    def patch(self, request: Request, *args: Any, **kwargs: Any) -> Response:  # noqa: ARG002
        """Change the member's role."""
        membership = self.get_object()
        role = Role(validated_body(MembershipSerializer, request)["role"])
        try:
            membership_set_role(membership=membership, role=role)
        except LastOwner as fault:
            raise ValidationError({"role": [str(fault)]}) from None
        return Response(self.get_serializer(membership).data)

    @extend_schema(responses={204: None})
    def delete(self, request: Request, *args: Any, **kwargs: Any) -> Response:  # noqa: ARG002
        """Remove the member, or leave."""
        membership = self.get_object()
        if membership.user_id != request.user.pk and not role_includes(self.role, Role.OWNER):
            raise PermissionDenied("Only an owner can remove other members from the team.")
        if membership.user_id != request.user.pk and self.locked:
            raise SecondFactorRequired
        try:
            membership_remove(membership=membership, actor=request_user(request))
        except LastOwner as fault:
            raise ValidationError({"detail": str(fault)}) from None
        return Response(status=status.HTTP_204_NO_CONTENT)


@extend_schema_view(
    get=extend_schema(description="List the invitations that wait; owners only."),
    post=extend_schema(
        description="Invite a person: a mail has the link, which is returned this once as well.",
        request=InvitationSerializer,
        responses={201: NewInvitationSerializer},
    ),
)
class InvitationsView(TeamScoped, ListCreateAPIView[Invitation]):
    """Invitations that wait; owners only."""

    queryset = Invitation.objects.none()
    serializer_class = InvitationSerializer
    roles = {"GET": Role.OWNER, "HEAD": Role.OWNER, "POST": Role.OWNER}
    search_fields = ["email"]
    ordering_fields = ["email", "role", "created_at", "expires_at"]
    ordering = ["-created_at"]
    throttle_scope = "invite"

    def get_throttles(self) -> list[Any]:
        """Count invitations when they are written only."""
        throttles = super().get_throttles()
        if self.request.method == "POST":
            return throttles
        return [one for one in throttles if not isinstance(one, ScopedRateThrottle)]

    def get_queryset(self) -> QuerySet[Invitation]:
        """Waiting invitations of the team in the address."""
        return invitations_open(team_id=self.team_id())

    def create(self, request: Request, *args: Any, **kwargs: Any) -> Response:  # noqa: ARG002
        """Write an invitation, mail its link, and return it, this once."""
        data = validated_body(InvitationSerializer, request)
        base = settings.PUBLIC_URL or request.build_absolute_uri("/").rstrip("/")
        try:
            with transaction.atomic():
                made = invitation_create(
                    team=get_object_or_404(Team, pk=self.team_id()),
                    email=data["email"],
                    role=Role(data["role"]),
                    invited_by=request_user(request),
                )
                link = f"{base}/invite/{made.token}"
                if settings.MAIL:
                    invitation_mail_write(invitation=made.invitation, link=link)
                    send_mails.delay_on_commit()
        except (AlreadyMember, TeamFull) as fault:
            raise ValidationError({"email": [str(fault)]}) from None
        answer = {**InvitationSerializer(made.invitation).data, "link": link}
        return Response(answer, status=status.HTTP_201_CREATED)


@extend_schema_view(delete=extend_schema(description="Withdraw the invitation: its link stops working."))
class InvitationView(TeamScoped, DestroyAPIView[Invitation]):
    """One waiting invitation, to be withdrawn."""

    serializer_class = InvitationSerializer
    roles = {"DELETE": Role.OWNER}
    lookup_url_kwarg = "invitation"

    def get_queryset(self) -> QuerySet[Invitation]:
        """Waiting invitations of the team in the address."""
        return invitations_open(team_id=self.team_id())

    def perform_destroy(self, instance: Invitation) -> None:
        """Withdraw the invitation."""
        invitation_revoke(invitation=instance)


class InvitationAcceptView(APIView):
    """Joins the team that an invitation is for."""

    permission_classes = [IsAuthenticated]
    throttle_scope = "invitation-accept"

    @extend_schema(request=TokenSerializer, responses={200: TeamBriefSerializer})
    def post(self, request: Request) -> Response:
        """Accept the invitation and return the team."""
        token = validated_body(TokenSerializer, request)["token"]
        user = request_user(request)
        try:
            membership = invitation_accept(token=token, user=user)
        except (InvitationNotUsable, AlreadyMember, TeamFull) as fault:
            raise ValidationError({"token": [str(fault)]}) from None
        return Response(TeamBriefSerializer(teams_of(user=user).get(pk=membership.team_id)).data)
