"""Endpoints of data sets."""

from functools import partial
from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from threatmodel.api.validation import validated_body
from threatmodel.architecture.api.serializers.changes import ChangedSerializer
from threatmodel.architecture.api.serializers.data_sets import (
    DataSetCreateSerializer,
    DataSetUpdateSerializer,
)
from threatmodel.architecture.api.services.data_sets import (
    Subject,
    data_set_create,
    data_set_delete,
    data_set_update,
)
from threatmodel.architecture.api.views.base import (
    ModelView,
    answer,
    changed_answer,
    found,
    listed,
    lists,
    refusals,
    signed_in,
)
from threatmodel.threats.overview.selectors.data_sets import data_set_detail, data_sets_of
from threatmodel.threats.overview.serializers.data_sets import (
    DataSetChangedSerializer,
    DataSetRowSerializer,
    DataSetSerializer,
)
from threatmodel.threats.overview.serializers.queries import DataSetQuerySerializer


class DataSetsView(ModelView):
    """The data sets of a model."""

    @lists("data_sets", DataSetRowSerializer, DataSetQuerySerializer)
    def get(self, request: Request, model: UUID) -> Response:  # noqa: ARG002
        """List data sets with where they are and the threats that name them."""
        return listed(request, DataSetQuerySerializer, partial(data_sets_of, model=self.model), list)

    @extend_schema(request=DataSetCreateSerializer, responses={201: DataSetChangedSerializer})
    def post(self, request: Request, model: UUID) -> Response:  # noqa: ARG002
        """Add a data set, and say where it is."""
        values = validated_body(DataSetCreateSerializer, request)
        name, on = values.pop("name"), values.pop("on")
        with refusals():
            changed, key = data_set_create(
                model=self.model,
                actor=signed_in(request),
                name=name,
                facts=values,
                on=[Subject(**one) for one in on],
            )
        return changed_answer(
            changed, status=201, data_set=found(data_set_detail(model=self.model, data_set_id=key))
        )


class DataSetView(ModelView):
    """One data set."""

    @extend_schema(responses=DataSetSerializer)
    def get(self, _request: Request, model: UUID, data_set: UUID) -> Response:  # noqa: ARG002
        """Return the data set with who said what of it, and what is still asked."""
        return answer(found(data_set_detail(model=self.model, data_set_id=data_set)))

    @extend_schema(request=DataSetUpdateSerializer, responses=DataSetChangedSerializer)
    def patch(self, request: Request, model: UUID, data_set: UUID) -> Response:  # noqa: ARG002
        """Change what is said of a data set."""
        values = validated_body(DataSetUpdateSerializer, request)
        name = values.pop("name", None)
        with refusals():
            changed = data_set_update(
                model=self.model, actor=signed_in(request), data_set_id=data_set, name=name, facts=values
            )
        return changed_answer(
            changed, data_set=found(data_set_detail(model=self.model, data_set_id=data_set))
        )

    @extend_schema(responses={200: ChangedSerializer})
    def delete(self, request: Request, model: UUID, data_set: UUID) -> Response:  # noqa: ARG002
        """Delete the data set, and its name wherever it stands."""
        with refusals():
            return changed_answer(
                data_set_delete(model=self.model, actor=signed_in(request), data_set_id=data_set)
            )
