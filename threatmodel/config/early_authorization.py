"""Checks whether the view of a request would accept it, before the body is read."""

from io import BytesIO

from asgiref.sync import sync_to_async
from django.contrib.auth.middleware import AuthenticationMiddleware
from django.contrib.sessions.middleware import SessionMiddleware
from django.core.exceptions import DisallowedHost
from django.core.handlers.asgi import ASGIRequest
from django.db import connections
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.urls import Resolver404, resolve

from threatmodel.api.view_authorization import authorized
from threatmodel.config.body_limits import SMALL_BYTES, Scope
from threatmodel.config.error_responses import DATABASE_FAULTS, server_error

_OF_BODY = frozenset({b"content-length", b"transfer-encoding"})


async def early_refusal(scope: Scope) -> HttpResponseBase | None:
    """Return what the view would answer to who may not send it anything, else None."""
    return await sync_to_async(_refusal, thread_sensitive=False)(scope)


def _refusal(scope: Scope) -> HttpResponseBase | None:
    try:
        return _refusal_of_view(request_without_body(scope))
    except DisallowedHost:
        return JsonResponse({"detail": "Unknown host name."}, status=400)
    except DATABASE_FAULTS:
        return server_error(HttpRequest())
    finally:
        connections.close_all()  # this thread belongs to no request


def request_without_body(scope: Scope) -> ASGIRequest:
    """Return the request with its session and user, as middleware would make it."""
    headers = [(name, value) for name, value in scope["headers"] if name not in _OF_BODY]
    request = ASGIRequest({**scope, "headers": headers}, BytesIO())
    SessionMiddleware(_nothing).process_request(request)
    AuthenticationMiddleware(_nothing).process_request(request)
    return request


def _refusal_of_view(request: HttpRequest) -> HttpResponseBase | None:
    try:
        match = resolve(request.path_info)
    except Resolver404:
        return JsonResponse({"detail": "Not found."}, status=404)
    if getattr(match.func, "cls", None) is None:
        kilobytes = SMALL_BYTES // 1024
        return JsonResponse({"detail": f"The request body is limited to {kilobytes} KB."}, status=413)
    return authorized(request, match).refusal


def _nothing(_request: HttpRequest) -> HttpResponse:
    return HttpResponse()
