"""Every route × method × person, generated from the URL configuration and the table in routes.py."""

import json
from collections.abc import Iterator
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.urls import URLPattern, URLResolver, get_resolver
from rest_framework.response import Response
from rest_framework.test import APIClient

from tests.pasta.rows import ROWS
from tests.people import People, client_of, make_user
from tests.security.routes import ROUTES, Route, Scope
from tests.security.sample_objects import Things, address
from tests.security.test_unknown_fields import SCHEMA, template
from threatmodel.accounts.choices import Role
from threatmodel.accounts.models import Membership, User
from threatmodel.accounts.permissions import role_includes
from threatmodel.api.openapi import operations_of
from threatmodel.architecture.models import Change
from threatmodel.attack_paths.models import GoalResult
from threatmodel.engine.analysis.risk_matrix import DEFAULT_MATRIX, matrix_to_json
from threatmodel.threats.acceptances.models import RiskAcceptance
from threatmodel.threats.mitigations.models import Mitigation
from threatmodel.threats.threats.models import Threat

# Who may is decided alike on every database.
pytestmark = pytest.mark.any_database
# Addresses outside the API: open, and without anybody's data.
_ELSEWHERE = {
    ".well-known/security.txt",
    "healthz",
    "readyz",
    # Whoever has the token may: tests/reports/test_links.py.
    "shared-reports/<str:token>/",
    "shared-reports/<str:token>/file/",
    "unsubscribe/<slug:scope>/<str:token>",
    "^docs(?:/.*)?$",  # what is no page of the documentation
    "^.*$",
    "^(?:api|_allauth|static|ws)(?:/.*)?$",
}
_OF_TOKENS = "api/token/"  # describes the API token of the request; a session has none
_REFUSED = {401, 403, 404, 405}
# What a write sends where nothing would be refused for another reason than the person.
_THREAT = "api/models/<uuid:model>/threats/<int:number>/"
_MATRIX = "api/teams/<uuid:team>/risk-matrix/"
_PATHS = "api/models/<uuid:model>/attack-paths/"
_NODE = f"{_PATHS}goals/<slug:goal>/tree/nodes/<slug:node>/"
_GO_SESSION = "api/models/<uuid:model>/linddun-go/sessions/<uuid:session>/"
_REVIEW = "api/models/<uuid:model>/reviews/<uuid:session>/"
_RUN = "api/models/<uuid:model>/response/runs/<uuid:run>/"
_ASSESSMENT = "api/models/<uuid:model>/assessments/<uuid:assessment>/"
_STAGE = "api/models/<uuid:model>/pasta/stages/<int:stage>/"
_RECORDS = {f"api/models/<uuid:model>/pasta/{kind}/<uuid:record>/": row for kind, row in ROWS.items()}
_IN_MODEL = {"depends_on": [], "concerns": [], "elements": ["compose:web"]}  # what rows may name
_QUERIES = {
    **dict.fromkeys((f"DELETE {_THREAT}", f"DELETE {_THREAT}severity/"), "?version=0"),
    **{f"DELETE {path}": "?version=0" for path in _RECORDS},
    f"DELETE {_MATRIX}": "?version=0",
    f"DELETE {_ASSESSMENT}": "?version=0",
    f"DELETE {_ASSESSMENT}findings/<uuid:finding>/": "?version=0",
    f"GET {_PATHS}between/": "?source=compose:web&target=compose:web",
    f"GET {_PATHS}through/": "?uid=compose:web",
    f"GET {_PATHS}impact/": "?uid=compose:web",
    f"GET {_PATHS}leads-to/": "?target=compose:web",
    f"GET {_PATHS}runs/comparison/": "?before=1",
    f"DELETE {_PATHS}attackers/<slug:attacker>/": "?version=1",
    f"DELETE {_PATHS}crown-jewels/<uuid:jewel>/": "?version=1",
    f"DELETE {_NODE}": "?version=1",
    "GET api/portfolio/groups/": "?by=tag",
    "GET api/teams/<uuid:team>/review-status/": "?model=00000000-0000-0000-0000-000000000000",
}
_ATTACKER = {"name": "Admin", "skill": "easy", "counts": True, "start_rules": ["internet"], "version": 1}
_JEWEL = {"uid": "compose:web", "level": "read", "title": "Web", "worth": "high", "version": 1}
_ACCEPTANCE = "api/models/<uuid:model>/acceptances/<int:number>/"
_REQUEST = {
    "justification": "It is alone.",
    "residual_risk": "low",
    "expires_on": "2031-01-31",
    "approvers": ["00000000-0000-0000-0000-000000000000"],
    "version": 0,
}
_BODIES: dict[str, dict[str, Any]] = {
    **{
        path: {"version": 0, **{key: _IN_MODEL.get(key, value) for key, value in row.items()}}
        for path, row in _RECORDS.items()
    },
    f"PUT {_ACCEPTANCE}": _REQUEST,
    f"POST {_ACCEPTANCE}withdraw/": {"version": 0},
    f"POST {_ACCEPTANCE}revoke/": {"version": 0, "note": "It changed."},
    f"PUT {_ASSESSMENT}": {
        "kind": "audit",
        "title": "Another",
        "performed_on": "2026-01-31",
        "version": 0,
    },
    f"{_ASSESSMENT}findings/": {"title": "Another", "severity": "low"},
    f"PATCH {_ASSESSMENT}findings/<uuid:finding>/": {"title": "Another", "version": 0},
    f"{_REVIEW}show/": {"version": 0, "place": 0},
    f"{_REVIEW}presenter/": {"version": 0, "presenter": "00000000-0000-0000-0000-000000000000"},
    f"{_REVIEW}items/": {"version": 0, "threat": 1},
    f"{_REVIEW}items/<int:place>/note/": {"text": "Look"},
    f"{_REVIEW}end/": {"version": 0},
    "api/teams/<uuid:team>/folders/<uuid:folder>/": {"name": "Internal"},
    f"{_RUN}steps/<int:place>/": {"version": 0, "state": "done"},
    f"{_RUN}steps/<int:place>/notes/": {"text": "Look"},
    f"{_RUN}close/": {"outcome": "It was nothing."},
    "PUT api/models/<uuid:model>/review-status/": {
        "version": 0,
        "cadence_days": 90,
        "next_review_on": None,
    },
    f"{_GO_SESSION}move/": {"version": 0, "move": "next"},
    f"{_GO_SESSION}finish/": {"version": 0},
    f"{_GO_SESSION}participants/": {"version": 0, "participants": ["00000000-0000-0000-0000-000000000000"]},
    f"PUT {_GO_SESSION}cards/<slug:card>/vote/": {"answer": "applies"},
    f"{_GO_SESSION}cards/<slug:card>/threats/": {
        "title": "Another",
        "severity": "low",
        "subjects": [{"on": "element", "uid": "compose:none"}],
    },
    f"PUT {_STAGE}": {"version": 0, "owner": None, "note": "Mine"},
    f"POST {_STAGE}approval/": {"inputs_hash": "0"},
    f"PUT {_THREAT}": {
        "on": "model",
        "title": "Another",
        "categories": ["tampering"],
        "severity": "low",
        "version": 0,
    },
    f"PUT {_THREAT}risk-rating/": {"owasp": {"skill": 3}, "version": 0},
    "PUT api/models/<uuid:model>/risk-method/": {"method": "owasp", "version": 0},
    f"PUT {_MATRIX}": {**matrix_to_json(DEFAULT_MATRIX), "version": 0},
    f"PUT {_THREAT}severity/": {"severity": "low", "reason": "It is alone.", "version": 0},
    "api/models/<uuid:model>/threats/<int:number>/": {"status": "open", "reason": ""},
    "api/models/<uuid:model>/questions/<uuid:question>/answer/": {"value": 2},
    "api/models/<uuid:model>/mitigations/<int:number>/": {"title": "Another"},
    "api/admin/users/<uuid:user>/": {"is_active": True},
    "api/models/<uuid:model>/views/": {"name": "Mine", "document": {}},
    "api/models/<uuid:model>/comments/": {"on": "model", "text": "Look"},
    "api/models/<uuid:model>/comments/<uuid:comment>/": {"resolved": True},
    "api/models/<uuid:model>/comments/<uuid:comment>/replies/": {"text": "Seen"},
    "api/models/<uuid:model>/elements/<uuid:element>/facts/<slug:fact>/": {"value": 2},
    "api/models/<uuid:model>/flows/<uuid:flow>/facts/<slug:fact>/": {"value": 2},
    f"{_PATHS}attackers/<slug:attacker>/": _ATTACKER,
    f"{_PATHS}crown-jewels/<uuid:jewel>/": _JEWEL,
    _NODE: {"title": "Web", "version": 1},
    _NODE.removesuffix("<slug:node>/"): {"parent": "added", "placing": "way", "title": "Web"},
    f"{_PATHS}what-if/": {"controls": [{"control": "user-namespaces", "uid": "compose:web"}]},
    "api/models/<uuid:model>/overrides/confirm/": {"uid": "compose:web", "fact": "owner"},
}


