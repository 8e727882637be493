"""Limits for requests about a goal whose paths are not stored: the attack graph is built to answer them."""

from functools import wraps
from typing import Any, cast

from django.http.response import HttpResponseBase
from rest_framework.request import Request

from threatmodel.architecture.api.views.base import Method, ModelView
from threatmodel.architecture.api.views.large_models import LARGE_FROM, whole_model
from threatmodel.attack_paths.selectors.goal_paths import is_left_out


def computed_goal(method: Method) -> Method:
    """Limit the request as one about a whole model where the model is large and the paths are not stored."""
    limited = whole_model(method)

    @wraps(method)
    def chosen(view: ModelView, request: Request, *args: Any, **kwargs: Any) -> HttpResponseBase:
        is_large = view.model.ever_added >= LARGE_FROM
        is_computed = is_large and is_left_out(model=view.model, key=view.kwargs["goal"])
        return (limited if is_computed else method)(view, request, *args, **kwargs)

    return cast("Method", chosen)
