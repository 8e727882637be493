"""Answers to edits of threats, and to those that another person was faster with."""

from collections.abc import Callable
from typing import Final

from rest_framework.response import Response

from threatmodel.api.responses import found_or_404
from threatmodel.architecture.api.errors import OutdatedEdit
from threatmodel.architecture.api.views.model_view import service_errors
from threatmodel.architecture.models import ThreatModel
from threatmodel.threats.threats.selectors.threat_rows import threat_detail
from threatmodel.threats.threats.serializers.manual_threats import EditConflictSerializer
from threatmodel.threats.threats.serializers.threats import ThreatSerializer

EDITED: Final = {200: ThreatSerializer, 409: EditConflictSerializer}


def edited_response(model: ThreatModel, number: int, write: Callable[[], None]) -> Response:
    """Answer an edit with the threat: as it is now, or with 409 as another person has made it meanwhile."""
    conflict = _conflict(model, number, write)
    return conflict or Response(found_or_404(threat_detail(model=model, number=number)))


def deleted_response(model: ThreatModel, number: int, write: Callable[[], None]) -> Response:
    """Answer a deletion with 204, or with 409 and the threat as another person has made it meanwhile."""
    return _conflict(model, number, write) or Response(status=204)


def _conflict(model: ThreatModel, number: int, write: Callable[[], None]) -> Response | None:
    try:
        with service_errors():
            write()
    except OutdatedEdit:
        detail = f"T{number} has been edited by another person since you opened it."
        current = found_or_404(threat_detail(model=model, number=number))
        return Response({"detail": detail, "current": current}, status=409)
    return None
