"""The list of rules is narrowed and sorted by what each of them says of itself."""

from collections.abc import Callable
from typing import Any

import pytest
from rest_framework.test import APIClient

from tests.people import People
from tests.team_library import RULE
from threatmodel.architecture.models import ThreatModel
from threatmodel.engine.library.methods import METHODS
from threatmodel.library.choices import SEVERITIES
from threatmodel.library.models import TeamRule
from threatmodel.threats.analysis.services.apply_analysis import model_analyze

pytestmark = pytest.mark.both_databases
Json = dict[str, Any]
# Fires on the socket that the compose file mounts.
OWN: Json = {**RULE, "when": "self.mounts.exists(m, m.source.endsWith('docker.sock'))"}


@pytest.fixture
def rules(cast: People, model: ThreatModel) -> str:
    """Where the rules are listed: those of the library, and one of the team that fires."""
    TeamRule.objects.create(team=cast.team, rule=OWN["id"], definition=OWN)
    model_analyze(model_id=model.pk)
    return f"/api/teams/{cast.team.pk}/rules/"


def listed(client: APIClient, rules: str, **query: Any) -> list[Json]:
    answer = client.get(rules, {"page_size": 200, **query})
    assert answer.status_code == 200, answer.content
    rows: list[Json] = answer.json()["results"]
    return rows


FILTERS: list[tuple[Json, Callable[[Json], bool]]] = [
    ({"severity": "critical"}, lambda row: row["severity"] == "critical"),
    ({"severity": ["high", "low"]}, lambda row: row["severity"] in {"high", "low"}),
    ({"kind": "image"}, lambda row: "image" in row["applies_to"]),
    ({"kind": "flow"}, lambda row: "flow" in row["applies_to"]),
    ({"method": "linddun"}, lambda row: not set(row["categories"]).isdisjoint(METHODS["linddun"].categories)),
    ({"category": "spoofing"}, lambda row: "spoofing" in row["categories"]),
    ({"origin": "team"}, lambda row: row["id"] == OWN["id"]),
    ({"origin": "built-in", "kind": "container"}, lambda row: row["id"] != OWN["id"]),
    ({"search": "docker"}, lambda row: True),
    ({"severity": "medium", "kind": "container"}, lambda row: row["severity"] == "medium"),
]


@pytest.mark.parametrize(("query", "fits"), FILTERS, ids=[str(query) for query, _ in FILTERS])
def test_a_filter_keeps_what_fits_and_nothing_else(
    vera: APIClient, rules: str, query: Json, fits: Callable[[Json], bool]
) -> None:
    answer = vera.get(rules, {"page_size": 200, **query}).json()

    assert 0 < answer["count"] < vera.get(rules).json()["count"]
    assert all(fits(row) for row in answer["results"])


def test_filters_leave_nothing_out(vera: APIClient, rules: str) -> None:
    count = vera.get(rules).json()["count"]

    each = [vera.get(rules, {"severity": severity}).json()["count"] for severity in SEVERITIES]

    assert sum(each) == count
    assert vera.get(rules, {"severity": list(SEVERITIES)}).json()["count"] == count


def test_rules_are_sorted_as_asked(vera: APIClient, rules: str) -> None:
    by_severity = [row["severity"] for row in listed(vera, rules, ordering="severity")]
    fired = [row["fired"] for row in listed(vera, rules, ordering="-fired")]
    ids = [row["id"] for row in listed(vera, rules, ordering="-id")]

    ranks = [SEVERITIES.index(severity) for severity in by_severity]
    assert ranks in (sorted(ranks), sorted(ranks, reverse=True))
    assert fired == sorted(fired, reverse=True)
    assert fired[0] > 0
    assert ids == sorted(ids, reverse=True)


@pytest.mark.parametrize(
    "query", [{"severity": "terrible"}, {"kind": "spaceship"}, {"method": "octave"}, {"ordering": "luck"}]
)
def test_what_cannot_be_asked_is_refused(vera: APIClient, rules: str, query: Json) -> None:
    assert vera.get(rules, query).status_code == 400
