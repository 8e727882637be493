"""No value of any field ends in an error of the server: NUL, half surrogates, huge numbers, wrong types."""

import json
from collections.abc import Iterator
from typing import Any, Final

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.people import People, administrator_client, client_of
from tests.security.routes import ROUTES, Route
from tests.security.sample_objects import Things, address
from tests.security.test_tenancy import _BODIES
from tests.security.test_unknown_fields import SCHEMA, takes_json, template

Json = dict[str, Any]
_HUGE: Final = 2**70
_SIMPLE: Final = {"string", "integer", "number", "boolean"}
_TEXTS: Final = ("a\x00b", "\ud800", "\u202e", "x" * 100_000, "")
_PLAIN: Final[tuple[Any, ...]] = (*_TEXTS, _HUGE, -_HUGE, 1e308, True, None, [], {})
# A field of one text, number or choice refuses each list and each object in the same way.
_VALUES: Final[tuple[Any, ...]] = (
    *_PLAIN, [[]], [_HUGE], ["\ud800"], [None],
    {"\x00": "\ud800"}, {"a": {"b": ["\x00", _HUGE]}}, [{"id": "\x00"}],
)  # fmt: skip


def _shape(route: Route, method: str) -> Json:
    operation = SCHEMA["paths"][template(route)][method.lower()]
    return _resolved(operation["requestBody"]["content"]["application/json"]["schema"])


def _resolved(shape: Json) -> Json:
    name = shape.get("$ref", "").rpartition("/")[2]
    return SCHEMA["components"]["schemas"][name] if name else shape


def _sample(shape: Json) -> Any:
    """Some value of the shape, so that other fields are not what is refused."""
    shape = _resolved(shape)
    if "enum" in shape:
        return shape["enum"][0]
    simple = {"string": "x", "integer": 1, "number": 1.5, "boolean": True, "object": {}}
    if shape.get("type") == "array":
        return [_sample(shape["items"])]
    return simple.get(shape.get("type", ""), {})


def _bodies(route: Route, method: str) -> Iterator[Json]:
    shape = _shape(route, method)
    properties: Json = shape.get("properties", {})
    sample: Json = {name: _sample(one) for name, one in properties.items()}
    whole = sample | _BODIES.get(route.path, {})
    for name, field in properties.items():
        values = _PLAIN if _resolved(field).get("type") in _SIMPLE else _VALUES
        for value in values:
            yield {**whole, name: value}
        # Where another field is missing, every value is refused for that, so one is enough.
        is_refused = bool(set(shape.get("required", ())) - {name})
        for value in values[:1] if is_refused or len(properties) == 1 else values:
            yield {name: value}


WRITES = [
    pytest.param(route, method, id=f"{method} {route.path}")
    for route in ROUTES
    for method in route.methods
    if method in {"POST", "PATCH", "PUT"} and takes_json(route, method)
]


@pytest.mark.parametrize(("route", "method"), WRITES)
def test_no_value_of_a_field_is_an_error_of_the_server(
    route: Route, method: str, cast: People, things: Things
) -> None:
    client = administrator_client(cast)
    client.raise_request_exception = False

    for body in _bodies(route, method):
        text = json.dumps(body).replace("1e+308", "1e999")  # read as infinity
        answer = client.generic(method, address(route, things), text, content_type="application/json")
        assert answer.status_code < 500, (text[:300], answer.content[:300])


READS = [route for route in ROUTES if "GET" in route.methods and route.path != "api/schema/"]


@pytest.mark.parametrize("route", READS, ids=lambda route: route.path)
def test_no_query_is_an_error_of_the_server(route: Route, cast: People, things: Things) -> None:
    client = administrator_client(cast)
    client.raise_request_exception = False
    named = [one["name"] for one in SCHEMA["paths"][template(route)]["get"].get("parameters", ())]

    for name in named:
        for value in (*_TEXTS[:1], "\u202e", "", str(_HUGE), f"-{_HUGE}", "nan", "0", "-1", "[]"):
            answer = client.get(address(route, things), {name: value})
            assert answer.status_code < 500, (name, value[:40], answer.content[:300])


def test_no_profile_of_an_import_is_an_error_of_the_server(cast: People, things: Things) -> None:
    client = client_of(cast.bob)
    file = SimpleUploadedFile("docker-compose.yml", b"services: {a: {image: a}}")
    body = {"files": [file], "profiles": ["a\x00b"]}

    answer = client.post(f"/api/models/{things['model']}/imports/", body, format="multipart")

    assert answer.status_code == 400
    assert "profiles" in answer.json()
