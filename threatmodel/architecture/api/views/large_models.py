"""Requests that go through a whole model: of a large one few are answered at once, one for each team."""

from functools import wraps
from typing import Any, Final, cast

from django.db import connection
from django.http.response import HttpResponseBase
from rest_framework.permissions import SAFE_METHODS
from rest_framework.request import Request

from threatmodel.api.subprocess_requests import Busy, answer_apart, is_apart, places
from threatmodel.api.team_semaphore import NoPlace
from threatmodel.architecture.api.views.base import Method, ModelView

LARGE_FROM: Final = 2_000  # elements and flows; the costliest read of a smaller model takes half a second


def whole_model(method: Method) -> Method:
    """Keep within limits what a request about a large model costs.

    It waits for a place without holding a connection to the database. What only reads is then answered by a
    process of its own: neither its time nor its memory is taken from others. What writes stays in this one.
    """

    @wraps(method)
    def limited(view: ModelView, request: Request, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if view.model.ever_added < LARGE_FROM or is_apart(request):
            return method(view, request, *args, **kwargs)
        _release_connection()
        try:
            with places().place(view.model.team_id):
                if request.method in SAFE_METHODS:
                    return answer_apart(request)
                return method(view, request, *args, **kwargs)
        except NoPlace as fault:
            raise Busy from fault

    return cast("Method", limited)


def _release_connection() -> None:
    if not connection.in_atomic_block:
        connection.close()
