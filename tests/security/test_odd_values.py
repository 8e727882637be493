"""No value of any field ends in an error of the server: NUL, half surrogates, huge numbers, wrong types.

On SQLite only what a database may refuse by itself is sent: all else is judged before either is asked.
"""

import json
import re
import time
from collections.abc import Iterator, Mapping
from copy import deepcopy
from functools import cache, reduce
from itertools import pairwise
from typing import Any, Final
from urllib.parse import parse_qsl, urlencode

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from pytest_django import Settings
from rest_framework.test import APIClient
from rest_framework.throttling import ScopedRateThrottle

from tests.people import People, administrator_client
from tests.security.routes import ROUTES, Route
from tests.security.sample_objects import Things, address
from tests.security.test_tenancy import _BODIES, _QUERIES
from tests.security.test_unknown_fields import SCHEMA, takes_json, template

pytestmark = pytest.mark.both_databases
Json = dict[str, Any]
Place = tuple[str | int, ...]
_HUGE: Final = 2**70
_NUL: Final = "a\x00b"
_DATES: Final = ("0001-01-01", "9999-12-31")
_TIMES: Final = ("0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59Z")
_SAMPLES: Final[dict[str, Any]] = {
    "date": "2031-01-31", "date-time": "2031-01-31T00:00:00Z", "email": "x@example.com",
    "uri": "https://example.com/x", "uuid": "00000000-0000-0000-0000-000000000000",
    "string": "x", "integer": 1, "number": 1.5, "boolean": True,
}  # fmt: skip
_SIMPLE: Final = {"string", "integer", "number", "boolean"}
# More than 64 bits, or than the 32 of most columns; the JSON of 1e999 is read as infinity.
_NUMBERS: Final = (-_HUGE, 2**40, -(2**40), 1e300)
_STORED: Final[tuple[Any, ...]] = (_NUL, "\ud800", _HUGE, "1e999")
_REFUSED_BY_SQLITE: Final = _STORED[1:]  # a NUL is refused by name before either is asked
_PLAIN: Final[tuple[Any, ...]] = (*_STORED, *_NUMBERS, "\u202e", "x" * 100_000, "", True, None, [], {})
# A field of one text, number or choice refuses each list and each object in the same way.
_VALUES: Final[tuple[Any, ...]] = (
    *_PLAIN, [[]], [_HUGE], ["\ud800"], [None],
    {"\x00": "\ud800"}, {"a": {"b": ["\x00", _HUGE]}}, [{"id": "\x00"}],
)  # fmt: skip
# Whoever is not let in learns nothing of the fields.
_NOT_REACHED: Final = {401, 403, 404, 405, 415, 429}
_DEPTH_MOST: Final = 4


def shape_of_body(route: Route, method: str, media_type: str = "application/json") -> Json:
    operation = SCHEMA["paths"][template(route)][method.lower()]
    return resolved(operation["requestBody"]["content"][media_type]["schema"])


def resolved(shape: Json) -> Json:
    """The shape itself, where it is named or the first of several."""
    if name := shape.get("$ref", "").rpartition("/")[2]:
        return resolved(SCHEMA["components"]["schemas"][name])
    for together in ("allOf", "oneOf", "anyOf"):
        if together in shape:
            return resolved(shape[together][0])
    return shape


def _sample(shape: Json, depth: int = 0) -> Any:
    """Some value of the shape, so that other fields are not what is refused."""
    shape = resolved(shape)
    if "enum" in shape:
        return shape["enum"][0]
    if shape.get("type") == "array":
        return [_sample(shape["items"], depth + 1)] if depth < _DEPTH_MOST else []
    if shape.get("type") == "object" or "properties" in shape:
        inside = _writable(shape) if depth < _DEPTH_MOST else {}
        return {name: _sample(one, depth + 1) for name, one in inside.items()}
    return _SAMPLES.get(shape.get("format", ""), _SAMPLES.get(shape.get("type", ""), {}))


def _writable(shape: Json) -> Json:
    properties: Json = shape.get("properties", {})
    return {name: one for name, one in properties.items() if not resolved(one).get("readOnly")}


def _fields(shape: Json, place: Place = ()) -> Iterator[tuple[Place, Json, Json]]:
    """Every field at any depth: where it is in the body, its own shape, and the one that it is part of."""
    shape = resolved(shape)
    if len(place) > _DEPTH_MOST:
        return
    if shape.get("type") == "array":
        yield from _fields(shape["items"], (*place, 0))
    for name, field in _writable(shape).items():
        yield (*place, name), resolved(field), shape
        yield from _fields(field, (*place, name))


