"""People record assessments with findings, which are linked to threats and change none by themselves."""

from typing import Any
from uuid import uuid4

import pytest
from rest_framework.test import APIClient

from tests.assessments.assessment_client import PROXY, TEST, add, add_finding, address, change_finding, read
from tests.people import People, client_of
from tests.shop_model import new_model, socket_threat
from threatmodel.architecture.models import ThreatModel
from threatmodel.assessments.models import AssessmentFinding, AssessmentLink
from threatmodel.assessments.services import assessments as service
from threatmodel.attack_paths.models import GoalResult
from threatmodel.attack_paths.services.path_computation import paths_refresh
from threatmodel.audit.models import AuditEvent
from threatmodel.history.models import ModelEvent

Json = dict[str, Any]


@pytest.fixture
def spring(bob: APIClient, model: ThreatModel) -> Json:
    return add(bob, model, tester="  Ada  ", next_due="2027-03-12")


def of_threat(client: APIClient, model: ThreatModel, number: int) -> list[Json]:
    found: list[Json] = client.get(f"/api/models/{model.pk}/threats/{number}/assessment-findings/").json()[
        "findings"
    ]
    return found


def test_an_assessment_is_recorded_changed_and_deleted(
    bob: APIClient, model: ThreatModel, spring: Json
) -> None:
    body = {**TEST, "title": "Test of autumn", "version": 0}
    changed = bob.put(address(model, spring["id"]), body, format="json").json()
    late = bob.put(address(model, spring["id"]), body, format="json")
    gone = bob.delete(address(model, spring["id"]) + "?version=1")

    assert (spring["tester"], spring["created_by"]["name"], spring["findings"]) == ("Ada", "Bob", [])
    assert (changed["title"], changed["version"]) == ("Test of autumn", 1)
    assert (late.status_code, late.json()["current"]["title"]) == (409, "Test of autumn")
    assert (gone.status_code, bob.get(address(model)).json()["results"]) == (204, [])
    words = ModelEvent.objects.filter(model=model, subject_type="assessment").order_by("id")
    assert [one.what.partition(" “")[0] for one in words] == [
        "added the assessment", "changed the assessment", "deleted the assessment",
    ]  # fmt: skip
    actions = AuditEvent.objects.filter(action__startswith="assessment.").order_by("number")
    assert [one.action for one in actions] == ["assessment.created", "assessment.deleted"]


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"kind": "rumor"}, "kind"),
        ({"title": " "}, "title"),
        ({"performed_on": "2999-01-01"}, "performed_on"),
        ({"next_due": "2026-03-12"}, "next_due"),
        ({"report_url": "javascript:alert(1)"}, "report_url"),
        ({"report_url": "https://ada:secret@example.com/"}, "report_url"),
        ({"report_url": "https://token@example.com/"}, "report_url"),
        ({"mystery": 1}, "mystery"),
    ],
)
def test_what_cannot_be_so_is_refused_by_field(
    bob: APIClient, model: ThreatModel, values: Json, field: str
) -> None:
    refused = bob.post(address(model), {**TEST, **values}, format="json")

    assert (refused.status_code, list(refused.json())) == (400, [field])


def test_a_confirmed_finding_shows_on_its_threat_and_leaves_its_status(
    bob: APIClient, model: ThreatModel, spring: Json
) -> None:
    threat = socket_threat(model)

    finding = add_finding(bob, model, spring, threats=[threat.number], subjects=[PROXY])
    change_finding(bob, model, spring, finding, status="confirmed")

    (shown,) = of_threat(bob, model, threat.number)
    assert (shown["status"], shown["assessment"]["kind"]) == ("confirmed", "penetration-test")
    assert [one["name"] for one in finding["subjects"]] == ["proxy"]
    assert [one["number"] for one in finding["threats"]] == [threat.number]
    assert socket_threat(model).status == threat.status == "open"
    words = ModelEvent.objects.filter(
        model=model, subject_type="threat", subject_number=threat.number, what__contains="finding"
    ).order_by("id")
    assert [one.what for one in words] == [
        "linked the finding “Socket reachable” of the penetration test of Mar 12, 2026",
        "confirmed the finding “Socket reachable” of the penetration test of Mar 12, 2026",
    ]


def test_links_are_replaced_by_kind_and_others_stay(bob: APIClient, model: ThreatModel, spring: Json) -> None:
    number = socket_threat(model).number
    finding = add_finding(bob, model, spring, threats=[number], subjects=[PROXY])

    changed = change_finding(bob, model, spring, finding, subjects=["compose:db", "compose:db"]).json()

    (after,) = changed["findings"]
    assert [one["uid"] for one in after["subjects"]] == ["compose:db"]
    assert [one["number"] for one in after["threats"]] == [number]


def test_a_finding_is_linked_to_a_goal_of_attack_paths(
    bob: APIClient, model: ThreatModel, spring: Json
) -> None:
    paths_refresh(model_id=model.pk)
    goal = GoalResult.objects.filter(run__model=model).order_by("position")[0]

    finding = add_finding(bob, model, spring, goals=[goal.key])

    assert [(one["key"], one["found"]) for one in finding["goals"]] == [(goal.key, True)]
    AssessmentLink.objects.filter(kind="goal").update(key="gone")
    (after,) = read(bob, model, spring)["findings"]
    assert [(one["key"], one["found"]) for one in after["goals"]] == [("gone", False)]


