"""Middleware: the request log, and the headers of all responses."""

import re
import time
import uuid
from collections.abc import Callable

import structlog
from csp.middleware import CSPMiddleware, PolicyParts
from django.core.exceptions import DisallowedHost
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

from threatmodel.config.error_responses import DATABASE_FAULTS

GetResponse = Callable[[HttpRequest], HttpResponse]
log = structlog.get_logger("bulkhead.request")

# What a proxy may hand over; anything else could forge log lines.
_REQUEST_ID = re.compile(r"[A-Za-z0-9._-]{8,64}")
_PROBES = frozenset({"/healthz", "/readyz", "/metrics"})
_PRIVATE = ("/api/", "/_allauth/")
_PERMISSIONS = "camera=(), geolocation=(), microphone=(), payment=(), usb=()"


class RequestLog:
    """Gives the request an id, binds it to all log lines, and logs user, path and status."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        given = request.headers.get("X-Request-ID", "")
        request_id = given if _REQUEST_ID.fullmatch(given) else uuid.uuid4().hex
        structlog.contextvars.bind_contextvars(request_id=request_id)
        started = time.perf_counter()
        try:
            response = self.get_response(request)
            response["X-Request-ID"] = request_id
            _write_line(request, response, started=started)
            return response
        finally:
            structlog.contextvars.unbind_contextvars("request_id")


def _write_line(request: HttpRequest, response: HttpResponse, *, started: float) -> None:
    if request.path in _PROBES or request.path.startswith("/static/"):
        return
    log.info(
        "request",
        method=request.method,
        path=path_to_log(request.path),  # no query: it may hold what people search for
        status=response.status_code,
        milliseconds=round((time.perf_counter() - started) * 1000, 1),
        user=_user_to_log(request),
    )


def _user_to_log(request: HttpRequest) -> str | None:
    """Return who asked. The page of the app is the same for everybody, and asks the database nothing."""
    user = getattr(request, "user", None)
    if user is None or not request.path.startswith(_PRIVATE):
        return None
    try:
        return str(user.pk) if user.is_authenticated else None
    except DATABASE_FAULTS:  # the session is read only now where the view did not ask for it
        return None


def path_to_log(path: str) -> str:
    """Return the path without what must not be in a log: links to invitations and resets end in their key."""
    if path.startswith(_PRIVATE):
        return path
    first, separator, rest = path.removeprefix("/").partition("/")
    return f"/{first}{separator}{'…' if rest else ''}"


class ContentSecurityPolicy(CSPMiddleware):
    """Lets pages load our own files only, as settings.CONTENT_SECURITY_POLICY says."""

    def get_policy_parts(
        self,
        request: HttpRequest,
        response: HttpResponseBase,
        report_only: bool = False,  # noqa: FBT001, FBT002 (the signature of django-csp)
    ) -> PolicyParts:
        """Return the policy; Safari before 15.4 does not take 'self' for WebSockets."""
        parts = super().get_policy_parts(request, response, report_only)
        if (host := _host(request)) and not report_only:
            parts.update = {"connect-src": [f"ws://{host}", f"wss://{host}"]}
        return parts


class ResponseHeaders:
    """Keeps responses of the API out of every cache, and denies pages the devices of the browser."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers.setdefault("Permissions-Policy", _PERMISSIONS)
        if request.path.startswith(_PRIVATE):
            response.headers.setdefault("Cache-Control", "no-store")
        return response


def _host(request: HttpRequest) -> str:
    try:
        return request.get_host()
    except DisallowedHost:
        return ""
