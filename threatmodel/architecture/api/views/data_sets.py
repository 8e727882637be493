"""Endpoints of where data sets are used, and of suggestions."""

from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from threatmodel.accounts.permissions import request_user
from threatmodel.api.validation import validated_body
from threatmodel.architecture.api.selectors.data_sets import suggestion_rows
from threatmodel.architecture.api.serializers.data_sets import (
    DataSetPlacementsSerializer,
    DecisionsSerializer,
    SuggestionSerializer,
)
from threatmodel.architecture.api.serializers.edit_batches import ChangedSerializer
from threatmodel.architecture.api.services.data_set_suggestions import Decision, suggestions_decide
from threatmodel.architecture.api.services.data_sets import Placement, data_sets_place
from threatmodel.architecture.api.views.large_model_limit import whole_model
from threatmodel.architecture.api.views.model_view import ModelView, edit_response, service_errors


class DataPlacesView(ModelView):
    """Which elements and flows hold or carry which data sets."""

    @extend_schema(request=DataSetPlacementsSerializer, responses=ChangedSerializer)
    def post(self, request: Request, model: UUID) -> Response:  # noqa: ARG002
        """Set where data sets are and where not, as one change."""
        values = validated_body(DataSetPlacementsSerializer, request)
        placings = {key: [Placement(**one) for one in some] for key, some in values.items()}
        with service_errors():
            return edit_response(data_sets_place(model=self.model, actor=request_user(request), **placings))


class DataSuggestionsView(ModelView):
    """Data sets that the names in the model suggest."""

    @extend_schema(operation_id="data_suggestions_list", responses=SuggestionSerializer(many=True))
    @whole_model
    def get(self, _request: Request, model: UUID) -> Response:  # noqa: ARG002
        """List suggestions that are neither confirmed nor declined."""
        return Response(suggestion_rows(model=self.model))

    @extend_schema(request=DecisionsSerializer, responses=ChangedSerializer)
    @whole_model
    def post(self, request: Request, model: UUID) -> Response:  # noqa: ARG002
        """Confirm and decline suggestions, as one change. What is no longer suggested is passed over."""
        values = validated_body(DecisionsSerializer, request)
        decisions = {key: [Decision(**one) for one in some] for key, some in values.items()}
        with service_errors():
            return edit_response(
                suggestions_decide(model=self.model, actor=request_user(request), **decisions)
            )
