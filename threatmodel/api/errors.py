"""Refusals that DRF has no exception for."""

from rest_framework import status
from rest_framework.exceptions import APIException


class Conflict(APIException):
    """The request does not fit the present state; the detail says what has to change first."""

    status_code = status.HTTP_409_CONFLICT
    default_detail = "This is not possible in the current state."


class Busy(APIException):
    """A limit of waiting work is reached; the client may try again."""

    status_code = status.HTTP_429_TOO_MANY_REQUESTS
    default_detail = "Too many requests are waiting. Try again later."
    wait = 30  # Retry-After, seconds


class Unavailable(APIException):
    """Something that the answer needs is missing or failed on the server; the detail says what."""

    status_code = status.HTTP_503_SERVICE_UNAVAILABLE
    default_detail = "This is not available on this server."
