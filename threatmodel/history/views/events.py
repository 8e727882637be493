"""Endpoints of the events of a model."""

from functools import partial
from uuid import UUID

from rest_framework.request import Request
from rest_framework.response import Response

from threatmodel.api.list_params import list_response
from threatmodel.api.pagination import list_schema
from threatmodel.architecture.api.views.model_view import ModelView
from threatmodel.history.selectors.events import event_rows, events_of
from threatmodel.history.serializers.events import EventQuerySerializer, EventSerializer


class EventsView(ModelView):
    """The history of a model."""

    @list_schema("events", EventSerializer, EventQuerySerializer)
    def get(self, request: Request, model: UUID) -> Response:  # noqa: ARG002
        """List who did what, newest first."""
        return list_response(request, EventQuerySerializer, partial(events_of, model=self.model), event_rows)