def all_routes(
    patterns: list[URLPattern | URLResolver], prefix: str = ""
) -> Iterator[tuple[str, URLPattern]]:
    """Yield every address with its pattern."""
    for pattern in patterns:
        path = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from all_routes(pattern.url_patterns, path)
        else:
            yield path, pattern


def methods_of(pattern: URLPattern) -> set[str]:
    """Return the methods that the view answers, without those that every view has."""
    view = getattr(pattern.callback, "cls", None) or pattern.callback.view_class  # type: ignore[attr-defined]
    offered = {name.upper() for name in view.http_method_names if hasattr(view, name)}
    return offered - {"OPTIONS", "HEAD", "TRACE"}


def api_routes() -> dict[str, set[str]]:
    patterns = get_resolver().url_patterns
    return {path: methods_of(one) for path, one in all_routes(patterns) if path.startswith("api/")}


Cases = dict[str, tuple[Route, str]]
CASES: Cases = {f"{method} {route.path}": (route, method) for route in ROUTES for method in route.methods}
TEAM_CASES = {name: case for name, case in CASES.items() if case[0].scope is Scope.TEAM}
INSTANCE_CASES = {name: case for name, case in CASES.items() if case[0].scope is Scope.INSTANCE}
NESTED_CASES = {name: case for name, case in TEAM_CASES.items() if case[0].path.count("<") > 1}


