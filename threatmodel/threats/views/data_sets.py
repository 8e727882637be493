"""Endpoints of data sets: what they are, where they are, what is suggested, and the way back."""

from functools import partial
from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from threatmodel.api.validation import validated_body
from threatmodel.threats.selectors.data_sets import data_set_detail, data_sets_of, suggestion_rows
from threatmodel.threats.serializers.data_sets import (
    ChangedSerializer,
    DataSetChangedSerializer,
    DataSetCreateSerializer,
    DataSetRowSerializer,
    DataSetSerializer,
    DataSetUpdateSerializer,
    DecisionsSerializer,
    PlacingsSerializer,
    SuggestionSerializer,
)
from threatmodel.threats.serializers.queries import DataSetQuerySerializer
from threatmodel.threats.services.changes import change_undo
from threatmodel.threats.services.data_sets import (
    Placing,
    Subject,
    data_set_create,
    data_set_delete,
    data_set_update,
    data_sets_place,
)
from threatmodel.threats.services.data_suggestions import Decision, suggestions_decide
from threatmodel.threats.views.base import ModelView, answer, found, listed, lists, refusals, signed_in
from threatmodel.threats.views.large import whole_model
from threatmodel.threats.views.work import changed_answer


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


class DataPlacesView(ModelView):
    """Which elements and flows hold or carry which data sets."""

    @extend_schema(request=PlacingsSerializer, responses=ChangedSerializer)
    def post(self, request: Request, model: UUID) -> Response:  # noqa: ARG002
        """Say where data sets are and where not, as one change."""
        values = validated_body(PlacingsSerializer, request)
        placings = {key: [Placing(**one) for one in some] for key, some in values.items()}
        with refusals():
            return changed_answer(data_sets_place(model=self.model, actor=signed_in(request), **placings))


class DataSuggestionsView(ModelView):
    """Data sets that the names in the model suggest."""

    @extend_schema(operation_id="data_suggestions_list", responses=SuggestionSerializer(many=True))
    @whole_model
    def get(self, _request: Request, model: UUID) -> Response:  # noqa: ARG002
        """List what nobody has confirmed or declined yet."""
        return Response(suggestion_rows(model=self.model))

    @extend_schema(request=DecisionsSerializer, responses=ChangedSerializer)
    @whole_model
    def post(self, request: Request, model: UUID) -> Response:  # noqa: ARG002
        """Confirm and decline suggestions, as one change. What is no longer suggested is passed over."""
        values = validated_body(DecisionsSerializer, request)
        decisions = {key: [Decision(**one) for one in some] for key, some in values.items()}
        with refusals():
            return changed_answer(suggestions_decide(model=self.model, actor=signed_in(request), **decisions))


class ChangeUndoView(ModelView):
    """The way back from a change of one's own."""

    @extend_schema(request=None, responses=ChangedSerializer)
    @whole_model
    def post(self, request: Request, model: UUID, seq: int) -> Response:  # noqa: ARG002
        """Take the change back. What somebody else changed since stays, and the answer says so."""
        with refusals():
            return changed_answer(change_undo(model=self.model, actor=signed_in(request), seq=seq))
