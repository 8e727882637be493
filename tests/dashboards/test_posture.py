"""Figures over time of a model and of a team."""

from datetime import timedelta
from typing import Any

import pytest
from rest_framework.test import APIClient

from tests.dashboards.conftest import Days
from tests.people import People
from tests.shop_model import FIXED, import_text, new_model
from threatmodel.architecture.models import ThreatModel
from threatmodel.dashboards.models import PostureSnapshot
from threatmodel.dashboards.services.snapshots import posture_snapshots_keep

pytestmark = pytest.mark.both_databases


def test_a_viewer_takes_the_figures_of_today_and_reads_them(
    vera: APIClient, address: str, team_address: str
) -> None:
    assert vera.get(address).json()["days"] == []

    assert vera.post(address).status_code == 204

    (day,) = vera.get(address).json()["days"]
    assert day["models"] == 1
    assert sum(day["open"].values()) == day["found"] > 0
    assert vera.get(team_address).json()["days"] == [day]


def test_what_was_just_taken_is_not_taken_again(bob: APIClient, address: str, days: Days) -> None:
    bob.post(address)
    first = PostureSnapshot.objects.get().taken_at
    days.pass_hours(1 / 60)
    bob.post(address)
    assert PostureSnapshot.objects.get().taken_at == first

    days.pass_hours(1 / 30)
    bob.post(address)

    assert PostureSnapshot.objects.get().taken_at > first


def test_the_figures_of_a_team_are_the_sums_over_its_models(
    days: Days, bob: APIClient, cast: People, model: ThreatModel, address: str, team_address: str
) -> None:
    posture_snapshots_keep()
    days.pass_hours(24)
    import_text(model, cast.bob, FIXED)
    second = new_model(cast.team, cast.alice, "Second")
    import_text(second, cast.bob)
    import_text(new_model(cast.other_team, cast.charlie, "Of others"), cast.charlie)
    posture_snapshots_keep()

    of_team = bob.get(team_address).json()["days"]

    of_models = [bob.get(f"/api/models/{one.pk}/posture/").json()["days"] for one in (model, second)]
    assert [day["models"] for day in of_team] == [1, 2]
    assert of_team[0] == of_models[0][0]
    for name in ("found", "resolved", "overdue", "cells_settled", "cells_applicable"):
        assert of_team[1][name] == sum(rows[-1][name] for rows in of_models)
    for severity, number in of_team[1]["open"].items():
        assert number == sum(rows[-1]["open"][severity] for rows in of_models)


def test_only_the_days_that_were_asked_for_are_read(bob: APIClient, address: str, days: Days) -> None:
    for _ in range(4):
        bob.post(address)
        days.pass_hours(24)
    today = days.now.date()

    since, until = today - timedelta(days=3), today - timedelta(days=2)
    answer = bob.get(address, {"since": str(since), "until": str(until)}).json()

    assert (answer["since"], answer["until"]) == (str(since), str(until))
    assert [day["day"] for day in answer["days"]] == [str(since), str(until)]


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ({"since": "2026-05-02", "until": "2026-05-01"}, "since"),
        ({"since": "2000-01-01"}, "since"),
        ({"until": "soon"}, "until"),
    ],
)
def test_days_that_make_no_sense_are_refused(
    bob: APIClient, address: str, query: dict[str, Any], field: str
) -> None:
    answer = bob.get(address, query)

    assert answer.status_code == 400
    assert field in answer.json()


def test_a_stranger_gets_404(charlie: APIClient, address: str, team_address: str) -> None:
    for one in (address, team_address):
        assert charlie.get(one).status_code == 404
        assert charlie.post(one).status_code == 404
