"""What a request sends and nobody takes is refused by name: no answer says yes to what it ignores."""

import json
from pathlib import Path
from typing import Any, Final

import pytest

from tests.people import People, administrator_client, client_of
from tests.security.routes import ROUTES, Route
from tests.security.sample_objects import Things, address

# It is refused before the database is asked.
pytestmark = pytest.mark.any_database
SCHEMA: Final[dict[str, Any]] = json.loads((Path(__file__).parents[1] / "openapi.json").read_text())
_UNKNOWN: Final = "no_such_field"


def template(route: Route) -> str:
    """Return the address of a route as the schema names it."""
    path = "/" + route.path
    for converter in ("uuid:", "int:", "slug:"):
        path = path.replace(f"<{converter}", "{").replace(">", "}")
    return path


def takes_json(route: Route, method: str) -> bool:
    """Whether an operation takes a body of JSON."""
    operation = SCHEMA["paths"][template(route)][method.lower()]
    return "application/json" in operation.get("requestBody", {}).get("content", {})


CASES = [
    pytest.param(route, method, id=f"{method} {route.path}")
    for route in ROUTES
    for method in route.methods
    if method in {"POST", "PATCH", "PUT"} and takes_json(route, method)
]


def test_there_are_cases() -> None:
    assert len(CASES) >= 30
    assert {method for case in CASES for method in case.values[1:]} == {"POST", "PATCH", "PUT"}


@pytest.mark.parametrize(("route", "method"), CASES)
def test_an_unknown_field_is_refused_by_name(route: Route, method: str, cast: People, things: Things) -> None:
    body = json.dumps({_UNKNOWN: 1})

    answer = administrator_client(cast).generic(
        method, address(route, things), body, content_type="application/json"
    )

    assert answer.status_code == 400, answer.content
    assert answer.json()[_UNKNOWN] == ["Unknown field."]


@pytest.mark.parametrize(
    ("path", "field", "said"),
    [
        ("threats/1/", "severity", "Unknown field."),
        ("threats/1/", "owner", "Unknown field."),
        ("mitigations/1/", "evidence", "Unknown field."),
        ("mitigations/1/", "control", "Unknown field."),
        ("", "seq", "Unknown field."),
    ],
)
def test_what_would_be_ignored_changes_nothing(
    cast: People, things: Things, path: str, field: str, said: str
) -> None:
    address_of = f"/api/models/{things['model']}/{path}"

    answer = client_of(cast.alice).patch(address_of, {field: "low", "title": "New"}, format="json")

    assert answer.status_code == 400
    assert answer.json()[field] == [said]


def test_a_field_that_is_only_read_cannot_be_set(cast: People, things: Things) -> None:
    answer = client_of(cast.alice).patch(
        f"/api/teams/{things['team']}/", {"name": "New", "slug": "new", "member_count": 9}, format="json"
    )

    assert answer.status_code == 400
    assert answer.json() == {
        "slug": ["This field is read-only."],
        "member_count": ["This field is read-only."],
    }
    cast.team.refresh_from_db()
    assert cast.team.name == "Platform"


def test_unknown_names_inside_lists_are_named_by_their_place(cast: People, things: Things) -> None:
    question = things["question"]
    body = {"answers": [{"id": question, "value": 2, "reason": "x"}]}

    answer = client_of(cast.alice).post(
        f"/api/models/{things['model']}/questions/answers/", body, format="json"
    )

    assert answer.status_code == 400
    assert "reason" in json.dumps(answer.json())
