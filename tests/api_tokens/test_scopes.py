"""Every operation of the API with tokens of every scope, of another model and of another team."""

import json
import re

import pytest
from django.urls import resolve
from rest_framework.test import APIClient

from tests.api_tokens.conftest import token_client
from tests.people import People
from tests.security.routes import ROUTES, Route, Scope
from tests.security.sample_objects import Things, address
from tests.security.test_tenancy import _BODIES, _QUERIES
from threatmodel.accounts.choices import Role
from threatmodel.accounts.models import User
from threatmodel.api_tokens.permissions import IMPORTING, NEVER, PERSONAL, READING, address_of
from threatmodel.architecture.models import ThreatModel
from threatmodel.jobs.choices import JobKind
from threatmodel.jobs.services import job_create
from threatmodel.reports.models import Report

# What is allowed is decided alike on every database.
pytestmark = pytest.mark.any_database
CASES = {f"{method} {route.path}": (route, method) for route in ROUTES for method in route.methods}
# Approvers keep rules and controls of the team; tokens may do so for them.
BY_APPROVERS = {
    "POST api/teams/<uuid:team>/rules/",
    "POST api/teams/<uuid:team>/rules/try/",
    "PATCH api/teams/<uuid:team>/rules/<slug:rule>/",
    "DELETE api/teams/<uuid:team>/rules/<slug:rule>/",
    "POST api/teams/<uuid:team>/controls/",
    "PATCH api/teams/<uuid:team>/controls/<slug:control>/",
    "DELETE api/teams/<uuid:team>/controls/<slug:control>/",
}
SAMPLES = {"uuid": "0b8f3c0e-6d0e-4c55-9d7c-3f1f7a4f8f10", "slug": "a", "str": "a"}


def status(client: APIClient, name: str, things: Things) -> int:
    route, method = CASES[name]
    client.raise_request_exception = False
    where = address(route, things) + _QUERIES.get(name, "")
    sent = _BODIES.get(name, _BODIES.get(route.path, {}))
    body = json.dumps(sent) if method in {"POST", "PATCH", "PUT"} else ""
    return int(client.generic(method, where, body, content_type="application/json").status_code)


def refused(client: APIClient, names: list[str], things: Things) -> dict[str, int]:
    return {name: status(client, name, things) for name in names}


def view_of(route: Route) -> type:
    values = dict.fromkeys(re.findall(r"<int:(\w+)>", route.path), "1")
    place = re.sub(r"<(\w+):(\w+)>", lambda one: values.get(one[2]) or SAMPLES[one[1]], route.path)
    view: type = resolve(f"/{place}").func.cls  # type: ignore[attr-defined]
    return view


def of_team(route: Route) -> bool:
    return route.scope is Scope.TEAM


def closed() -> list[str]:
    """What no token may: of no team, of owners alone, or of people in person."""
    return [
        name
        for name, (route, method) in CASES.items()
        if f"{method} {address_of(route.path)}" in NEVER
        or route.methods[method] is Role.OWNER
        or (not of_team(route) and not (method == "GET" and address_of(route.path) in PERSONAL))
    ]


def test_the_lists_name_operations_that_exist() -> None:
    existing = {f"{method} {address_of(route.path)}" for route, method in CASES.values()}

    assert existing >= NEVER | READING | IMPORTING | {f"GET {one}" for one in PERSONAL}


def test_what_a_view_calls_reading_is_for_tokens_that_read() -> None:
    reading = {
        name
        for name, (route, method) in CASES.items()
        if method == "POST" and "POST" in getattr(view_of(route), "reading", ())
    }

    assert {f"POST {address_of(name.removeprefix('POST '))}" for name in reading} <= READING


def test_a_token_that_imports_sees_no_other_jobs(cast: People, shop: ThreatModel) -> None:
    client = token_client(cast.alice, cast.team.pk, ["import"])
    kinds = [JobKind.IMPORT, JobKind.PREVIEW, JobKind.REPORT, JobKind.ATTACK_PATHS]
    jobs = [job_create(team=cast.team, kind=kind, user=cast.alice, model=shop) for kind in kinds]

    codes = [client.get(f"/api/jobs/{job.pk}/").status_code for job in jobs]

    assert codes == [200, 200, 404, 404]