def _with(body: Json, place: Place, value: Any) -> Json:
    """The body with the value at that place; what leads there is added where it is missing."""
    changed = deepcopy(body)
    inside: Any = changed
    for part, following in pairwise(place):
        kind: type = list if isinstance(following, int) else dict
        if isinstance(part, int):
            if not inside or not isinstance(inside[0], kind):
                inside[:] = [kind()]
        elif not isinstance(inside.get(part), kind):
            inside[part] = kind()
        inside = inside[part]
    inside[place[-1]] = value
    return changed


def _values(field: Json, *, every: bool) -> tuple[Any, ...]:
    if connection.vendor == "sqlite":
        return _REFUSED_BY_SQLITE
    if not every:
        return _STORED
    of_format = {"date": _DATES, "date-time": _TIMES}.get(field.get("format", ""), ())
    return (*of_format, *(_PLAIN if field.get("type") in _SIMPLE else _VALUES))


def _bodies(route: Route, method: str) -> Iterator[tuple[Any, Json, dict[Place, Json]]]:
    """Each value with the body that has it in all places of one depth, and the bodies that have it in one."""
    shape = shape_of_body(route, method)
    given = _BODIES.get(f"{method} {route.path}", _BODIES.get(route.path, {}))
    whole: Json = _sample(shape) | given
    for value, places in _places_of_values(shape, (method, route.path)):
        # A field alone changes nothing else; where others are required, it is refused for these.
        begun = whole if shape.get("required") or len(places[0]) > 1 else {}
        alone = {place: _with(begun, place, value) for place in places}
        yield value, reduce(lambda body, place: _with(body, place, value), places, begun), alone
        if begun and value == _NUL and len(places[0]) == 1:
            for place in places:
                yield value, {}, {place: {str(place[0]): value}}


def _places_of_values(shape: Json, operation: tuple[str, str]) -> Iterator[tuple[Any, list[Place]]]:
    """Each value with the places that it is put into; those at one depth are not inside each other."""
    found: dict[tuple[str, int], tuple[Any, list[Place]]] = {}
    for place, field, part in _fields(shape):
        for value in _values(field, every=_first_with_shape()[id(part)] == operation):
            found.setdefault((repr(value), len(place)), (value, []))[1].append(place)
    yield from found.values()


def _is_named(answer: Any, place: Place) -> bool:
    """Whether an answer refuses the value at that very place."""
    inside: Any = answer.json() if answer.status_code == 400 else {}
    for part in place:
        if isinstance(inside, list) and isinstance(part, int):
            inside = inside[part] if part < len(inside) else None
        else:
            inside = inside.get(str(part)) if isinstance(inside, dict) else None
    return bool(inside)


def client_who_may(cast: People) -> APIClient:
    """A client that reaches every operation: the password was confirmed just now as well."""
    client = administrator_client(cast)
    client.raise_request_exception = False
    session = client.session
    session["account_authentication_methods"] = [{"method": "password", "at": time.time()}]
    session.save()
    return client


_WRITES = [
    (route, method)
    for route in ROUTES
    for method in route.methods
    if method in {"POST", "PATCH", "PUT"} and takes_json(route, method)
]
WRITES = [pytest.param(route, method, id=f"{method} {route.path}") for route, method in _WRITES]


@cache
def _first_with_shape() -> Mapping[int, tuple[str, str]]:
    """Return the first operation that takes a shape, by the identity of the shape in the schema.

    One serializer reads a shape, such as the filter of threats, in the body of each operation. The first gets
    every value in it, the others those that no database keeps.
    """
    first: dict[int, tuple[str, str]] = {}
    for route, method in _WRITES:
        for _place, _field, part in _fields(shape_of_body(route, method)):
            first.setdefault(id(part), (method, route.path))
    return first


