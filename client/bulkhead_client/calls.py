"""One call of an operation: its result, or an error with the reason that the server gives."""

import json
from collections.abc import Callable, Mapping
from typing import Any, ParamSpec, TypeVar

from bulkhead_client.errors import UnexpectedStatus

P = ParamSpec("P")
Result = TypeVar("Result")


class ApiError(Exception):
    """The server refused a request.

    `detail` is the reason as a sentence, `code` the one for programs where there are several, and `fields`
    what is wrong by field.
    """

    def __init__(
        self, status: int, detail: str, *, code: str = "", fields: Mapping[str, Any] | None = None
    ) -> None:
        super().__init__(f"{status}: {detail}")
        self.status = status
        self.detail = detail
        self.code = code
        self.fields = dict(fields or {})


def call(operation: Callable[P, Result | None], /, *args: P.args, **kwargs: P.kwargs) -> Result:
    """Return the result of `sync` or `sync_detailed` of an operation. Raises ApiError.

    An operation without a result, such as a deletion, has only `sync_detailed`.
    """
    try:
        result = operation(*args, **kwargs)
    except UnexpectedStatus as fault:
        raise _error(fault.status_code, fault.content) from None
    if result is None:
        raise ApiError(0, "The server sent no result.")
    return result


def _error(status: int, content: bytes) -> ApiError:
    try:
        body = json.loads(content)
    except ValueError:
        body = None
    if not isinstance(body, dict):
        return ApiError(status, "The server refused the request without a reason.")
    fields = {name: value for name, value in body.items() if name not in ("detail", "code")}
    detail = body.get("detail") or "; ".join(f"{name}: {_sentence(value)}" for name, value in fields.items())
    return ApiError(status, _sentence(detail), code=str(body.get("code", "")), fields=fields)


def _sentence(value: Any) -> str:
    if isinstance(value, list):
        return " ".join(str(one) for one in value)
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
