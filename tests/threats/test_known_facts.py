"""A possible threat shows what is known of it, with the places it was read from."""

from typing import Any

import pytest
from rest_framework.test import APIClient

from tests.people import People
from tests.shop_model import socket_threat
from tests.team_library import RULE
from threatmodel.architecture.api.selectors.rule_evidence import evidence_rows
from threatmodel.architecture.models import Flow, ThreatModel
from threatmodel.library.models import TeamRule
from threatmodel.threats.threats.models import Threat

Json = dict[str, Any]


def known_of(client: APIClient, model: ThreatModel, number: int) -> Json:
    answer = client.get(f"/api/models/{model.pk}/threats/{number}/known-facts/")
    assert answer.status_code == 200, answer.content
    body: Json = answer.json()
    return body


def possible(model: ThreatModel, rule: str) -> Threat:
    return Threat.with_possible.filter(model=model, certainty="possible", rule=rule).earliest("number")


def test_a_possible_threat_shows_the_known_facts_that_its_rule_reads(
    vera: APIClient, model: ThreatModel
) -> None:
    threat = possible(model, "store-without-authentication")

    known = known_of(vera, model, threat.number)["facts"]

    purpose = next(one for one in known if one["fact"] == "purpose")
    assert (purpose["element_name"], purpose["value"], purpose["origin"]) == ("db", "database", "inferred")
    assert (purpose["file"], purpose["line"]) == ("docker-compose.yml", 14)
    assert "authentication" not in {one["fact"] for one in known}


def test_facts_of_a_flow_without_a_name_are_shown_under_its_ends(model: ThreatModel) -> None:
    Flow.objects.filter(model=model).update(name="")
    flow = Flow.objects.select_related("source", "destination").filter(model=model).earliest("uid")

    (row,) = evidence_rows(model, [{"element": flow.uid, "fact": "encrypted", "value": False}])

    assert row["element_name"] == f"{flow.source.name} → {flow.destination.name}"
    assert row["element_kind"] == "flow"


def test_evidence_names_the_person_who_stated_it_and_none_for_what_a_file_says(
    model: ThreatModel, cast: People
) -> None:
    flow = Flow.objects.filter(model=model).earliest("uid")
    stated = {"value": False, "origin": "person", "by": str(cast.bob.pk), "at": "2026-03-01T10:00:00Z"}
    flow.facts = {**flow.facts, "encrypted": stated}
    flow.save(update_fields=["facts"])
    of_flow = {"element": flow.uid, "value": False}

    rows = evidence_rows(
        model,
        [
            {**of_flow, "fact": "encrypted", "origin": "person"},
            {**of_flow, "fact": "port", "origin": "file"},
        ],
    )

    assert [row["by"] for row in rows] == [cast.bob.get_full_name(), ""]


def test_filters_of_a_team_rule_are_not_evaluated_in_the_web_process(
    vera: APIClient, model: ThreatModel, cast: People
) -> None:
    definition = {**RULE, "evidence": [{"fact": "mounts", "where": "item.source == 'nothing'"}]}
    TeamRule.objects.create(team=cast.team, rule=RULE["id"], definition=definition)
    threat = socket_threat(model)
    Threat.objects.filter(pk=threat.pk).update(rule=RULE["id"])

    known = known_of(vera, model, threat.number)["facts"]

    assert {one["fact"] for one in known} == {"mounts", "privileged"}


@pytest.mark.parametrize("who", ["stranger", "nobody"])
def test_there_is_nothing_for_strangers_and_of_unknown_threats(
    charlie: APIClient, vera: APIClient, model: ThreatModel, who: str
) -> None:
    client, number = (charlie, socket_threat(model).number) if who == "stranger" else (vera, 4711)

    assert client.get(f"/api/models/{model.pk}/threats/{number}/known-facts/").status_code == 404
