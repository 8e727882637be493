"""Answers to edits of rows that have a version."""

from collections.abc import Callable
from typing import Any

from rest_framework.response import Response

from threatmodel.api.responses import found_or_404
from threatmodel.architecture.api.errors import OutdatedEdit
from threatmodel.architecture.api.views.model_view import service_errors

Row = dict[str, Any]


def edited_response(write: Callable[[], None], read: Callable[[], Row | None]) -> Response:
    """Answer an edit with the row: as it is now, or with 409 as another person has made it meanwhile."""
    return _conflict(write, read) or Response(found_or_404(read()))


def deleted_response(write: Callable[[], None], read: Callable[[], Row | None]) -> Response:
    """Answer a deletion with 204, or with 409 and the row as another person has made it meanwhile."""
    return _conflict(write, read) or Response(status=204)


def _conflict(write: Callable[[], None], read: Callable[[], Row | None]) -> Response | None:
    try:
        with service_errors():
            write()
    except OutdatedEdit as fault:
        detail = f"{fault} has been edited by another person since you opened it."
        return Response({"detail": detail, "current": found_or_404(read())}, status=409)
    return None
