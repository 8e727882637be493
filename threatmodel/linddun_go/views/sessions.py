"""Endpoints of sessions: start, move on, who takes part, finish."""

from collections.abc import Callable
from functools import partial
from typing import Final
from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from threatmodel.accounts.permissions import request_user
from threatmodel.api.list_params import ListQuerySerializer
from threatmodel.api.pagination import list_schema, page_of
from threatmodel.api.responses import found_or_404
from threatmodel.api.validation import validated_body
from threatmodel.architecture.api.errors import OutdatedEdit
from threatmodel.architecture.api.views.model_view import ModelView, service_errors
from threatmodel.linddun_go.models import PrivacySession
from threatmodel.linddun_go.selectors.sessions import session_row, session_rows, sessions_of
from threatmodel.linddun_go.serializers.inputs import (
    SessionMoveSerializer,
    SessionParticipantsSerializer,
    SessionStartSerializer,
    SessionVersionSerializer,
)
from threatmodel.linddun_go.serializers.sessions import (
    PrivacySessionRowSerializer,
    PrivacySessionSerializer,
    SessionConflictSerializer,
)
from threatmodel.linddun_go.services.sessions import (
    SessionRunning,
    session_finish,
    session_move,
    session_participants_set,
    session_start,
)

_MOVED: Final = {200: PrivacySessionSerializer, 409: SessionConflictSerializer}


class SessionView(ModelView):
    """What the endpoints of one session share."""

    def detail(self, session: UUID, *, status: int = 200) -> Response:
        """Answer with the session as it is now."""
        row = found_or_404(session_row(model=self.model, session_id=session))
        return Response(row, status=status)

    def conflict(self, session: UUID, detail: str) -> Response:
        """Answer 409 with the session as it is now."""
        current = found_or_404(session_row(model=self.model, session_id=session))
        return Response({"detail": detail, "current": current}, status=409)

    def written(self, session: UUID, write: Callable[[], None]) -> Response:
        """Answer a write with the session, with 409 when another person was faster."""
        try:
            with service_errors():
                write()
        except OutdatedEdit:
            return self.conflict(session, "The session has moved on since you saw it.")
        return self.detail(session)


class SessionsView(SessionView):
    """The sessions of a model."""

    @list_schema("privacy_sessions", PrivacySessionRowSerializer, ListQuerySerializer)
    def get(self, request: Request, model: UUID) -> Response:  # noqa: ARG002
        """List the sessions, the newest first."""
        return Response(page_of(request, sessions_of(model=self.model), session_rows))

    @extend_schema(
        request=SessionStartSerializer,
        responses={201: PrivacySessionSerializer, 409: SessionConflictSerializer},
    )
    def post(self, request: Request, model: UUID) -> Response:  # noqa: ARG002
        """Start a session; one of a model runs at a time."""
        values = validated_body(SessionStartSerializer, request)
        try:
            with service_errors():
                started = session_start(model=self.model, actor=request_user(request), **values)
        except SessionRunning:
            running = PrivacySession.objects.get(model=self.model, state="running")
            return self.conflict(running.pk, "A session is already running.")
        return self.detail(started.pk, status=201)


class SessionOneView(SessionView):
    """One session."""

    @extend_schema(responses=PrivacySessionSerializer)
    def get(self, _request: Request, model: UUID, session: UUID) -> Response:  # noqa: ARG002
        """Return the session with its cards, votes and threats."""
        return self.detail(session)


class SessionMoveView(SessionView):
    """The card in turn."""

    @extend_schema(request=SessionMoveSerializer, responses=_MOVED)
    def post(self, request: Request, model: UUID, session: UUID) -> Response:  # noqa: ARG002
        """Go on to the next card, skip this one, or go back."""
        values = validated_body(SessionMoveSerializer, request)
        return self.written(session, partial(session_move, model=self.model, session_id=session, **values))


class SessionParticipantsView(SessionView):
    """Who takes part."""

    @extend_schema(request=SessionParticipantsSerializer, responses=_MOVED)
    def put(self, request: Request, model: UUID, session: UUID) -> Response:  # noqa: ARG002
        """Replace who takes part, in the order in which cards are dealt."""
        values = validated_body(SessionParticipantsSerializer, request)
        write = partial(session_participants_set, model=self.model, session_id=session, **values)
        return self.written(session, write)


class SessionFinishView(SessionView):
    """The end of a session."""

    @extend_schema(request=SessionVersionSerializer, responses=_MOVED)
    def post(self, request: Request, model: UUID, session: UUID) -> Response:  # noqa: ARG002
        """Finish the session."""
        values = validated_body(SessionVersionSerializer, request)
        actor = request_user(request)
        write = partial(session_finish, model=self.model, actor=actor, session_id=session, **values)
        return self.written(session, write)
