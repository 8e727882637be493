"""Asks a view whether it would accept a request, before the request reaches it."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import ResolverMatch
from rest_framework.response import Response


@dataclass(frozen=True, slots=True)
class Authorization:
    """What the view would answer to who may not use it, else None; and with what the request is signed in."""

    refusal: HttpResponseBase | None
    auth: Any = None


def authorized(request: HttpRequest, match: ResolverMatch, *, throttled: bool = False) -> Authorization:
    """Authenticate and ask for permission as `APIView.initial` does.

    Throttles count when the request really comes, or here with `throttled`. A view that is none of DRF
    refuses nothing here.
    """
    view_class: Any = getattr(match.func, "cls", None)
    if view_class is None:
        return Authorization(None)
    request.resolver_match = match
    view = view_class(**getattr(match.func, "initkwargs", {}))
    view.setup(request, *match.args, **match.kwargs)
    view.request = view.initialize_request(request, *match.args, **match.kwargs)
    try:
        view.perform_authentication(view.request)
        view.check_permissions(view.request)
        if throttled:
            view.check_throttles(view.request)
    except Exception as fault:  # noqa: BLE001 (the view turns it into its answer, or raises it again)
        return Authorization(_rendered(view, view.handle_exception(fault)))
    return Authorization(None, view.request.auth)


def _rendered(view: Any, response: Response) -> HttpResponseBase:
    view.headers = view.default_response_headers
    answer: Response = view.finalize_response(view.request, response, *view.args, **view.kwargs)
    answer.render()
    return answer
