"""What the API answers when something goes wrong that no view expected."""

from typing import Any

import structlog
from django.conf import settings
from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.db import OperationalError
from rest_framework import status
from rest_framework.exceptions import APIException, PermissionDenied, ValidationError
from rest_framework.response import Response
from rest_framework.views import exception_handler

log = structlog.get_logger("bulkhead.api")


class DatabaseAway(APIException):
    """The database cannot be reached or is overloaded; the client may try again."""

    status_code = status.HTTP_503_SERVICE_UNAVAILABLE
    default_detail = "Bulkhead cannot reach its database right now. Try again in a few seconds."
    wait = 5  # Retry-After, seconds


class BodyTooLarge(APIException):
    """More was sent than Bulkhead takes."""

    status_code = status.HTTP_413_REQUEST_ENTITY_TOO_LARGE
    default_detail = "The request is too large."


def api_exception(fault: Exception, context: dict[str, Any]) -> Response | None:
    """Return the answer to a fault in a view; None makes it a 500 with nothing but a request id."""
    if isinstance(fault, OperationalError):
        log.error("database_away", exc_info=fault)
        fault = DatabaseAway()
    if isinstance(fault, TooManyFilesSent):
        fault = ValidationError(
            {"files": [f"At most {settings.DATA_UPLOAD_MAX_NUMBER_FILES} files can be imported at once."]}
        )
    if isinstance(fault, TooManyFieldsSent):
        fault = ValidationError("The form has too many fields.")
    if isinstance(fault, RequestDataTooBig):
        fault = BodyTooLarge()
    if isinstance(fault, PermissionDenied):
        request = context.get("request")
        log.warning(
            "permission_denied", path=getattr(request, "path", ""), method=getattr(request, "method", "")
        )
    return exception_handler(fault, context)