def test_no_token_publishes_a_report(cast: People, shop: ThreatModel) -> None:
    report = Report.objects.create(model=shop, format="pdf", size_bytes=1)
    client = token_client(cast.alice, cast.team.pk)

    made = client.post(f"/api/models/{shop.pk}/reports/{report.pk}/links/", {}, format="json")

    assert (made.status_code, made.json()["code"]) == (403, "person_required")
    assert not report.links.exists()


def test_what_approvers_decide_is_closed_to_tokens() -> None:
    deciding = {name for name, (route, method) in CASES.items() if route.methods[method] is Role.APPROVER}

    assert deciding - set(closed()) == BY_APPROVERS


def test_no_token_does_what_only_people_may(cast: People, things: Things) -> None:
    User.objects.filter(pk=cast.alice.pk).update(is_superuser=True)
    alice = User.objects.get(pk=cast.alice.pk)
    client = token_client(alice, cast.team.pk)

    found = refused(client, closed(), things)

    assert {name: code for name, code in found.items() if code != 403} == {}
    assert client.head(f"/api/teams/{cast.team.pk}/audit-events/").status_code == 403


def test_a_token_that_reads_changes_nothing(cast: People, things: Things) -> None:
    client = token_client(cast.alice, cast.team.pk, ["read"])
    reading = [f"{verb} {address_of(path)}" for verb, path in (name.split(" ", 1) for name in CASES)]
    names = [
        name
        for name, request in zip(CASES, reading, strict=True)
        if not name.startswith("GET ") and request not in READING
    ]

    assert {name: code for name, code in refused(client, names, things).items() if code != 403} == {}


def test_a_token_that_reads_reads_everything_of_its_team(cast: People, things: Things) -> None:
    client = token_client(cast.alice, cast.team.pk, ["read"])
    names = [name for name in CASES if name.startswith("GET ") and name not in closed()]

    assert {name: code for name, code in refused(client, names, things).items() if code != 200} == {}


def test_a_token_that_writes_neither_reads_nor_imports(cast: People, things: Things) -> None:
    client = token_client(cast.alice, cast.team.pk, ["write"])
    importing = {
        name for name, (route, method) in CASES.items() if f"{method} {address_of(route.path)}" in IMPORTING
    }
    reading = {name for name, (route, _) in CASES.items() if name.startswith("GET ") and of_team(route)}

    found = refused(client, sorted(importing | reading), things)

    assert {name: code for name, code in found.items() if code != 403} == {}


def test_a_token_that_imports_reads_only_what_came_of_it(cast: People, things: Things) -> None:
    client = token_client(cast.alice, cast.team.pk, ["import"])
    outcomes = {"GET api/jobs/<uuid:job>/", "GET api/models/<uuid:model>/imports/<uuid:job>/"}
    cancel = "POST api/models/<uuid:model>/jobs/<uuid:job>/cancel/"  # of imports, its own or not
    others = [
        name
        for name, (route, method) in CASES.items()
        if of_team(route)
        and name not in {*outcomes, cancel}
        and f"{method} {address_of(route.path)}" not in IMPORTING
    ]

    allowed = [*sorted(outcomes), cancel]
    assert refused(client, allowed, things) == dict.fromkeys(allowed, 200)
    assert {name: code for name, code in refused(client, others, things).items() if code != 403} == {}


def test_a_token_of_one_model_sees_no_other_and_nothing_of_the_team(cast: People, things: Things) -> None:
    other = ThreatModel.objects.create(team=cast.team, name="Other")
    client = token_client(cast.alice, cast.team.pk, model=other.pk)
    names = [name for name, (route, _) in CASES.items() if of_team(route)]

    assert {name: code for name, code in refused(client, names, things).items() if code != 404} == {}
    assert client.get(f"/api/models/{other.pk}/").status_code == 200
    copied = client.post(f"/api/models/{other.pk}/duplicate/", {"name": "Copy"}, format="json")
    assert copied.json()["code"] == "beyond_model"
    elsewhere = f"/api/models/{other.pk}/threats/1/other-models/"
    assert (client.get(elsewhere).status_code, client.head(elsewhere).status_code) == (403, 403)


def test_a_person_of_both_teams_stays_in_that_of_the_token(
    cast: People, things: Things, other_things: Things
) -> None:
    cast.team.memberships.create(user=cast.charlie, role=Role.OWNER)
    client = token_client(cast.charlie, cast.other_team.pk)
    names = [name for name, (route, _) in CASES.items() if of_team(route)]

    assert {name: code for name, code in refused(client, names, things).items() if code != 404} == {}
    assert status(client, "GET api/models/<uuid:model>/", other_things) == 200
