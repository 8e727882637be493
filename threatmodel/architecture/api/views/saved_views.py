"""Endpoints of saved views: private ones for every member, shared ones by editors."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any
from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework.exceptions import PermissionDenied
from rest_framework.request import Request
from rest_framework.response import Response

from threatmodel.accounts.choices import Role
from threatmodel.accounts.models import User
from threatmodel.accounts.permissions import request_user
from threatmodel.api.list_params import list_response
from threatmodel.api.pagination import list_schema
from threatmodel.api.responses import NO_CONTENT, found_or_404
from threatmodel.api.validation import validated_body
from threatmodel.architecture.api.selectors.saved_views import view_rows, views_of, views_visible
from threatmodel.architecture.api.serializers.saved_views import (
    ViewQuerySerializer,
    ViewSerializer,
    ViewUpdateSerializer,
    ViewWriteSerializer,
)
from threatmodel.architecture.api.services.saved_views import (
    ViewNotYours,
    view_create,
    view_delete,
    view_update,
)
from threatmodel.architecture.api.views.model_view import ModelView, service_errors
from threatmodel.architecture.models import ThreatModel


class SavedViewsView(ModelView):
    """The saved views of a model."""

    roles = {"POST": Role.VIEWER}

    @list_schema("views", ViewSerializer, ViewQuerySerializer)
    def get(self, request: Request, model: UUID) -> Response:  # noqa: ARG002
        """List your own views of a page and those shared with the team."""
        user = request_user(request)
        choose = partial(views_of, model=self.model, user=user)
        return list_response(request, ViewQuerySerializer, choose, partial(view_rows, user=user))

    @extend_schema(request=ViewWriteSerializer, responses={201: ViewSerializer})
    def post(self, request: Request, model: UUID) -> Response:  # noqa: ARG002
        """Save a view; only editors share it."""
        values, user = validated_body(ViewWriteSerializer, request), request_user(request)
        with _own(), service_errors():
            view = view_create(model=self.model, actor=user, role=self.role, values=values)
        return Response(_row(self.model, user, view.pk), status=201)


class SavedViewDetail(ModelView):
    """One saved view."""

    roles = {"PATCH": Role.VIEWER, "DELETE": Role.VIEWER}

    @extend_schema(responses=ViewSerializer)
    def get(self, request: Request, model: UUID, view: UUID) -> Response:  # noqa: ARG002
        """Return the view; a private one of another person does not exist."""
        return Response(_row(self.model, request_user(request), view))

    @extend_schema(request=ViewUpdateSerializer, responses=ViewSerializer)
    def patch(self, request: Request, model: UUID, view: UUID) -> Response:  # noqa: ARG002
        """Change a view of your own."""
        changes, user = validated_body(ViewUpdateSerializer, request), request_user(request)
        with _own(), service_errors():
            view_update(model=self.model, actor=user, role=self.role, view_id=view, changes=changes)
        return Response(_row(self.model, user, view))

    @extend_schema(responses={204: NO_CONTENT})
    def delete(self, request: Request, model: UUID, view: UUID) -> Response:  # noqa: ARG002
        """Delete a view of your own, as an owner any that is shared."""
        with _own(), service_errors():
            view_delete(model=self.model, actor=request_user(request), role=self.role, view_id=view)
        return Response(status=204)


def _row(model: ThreatModel, user: User, view_id: UUID) -> dict[str, Any]:
    rows = view_rows(views_visible(model=model, user=user).filter(pk=view_id), user=user)
    return found_or_404(rows[0] if rows else None)


@contextmanager
def _own() -> Iterator[None]:
    try:
        yield
    except ViewNotYours as fault:
        raise PermissionDenied(str(fault)) from fault
