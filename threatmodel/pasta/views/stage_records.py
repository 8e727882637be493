"""Endpoints of what people write in the stages."""

from functools import partial
from typing import ClassVar, Final
from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from threatmodel.accounts.permissions import request_user
from threatmodel.api.responses import NO_CONTENT
from threatmodel.api.validation import validated_body, validated_query
from threatmodel.architecture.api.errors import OutdatedEdit
from threatmodel.architecture.api.views.model_view import ModelView, service_errors
from threatmodel.pasta.selectors import stage_records as kinds
from threatmodel.pasta.selectors.stage_records import RecordKind, record_row, record_rows
from threatmodel.pasta.serializers import stage_records as shapes
from threatmodel.pasta.serializers.stage_records import (
    RecordConflictSerializer,
    RecordsSerializer,
    Shape,
    VersionSerializer,
    edit_shape,
)
from threatmodel.pasta.services.stage_records import record_add, record_delete, record_edit, record_restore

_CONFLICT: Final = "It has been edited by another person since you opened it."


class RecordsView(ModelView):
    """Everything that people wrote in the stages."""

    @extend_schema(responses=RecordsSerializer)
    def get(self, _request: Request, model: UUID) -> Response:  # noqa: ARG002
        """Return all rows by kind."""
        return Response(record_rows(model=self.model))


class RecordRestoreView(ModelView):
    """A row that was deleted."""

    @extend_schema(request=None, responses={204: NO_CONTENT})
    def post(self, request: Request, model: UUID, removed: UUID) -> Response:  # noqa: ARG002
        """Restore it with what referred to it."""
        with service_errors():
            record_restore(model=self.model, actor=request_user(request), record_id=removed)
        return Response(status=204)


class _KindView(ModelView):
    kind: ClassVar[RecordKind]
    shape: ClassVar[Shape]
    edit_shape: ClassVar[Shape]

    def add(self, request: Request) -> Response:
        """Write a row and answer with it."""
        values = validated_body(self.shape, request)
        with service_errors():
            added = record_add(self.kind, model=self.model, actor=request_user(request), values=values)
        return Response(record_row(self.kind, added, model=self.model), status=201)

    def edit(self, request: Request, record: UUID) -> Response:
        """Edit a row and answer with it, or with 409 when another person was faster."""
        values = validated_body(self.edit_shape, request)
        version = values.pop("version")
        write = partial(record_edit, self.kind, model=self.model, actor=request_user(request))
        try:
            with service_errors():
                edited = write(record_id=record, version=version, values=values)
        except OutdatedEdit:
            return Response({"detail": _CONFLICT}, status=409)
        return Response(record_row(self.kind, edited, model=self.model))

    def remove(self, request: Request, record: UUID) -> Response:
        """Delete a row, or answer 409 when another person has edited it."""
        version = validated_query(VersionSerializer, request)["version"]
        write = partial(record_delete, self.kind, model=self.model, actor=request_user(request))
        try:
            with service_errors():
                write(record_id=record, version=version)
        except OutdatedEdit:
            return Response({"detail": _CONFLICT}, status=409)
        return Response(status=204)


def kind_views(kind: RecordKind, shape: Shape, row: Shape) -> tuple[type[ModelView], type[ModelView]]:
    """Return the endpoint of all rows of a kind and that of one row, described in the OpenAPI schema."""
    name = kind.noun.replace(" ", "_")
    conflict, edited = {409: RecordConflictSerializer}, edit_shape(shape)

    class AllView(_KindView):
        @extend_schema(
            operation_id=f"{name}_create",
            description=f"Add a row ({kind.noun}).",
            request=shape,
            responses={201: row},
        )
        def post(self, request: Request, model: UUID) -> Response:  # noqa: ARG002
            return self.add(request)

    class OneView(_KindView):
        @extend_schema(
            operation_id=f"{name}_update",
            description=f"Change a row ({kind.noun}). 409 when another person was faster.",
            request=edited,
            responses={200: row, **conflict},
        )
        def put(self, request: Request, model: UUID, record: UUID) -> Response:  # noqa: ARG002
            return self.edit(request, record)

        @extend_schema(
            operation_id=f"{name}_destroy",
            description=f"Delete a row ({kind.noun}). 409 when another person has edited it.",
            parameters=[VersionSerializer],
            responses={204: NO_CONTENT, **conflict},
        )
        def delete(self, request: Request, model: UUID, record: UUID) -> Response:  # noqa: ARG002
            return self.remove(request, record)

    for view in (AllView, OneView):
        view.kind, view.shape, view.edit_shape = kind, shape, edited
        view.__doc__ = f"{kind.noun.capitalize()}: rows that people write."
    return AllView, OneView


RECORD_VIEWS: Final = {
    kind.id: kind_views(kind, shape, row)
    for kind, shape, row in (
        (kinds.OBJECTIVE, shapes.ObjectiveSerializer, shapes.ObjectiveRowSerializer),
        (kinds.CRITERION, shapes.ImpactCriterionSerializer, shapes.ImpactCriterionRowSerializer),
        (
            kinds.REQUIREMENT,
            shapes.ComplianceRequirementSerializer,
            shapes.ComplianceRequirementRowSerializer,
        ),
        (kinds.APPETITE, shapes.RiskAppetiteSerializer, shapes.RiskAppetiteRowSerializer),
        (kinds.EXCLUSION, shapes.ScopeExclusionSerializer, shapes.ScopeExclusionRowSerializer),
        (
            kinds.COUNTERMEASURES,
            shapes.CountermeasureSetSerializer,
            shapes.CountermeasureSetRowSerializer,
        ),
        (kinds.INTELLIGENCE, shapes.IntelligenceItemSerializer, shapes.IntelligenceItemRowSerializer),
    )
}