def each(cases: Cases) -> pytest.MarkDecorator:
    """Run a test for each route and method by itself: it changes things."""
    return pytest.mark.parametrize(("route", "method"), cases.values(), ids=cases)


def client_for(user: User | None) -> APIClient:
    """Return a client of the user that is answered with the status of an error."""
    client = client_of(user)
    client.raise_request_exception = False
    return client


def ask(client: APIClient, method: str, route: Route, things: Things) -> Response:
    sent = _BODIES.get(f"{method} {route.path}", _BODIES.get(route.path, {}))
    body = json.dumps(sent) if method in {"POST", "PATCH", "PUT"} else ""
    where = address(route, things) + _QUERIES.get(f"{method} {route.path}", "")
    return client.generic(method, where, body, content_type="application/json")


def test_every_route_is_in_the_table_with_its_methods() -> None:
    assert api_routes() == {route.path: set(route.methods) for route in ROUTES}


def test_every_operation_of_the_schema_is_in_the_table() -> None:
    described = {(path, method.upper()) for path, method, _ in operations_of(SCHEMA)}
    asked = {(template(route), method) for route in ROUTES for method in route.methods}

    assert described == asked - {("/api/schema/", "GET")}


def test_nothing_else_is_reachable() -> None:
    paths = {path for path, _pattern in all_routes(get_resolver().url_patterns)}
    others = {path for path in paths if not path.startswith(("api/", "_allauth/"))}

    assert others == _ELSEWHERE


# What is refused changes nothing, so one test asks all routes, about the same things.


def statuses(user: User | None, cases: Cases, things: Things) -> dict[str, int]:
    client = client_for(user)
    return {name: ask(client, method, route, things).status_code for name, (route, method) in cases.items()}


def test_the_signed_out_get_403(things: Things) -> None:
    is_open = {name for name, (route, _) in CASES.items() if route.scope is Scope.OPEN and name[:4] == "GET "}

    assert statuses(None, CASES, things) == {name: 200 if name in is_open else 403 for name in CASES}


def test_a_stranger_gets_404_word_for_word_as_for_what_does_not_exist(cast: People, things: Things) -> None:
    missing = {**things, "team": str(uuid4()), "model": str(uuid4()), "job": str(uuid4())}
    charlie = client_for(cast.charlie)

    for name, (route, method) in TEAM_CASES.items():
        of_missing = ask(charlie, method, route, missing).content
        answer = ask(charlie, method, route, things)
        assert (answer.status_code, answer.content) == (404, of_missing), name


