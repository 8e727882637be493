"""Refusals that DRF has no exception for."""

from rest_framework import status
from rest_framework.exceptions import APIException


class Conflict(APIException):
    """What is asked does not fit the state of things; the detail says what has to change first."""

    status_code = status.HTTP_409_CONFLICT
    default_detail = "This is not possible in the current state."


class Busy(APIException):
    """Somebody has as much waiting as they may; the client tries again."""

    status_code = status.HTTP_429_TOO_MANY_REQUESTS
    default_detail = "Too many requests are waiting. Try again later."
    wait = 30  # Retry-After, seconds