@pytest.mark.parametrize(("route", "method"), WRITES)
def test_no_value_of_a_field_is_an_error_of_the_server(
    route: Route,
    method: str,
    cast: People,
    things: Things,
    settings: Settings,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """What no database keeps is refused by the name of its field, so every field is reached.

    A value is sent in many fields at once, and then alone in each that is not refused by its name.
    """
    settings.API_RATES = dict.fromkeys(settings.API_RATES, 100_000)
    monkeypatch.setattr(ScopedRateThrottle, "allow_request", lambda *_asked: True)
    client = client_who_may(cast)
    where = address(route, things)

    def send(body: Json) -> Any:
        text = json.dumps(body).replace('"1e999"', "1e999")
        answer = client.generic(method, where, text, content_type="application/json")
        assert answer.status_code < 500, (text[:300], answer.content[:300])
        return answer

    for value, together, alone in _bodies(route, method):
        refusal = send(together) if len(alone) > 1 else None
        for place, body in alone.items():
            if refusal and _is_named(refusal, place):
                continue
            answer = send(body)
            if value == _NUL:
                assert answer.status_code == 400, (body, answer.content[:300])
                assert place[0] in answer.json(), (body, answer.content[:300])


READS = [
    pytest.param(route, method, id=f"{method} {route.path}")
    for route in ROUTES
    for method in ("GET", "DELETE")
    if method in route.methods and route.path != "api/schema/"
]


@pytest.mark.parametrize(("route", "method"), READS)
def test_no_query_is_an_error_of_the_server(route: Route, method: str, cast: People, things: Things) -> None:
    """As with fields, a value is sent alone where it is not refused by name among others."""
    client = client_who_may(cast)
    parameters = SCHEMA["paths"][template(route)][method.lower()].get("parameters", ())
    named = [one["name"] for one in parameters if one["in"] == "query"]
    whole = dict(parse_qsl(_QUERIES.get(f"{method} {route.path}", "").removeprefix("?")))
    plain = (_NUL, *_DATES, *_TIMES, "\u202e", "", "nan", "0", "-1", "[]", str(2**40))
    values = (str(_HUGE), f"-{_HUGE}", *(plain if connection.vendor != "sqlite" else ()))

    def send(**odd: str) -> Any:
        answer = client.generic(method, address(route, things), QUERY_STRING=urlencode({**whole, **odd}))
        assert answer.status_code < 500, (list(odd), str(odd)[:100], answer.content[:300])
        return answer

    for value in values:
        refusal = send(**dict.fromkeys(named, value)) if len(named) > 1 else None
        for name in named:
            if not (refusal and _is_named(refusal, (name,))):
                send(**{name: value})


NUMBERED = [route for route in ROUTES if "<int:" in route.path]


@pytest.mark.parametrize("number", [2**31, 2**63, _HUGE])
def test_no_number_in_an_address_is_an_error_of_the_server(number: int, cast: People, things: Things) -> None:
    client = client_who_may(cast)

    for route in NUMBERED:
        where = address(
            route, {**things, **dict.fromkeys(re.findall(r"<int:(\w+)>", route.path), str(number))}
        )
        for method in route.methods:
            body = json.dumps(_BODIES.get(f"{method} {route.path}", _BODIES.get(route.path, {})))
            answer = client.generic(method, where, body, content_type="application/json")
            assert answer.status_code < 500, (method, where, answer.content[:300])


FORMS = [
    pytest.param(route, method, id=f"{method} {route.path}")
    for route in ROUTES
    for method in route.methods
    if method != "GET"
    and "multipart/form-data"
    in SCHEMA["paths"][template(route)][method.lower()].get("requestBody", {}).get("content", {})
]
_CONTENTS: Final = (
    b"",
    b"\x00\xff",
    b'{"a": "\\ud800\\u0000", "rule": "\\u0000"}',
    b"services: {a: {image: a}}",
)


@pytest.mark.parametrize(("route", "method"), FORMS)
def test_no_part_of_a_form_is_an_error_of_the_server(
    route: Route, method: str, cast: People, things: Things
) -> None:
    client = client_who_may(cast)
    fields = _writable(shape_of_body(route, method, "multipart/form-data"))
    files = [name for name, field in fields.items() if _is_file(field)]
    assert files
    texts = [name for name in fields if name not in files]
    cases: list[tuple[Json, str, bytes]] = [({}, "a.yaml", content) for content in _CONTENTS]
    cases += [({}, name, _CONTENTS[-1]) for name in ("a\x00b.yaml", "\u202e.yaml", "x" * 5_000, "\x00")]
    cases += [
        ({name: value}, "a.yaml", _CONTENTS[-1])
        for name in texts
        for value in (_NUL, "\u202e", "x" * 100_000, str(_HUGE), "[" * 5_000, '{"\\ud800": "file"}')
    ]

    statuses = set()
    for text, file_name, content in cases:
        body = {**text, **{name: SimpleUploadedFile("f", content) for name in files}}
        for name in files:
            body[name].name = file_name
        answer = getattr(client, method.lower())(address(route, things), body, format="multipart")
        assert answer.status_code < 500, (text, file_name[:40], content, answer.content[:300])
        statuses.add(answer.status_code)
    assert statuses - _NOT_REACHED


def _is_file(field: Json) -> bool:
    field = resolved(field)
    return resolved(field["items"] if field.get("type") == "array" else field).get("format") == "binary"


def test_a_profile_of_an_import_that_cannot_be_kept_is_refused_by_name(cast: People, things: Things) -> None:
    file = SimpleUploadedFile("docker-compose.yml", b"services: {a: {image: a}}")
    body = {"files": [file], "profiles": [_NUL]}

    answer = client_who_may(cast).post(f"/api/models/{things['model']}/imports/", body, format="multipart")

    assert answer.status_code == 400
    assert "profiles" in answer.json()
