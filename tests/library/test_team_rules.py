"""The rules of a team over the API."""

import sys
from typing import Any

import pytest
from pytest_django import Settings
from rest_framework.test import APIClient

from tests.people import People
from tests.team_library import RULE
from threatmodel.architecture.models import ThreatModel
from threatmodel.history.models import ModelEvent
from threatmodel.jobs.choices import JobKind
from threatmodel.jobs.models import Job
from threatmodel.library.models import TeamRule
from threatmodel.library.services import rule_sandbox
from threatmodel.threats.analysis.services.apply_analysis import model_analyze
from threatmodel.threats.threats.models import Threat

Json = dict[str, Any]
# Fires on the socket that the compose file mounts, but is a rule of its own.
OWN: Json = {**RULE, "when": "self.mounts.exists(m, m.source.endsWith('docker.sock'))"}


@pytest.fixture
def rules(cast: People) -> str:
    return f"/api/teams/{cast.team.pk}/rules/"


def test_a_rule_finds_threats_until_it_is_switched_off(
    anna: APIClient, rules: str, model: ThreatModel
) -> None:
    made = anna.post(rules, {"rule": OWN}, format="json")
    model_analyze(model_id=model.pk)
    found = Threat.objects.get(model=model, rule=OWN["id"])
    shown = anna.get(f"{rules}{OWN['id']}/").json()
    off = anna.patch(f"{rules}{OWN['id']}/", {"enabled": False}, format="json")
    model_analyze(model_id=model.pk)

    assert made.status_code == 201, made.content
    assert off.status_code == 200
    assert shown["fired"] == 1
    assert found.status == "open"
    assert Threat.objects.get(pk=found.pk).status == "resolved"
    assert ModelEvent.objects.filter(subject_type="rule", model=model).count() == 2
    assert Job.objects.get(kind=JobKind.ANALYZE).model is None  # one for every model of the team


@pytest.mark.parametrize(
    ("place", "changes"),
    [
        ("when", {"when": "self.mounts.exists(a, " * 3 + "true" + ")" * 3}),
        ("when", {"when": "true || " * 1300 + "true"}),
        ("when", {"when": "[self.mounts].map(a, a + a).exists(a, true)"}),
        ("when", {"when": "nothing.known"}),
        ("when", {"when": "self.no_such_fact"}),
        ("when", {"when": "self['privileged']"}),
        ("when", {"when": "self.privileged &&"}),
        ("when", {"when": "(" * 200 + "true" + ")" * 200}),
        ("controls", {"controls": ["no-such-control"]}),
        ("references", {"references": ["attack:T0"]}),
        ("applies_to", {"applies_to": "no-such-kind"}),
        ("id", {"id": "container-privileged"}),
        ("severity", {"severity": "terrible"}),
        ("title", {"title": "{self.secret} is shown"}),
    ],
)
def test_what_cannot_be_used_is_refused_at_its_field(
    anna: APIClient, rules: str, place: str, changes: Json
) -> None:
    response = anna.post(rules, {"rule": {**RULE, **changes}}, format="json")

    assert response.status_code == 400
    assert list(response.json()) == [place]
    assert not TeamRule.objects.exists()


def test_a_try_out_saves_nothing(anna: APIClient, rules: str, model: ThreatModel) -> None:
    before = Threat.objects.count()

    tried = anna.post(f"{rules}try/", {"rule": OWN, "model": str(model.pk)}, format="json").json()

    assert tried["problems"] == []
    assert tried["threat_count"] == 1
    assert tried["threats"][0]["evidence"][0]["file"] == "docker-compose.yml"
    assert (Threat.objects.count(), TeamRule.objects.count()) == (before, 0)


@pytest.mark.parametrize("command", [("/nowhere/python",), (sys.executable, "-c", "raise SystemExit(1)")])
def test_a_try_out_that_cannot_begin_says_so(
    anna: APIClient, rules: str, model: ThreatModel, monkeypatch: pytest.MonkeyPatch, command: tuple[str, ...]
) -> None:
    monkeypatch.setattr(rule_sandbox, "_COMMAND", command)

    response = anna.post(f"{rules}try/", {"rule": OWN, "model": str(model.pk)}, format="json")

    assert response.status_code == 503
    assert response.json()["detail"].startswith("The rule could not be tested")
    assert response["Retry-After"]


def test_trying_without_end_is_slowed_down(anna: APIClient, rules: str, model: ThreatModel) -> None:
    body = {"rule": {**OWN, "when": "nothing.known"}, "model": str(model.pk)}

    answers = [anna.post(f"{rules}try/", body, format="json").status_code for _ in range(31)]

    assert answers == [200] * 30 + [429]


def test_a_change_of_a_rule_waits_for_its_turn(anna: APIClient, rules: str, settings: Settings) -> None:
    settings.MAX_TEAM_JOBS = 0

    response = anna.post(rules, {"rule": OWN}, format="json")

    assert response.status_code == 429
    assert "unfinished jobs" in response.json()["detail"]
