"""Responses to errors that no view expected."""

import sys
from typing import Any, Final

import structlog
from django.conf import settings
from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, JsonResponse
from rest_framework import status
from rest_framework.exceptions import APIException, ErrorDetail, PermissionDenied, Throttled, ValidationError
from rest_framework.response import Response
from rest_framework.views import exception_handler

log = structlog.get_logger("bulkhead.api")


# A connection that broke is either of them, by the moment in which it did.
DATABASE_FAULTS: Final = (OperationalError, InterfaceError)
RETRY_AFTER_S: Final = 2
_UNREACHABLE: Final = {
    "detail": "The database is unavailable. Try again in a few seconds.",
    "code": "database-unreachable",  # distinguishes it from the error of a proxy
}


class DatabaseUnreachable(APIException):
    """The database cannot be reached or is overloaded; the client may try again."""

    status_code = status.HTTP_503_SERVICE_UNAVAILABLE
    default_detail = _UNREACHABLE
    wait = RETRY_AFTER_S


class BodyTooLarge(APIException):
    """More was sent than Bulkhead takes."""

    status_code = status.HTTP_413_REQUEST_ENTITY_TOO_LARGE
    default_detail = "The request is too large."


def api_exception(fault: Exception, context: dict[str, Any]) -> Response | None:
    """Return the answer to a fault in a view; None makes it a 500 with nothing but a request id."""
    if isinstance(fault, DATABASE_FAULTS):
        log.error("database_unreachable", fault=type(fault).__name__, exc_info=fault)
        fault = DatabaseUnreachable()
    if isinstance(fault, TooManyFilesSent):
        fault = ValidationError(
            {"files": [f"At most {settings.DATA_UPLOAD_MAX_NUMBER_FILES} files can be imported at once."]}
        )
    if isinstance(fault, TooManyFieldsSent):
        fault = ValidationError("The form has too many fields.")
    if isinstance(fault, RequestDataTooBig):
        fault = BodyTooLarge()
    if isinstance(fault, Throttled) and (seconds := getattr(fault, "wait", None)) is not None:
        fault.detail = ErrorDetail(f"Too many requests. Try again in {seconds} seconds.", code="throttled")
    if isinstance(fault, PermissionDenied):
        request = context.get("request")
        log.warning(
            "permission_denied", path=getattr(request, "path", ""), method=getattr(request, "method", "")
        )
    return exception_handler(fault, context)


def server_error(_request: HttpRequest) -> JsonResponse:
    """Answer a fault outside the views of the API, such as in a middleware that asks for the session.

    Nothing is said about an unexpected one; the log has it under the request id. Django calls this while it
    handles the exception.
    """
    if isinstance(sys.exception(), DATABASE_FAULTS):
        headers = {"Retry-After": str(RETRY_AFTER_S)}
        return JsonResponse(_UNREACHABLE, status=503, headers=headers)
    return JsonResponse({"detail": "Internal error. It has been logged."}, status=500)
