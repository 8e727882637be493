"""Endpoints of named versions, their approval, and restore."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework.exceptions import PermissionDenied, ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from threatmodel.accounts.choices import Role
from threatmodel.accounts.permissions import request_user
from threatmodel.api.list_params import ListQuerySerializer, list_response
from threatmodel.api.pagination import list_schema
from threatmodel.api.responses import NO_CONTENT, found_or_404
from threatmodel.api.validation import validated_body
from threatmodel.architecture.api.views.large_model_limit import whole_model
from threatmodel.architecture.api.views.model_view import ModelView, edit_response, service_errors
from threatmodel.history.selectors.history_reader import NoSuchState
from threatmodel.history.selectors.versions import (
    UnknownState,
    state_named,
    version_detail,
    version_rows,
    versions_of,
)
from threatmodel.history.serializers.versions import (
    RestoredSerializer,
    RestoreSerializer,
    VersionCreateSerializer,
    VersionSerializer,
    VersionUpdateSerializer,
)
from threatmodel.history.services.versions import (
    SelfApproval,
    approval_withdraw,
    architecture_restore,
    version_approve,
    version_create,
    version_delete,
    version_update,
)


@contextmanager
def state_errors(*, field: str) -> Iterator[None]:
    """Answer 400 for a state that there is not, or that the log no longer leads to."""
    try:
        yield
    except (UnknownState, NoSuchState) as fault:
        raise ValidationError({field: [str(fault)]}) from fault


# --- versions --------------------------------------------------------------------------------------


class VersionsView(ModelView):
    """Named states of the architecture."""

    @list_schema("versions", VersionSerializer, ListQuerySerializer)
    def get(self, request: Request, model: UUID) -> Response:  # noqa: ARG002
        """List versions, the latest state first."""
        return list_response(
            request, ListQuerySerializer, partial(versions_of, model=self.model), version_rows
        )

    @extend_schema(request=VersionCreateSerializer, responses={201: VersionSerializer})
    def post(self, request: Request, model: UUID) -> Response:  # noqa: ARG002
        """Give a state a name: the newest, or the one at `seq`."""
        values = validated_body(VersionCreateSerializer, request)
        with service_errors():
            version = version_create(model=self.model, actor=request_user(request), **values)
        return Response(found_or_404(version_detail(model=self.model, version_id=version.pk)), status=201)


class VersionView(ModelView):
    """One named state."""

    @extend_schema(responses=VersionSerializer)
    def get(self, _request: Request, model: UUID, version: UUID) -> Response:  # noqa: ARG002
        """Return the version with when it was approved and by whom."""
        return Response(found_or_404(version_detail(model=self.model, version_id=version)))

    @extend_schema(request=VersionUpdateSerializer, responses=VersionSerializer)
    def patch(self, request: Request, model: UUID, version: UUID) -> Response:  # noqa: ARG002
        """Change the name or the note."""
        changes = validated_body(VersionUpdateSerializer, request, partial=True)
        with service_errors():
            version_update(model=self.model, actor=request_user(request), version_id=version, changes=changes)
        return Response(found_or_404(version_detail(model=self.model, version_id=version)))

    @extend_schema(responses={204: NO_CONTENT})
    def delete(self, request: Request, model: UUID, version: UUID) -> Response:  # noqa: ARG002
        """Delete the name of a state; the state stays in the history. What was ever approved is kept."""
        with service_errors():
            version_delete(model=self.model, actor=request_user(request), version_id=version)
        return Response(status=204)


class ApprovalView(ModelView):
    """Whether a version is the reference for drift; approvers and owners say so."""

    roles = {"POST": Role.APPROVER, "DELETE": Role.APPROVER}

    @extend_schema(request=None, responses=VersionSerializer)
    def post(self, request: Request, model: UUID, version: UUID) -> Response:  # noqa: ARG002
        """Approve a version that another person saved; the one before keeps the dates of its approval."""
        try:
            with service_errors():
                version_approve(model=self.model, actor=request_user(request), version_id=version)
        except SelfApproval as fault:
            raise PermissionDenied(str(fault)) from fault
        return Response(found_or_404(version_detail(model=self.model, version_id=version)))

    @extend_schema(responses={200: VersionSerializer})
    def delete(self, request: Request, model: UUID, version: UUID) -> Response:  # noqa: ARG002
        """Withdraw the approval: no version is the reference then."""
        with service_errors():
            approval_withdraw(model=self.model, actor=request_user(request), version_id=version)
        return Response(found_or_404(version_detail(model=self.model, version_id=version)))


class RestoreView(ModelView):
    """The way back to an earlier state."""

    @extend_schema(request=RestoreSerializer, responses=RestoredSerializer)
    @whole_model
    def post(self, request: Request, model: UUID) -> Response:  # noqa: ARG002
        """Bring the architecture back, as one change that can be undone. Decisions about threats stay."""
        name = validated_body(RestoreSerializer, request)["to"]
        with state_errors(field="to"):
            state = state_named(model=self.model, name=name)
        with service_errors():
            changed, batch = architecture_restore(model=self.model, actor=request_user(request), to=state)
        return edit_response(changed, batch=batch)
