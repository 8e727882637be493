"""Endpoints of a running session: start, the item that is shown, who presents and attends, notes, the end."""

from collections.abc import Callable
from functools import partial
from typing import Final
from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework.exceptions import PermissionDenied
from rest_framework.request import Request
from rest_framework.response import Response

from threatmodel.accounts.choices import Role
from threatmodel.accounts.permissions import request_user
from threatmodel.api.list_params import ListQuerySerializer
from threatmodel.api.pagination import list_schema, page_of
from threatmodel.api.responses import found_or_404
from threatmodel.api.validation import validated_body
from threatmodel.architecture.api.errors import OutdatedEdit
from threatmodel.architecture.api.views.model_view import ModelView, service_errors
from threatmodel.reviews.models import ReviewSession
from threatmodel.reviews.selectors.sessions import review_row, review_rows, reviews_of
from threatmodel.reviews.serializers.inputs import (
    ItemAddSerializer,
    PresenterSerializer,
    ReviewNoteWriteSerializer,
    ReviewShowSerializer,
    ReviewStartSerializer,
    ReviewVersionSerializer,
)
from threatmodel.reviews.serializers.sessions import (
    ReviewConflictSerializer,
    ReviewRowSerializer,
    ReviewSerializer,
)
from threatmodel.reviews.services.participation import attendance_join, attendance_leave, note_write
from threatmodel.reviews.services.sessions import (
    NotPresenting,
    ReviewRunning,
    item_add,
    presenter_set,
    review_end,
    review_show,
    review_start,
)

_WRITTEN: Final = {200: ReviewSerializer, 409: ReviewConflictSerializer}


class ReviewView(ModelView):
    """What the endpoints of one session share."""

    def detail(self, session: UUID, *, status: int = 200) -> Response:
        """Answer with the session as it is now."""
        return Response(found_or_404(review_row(model=self.model, session_id=session)), status=status)

    def conflict(self, session: UUID, detail: str) -> Response:
        """Answer 409 with the session as it is now."""
        current = found_or_404(review_row(model=self.model, session_id=session))
        return Response({"detail": detail, "current": current}, status=409)

    def written(self, session: UUID, write: Callable[..., None]) -> Response:
        """Answer a write with the session, with 409 when another person was faster."""
        try:
            with service_errors():
                write(model=self.model, session_id=session)
        except OutdatedEdit:
            return self.conflict(session, "The review has moved on since you saw it.")
        except NotPresenting as fault:
            raise PermissionDenied(str(fault)) from fault
        return self.detail(session)


class ReviewsView(ReviewView):
    """The review sessions of a model."""

    @list_schema("reviews", ReviewRowSerializer, ListQuerySerializer)
    def get(self, request: Request, model: UUID) -> Response:  # noqa: ARG002
        """List the sessions, the newest first."""
        return Response(page_of(request, reviews_of(model=self.model), review_rows))

    @extend_schema(
        request=ReviewStartSerializer, responses={201: ReviewSerializer, 409: ReviewConflictSerializer}
    )
    def post(self, request: Request, model: UUID) -> Response:  # noqa: ARG002
        """Start a session; one of a model runs at a time."""
        values = validated_body(ReviewStartSerializer, request)
        try:
            with service_errors():
                started = review_start(model=self.model, actor=request_user(request), **values)
        except ReviewRunning:
            running = ReviewSession.objects.get(model=self.model, state="running")
            return self.conflict(running.pk, "A review is already running.")
        return self.detail(started.pk, status=201)


class ReviewOneView(ReviewView):
    """One session."""

    @extend_schema(responses=ReviewSerializer)
    def get(self, _request: Request, model: UUID, session: UUID) -> Response:  # noqa: ARG002
        """Return the session with its agenda, notes and attendance."""
        return self.detail(session)


class ReviewShowView(ReviewView):
    """The item that everybody looks at."""

    @extend_schema(request=ReviewShowSerializer, responses=_WRITTEN)
    def post(self, request: Request, model: UUID, session: UUID) -> Response:  # noqa: ARG002
        """Show another item; only the presenter may."""
        values = validated_body(ReviewShowSerializer, request)
        return self.written(session, partial(review_show, actor=request_user(request), **values))


class ReviewPresenterView(ReviewView):
    """Who presents."""

    @extend_schema(request=PresenterSerializer, responses=_WRITTEN)
    def put(self, request: Request, model: UUID, session: UUID) -> Response:  # noqa: ARG002
        """Hand the presentation over, or take it over."""
        values = validated_body(PresenterSerializer, request)
        return self.written(session, partial(presenter_set, actor=request_user(request), **values))


class ReviewAttendanceView(ReviewView):
    """Whether one attends; viewers may as well."""

    roles = {"POST": Role.VIEWER, "DELETE": Role.VIEWER}

    @extend_schema(request=None, responses=ReviewSerializer)
    def post(self, request: Request, model: UUID, session: UUID) -> Response:  # noqa: ARG002
        """Attend the session."""
        return self.written(session, partial(attendance_join, actor=request_user(request)))

    @extend_schema(responses={200: ReviewSerializer})
    def delete(self, request: Request, model: UUID, session: UUID) -> Response:  # noqa: ARG002
        """Leave the session."""
        return self.written(session, partial(attendance_leave, actor=request_user(request)))


class ReviewItemsView(ReviewView):
    """The agenda."""

    @extend_schema(request=ItemAddSerializer, responses=_WRITTEN)
    def post(self, request: Request, model: UUID, session: UUID) -> Response:  # noqa: ARG002
        """Put a threat at the end of the agenda."""
        return self.written(session, partial(item_add, **validated_body(ItemAddSerializer, request)))


class ReviewNoteView(ReviewView):
    """One's own note on an item; viewers may write one, as they may comment."""

    roles = {"PUT": Role.VIEWER}

    @extend_schema(request=ReviewNoteWriteSerializer, responses=ReviewSerializer)
    def put(self, request: Request, model: UUID, session: UUID, place: int) -> Response:  # noqa: ARG002
        """Write the note, in place of what one noted before."""
        values = validated_body(ReviewNoteWriteSerializer, request)
        write = partial(note_write, actor=request_user(request), place=place, **values)
        return self.written(session, write)


class ReviewEndView(ReviewView):
    """The end of a session."""

    @extend_schema(request=ReviewVersionSerializer, responses=_WRITTEN)
    def post(self, request: Request, model: UUID, session: UUID) -> Response:  # noqa: ARG002
        """End the session: its minutes are written, and the state of the model becomes a version."""
        values = validated_body(ReviewVersionSerializer, request)
        return self.written(session, partial(review_end, actor=request_user(request), **values))
