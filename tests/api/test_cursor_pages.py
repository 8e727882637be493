"""Lists that are read by cursor: every row once, whatever happens meanwhile."""

import base64
from typing import Any

import pytest
from rest_framework.exceptions import ValidationError
from rest_framework.test import APIClient

from tests.api.test_pagination import request_for, rows_of
from tests.people import People
from threatmodel.accounts.models import Team
from threatmodel.api.pagination import page_of
from threatmodel.architecture.models import ModelFolder, ThreatModel


def read(client: APIClient, address: str) -> list[dict[str, Any]]:
    """Follow the links from the first page to the last."""
    rows: list[dict[str, Any]] = []
    following: str | None = address
    while following:
        page = client.get(following)
        assert page.status_code == 200, page.content
        assert page.json()["previous"] is None
        rows += page.json()["results"]
        following = page.json()["next"]
    return rows


@pytest.fixture
def models(team: Team) -> list[str]:
    made = [ThreatModel.objects.create(team=team, name=f"Model {number % 3}") for number in range(7)]
    return sorted(str(model.pk) for model in made)


@pytest.mark.parametrize("size", [1, 2, 6, 7, 8])
def test_every_row_comes_once_in_the_order_of_ids(
    bob: APIClient, team: Team, models: list[str], size: int
) -> None:
    rows = read(bob, f"/api/teams/{team.pk}/models/?cursor=&page_size={size}")

    assert [row["id"] for row in rows] == models


def test_views_of_the_framework_read_by_cursor_too(alice: APIClient, team: Team, cast: People) -> None:
    rows = read(alice, f"/api/teams/{team.pk}/members/?cursor=&page_size=3")

    assert sorted(row["user"]["name"] for row in rows) == ["Alice", "Anna", "Bob", "Vera"]


def test_filters_and_the_count_stay(bob: APIClient, team: Team, models: list[str]) -> None:
    page = bob.get(f"/api/teams/{team.pk}/models/?cursor=&search=Model 1&page_size=1").json()

    assert page["count"] == 2
    assert "search=Model" in page["next"]


def test_rows_that_come_and_go_meanwhile_neither_repeat_nor_hide_others(
    bob: APIClient, team: Team, models: list[str]
) -> None:
    first = bob.get(f"/api/teams/{team.pk}/models/?cursor=&page_size=3").json()
    ThreatModel.objects.get(pk=models[0]).delete()
    ThreatModel.objects.create(team=team, name="New")

    later = [row["id"] for row in read(bob, first["next"])]

    assert [row["id"] for row in first["results"]] == models[:3]
    assert [one for one in later if one in models] == models[3:]


@pytest.mark.parametrize("query", ["cursor=none!", "cursor=AAAA", "cursor=&page=2", "cursor=&ordering=name"])
def test_what_cannot_be_read_is_refused_by_the_field(query: str, bob: APIClient, team: Team) -> None:
    refused = bob.get(f"/api/teams/{team.pk}/models/?{query}")

    assert refused.status_code == 400
    assert "cursor" in refused.json()


@pytest.mark.no_database
def test_a_computed_list_has_pages_only() -> None:
    with pytest.raises(ValidationError, match="read it by page"):
        page_of(request_for("?cursor="), [1, 2], rows_of)


@pytest.mark.parametrize("group", ["element", "owner", "mitigation", "hardening"])
def test_groups_of_threats_have_pages_only(group: str, bob: APIClient, team: Team, models: list[str]) -> None:
    address = f"/api/models/{models[0]}/threats/?group_by={group}"

    assert bob.get(address).status_code == 200
    assert "read it by page" in bob.get(f"{address}&cursor=").json()["cursor"][0]


def test_work_of_several_tables_has_pages_only(bob: APIClient, models: list[str]) -> None:
    assert bob.get("/api/my-work/").status_code == 200
    assert bob.get("/api/my-work/?cursor=").status_code == 400


@pytest.mark.parametrize("number", ["9" * 40, "-" + "9" * 40, "0"])
def test_a_cursor_beyond_all_numbers_is_no_fault(
    number: str, bob: APIClient, team: Team, models: list[str]
) -> None:
    cursor = base64.urlsafe_b64encode(number.encode()).decode().rstrip("=")

    page = bob.get(f"/api/models/{models[0]}/analyses/?cursor={cursor}")

    assert page.status_code in {200, 400}


def test_a_cursor_names_no_row_of_another_team(bob: APIClient, team: Team, cast: People) -> None:
    ModelFolder.objects.create(team=cast.other_team, name="Theirs")
    ThreatModel.objects.create(team=cast.other_team, name="Theirs")

    assert read(bob, f"/api/teams/{team.pk}/models/?cursor=&page_size=1") == []
