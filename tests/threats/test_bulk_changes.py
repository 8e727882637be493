"""Changes of many threats at once."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from rest_framework.test import APIClient

from tests.people import People
from tests.shop_model import COMPOSE, import_text, socket_threat
from tests.threats.bulk_requests import NOT_APPLICABLE, REASON, Json, changed, found, listed, post, undone
from tests.threats.threat_events import threat_events
from threatmodel.accounts.choices import Role
from threatmodel.architecture.models import ThreatModel
from threatmodel.comments.models import Comment
from threatmodel.history.models import ModelEvent
from threatmodel.jobs.choices import JobKind
from threatmodel.jobs.models import Job
from threatmodel.jobs.services import job_run
from threatmodel.threats.mitigations.models import Mitigation, Treatment
from threatmodel.threats.threats.models import Threat
from threatmodel.threats.triage.services import bulk_changes

pytestmark = pytest.mark.both_databases


# --- selection ---------------------------------------------------------------------------------


def test_all_that_match_are_what_the_filter_finds(bob: APIClient, address: str, model: ThreatModel) -> None:
    wanted = found(model, severity="critical")

    outcome = changed(bob, address, NOT_APPLICABLE, all=True, filter={"severity": ["critical"]})

    assert outcome["changed"] == len(wanted) > 0
    assert found(model, status="not-applicable") == wanted


def test_all_without_some_rows(bob: APIClient, address: str, model: ThreatModel) -> None:
    first, *rest = sorted(found(model, severity="critical"))

    changed(bob, address, NOT_APPLICABLE, all=True, filter={"severity": ["critical"]}, numbers=[first])

    assert found(model, status="not-applicable") == set(rest)


def test_the_row_of_a_cause_means_all_its_threats_within_the_filter(
    bob: APIClient, address: str, model: ThreatModel
) -> None:
    row = next(one for one in listed(bob, address, roll_up=True)["results"] if one["cause"])
    group = {"by": "cause", "key": row["cause"]["id"], "severity": row["severity"]}

    outcome = changed(bob, address, NOT_APPLICABLE, groups=[group])

    assert outcome["changed"] == row["cause"]["count"] > 1
    rows = [one for one in listed(bob, address, roll_up=True)["results"] if one["cause"]]
    (again,) = [
        one for one in rows if (one["cause"]["id"], one["severity"]) == (group["key"], group["severity"])
    ]
    assert again["cause"]["statuses"] == {"not-applicable": row["cause"]["count"]}


@pytest.mark.parametrize("by", ["element", "owner", "mitigation", "hardening"])
def test_a_group_is_counted_and_changed_as_a_whole(
    bob: APIClient, address: str, cast: People, by: str
) -> None:
    some = [one["number"] for one in listed(bob, address, page_size=3)["results"]]
    new = {"title": "Run them rootless"}
    changed(bob, address, {"owner": str(cast.anna.pk), "new_mitigation": new}, numbers=some)
    page = listed(bob, address, group_by=by)
    row = max(page["results"], key=lambda one: one["group"]["key"])

    outcome = changed(
        bob, address, NOT_APPLICABLE, filter={}, groups=[{"by": by, "key": row["group"]["key"]}]
    )

    assert sum(one["group"]["count"] for one in page["results"]) == page["threat_count"]
    assert len({one["group"]["key"] for one in page["results"]}) == page["count"]
    assert outcome["changed"] == row["group"]["count"]


def test_groups_name_what_they_are(bob: APIClient, address: str, cast: People) -> None:
    number = listed(bob, address, page_size=1)["results"][0]["number"]
    change = {"owner": str(cast.anna.pk), "new_mitigation": {"title": "Run it rootless"}}
    changed(bob, address, change, numbers=[number])

    def titles(by: str) -> set[str]:
        return {one["group"]["title"] for one in listed(bob, address, group_by=by)["results"]}

    assert titles("owner") == {"Anna", "No owner"}
    assert titles("mitigation") == {"M1 Run it rootless", "No mitigation"}
    assert "db" in titles("element")


# --- what may change ---------------------------------------------------------------------------


def test_one_request_decides_assigns_dates_and_tags(
    bob: APIClient, address: str, model: ThreatModel, cast: People
) -> None:
    numbers = sorted(found(model))[:5]
    change = {
        "status": "needs-info", "reason": "Asked.", "owner": str(cast.anna.pk), "due": "2031-05-06",
        "tags_add": ["pci", "q3"],
    }  # fmt: skip

    outcome = changed(bob, address, change, numbers=numbers)

    assert outcome["changed"] == 5
    rows = [one for one in listed(bob, address)["results"] if one["number"] in numbers]
    for row in rows:
        assert (row["status"], row["owner"]["name"], row["due"]) == ("needs-info", "Anna", "2031-05-06")
        assert row["tags"] == ["pci", "q3"]
        assert row["days_left"] > 365
    assert bob.get(f"{address}tags/").json() == [{"name": "pci", "count": 5}, {"name": "q3", "count": 5}]
    assert found(model, tags__name="pci") == set(numbers)


def test_it_is_one_line_of_the_history_and_one_of_each_threat(
    bob: APIClient, address: str, model: ThreatModel
) -> None:
    numbers = sorted(found(model))[:5]
    before = bob.get(f"/api/models/{model.pk}/events/").json()["count"]

    outcome = changed(bob, address, NOT_APPLICABLE, numbers=numbers)

    history = bob.get(f"/api/models/{model.pk}/events/").json()
    assert history["count"] == before + 1
    line = history["results"][0]
    assert (line["what"], line["subject_number"]) == ("decided 5 threats", None)
    assert line["group"] == {"id": outcome["group"], "count": 5, "undone": False}
    event = threat_events(bob, model.pk, numbers[0])[0]
    assert (event["what"], event["after"]["reason"]) == ("decided", REASON)


def test_what_is_so_already_is_not_written(bob: APIClient, address: str) -> None:
    changed(bob, address, NOT_APPLICABLE, numbers=[1, 2])
    events = ModelEvent.objects.count()

    again = changed(bob, address, NOT_APPLICABLE, numbers=[1, 2])

    assert (again["changed"], again["group"], again["left"]) == (0, None, [])
    assert ModelEvent.objects.count() == events


def test_a_mitigation_is_attached_to_all(bob: APIClient, address: str, model: ThreatModel) -> None:
    changed(bob, address, {"new_mitigation": {"title": "Run them rootless"}}, numbers=[1, 2, 3])
    mitigation = Mitigation.objects.get(model=model)
    Mitigation.objects.update(status="implemented")

    outcome = changed(bob, address, {"mitigation": mitigation.number}, numbers=[3, 4, 5])

    assert outcome["changed"] == 2
    assert Treatment.objects.filter(mitigation=mitigation).count() == 5
    assert found(model, status="mitigated") == {4, 5}


def test_a_proposed_mitigation_rewrites_no_threat(bob: APIClient, address: str) -> None:
    """Their statuses stay, and a written row is rewritten in all of its indexes."""
    seen = listed(bob, address)["seen"]

    with CaptureQueriesContext(connection) as captured:
        outcome = changed(
            bob, address, {"new_mitigation": {"title": "Run them rootless"}}, seen, numbers=[1, 2]
        )

    assert outcome["changed"] == 2
    updates = [one["sql"] for one in captured if one["sql"].startswith(f'UPDATE "{Threat._meta.db_table}"')]
    assert updates == []


def test_a_comment_is_written_on_each(bob: APIClient, address: str, model: ThreatModel) -> None:
    outcome = changed(bob, address, {"comment": "Look at these"}, numbers=[1, 2])

    threads = bob.get(f"/api/models/{model.pk}/comments/", {"place": "threat", "uid": "T2"}).json()["results"]
    assert [one["text"] for one in threads] == ["Look at these"]
    assert threads[0]["place"]["name"].startswith("T2 ")
    assert undone(bob, address, outcome)["changed"] == 2
    assert not Comment.objects.exists()


def test_a_comment_with_replies_survives_the_undo(bob: APIClient, address: str, model: ThreatModel) -> None:
    outcome = changed(bob, address, {"comment": "Look at these"}, numbers=[1, 2])
    comment = Comment.objects.get(place_uid="T1")
    bob.post(f"/api/models/{model.pk}/comments/{comment.pk}/replies/", {"text": "Done"})

    result = undone(bob, address, outcome)

    assert result["left"] == [{"number": 1, "reason": "Its comment has replies."}]
    assert Comment.objects.filter(place_uid="T1").count() == 2


def test_duplicates_are_linked_but_form_no_chain(bob: APIClient, address: str) -> None:
    changed(bob, address, {"duplicate_of": 1}, numbers=[1, 2, 3])

    rows = listed(bob, address, duplicate_of=1)["results"]
    chain = post(bob, address, {"duplicate_of": 2}, numbers=[4])

    assert {one["number"] for one in rows} == {2, 3}
    assert bob.get(f"{address}2/").json()["duplicate_of"] == 1
    assert chain.status_code == 400
    assert chain.json()["duplicate_of"] == ["T2 is itself a duplicate of T1."]
    other_end = changed(bob, address, {"duplicate_of": 4}, numbers=[1])
    assert other_end["left"][0]["reason"] in {"T2 is a duplicate of it.", "T3 is a duplicate of it."}


def test_many_cost_as_many_queries_as_two(bob: APIClient, address: str, cast: People) -> None:
    def queries(**selection: Any) -> int:
        with CaptureQueriesContext(connection) as captured:
            change = {**NOT_APPLICABLE, "owner": str(cast.anna.pk), "tags_add": ["q3"]}
            outcome = changed(bob, address, change, **selection)
            undone(bob, address, outcome)
        return len(captured)

    few = queries(numbers=[1, 2])

    assert queries(all=True, filter={}) == few


# --- what is left ------------------------------------------------------------------------------


def test_what_somebody_else_changed_meanwhile_is_left(
    bob: APIClient, anna: APIClient, address: str, model: ThreatModel
) -> None:
    seen = listed(bob, address)["seen"]
    anna.patch(f"{address}1/", {"status": "needs-info", "reason": "I look at it."})

    outcome = changed(bob, address, NOT_APPLICABLE, seen, numbers=[1, 2])

    assert outcome["changed"] == 1
    assert outcome["left"] == [{"number": 1, "reason": "Anna changed it in the meantime."}]
    assert found(model, status="needs-info") == {1}


def test_what_the_list_did_not_show_yet_is_left(bob: APIClient, address: str, model: ThreatModel) -> None:
    seen = listed(bob, address)["seen"]
    new = {"on": "model", "uid": "", "title": "Backups are readable", "severity": "critical"}
    number = bob.post(address, {**new, "categories": ["tampering"]}, format="json").json()["number"]

    outcome = changed(bob, address, NOT_APPLICABLE, seen, all=True, filter={"severity": ["critical"]})

    assert outcome["left"] == [{"number": number, "reason": "New since the list was read."}]
    assert found(model, number=number, status="open") == {number}


def test_resolved_threats_are_left(bob: APIClient, cast: People, address: str, model: ThreatModel) -> None:
    number = socket_threat(model).number
    import_text(model, cast.bob, COMPOSE.replace("/var/run/docker.sock", "/data"))

    outcome = changed(bob, address, NOT_APPLICABLE, numbers=[number])

    assert outcome["changed"] == 0
    assert outcome["left"] == [{"number": number, "reason": "The latest analysis no longer finds it."}]


def test_nothing_is_written_for_threats_that_are_left(
    bob: APIClient, cast: People, address: str, model: ThreatModel
) -> None:
    Threat.objects.filter(model=model, number__in=[1, 2]).update(status="accepted")
    asked = {"person": str(cast.anna.pk), "text": "Is it reachable?"}
    change = {
        "status": "needs-info", "ask": asked, "comment": "Look", "new_mitigation": {"title": "Close it"},
    }  # fmt: skip

    outcome = changed(bob, address, change, numbers=[1, 2])

    assert (outcome["changed"], outcome["left_count"], outcome["group"]) == (0, 2, None)
    assert outcome["left"][0]["reason"].startswith("Its risk is accepted.")
    assert not Comment.objects.exists()
    assert not Mitigation.objects.exists()

    outcome = changed(bob, address, change, numbers=[1, 2, 3])

    assert (outcome["changed"], outcome["left_count"]) == (1, 2)
    assert set(Comment.objects.values_list("place_uid", flat=True)) == {"T3"}
    assert found(model, treatments__isnull=False) == {3}


@pytest.mark.parametrize("group", [{"by": "owner", "key": "anna"}, {"by": "mitigation", "key": "M1"}])
def test_unknown_groups_are_refused(bob: APIClient, address: str, group: Json) -> None:
    response = post(bob, address, NOT_APPLICABLE, groups=[group])

    assert response.status_code == 400
    assert f"Unknown {group['by']}." in str(response.json()["selection"])


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"status": "not-applicable", "reason": " "}, "reason"),
        ({"reason": "Because"}, "change"),
        ({}, "change"),
        ({"mitigation": 99}, "mitigation"),
        ({"duplicate_of": 9999}, "duplicate_of"),
        ({"status": "mitigated"}, "change"),
        ({"owner": "00000000-0000-0000-0000-000000000000"}, "owner"),
    ],
)
def test_bad_changes_are_refused_and_change_nothing(
    bob: APIClient, address: str, change: Json, field: str
) -> None:
    response = post(bob, address, change, numbers=[1, 2])

    assert response.status_code == 400
    assert field in response.json()
    assert not ModelEvent.objects.filter(subject_type="threat").exists()


def test_nothing_selected_is_refused(bob: APIClient, address: str) -> None:
    assert post(bob, address, NOT_APPLICABLE).status_code == 400
    assert post(bob, address, NOT_APPLICABLE, all=True).status_code == 400


def test_an_owner_is_a_member_of_the_team(bob: APIClient, address: str, cast: People) -> None:
    response = post(bob, address, {"owner": str(cast.charlie.pk)}, numbers=[1])

    assert response.json() == {"owner": ["The owner must be a member of the team."]}


def test_only_editors_of_the_team(
    bob: APIClient, vera: APIClient, charlie: APIClient, nobody: APIClient, address: str
) -> None:
    seen = listed(bob, address)["seen"]
    outcome = changed(bob, address, NOT_APPLICABLE, numbers=[1])
    undo = f"{address}changes/{outcome['group']}/undo/"

    for client, status in ((vera, 403), (charlie, 404), (nobody, 403)):
        assert post(client, address, NOT_APPLICABLE, seen, numbers=[1]).status_code == status
        assert client.post(undo).status_code == status
    assert charlie.get(f"{address}tags/").status_code == 404


# --- very many ---------------------------------------------------------------------------------


def test_a_job_changes_very_many_once(
    bob: APIClient, address: str, model: ThreatModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("threatmodel.threats.triage.views.AT_ONCE", 0)
    outcome = changed(bob, address, NOT_APPLICABLE, all=True, filter={"severity": ["critical"]})
    job = Job.objects.get(kind=JobKind.CHANGE_THREATS)
    assert (outcome["changed"], outcome["job"]["id"]) == (0, str(job.pk))

    job_run(job_id=job.pk)
    Job.objects.update(state="queued", lease_until=None, finished_at=None)
    job_run(job_id=job.pk)

    job.refresh_from_db()
    wanted = found(model, severity="critical")
    assert job.result is not None
    assert (job.state, job.result["changed"]) == ("succeeded", len(wanted))
    assert found(model, status="not-applicable") == wanted
    assert ModelEvent.objects.filter(subject_number=min(wanted), subject_type="threat").count() == 1
    assert undone(bob, address, job.result)["changed"] == len(wanted)


def test_a_job_of_who_may_no_longer_edit_changes_nothing(
    bob: APIClient, address: str, model: ThreatModel, cast: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("threatmodel.threats.triage.views.AT_ONCE", 3)
    changed(bob, address, NOT_APPLICABLE, all=True, filter={})
    cast.bob.memberships.update(role=Role.VIEWER)
    job = Job.objects.get(kind=JobKind.CHANGE_THREATS)

    job_run(job_id=job.pk)

    job.refresh_from_db()
    assert job.state == "failed"
    assert found(model, status="not-applicable") == set()
    assert bulk_changes.AT_ONCE >= 10_000
