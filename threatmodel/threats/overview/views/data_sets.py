"""Endpoints of data sets."""

from functools import partial
from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from threatmodel.accounts.permissions import request_user
from threatmodel.api.list_params import list_response
from threatmodel.api.pagination import list_schema
from threatmodel.api.responses import found_or_404
from threatmodel.api.validation import validated_body
from threatmodel.architecture.api.serializers.data_sets import (
    DataSetCreateSerializer,
    DataSetUpdateSerializer,
)
from threatmodel.architecture.api.serializers.edit_batches import ChangedSerializer
from threatmodel.architecture.api.services.data_sets import (
    Subject,
    data_set_create,
    data_set_delete,
    data_set_update,
)
from threatmodel.architecture.api.views.model_view import ModelView, edit_response, service_errors
from threatmodel.threats.overview.selectors.data_sets import data_set_detail, data_sets_of
from threatmodel.threats.overview.serializers.data_sets import (
    DataSetChangedSerializer,
    DataSetRowSerializer,
    DataSetSerializer,
)
from threatmodel.threats.overview.serializers.list_queries import DataSetQuerySerializer


class DataSetsView(ModelView):
    """The data sets of a model."""

    @list_schema("data_sets", DataSetRowSerializer, DataSetQuerySerializer)
    def get(self, request: Request, model: UUID) -> Response:  # noqa: ARG002
        """List data sets with where they are and the threats that name them."""
        return list_response(request, DataSetQuerySerializer, partial(data_sets_of, model=self.model), list)

    @extend_schema(request=DataSetCreateSerializer, responses={201: DataSetChangedSerializer})
    def post(self, request: Request, model: UUID) -> Response:  # noqa: ARG002
        """Add a data set, and where it is."""
        values = validated_body(DataSetCreateSerializer, request)
        name, on = values.pop("name"), values.pop("on")
        with service_errors():
            changed, key = data_set_create(
                model=self.model,
                actor=request_user(request),
                name=name,
                facts=values,
                on=[Subject(**one) for one in on],
            )
        return edit_response(
            changed, status=201, data_set=found_or_404(data_set_detail(model=self.model, data_set_id=key))
        )


class DataSetView(ModelView):
    """One data set."""

    @extend_schema(responses=DataSetSerializer)
    def get(self, _request: Request, model: UUID, data_set: UUID) -> Response:  # noqa: ARG002
        """Return the data set with the author of each statement, and open questions."""
        return Response(found_or_404(data_set_detail(model=self.model, data_set_id=data_set)))

    @extend_schema(request=DataSetUpdateSerializer, responses=DataSetChangedSerializer)
    def patch(self, request: Request, model: UUID, data_set: UUID) -> Response:  # noqa: ARG002
        """Change properties of a data set."""
        values = validated_body(DataSetUpdateSerializer, request)
        name = values.pop("name", None)
        with service_errors():
            changed = data_set_update(
                model=self.model, actor=request_user(request), data_set_id=data_set, name=name, facts=values
            )
        return edit_response(
            changed, data_set=found_or_404(data_set_detail(model=self.model, data_set_id=data_set))
        )

    @extend_schema(responses={200: ChangedSerializer})
    def delete(self, request: Request, model: UUID, data_set: UUID) -> Response:  # noqa: ARG002
        """Delete the data set, and every reference to it."""
        with service_errors():
            return edit_response(
                data_set_delete(model=self.model, actor=request_user(request), data_set_id=data_set)
            )
