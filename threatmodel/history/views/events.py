"""Endpoints of the events of a model."""

from functools import partial
from uuid import UUID

from rest_framework.request import Request
from rest_framework.response import Response

from threatmodel.architecture.api.views.base import ModelView, listed, lists
from threatmodel.history.selectors.events import event_rows, events_of
from threatmodel.history.serializers.events import EventQuerySerializer, EventSerializer


class EventsView(ModelView):
    """The history of a model."""

    @lists("events", EventSerializer, EventQuerySerializer)
    def get(self, request: Request, model: UUID) -> Response:  # noqa: ARG002
        """List who did what, newest first."""
        return listed(request, EventQuerySerializer, partial(events_of, model=self.model), event_rows)
