"""Endpoints of facts of which people say something else than the files."""

from functools import partial
from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from threatmodel.accounts.choices import Role
from threatmodel.accounts.permissions import request_user
from threatmodel.api.list_params import list_response
from threatmodel.api.pagination import list_schema
from threatmodel.api.responses import NO_CONTENT
from threatmodel.api.validation import validated_body
from threatmodel.architecture.api.views.large_model_limit import whole_model
from threatmodel.architecture.api.views.model_view import ModelView, service_errors
from threatmodel.threats.fact_overrides.selectors import overrides_list
from threatmodel.threats.fact_overrides.serializers import (
    OverrideConfirmSerializer,
    OverrideQuerySerializer,
    OverrideSerializer,
)
from threatmodel.threats.fact_overrides.services import override_confirm


class OverridesView(ModelView):
    """What people say against the files of a model."""

    @list_schema("overrides", OverrideSerializer, OverrideQuerySerializer)
    @whole_model
    def get(self, request: Request, model: UUID) -> Response:  # noqa: ARG002
        """List overridden facts: the stated value, the value from the files, and whether it is confirmed."""
        choose = partial(overrides_list, model_id=self.model.pk)
        return list_response(request, OverrideQuerySerializer, choose, list)


class OverrideConfirmView(ModelView):
    """The confirmation of one override."""

    roles = {"POST": Role.APPROVER}

    @extend_schema(request=OverrideConfirmSerializer, responses={204: NO_CONTENT})
    def post(self, request: Request, model: UUID) -> Response:  # noqa: ARG002
        """Confirm, as a second person, a statement that contradicts the files."""
        asked = validated_body(OverrideConfirmSerializer, request)
        with service_errors():
            override_confirm(model=self.model, actor=request_user(request), **asked)
        return Response(status=204)
