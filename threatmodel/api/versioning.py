"""The version of the API: what a request may ask for, what every response names, and what will be removed."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Final

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.http import http_date

VERSION: Final = "1"
SUPPORTED: Final = (VERSION,)
HEADER: Final = "API-Version"
NOTICE: Final = timedelta(days=180)  # docs/api.md promises it
_PREFIX: Final = "/api/"
_POLICY: Final = "/docs/api/#versions"


@dataclass(frozen=True, slots=True)
class Deprecation:
    """What is removed, and from when on it was known. `replacement` is the address of what to use instead.

    Raises ValueError where there is less time between the two than the documentation promises.
    """

    since: date
    sunset: date
    replacement: str

    def __post_init__(self) -> None:
        if self.sunset - self.since < NOTICE:
            raise ValueError(f"Deprecated on {self.since}: keep it for {NOTICE.days} days at least.")

    def headers(self) -> Mapping[str, str]:
        """Return the headers of a response (RFC 9745, RFC 8594, RFC 5829)."""
        return {
            "Deprecation": f"@{_seconds(self.since)}",
            "Sunset": http_date(_seconds(self.sunset)),
            "Link": f'<{_POLICY}>; rel="deprecation", <{self.replacement}>; rel="successor-version"',
        }


class ApiVersion:
    """Middleware: refuse a version that is not supported, and name the one that answers.

    A view says in `deprecations`, by method, what it will no longer answer.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.path_info.startswith(_PREFIX):
            return self.get_response(request)
        asked = request.headers.get(HEADER, VERSION)
        response = self.get_response(request) if asked in SUPPORTED else _unsupported()
        response[HEADER] = VERSION
        for name, value in _deprecation_headers(request).items():
            response[name] = value
        return response


def _unsupported() -> HttpResponse:
    known = ", ".join(SUPPORTED)
    detail = f"This server has no such version of the API. Send {HEADER}: {known}, or leave the header out."
    return JsonResponse({"detail": detail, "code": "unsupported_version"}, status=400)


def _deprecation_headers(request: HttpRequest) -> Mapping[str, str]:
    view: Any = getattr(request.resolver_match, "func", None)
    deprecations: Mapping[str, Deprecation] = getattr(getattr(view, "cls", None), "deprecations", {})
    found = deprecations.get(str(request.method))
    return found.headers() if found is not None else {}


def _seconds(day: date) -> int:
    return int(datetime.combine(day, time(), UTC).timestamp())
