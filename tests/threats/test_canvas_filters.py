"""What the canvas is filtered by: the lifecycle of controls, data sets and levels of trust."""

from typing import Any

import pytest
from rest_framework.test import APIClient

from tests.architecture.test_operations import change, run
from tests.people import People
from tests.shop_model import SOCKET_RULE, socket_threat
from tests.team_library import CONTROL, RULE
from threatmodel.architecture.api.services.data_sets import Subject, data_set_create
from threatmodel.architecture.models import Flow, ThreatModel
from threatmodel.engine.library.loader import load_library
from threatmodel.engine.library.taxonomies import LIFECYCLE
from threatmodel.library.services.team_library import control_create, rule_create
from threatmodel.threats.analysis.services.apply_analysis import model_analyze
from threatmodel.threats.choices import OPEN
from threatmodel.threats.threats.models import Threat

Json = dict[str, Any]
PROXY = "compose:proxy/proxy"


@pytest.fixture
def root(model: ThreatModel) -> str:
    return f"/api/models/{model.pk}/architecture"


def filters(client: APIClient, root: str) -> Json:
    answer = client.get(f"{root}/filters/")
    assert answer.status_code == 200, answer.content
    found: Json = answer.json()
    return found


def test_a_stage_finds_what_its_controls_would_help(vera: APIClient, root: str, model: ThreatModel) -> None:
    library = load_library()
    rules = {rule.id: rule for rule in library.rules}

    found = filters(vera, root)["lifecycle"]

    assert tuple(found) == LIFECYCLE
    for stage, uids in found.items():
        assert uids == sorted(
            {
                threat.subject_uid
                for threat in Threat.objects.filter(model=model, status__in=OPEN)
                if stage in {library.controls[name].lifecycle for name in rules[threat.rule].controls}
            }
        )
    assert PROXY in found["deploy"]


def test_a_stage_finds_flows_too(vera: APIClient, root: str, model: ThreatModel) -> None:
    flow = Flow.objects.filter(model=model).order_by("uid")[0]
    Threat.objects.filter(model=model).exclude(rule=SOCKET_RULE).delete()
    Threat.objects.filter(model=model).update(element=None, flow=flow)

    assert {uid for uids in filters(vera, root)["lifecycle"].values() for uid in uids} == {flow.uid}


def test_what_was_decided_is_found_by_no_stage(
    vera: APIClient, bob: APIClient, root: str, model: ThreatModel
) -> None:
    Threat.objects.filter(model=model).exclude(rule=SOCKET_RULE).delete()
    assert PROXY in {uid for uids in filters(vera, root)["lifecycle"].values() for uid in uids}

    decision = {"status": "not-applicable", "reason": "A read-only proxy stands before it."}
    number = socket_threat(model).number
    decided = bob.patch(f"/api/models/{model.pk}/threats/{number}/", decision, format="json")

    assert decided.status_code == 200, decided.content
    assert all(uids == [] for uids in filters(vera, root)["lifecycle"].values())


def test_rules_and_controls_of_the_team_count(
    vera: APIClient, root: str, cast: People, model: ThreatModel
) -> None:
    control_create(team_id=cast.team.pk, actor=cast.anna, values={"id": "team-ask", **CONTROL})
    own = {**RULE, "when": "self.mounts.exists(m, m.source.endsWith('docker.sock'))"}
    rule_create(team_id=cast.team.pk, actor=cast.anna, raw={**own, "controls": ["team-ask"]})
    model_analyze(model_id=model.pk)
    Threat.objects.filter(model=model).exclude(rule=RULE["id"]).delete()

    found = filters(vera, root)["lifecycle"]

    assert {stage for stage, uids in found.items() if PROXY in uids} == {CONTROL["lifecycle"]}


def test_a_data_set_finds_what_holds_it(vera: APIClient, root: str, cast: People, model: ThreatModel) -> None:
    facts = {"classification": "confidential", "personal_data": True, "purposes": []}
    on = [Subject("element", "compose:db"), Subject("element", "compose:shop")]
    data_set_create(model=model, actor=cast.bob, name="Orders", facts=facts, on=on)

    found = filters(vera, root)["data_sets"]

    assert [sorted(uids) for uids in found.values()] == [["compose:db", "compose:shop"]]


def test_the_canvas_tells_how_far_a_zone_is_trusted(
    vera: APIClient, root: str, cast: People, model: ThreatModel
) -> None:
    run(model, cast.bob, change("internet", facts={"trust_level": {"value": "untrusted"}}))

    levels = {row["uid"]: row["trust_level"] for row in vera.get(f"{root}/").json()["elements"]}

    assert levels["internet"] == "untrusted"
    assert {level for uid, level in levels.items() if uid != "internet"} == {None}


def test_a_stranger_gets_404(charlie: APIClient, root: str) -> None:
    assert charlie.get(f"{root}/filters/").status_code == 404
    assert charlie.get(f"{root}/").status_code == 404