@pytest.mark.parametrize(
    ("field", "value"), [("threats", 9999), ("subjects", "compose:none"), ("goals", "none")]
)
def test_what_the_model_does_not_have_is_not_linked(
    bob: APIClient, model: ThreatModel, spring: Json, field: str, value: Any
) -> None:
    body = {"title": "Other", "severity": "low", field: [value]}
    refused = bob.post(address(model, spring["id"], "findings"), body, format="json")

    assert (refused.status_code, list(refused.json())) == (400, [field])
    assert not AssessmentFinding.objects.filter(assessment_id=spring["id"]).exists()


def test_threats_of_another_model_are_not_linked(
    bob: APIClient, cast: People, model: ThreatModel, spring: Json
) -> None:
    other = new_model(cast.team, cast.bob, "Other")
    there = add(bob, other)

    body = {"title": "Other", "severity": "low", "threats": [socket_threat(model).number]}
    refused = bob.post(address(other, there["id"], "findings"), body, format="json")

    assert refused.status_code == 400
    assert bob.get(address(other, spring["id"])).status_code == 404
    assert bob.get(address(model, uuid4())).status_code == 404


def test_an_element_that_was_deleted_keeps_its_name_and_link(
    bob: APIClient, model: ThreatModel, spring: Json
) -> None:
    finding = add_finding(bob, model, spring, subjects=[PROXY])
    AssessmentLink.objects.filter(key=PROXY).update(key="compose:gone")

    changed = change_finding(bob, model, spring, finding, subjects=["compose:gone"])

    (after,) = changed.json()["findings"]
    assert [(one["id"], one["name"]) for one in after["subjects"]] == [(None, "proxy")]


def test_a_finding_is_deleted_with_its_links(bob: APIClient, model: ThreatModel, spring: Json) -> None:
    finding = add_finding(bob, model, spring, threats=[socket_threat(model).number])
    where = address(model, spring["id"], "findings", finding["id"])

    late = bob.delete(f"{where}?version=9")
    gone = bob.delete(f"{where}?version=0")

    assert (late.status_code, gone.status_code, gone.json()["findings"]) == (409, 200, [])
    assert of_threat(bob, model, socket_threat(model).number) == []


def test_threats_are_told_that_an_assessment_was_deleted(
    bob: APIClient, model: ThreatModel, spring: Json
) -> None:
    number = socket_threat(model).number
    add_finding(bob, model, spring, threats=[number])
    add_finding(bob, model, spring, title="Other", threats=[number])

    bob.delete(address(model, spring["id"]) + "?version=0")

    event = ModelEvent.objects.filter(subject_type="threat", subject_number=number).latest("id")
    assert event.what == "deleted the penetration test of Mar 12, 2026 with 2 findings about this threat"


def test_texts_that_may_hold_secrets_are_not_kept_in_events(bob: APIClient, model: ThreatModel) -> None:
    secret = "hunter2-canary"
    texts = {"description": f"Signed in with {secret}", "evidence": secret}
    report = {"scope": secret, "report_url": f"https://reports.example.com/?key={secret}"}
    made = add(bob, model, **report)
    finding = add_finding(bob, model, made, **texts)
    changed = change_finding(bob, model, made, finding, evidence=f"{secret}2", status="confirmed")
    body = {**TEST, "scope": "", "report_url": f"https://other.example.com/{secret}", "version": 0}
    bob.put(address(model, made["id"]), body, format="json")
    where = address(model, made["id"], "findings", finding["id"])
    bob.delete(f"{where}?version={changed.json()['findings'][0]['version']}")
    bob.delete(address(model, made["id"]) + "?version=1")

    events = list(ModelEvent.objects.filter(model=model).order_by("id").values("what", "before", "after"))
    audit = list(AuditEvent.objects.values())

    assert secret not in str(events) + str(audit)
    of_finding = next(one for one in events if one["what"].startswith("changed the finding"))
    assert of_finding["after"] == {"status": "confirmed", "changed": ["evidence"]}
    of_assessment = next(one for one in events if one["what"].startswith("changed the assessment"))
    assert of_assessment["before"] == {"report_url": "reports.example.com"}
    assert of_assessment["after"] == {"report_url": "other.example.com", "changed": ["scope"]}


def test_viewers_read_and_change_nothing(
    cast: People, bob: APIClient, model: ThreatModel, spring: Json
) -> None:
    vera = client_of(cast.vera)
    finding = add_finding(bob, model, spring)

    assert read(vera, model, spring)["findings"][0]["title"] == finding["title"]
    assert vera.post(address(model), TEST, format="json").status_code == 403
    assert change_finding(vera, model, spring, finding, status="fixed").status_code == 403


def test_the_list_counts_findings_and_what_is_left(bob: APIClient, model: ThreatModel, spring: Json) -> None:
    add_finding(bob, model, spring)
    add_finding(bob, model, spring, title="Old", status="fixed")

    (row,) = bob.get(address(model)).json()["results"]

    assert (row["findings_count"], row["unresolved"], row["overdue"]) == (2, 1, False)


def test_all_who_have_the_model_open_are_informed(
    bob: APIClient,
    model: ThreatModel,
    monkeypatch: pytest.MonkeyPatch,
    django_capture_on_commit_callbacks: Any,
) -> None:
    sent: list[Json] = []
    monkeypatch.setattr(service, "broadcast", lambda **message: sent.append(message))

    with django_capture_on_commit_callbacks(execute=True):
        made = add(bob, model)
        add_finding(bob, model, made)

    assert sent == [{"model_id": model.pk, "message": {"type": "assessment"}}] * 2
