"""A team has its own risk matrix: owners edit it, everybody sees it, and it counts wherever risk is shown."""

from typing import Any

import pytest
from rest_framework.test import APIClient

from tests.people import People
from tests.shop_model import socket_threat
from threatmodel.architecture.models import ThreatModel
from threatmodel.audit.models import AuditEvent
from threatmodel.engine.analysis.risk_matrix import DEFAULT_MATRIX, matrix_to_json
from threatmodel.threats.threats.models import Threat

Json = dict[str, Any]


@pytest.fixture
def address(cast: People) -> str:
    return f"/api/teams/{cast.team.pk}/risk-matrix/"


def strict(**changes: Any) -> Json:
    """A matrix of two levels that tolerates next to nothing."""
    cells = [[1] * 5 for _ in range(5)]
    cells[0][0] = 0
    levels = [{"name": "Fine", "color": "gray"}, {"name": "Act now", "color": "red"}]
    return {**matrix_to_json(DEFAULT_MATRIX), "levels": levels, "cells": cells, "appetite": 0, **changes}


def save(client: APIClient, address: str, version: int = 0, **changes: Any) -> Any:
    return client.put(address, {**strict(**changes), "version": version}, format="json")


def test_a_team_has_the_default_until_it_edits_it(alice: APIClient, vera: APIClient, address: str) -> None:
    before = vera.get(address).json()

    after = save(alice, address).json()

    assert (before["version"], before["is_default"]) == (0, True)
    assert {part: before[part] for part in before["default"]} == before["default"]
    assert (after["version"], after["is_default"], after["levels"][1]["name"]) == (1, False, "Act now")
    assert (after["updated_by"]["name"], bool(after["updated_at"])) == ("Alice", True)
    assert vera.get(address).json() == after


def test_a_reset_can_be_undone(alice: APIClient, address: str) -> None:
    own = save(alice, address).json()

    reset = alice.delete(f"{address}?version=1").json()
    back = save(alice, address, version=2).json()

    assert (reset["version"], reset["is_default"]) == (2, True)
    assert back["cells"] == own["cells"]


def test_the_second_of_two_owners_sees_what_the_first_saved(alice: APIClient, address: str) -> None:
    save(alice, address)

    late, reset = save(alice, address, appetite=1), alice.delete(f"{address}?version=0")

    assert (late.status_code, reset.status_code) == (409, 409)
    assert (late.json()["current"]["version"], late.json()["current"]["appetite"]) == (1, 0)


def test_it_is_an_audit_event_in_words(alice: APIClient, address: str, cast: People) -> None:
    save(alice, address)

    event = AuditEvent.objects.filter(subject_id=cast.team.pk, action="team.settings_changed").latest("pk")
    assert (event.before["risk_appetite"], event.after["risk_appetite"]) == ("Moderate", "Fine")
    assert event.after["risk_cells"][0] == "Negligible: Fine, Act now, Act now, Act now, Act now"
    assert "risk_impacts" not in event.after


def test_roles_and_bad_input(
    alice: APIClient, anna: APIClient, vera: APIClient, charlie: APIClient, address: str
) -> None:
    assert save(anna, address).status_code == 403
    assert vera.delete(f"{address}?version=0").status_code == 403
    assert charlie.get(address).status_code == 404
    falling = [[1] * 5, *([[0] * 5] * 4)]
    wrong: tuple[tuple[str, Any], ...] = (
        ("cells", falling), ("cells", [[0] * 5] * 4), ("cells", [[4] * 5] * 5), ("appetite", 2),
        ("likelihoods", ["A", "B", "C", "D"]), ("likelihoods", ["A", "a", "C", "D", "E"]),
        ("impacts", ["", "B", "C", "D", "E"]), ("levels", [{"name": "One", "color": "red"}]),
        ("levels", [{"name": "One", "color": "#f00"}, {"name": "Two", "color": "red"}]),
    )  # fmt: skip
    for part, value in wrong:
        answer = save(alice, address, **{part: value})
        assert (answer.status_code, set(answer.json())) == (400, {part}), (part, value)


def test_it_counts_for_threats_elements_and_models(
    alice: APIClient, vera: APIClient, address: str, model: ThreatModel
) -> None:
    threat = socket_threat(model)
    in_model = f"/api/models/{model.pk}"
    lenient = [[0] * 5 for _ in range(5)]

    shown = {}
    for version, cells in enumerate((strict()["cells"], lenient)):
        save(alice, address, version=version, cells=cells)
        shown[version] = (
            vera.get(f"{in_model}/threats/{threat.number}/").json()["risk"],
            vera.get(f"{in_model}/elements/{threat.element_id}/").json()["risk"],
            vera.get(f"{in_model}/risk/").json(),
            vera.get("/api/portfolio/risk/").json(),
        )

    for risk, element, whole, portfolio in [shown[0]]:
        assert (risk["current"]["level"]["name"], risk["current"]["above_appetite"]) == ("Act now", True)
        assert element["above_appetite"] == element["current"]["threats"] > 0
        assert (
            whole["current"]["above_appetite"]
            == Threat.objects.exclude(likelihood=1, impact=1).filter(status="open").count()
        )
        assert whole["matrix"]["levels"][1]["name"] == portfolio["matrix"]["levels"][1]["name"] == "Act now"
        assert not whole["matrices_differ"]
    for risk, element, whole, _ in [shown[1]]:
        assert (risk["current"]["level"]["name"], risk["current"]["above_appetite"]) == ("Fine", False)
        assert (element["above_appetite"], whole["current"]["above_appetite"]) == (0, 0)


def test_teams_with_different_matrices_are_shown_in_the_default(
    alice: APIClient, address: str, cast: People, model: ThreatModel
) -> None:
    other = alice.post("/api/teams/", {"name": "Second"}).json()["id"]
    alice.post(f"/api/teams/{other}/models/", {"name": "Other"}, format="json")
    save(alice, address)

    both = alice.get("/api/portfolio/risk/").json()
    one = alice.get("/api/portfolio/risk/", {"team": str(cast.team.pk)}).json()

    assert (both["matrices_differ"], both["matrix"]) == (True, matrix_to_json(DEFAULT_MATRIX))
    assert (one["matrices_differ"], len(one["matrix"]["levels"])) == (False, 2)