def test_a_former_member_is_a_stranger_at_once(cast: People, things: Things) -> None:
    Membership.objects.filter(team=cast.team, user=cast.bob).delete()

    assert statuses(cast.bob, TEAM_CASES, things) == dict.fromkeys(TEAM_CASES, 404)


@pytest.mark.parametrize("method", ["PUT", "OPTIONS", "TRACE"])
def test_methods_nobody_declared_say_nothing(method: str, cast: People, things: Things) -> None:
    charlie = client_for(cast.charlie)

    for route in ROUTES:
        refused = {403, 405} if route.scope in {Scope.OPEN, Scope.PERSON} else {404, 405}
        assert ask(charlie, method, route, things).status_code in refused, route.path


@pytest.mark.parametrize("role", [Role.VIEWER, Role.EDITOR, Role.APPROVER])
def test_roles_below_the_declared_one_get_403(role: Role, cast: People, things: Things) -> None:
    above = {name: case for name, case in TEAM_CASES.items() if not role_includes(role, _least(*case))}

    assert statuses(_people(cast)[role], above, things) == dict.fromkeys(above, 403)


@each(TEAM_CASES)
def test_the_declared_role_passes(route: Route, method: str, cast: People, things: Things) -> None:
    status = ask(client_for(_people(cast)[_least(route, method)]), method, route, things).status_code

    assert status not in _REFUSED
    assert status < 500


def _least(route: Route, method: str) -> Role:
    least = route.methods[method]
    assert least is not None
    return least


def _people(cast: People) -> dict[Role, User]:
    return {Role.VIEWER: cast.vera, Role.EDITOR: cast.bob, Role.APPROVER: cast.anna, Role.OWNER: cast.alice}


@each(NESTED_CASES)
def test_another_teams_things_do_not_exist_under_ones_own_address(
    route: Route, method: str, cast: People, things: Things, other_things: Things
) -> None:
    """The outer id is the caller's own, the inner one belongs to another team."""
    mixed = {**things, "team": other_things["team"], "model": other_things["model"]}
    if "<int:seq>" in route.path:  # counted per model as well
        Change.objects.filter(model_id=UUID(things["model"])).update(seq=7)
        mixed["seq"] = "7"
    if "<int:stage>" in route.path:  # the stages of all models have the same numbers
        mixed["stage"] = "9"
    if "<slug:card>" in route.path:  # the cards of all models have the same ids
        mixed["card"] = "X9"
    if "<slug:export_format>" in route.path:  # all models have the same formats
        mixed["export_format"] = "none"
    if "<slug:goal>" in route.path:  # equal goals have the same key in all models
        GoalResult.objects.filter(run__model_id=UUID(things["model"])).update(key="7" * 16)
        mixed["goal"] = "7" * 16
    if "<int:number>" in route.path:  # numbers are counted per model: take one that only the other has
        Threat.objects.filter(model_id=UUID(things["model"])).update(number=7)
        Mitigation.objects.filter(model_id=UUID(things["model"])).update(number=7)
        RiskAcceptance.objects.filter(model_id=UUID(things["model"])).update(number=7)
        mixed["number"] = "7"

    assert ask(client_for(cast.charlie), method, route, mixed).status_code == 404


def test_the_administration_does_not_exist_for_others(cast: People, things: Things) -> None:
    for user in (cast.alice, cast.bob, cast.anna, cast.vera, cast.charlie):
        assert statuses(user, INSTANCE_CASES, things) == dict.fromkeys(INSTANCE_CASES, 404)


@each(INSTANCE_CASES)
def test_the_administration_exists_for_administrators(
    route: Route, method: str, cast: People, things: Things
) -> None:
    administrator = make_user("Ada")
    User.objects.filter(pk=administrator.pk).update(is_superuser=True)
    administrator.refresh_from_db()

    assert ask(client_for(administrator), method, route, things).status_code in {200, 204}


@pytest.mark.parametrize(
    "route",
    [
        route
        for route in ROUTES
        if "GET" in route.methods and route.scope is not Scope.INSTANCE and route.path != _OF_TOKENS
    ],
    ids=lambda route: route.path,
)
def test_reading_changes_nothing(route: Route, cast: People, things: Things) -> None:
    answer = ask(client_for(cast.alice), "GET", route, things)

    assert answer.status_code == 200
    assert answer["Cache-Control"] == "no-store"
