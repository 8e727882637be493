"""Endpoints that compare two states of an architecture."""

from functools import partial
from typing import Any
from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from threatmodel.api.pagination import page_of
from threatmodel.api.validation import validated_query
from threatmodel.architecture.api.views.large_model_limit import whole_model
from threatmodel.architecture.api.views.model_view import ModelView
from threatmodel.architecture.models import ThreatModel
from threatmodel.history.selectors.state_comparison import (
    StateComparison,
    difference_rows,
    differences_chosen,
    drawing,
    states_compare,
)
from threatmodel.history.selectors.versions import (
    NamedState,
    approval_row,
    import_latest,
    state_named,
    state_rows,
)
from threatmodel.history.serializers.state_comparison import (
    ComparisonQuerySerializer,
    ComparisonSerializer,
    DrawingSerializer,
    DriftSerializer,
    StatesQuerySerializer,
)
from threatmodel.history.views.versions import state_errors

Row = dict[str, Any]


# --- comparisons -----------------------------------------------------------------------------------


class StatesView(ModelView):
    """What the endpoints about two states share."""

    expensive = frozenset({"GET"})

    def named(self, query: Row) -> tuple[NamedState, NamedState]:
        """Return the two states that were asked for; raises ValidationError."""
        with state_errors(field="before"):
            before = state_named(model=self.model, name=query["before"])
        with state_errors(field="after"):
            return before, state_named(model=self.model, name=query["after"])

    def compared(self, before: NamedState, after: NamedState) -> StateComparison:
        """Return them side by side; raises ValidationError."""
        with state_errors(field="before"):
            return states_compare(model=self.model, before=before, after=after)


class ComparisonView(StatesView):
    """What differs between two states."""

    @extend_schema(parameters=[ComparisonQuerySerializer], responses=ComparisonSerializer)
    @whole_model
    def get(self, request: Request, model: UUID) -> Response:  # noqa: ARG002
        """List elements and flows that were added, changed and removed, flows behind their source."""
        query = validated_query(ComparisonQuerySerializer, request)
        states = self.named(query)
        compared = self.compared(*states)
        to_rows = partial(difference_rows, before=compared.before, after=compared.after)
        rows = page_of(request, differences_chosen(compared, query=query), to_rows)
        return Response({**_states(self.model, states), "counts": compared.comparison.counts(), **rows})


class DrawingView(StatesView):
    """Two states in one drawing."""

    @extend_schema(parameters=[StatesQuerySerializer], responses=DrawingSerializer)
    @whole_model
    def get(self, request: Request, model: UUID) -> Response:  # noqa: ARG002
        """Return everything that is in either state, with what became of it."""
        states = self.named(validated_query(StatesQuerySerializer, request))
        return Response({**_states(self.model, states), **drawing(self.compared(*states))})


class DriftView(StatesView):
    """How far the architecture has moved from its approved version."""

    @extend_schema(responses=DriftSerializer)
    @whole_model
    def get(self, _request: Request, model: UUID) -> Response:  # noqa: ARG002
        """Return the approved version and how many things differ by now; comparison/ lists them."""
        approved = approval_row(model=self.model)
        counts = None
        if approved is not None:
            before = NamedState("approved", approved["version"]["seq"])
            counts = self.compared(before, NamedState("now", self.model.seq)).comparison.counts()
        return Response(
            {
                "approved": approved,
                "seq": self.model.seq,
                "latest_import": import_latest(model=self.model),
                "counts": counts,
            }
        )


def _states(model: ThreatModel, states: tuple[NamedState, NamedState]) -> Row:
    before, after = state_rows(model=model, states=states)
    return {"before": before, "after": after}
