"""Coverage, grouped questions and the rules of a team, through the API."""

import sys
from typing import Any

import pytest
from pytest_django import Settings
from rest_framework.test import APIClient

from tests.cast import Cast
from tests.knowledge import RULE
from threatmodel.architecture.models import ThreatModel
from threatmodel.history.models import ModelEvent
from threatmodel.jobs.models import Job
from threatmodel.library.models import TeamRule
from threatmodel.library.services import sandbox as confined
from threatmodel.threats.analysis.models import AnalysisRun
from threatmodel.threats.analysis.services.analyses import model_analyse
from threatmodel.threats.questions.models import Question
from threatmodel.threats.threats.models import Threat

Json = dict[str, Any]
# Fires on the socket that the compose file mounts, but is a rule of its own.
OWN: Json = {**RULE, "when": "self.mounts.exists(m, m.source.endsWith('docker.sock'))"}


@pytest.fixture
def rules(cast: Cast) -> str:
    return f"/api/teams/{cast.team.pk}/rules/"


def test_the_grid_shows_the_threats_and_the_figures_of_the_run(vera: APIClient, model: ThreatModel) -> None:
    answer = vera.get(f"/api/models/{model.pk}/coverage/", {"state": "threats"}).json()

    cells = [cell for row in answer["results"] for cell in row["cells"].values()]
    assert any(cell["threats"] for cell in cells)
    run = AnalysisRun.objects.latest("created_at")
    assert run.completeness["stride"] == answer["percent"]
    row = vera.get(f"/api/models/{model.pk}/").json()
    assert row["completeness"] == run.completeness


def test_a_group_is_answered_in_one_batch_and_one_job(bob: APIClient, model: ThreatModel) -> None:
    groups = bob.get(f"/api/models/{model.pk}/questions/groups/").json()["results"]
    group = next(row for row in groups if row["type"] == "bool" and row["count"] > 1)
    seq = ThreatModel.objects.get(pk=model.pk).seq
    answers = [{"question": one["id"], "value": True} for one in group["questions"]]

    response = bob.post(f"/api/models/{model.pk}/questions/answers/", {"answers": answers}, format="json")

    assert response.status_code == 202
    assert ThreatModel.objects.get(pk=model.pk).seq == seq + 1
    assert Job.objects.count() == 1
    assert not Question.objects.filter(
        fact=group["fact"], answered=False, element__kind=group["kind"]
    ).exists()


def test_a_group_tells_how_many_rules_wait_for_it(bob: APIClient, model: ThreatModel) -> None:
    groups = bob.get(f"/api/models/{model.pk}/questions/groups/").json()["results"]

    for group in groups:
        kind = None if group["kind"] == "flow" else group["kind"]
        rows = Question.objects.filter(model=model, answered=False, fact=group["fact"], element__kind=kind)
        assert group["rule_count"] == len({rule for row in rows for rule in row.rules}) > 0
        assert (group["count"], group["weight"]) == (len(rows), sum(row.weight for row in rows))


def test_a_group_names_the_questions_that_were_searched_for(bob: APIClient, model: ThreatModel) -> None:
    address = f"/api/models/{model.pk}/questions/groups/"
    asked = Question.objects.get(model=model, fact="end_of_life", element__uid="image:traefik")

    (group,) = bob.get(address, {"search": "traefik"}).json()["results"]

    assert Question.objects.filter(model=model, fact="end_of_life").count() > 1
    assert (group["fact"], group["count"]) == ("end_of_life", 1)
    assert [question["id"] for question in group["questions"]] == [str(asked.pk)]


def test_one_bad_answer_writes_nothing(bob: APIClient, model: ThreatModel) -> None:
    good, bad = Question.objects.filter(model=model, answered=False)[:2]
    answers = [{"question": str(good.pk), "value": True}, {"question": str(bad.pk), "value": {"a": 1}}]

    response = bob.post(f"/api/models/{model.pk}/questions/answers/", {"answers": answers}, format="json")

    assert response.status_code == 400
    assert str(bad.pk) in response.json()["answers"]
    assert not Job.objects.exists()


def test_a_rule_finds_threats_until_it_is_switched_off(
    anna: APIClient, rules: str, model: ThreatModel
) -> None:
    made = anna.post(rules, {"rule": OWN}, format="json")
    model_analyse(model_id=model.pk)
    found = Threat.objects.get(model=model, rule=OWN["id"])
    shown = anna.get(f"{rules}{OWN['id']}/").json()
    off = anna.patch(f"{rules}{OWN['id']}/", {"enabled": False}, format="json")
    model_analyse(model_id=model.pk)

    assert made.status_code == 201, made.content
    assert off.status_code == 200
    assert shown["fired"] == 1
    assert found.disposition == "open"
    assert Threat.objects.get(pk=found.pk).disposition == "gone"
    assert ModelEvent.objects.filter(subject_type="rule", model=model).count() == 2
    assert Job.objects.get().model is None  # one for every model of the team


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
    monkeypatch.setattr(confined, "_COMMAND", command)

    response = anna.post(f"{rules}try/", {"rule": OWN, "model": str(model.pk)}, format="json")

    assert response.status_code == 503
    assert response.json()["detail"].startswith("The rule could not be tried")
    assert response["Retry-After"]


def test_trying_without_end_is_slowed_down(anna: APIClient, rules: str, model: ThreatModel) -> None:
    body = {"rule": {**OWN, "when": "nothing.known"}, "model": str(model.pk)}

    answers = [anna.post(f"{rules}try/", body, format="json").status_code for _ in range(31)]

    assert answers == [200] * 30 + [429]


def test_a_change_of_a_rule_waits_for_its_turn(anna: APIClient, rules: str, settings: Settings) -> None:
    settings.TEAM_JOBS_MOST = 0

    response = anna.post(rules, {"rule": OWN}, format="json")

    assert response.status_code == 429
    assert "jobs waiting" in response.json()["detail"]
