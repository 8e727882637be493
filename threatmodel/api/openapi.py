"""How the OpenAPI document describes operations beyond what drf-spectacular finds in the views.

Summary, tag, operationId and deprecation come from the view; errors that every operation may answer, and the
header of safe repetition, are described once and referenced.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

from drf_spectacular.openapi import AutoSchema

Json = dict[str, Any]
_OWNERS: Final = ("models", "teams")  # what most addresses begin with
_SENTENCE: Final = re.compile(r"(.+?)(?:[.:;](?=\s|$)|$)", re.DOTALL)
_METHODS: Final = ("get", "post", "put", "patch", "delete")
_RETRY_AFTER: Final[Json] = {
    "description": "Seconds after which the request can be sent again.",
    "schema": {"type": "integer", "minimum": 1},
}
_ERROR: Final[Json] = {
    "type": "object",
    "description": "Why a request was refused.",
    "properties": {
        "detail": {"type": "string", "description": "The reason, as a sentence."},
        "code": {"type": "string", "description": "The reason for programs, where there are several."},
    },
    "additionalProperties": {},
}
_INVALID: Final[Json] = {
    "type": "object",
    "description": (
        "What is wrong, by field: a list of sentences, or the same by field or place for values inside it. "
        "`detail` has what is about no single field."
    ),
    "additionalProperties": {},
}
_NAMES: Final = {
    "400": "InvalidRequest",
    "401": "Unauthorized",
    "403": "Forbidden",
    "404": "NotFound",
    "409": "Conflict",
    "429": "TooManyRequests",
}
_DESCRIPTIONS: Final = {
    "400": "The request is invalid.",
    "401": "The API token is unknown, has expired or was revoked.",
    "403": "The role of the person or the scopes of the token do not suffice, or a person is required.",
    "404": "It does not exist in the teams and models that the request may see.",
    "409": "It does not fit the present state, or a request with the same Idempotency-Key is being answered.",
    "429": "A rate limit or the limit of waiting work is reached.",
}
_KEY: Final = "IdempotencyKey"
_KEY_PARAMETER: Final[Json] = {
    "name": "Idempotency-Key",
    "in": "header",
    "required": False,
    "description": "Of an API token: the same request with the same key is done once within 24 hours.",
    "schema": {"type": "string", "minLength": 1, "maxLength": 200, "pattern": "^[!-~]+$"},
}


class ApiSchema(AutoSchema):
    """Describes one operation of a view."""

    def get_summary(self) -> str | None:
        """Return the first sentence of the description, without its end."""
        return summary_of(str(self.get_description() or ""))

    def get_operation_id(self) -> str:
        """Return the name from the address; what belongs to a model is named without `models`."""
        name: str = super().get_operation_id()
        words = self._tokenize_path()
        return name.removeprefix("models_") if words[0] == "models" and len(words) > 1 else name

    def get_tags(self) -> list[str]:
        """Return the resource: what comes after the model or team, else the first part of the address."""
        words: list[str] = self._tokenize_path()
        return [words[1] if words[0] in _OWNERS and len(words) > 1 else words[0]]

    def is_deprecated(self) -> bool:
        """Whether the view says until when it answers this method (api/versioning.py)."""
        return self.method in getattr(self.view, "deprecations", {})


def summary_of(description: str) -> str | None:
    """Return the first sentence, or what comes before a colon or semicolon in it; None of an empty text."""
    found = _SENTENCE.match(" ".join(description.split()))
    return found[1] if found else None


def errors_described(result: Json, generator: Any, request: Any, public: bool) -> Json:  # noqa: ARG001, FBT001 (a hook of drf-spectacular)
    """Add the errors that operations answer, and the header of safe repetition, as shared components."""
    components = result["components"]
    components["schemas"] = dict(
        sorted({**components["schemas"], "Error": _ERROR, "InvalidRequest": _INVALID}.items())
    )
    components["responses"] = {_NAMES[status]: _response(status) for status in _NAMES}
    components["parameters"] = {_KEY: _KEY_PARAMETER}
    for _, method, operation in operations_of(result):
        if method == "post" and _takes_tokens(operation):
            reference = {"$ref": f"#/components/parameters/{_KEY}"}
            operation["parameters"] = [*operation.get("parameters", ()), reference]
        for status in _statuses(method, operation):
            operation["responses"].setdefault(status, {"$ref": f"#/components/responses/{_NAMES[status]}"})
        operation["responses"] = dict(sorted(operation["responses"].items()))
    return result


def empty_defaults_removed(result: Json, generator: Any, request: Any, public: bool) -> Json:  # noqa: ARG001, FBT001 (a hook of drf-spectacular)
    """Take away defaults that their own schema refuses: an empty text that stands for a value not given."""
    waiting: list[Any] = [result]
    while waiting:
        part = waiting.pop()
        if isinstance(part, dict):
            if part.get("default") == "" and (part.get("minLength") or "" not in part.get("enum", [""])):
                del part["default"]
            waiting.extend(part.values())
        elif isinstance(part, list):
            waiting.extend(part)
    return result


def operations_of(document: Mapping[str, Any]) -> Iterator[tuple[str, str, Json]]:
    """Yield address, method and description of every operation."""
    for path, methods in document["paths"].items():
        for method in _METHODS:
            if method in methods:
                yield path, method, methods[method]


def _response(status: str) -> Json:
    schema = "InvalidRequest" if status == "400" else "Error"
    described: Json = {
        "description": _DESCRIPTIONS[status],
        "content": {"application/json": {"schema": {"$ref": f"#/components/schemas/{schema}"}}},
    }
    if status in ("409", "429"):
        described["headers"] = {"Retry-After": _RETRY_AFTER}
    return described


def _statuses(method: str, operation: Json) -> Iterator[str]:
    """Yield the statuses of errors that an operation of this kind may answer."""
    parameters = operation.get("parameters", ())
    if "requestBody" in operation or any(one.get("in") == "query" for one in parameters):
        yield "400"
    if _takes_tokens(operation):
        yield "401"
    if operation.get("security") and {} not in operation["security"]:
        yield "403"
    if any(one.get("in") == "path" for one in parameters):
        yield "404"
    if method == "post" and _takes_tokens(operation):
        yield "409"
    yield "429"


def _takes_tokens(operation: Json) -> bool:
    return {"tokenAuth": []} in operation.get("security", ())
