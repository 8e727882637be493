"""Requests that go through a whole model: of a large one few are answered at once, one for each team."""

from functools import wraps
from typing import Any, cast

from django.conf import settings
from django.db import connection
from django.http.response import HttpResponseBase
from rest_framework.request import Request

from threatmodel.api.file_lock_slots import NoSlot
from threatmodel.api.subprocess_requests import (
    TooManyLargeReads,
    respond_in_subprocess,
    runs_in_subprocess,
    slots,
)
from threatmodel.architecture.api.views.model_view import Method, ModelView


def whole_model(method: Method) -> Method:
    """Keep within limits what a request about a large model costs.

    It waits for a slot without holding a connection to the database. What only reads is then answered by a
    process of its own: neither its time nor its memory is taken from others. What writes stays in this one.
    """

    @wraps(method)
    def limited(view: ModelView, request: Request, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if view.model.ever_added < settings.LARGE_READ_ELEMENTS or runs_in_subprocess(request):
            return method(view, request, *args, **kwargs)
        _release_connection()
        try:
            with slots().slot(view.model.team_id):
                if request.method in view.reading:
                    return respond_in_subprocess(request, subject=view.model.pk)
                return method(view, request, *args, **kwargs)
        except NoSlot as fault:
            raise TooManyLargeReads from fault

    return cast("Method", limited)


def _release_connection() -> None:
    if not connection.in_atomic_block:
        connection.close()
