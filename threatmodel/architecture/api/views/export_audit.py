"""Records who took a model, or a part of it, out of Bulkhead as a file: what and when, never the content."""

from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any, cast

from django.http.response import HttpResponseBase
from rest_framework.request import Request

from threatmodel.accounts.permissions import request_user
from threatmodel.api.subprocess_requests import runs_in_subprocess
from threatmodel.architecture.api.services.model_audit import model_audit_record
from threatmodel.architecture.api.views.model_view import Method, ModelView
from threatmodel.audit.actions import Action

Described = Callable[[ModelView, Request], Mapping[str, Any]]


def export_recorded(
    described: Described, *, action: Action = Action.MODEL_EXPORTED
) -> Callable[[Method], Method]:
    """Record each file that the method sends in the log of the team, with what `described` says of it.

    Goes around `whole_model`: the child process that may write the file records nothing.
    """

    def decorated(method: Method) -> Method:
        @wraps(method)
        def recorded(view: ModelView, request: Request, *args: Any, **kwargs: Any) -> HttpResponseBase:
            response = method(view, request, *args, **kwargs)
            if _is_sent(request, response):
                after = described(view, request)
                model_audit_record(view.model, action, actor=request_user(request), after=after)
            return response

        return cast("Method", recorded)

    return decorated


def export_format(name: str) -> Described:
    """Describe a file by its one format, and by the state of the model."""

    def described(view: ModelView, _request: Request) -> Mapping[str, Any]:
        return {"format": name, "seq": view.model.seq}

    return described


def export_of(kind: str, key: str) -> Described:
    """Describe a file by its kind and by the row that it is made of, which the address names as `key`."""

    def described(view: ModelView, _request: Request) -> Mapping[str, Any]:
        return {"format": kind, key: str(view.kwargs[key])}

    return described


def _is_sent(request: Request, response: HttpResponseBase) -> bool:
    """Whether a client got the file: HEAD only looks, and in a child process the parent will send it."""
    return response.status_code == 200 and request.method != "HEAD" and not runs_in_subprocess(request)
