"""Endpoints of attackers and crown jewels."""

from functools import partial
from typing import Final
from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from threatmodel.accounts.permissions import request_user
from threatmodel.api.responses import NO_CONTENT, found_or_404
from threatmodel.api.validation import validated_body, validated_query
from threatmodel.architecture.api.views.model_view import ModelView, service_errors
from threatmodel.attack_paths.selectors.attackers_and_crown_jewels import (
    attacker_row,
    attacker_rows,
    crown_jewel_row,
    crown_jewel_rows,
    start_rule_rows,
)
from threatmodel.attack_paths.serializers.attackers_and_crown_jewels import (
    AttackerConflictSerializer,
    AttackerEditSerializer,
    AttackerSerializer,
    AttackersSerializer,
    AttackerWriteSerializer,
    CrownJewelConflictSerializer,
    CrownJewelEditSerializer,
    CrownJewelSerializer,
    CrownJewelsSerializer,
    CrownJewelWriteSerializer,
    EditedVersionSerializer,
)
from threatmodel.attack_paths.services.attackers_and_crown_jewels import (
    attacker_add,
    attacker_delete,
    attacker_edit,
    attacker_restore,
    crown_jewel_add,
    crown_jewel_delete,
    crown_jewel_edit,
    crown_jewel_restore,
)
from threatmodel.attack_paths.views.versioned_edits import deleted_response, edited_response

_ATTACKER: Final = {200: AttackerSerializer, 409: AttackerConflictSerializer}
_JEWEL: Final = {200: CrownJewelSerializer, 409: CrownJewelConflictSerializer}


class AttackersView(ModelView):
    """The attackers of a model."""

    @extend_schema(operation_id="attackers_list", responses=AttackersSerializer)
    def get(self, _request: Request, model: UUID) -> Response:  # noqa: ARG002
        """List the built-in attackers, as they were changed here, then those of the model."""
        return Response({"results": attacker_rows(model=self.model), "start_rules": start_rule_rows()})

    @extend_schema(request=AttackerWriteSerializer, responses={201: AttackerSerializer})
    def post(self, request: Request, model: UUID) -> Response:  # noqa: ARG002
        """Describe an attacker."""
        values = validated_body(AttackerWriteSerializer, request)
        with service_errors():
            made = attacker_add(model=self.model, actor=request_user(request), values=values)
        return Response(attacker_row(model=self.model, key=str(made.pk)), status=201)


class AttackerView(ModelView):
    """One attacker: an id of a built-in one, or of one of the model."""

    @extend_schema(responses=AttackerSerializer)
    def get(self, _request: Request, model: UUID, attacker: str) -> Response:  # noqa: ARG002
        """Return the attacker."""
        return Response(found_or_404(attacker_row(model=self.model, key=attacker)))

    @extend_schema(request=AttackerEditSerializer, responses=_ATTACKER)
    def put(self, request: Request, model: UUID, attacker: str) -> Response:  # noqa: ARG002
        """Replace what the attacker is; a built-in one is changed for this model."""
        values = validated_body(AttackerEditSerializer, request)
        write = partial(
            attacker_edit,
            model=self.model,
            actor=request_user(request),
            key=attacker,
            version=values.pop("version"),
            values=values,
        )
        return edited_response(write, partial(attacker_row, model=self.model, key=attacker))

    @extend_schema(parameters=[EditedVersionSerializer], responses={204: NO_CONTENT, **_ATTACKER})
    def delete(self, request: Request, model: UUID, attacker: str) -> Response:  # noqa: ARG002
        """Delete the attacker; of a built-in one, the changes made here."""
        values = validated_query(EditedVersionSerializer, request)
        write = partial(
            attacker_delete, model=self.model, actor=request_user(request), key=attacker, **values
        )
        return deleted_response(write, partial(attacker_row, model=self.model, key=attacker))


class AttackerRestoreView(ModelView):
    """A deleted attacker."""

    @extend_schema(request=None, responses=AttackerSerializer)
    def post(self, request: Request, model: UUID, attacker: str) -> Response:  # noqa: ARG002
        """Restore the attacker as it was."""
        with service_errors():
            attacker_restore(model=self.model, actor=request_user(request), key=attacker)
        return Response(attacker_row(model=self.model, key=attacker))


class CrownJewelsView(ModelView):
    """The crown jewels of a model."""

    @extend_schema(operation_id="crown_jewels_list", responses=CrownJewelsSerializer)
    def get(self, _request: Request, model: UUID) -> Response:  # noqa: ARG002
        """List what people have marked; the goals of the library are among the goals."""
        return Response({"results": crown_jewel_rows(model=self.model)})

    @extend_schema(request=CrownJewelWriteSerializer, responses={201: CrownJewelSerializer})
    def post(self, request: Request, model: UUID) -> Response:  # noqa: ARG002
        """Mark a crown jewel."""
        values = validated_body(CrownJewelWriteSerializer, request)
        with service_errors():
            made = crown_jewel_add(model=self.model, actor=request_user(request), values=values)
        return Response(crown_jewel_row(model=self.model, key=made.pk), status=201)


class CrownJewelView(ModelView):
    """One crown jewel."""

    @extend_schema(responses=CrownJewelSerializer)
    def get(self, _request: Request, model: UUID, jewel: UUID) -> Response:  # noqa: ARG002
        """Return the crown jewel."""
        return Response(found_or_404(crown_jewel_row(model=self.model, key=jewel)))

    @extend_schema(request=CrownJewelEditSerializer, responses=_JEWEL)
    def put(self, request: Request, model: UUID, jewel: UUID) -> Response:  # noqa: ARG002
        """Replace what the crown jewel is."""
        values = validated_body(CrownJewelEditSerializer, request)
        write = partial(
            crown_jewel_edit,
            model=self.model,
            actor=request_user(request),
            key=jewel,
            version=values.pop("version"),
            values=values,
        )
        return edited_response(write, partial(crown_jewel_row, model=self.model, key=jewel))

    @extend_schema(parameters=[EditedVersionSerializer], responses={204: NO_CONTENT, **_JEWEL})
    def delete(self, request: Request, model: UUID, jewel: UUID) -> Response:  # noqa: ARG002
        """Unmark the crown jewel."""
        values = validated_query(EditedVersionSerializer, request)
        write = partial(
            crown_jewel_delete, model=self.model, actor=request_user(request), key=jewel, **values
        )
        return deleted_response(write, partial(crown_jewel_row, model=self.model, key=jewel))


class CrownJewelRestoreView(ModelView):
    """A deleted crown jewel."""

    @extend_schema(request=None, responses=CrownJewelSerializer)
    def post(self, request: Request, model: UUID, jewel: UUID) -> Response:  # noqa: ARG002
        """Restore the crown jewel as it was."""
        with service_errors():
            crown_jewel_restore(model=self.model, actor=request_user(request), key=jewel)
        return Response(crown_jewel_row(model=self.model, key=jewel))
