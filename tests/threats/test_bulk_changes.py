"""Changes of many threats at once, and their undo."""

import datetime as dt
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from rest_framework.test import APIClient

from tests.people import People
from tests.shop_model import COMPOSE, import_text, socket_threat
from tests.threats.threat_events import threat_events
from threatmodel.accounts.models import Role, User
from threatmodel.accounts.services import membership_remove
from threatmodel.architecture.models import ThreatModel
from threatmodel.comments.models import Comment, Mention
from threatmodel.history.models import ModelEvent
from threatmodel.jobs.models import Job, Kind
from threatmodel.jobs.services import job_run
from threatmodel.threats.mitigations.models import Mitigation, Treatment
from threatmodel.threats.threats.models import Threat
from threatmodel.threats.triage.models import InfoRequest
from threatmodel.threats.triage.services import bulk_changes

Json = dict[str, Any]
REASON = "The hosts are thrown away after each build."
NOT_APPLICABLE: Json = {"status": "not-applicable", "reason": REASON}


@pytest.fixture
def address(model: ThreatModel) -> str:
    return f"/api/models/{model.pk}/threats/"


def listed(client: APIClient, address: str, **query: Any) -> Json:
    response = client.get(address, {"page_size": 200, **query})
    assert response.status_code == 200, response.content
    return response.json()  # type: ignore[no-any-return]


def post(client: APIClient, address: str, change: Json, seen: Json | None = None, **selection: Any) -> Any:
    seen = seen or listed(client, address)["seen"]
    body = {"selection": selection, "seen": seen, "change": change}
    return client.post(f"{address}changes/", body, format="json")


def changed(
    client: APIClient, address: str, change: Json, seen: Json | None = None, **selection: Any
) -> Json:
    response = post(client, address, change, seen, **selection)
    assert response.status_code == 200, response.content
    return response.json()  # type: ignore[no-any-return]


def undone(client: APIClient, address: str, outcome: Json) -> Json:
    response = client.post(f"{address}changes/{outcome['group']}/undo/")
    assert response.status_code == 200, response.content
    return response.json()  # type: ignore[no-any-return]


def found(model: ThreatModel, **filters: Any) -> set[int]:
    return set(Threat.objects.filter(model=model, **filters).values_list("number", flat=True))


# --- selection ---------------------------------------------------------------------------------


def test_all_that_match_are_what_the_filter_finds(bob: APIClient, address: str, model: ThreatModel) -> None:
    wanted = found(model, severity="critical")

    outcome = changed(bob, address, NOT_APPLICABLE, all=True, filter={"severity": ["critical"]})

    assert outcome["changed"] == len(wanted) > 0
    assert found(model, disposition="not-applicable") == wanted


def test_all_without_some_rows(bob: APIClient, address: str, model: ThreatModel) -> None:
    first, *rest = sorted(found(model, severity="critical"))

    changed(bob, address, NOT_APPLICABLE, all=True, filter={"severity": ["critical"]}, numbers=[first])

    assert found(model, disposition="not-applicable") == set(rest)


def test_the_row_of_a_cause_means_all_its_threats_within_the_filter(
    bob: APIClient, address: str, model: ThreatModel
) -> None:
    row = next(one for one in listed(bob, address, roll_up=True)["results"] if one["cause"])
    group = {"by": "cause", "key": row["cause"]["id"], "severity": row["severity"]}

    outcome = changed(bob, address, NOT_APPLICABLE, groups=[group])

    assert outcome["changed"] == row["cause"]["count"] > 1
    again = next(one for one in listed(bob, address, roll_up=True)["results"] if one["cause"] == row["cause"])
    assert again["status"] == "not-applicable"


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
    assert found(model, disposition="mitigated") == {4, 5}


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
    assert found(model, disposition="needs-info") == {1}


def test_what_the_list_did_not_show_yet_is_left(bob: APIClient, address: str, model: ThreatModel) -> None:
    seen = listed(bob, address)["seen"]
    new = {"on": "model", "uid": "", "title": "Backups are readable", "severity": "critical"}
    number = bob.post(address, {**new, "categories": ["tampering"]}, format="json").json()["number"]

    outcome = changed(bob, address, NOT_APPLICABLE, seen, all=True, filter={"severity": ["critical"]})

    assert outcome["left"] == [{"number": number, "reason": "New since the list was read."}]
    assert found(model, number=number, disposition="open") == {number}


def test_resolved_threats_are_left(bob: APIClient, cast: People, address: str, model: ThreatModel) -> None:
    number = socket_threat(model).number
    import_text(model, cast.bob, COMPOSE.replace("/var/run/docker.sock", "/data"))

    outcome = changed(bob, address, NOT_APPLICABLE, numbers=[number])

    assert outcome["changed"] == 0
    assert outcome["left"] == [{"number": number, "reason": "The latest analysis no longer finds it."}]


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


# --- undo --------------------------------------------------------------------------------------


def snapshot(model: ThreatModel) -> list[Any]:
    columns = ("number", "disposition", "decided", "disposition_reason", "owner", "due", "duplicate_of")
    rows = Threat.objects.filter(model=model).order_by("number")
    return [*rows.values_list(*columns), *rows.filter(tags__isnull=False).values_list("number", "tags__name")]


def test_undo_restores_exactly_what_was(
    bob: APIClient, address: str, model: ThreatModel, cast: People
) -> None:
    changed(bob, address, {"status": "needs-info", "reason": "Hm", "tags_add": ["old"]}, numbers=[1, 2])
    changed(bob, address, {"owner": str(cast.anna.pk), "due": "2030-01-01"}, numbers=[2, 3])
    was = snapshot(model)
    change = {
        **NOT_APPLICABLE, "owner": str(cast.bob.pk), "due": "2031-01-01", "tags_add": ["new"],
        "tags_remove": ["old"], "new_mitigation": {"title": "Run them rootless"},
    }  # fmt: skip
    outcome = changed(bob, address, change, all=True, filter={})
    assert snapshot(model) != was

    result = undone(bob, address, outcome)

    assert (result["changed"], result["left"]) == (outcome["changed"], [])
    assert snapshot(model) == was
    assert not Mitigation.objects.filter(model=model).exists()
    assert bob.post(f"{address}changes/{outcome['group']}/undo/").status_code == 400


def test_the_undo_can_be_undone(bob: APIClient, address: str, model: ThreatModel) -> None:
    outcome = changed(bob, address, NOT_APPLICABLE, numbers=[1, 2])
    was = snapshot(model)

    undone(bob, address, undone(bob, address, outcome))

    assert snapshot(model) == was


def test_undo_leaves_what_was_changed_since(
    bob: APIClient, anna: APIClient, address: str, model: ThreatModel
) -> None:
    outcome = changed(bob, address, NOT_APPLICABLE, numbers=[1, 2])
    anna.patch(f"{address}1/", {"status": "open"})

    result = undone(bob, address, outcome)

    assert result["changed"] == 1
    assert result["left"] == [{"number": 1, "reason": "Changed since."}]
    assert found(model, disposition="not-applicable") == set()


def test_undo_of_a_decision_keeps_a_later_owner(
    bob: APIClient, address: str, model: ThreatModel, cast: People
) -> None:
    outcome = changed(bob, address, NOT_APPLICABLE, numbers=[1, 2])
    changed(bob, address, {"owner": str(cast.anna.pk)}, numbers=[1])

    assert undone(bob, address, outcome)["changed"] == 2
    assert found(model, owner=cast.anna) == {1}


def test_a_mitigation_somebody_worked_on_survives_the_undo(
    bob: APIClient, anna: APIClient, address: str, model: ThreatModel
) -> None:
    outcome = changed(bob, address, {"new_mitigation": {"title": "Run them rootless"}}, numbers=[1, 2])
    anna.patch(f"/api/models/{model.pk}/mitigations/1/", {"status": "planned"})

    undone(bob, address, outcome)

    assert Mitigation.objects.get(model=model).status == "planned"
    assert not Treatment.objects.exists()


# --- people ------------------------------------------------------------------------------------


def test_who_leaves_the_team_owns_nothing_any_more(
    bob: APIClient, address: str, model: ThreatModel, cast: People
) -> None:
    outcome = changed(bob, address, {"owner": str(cast.anna.pk)}, numbers=[1, 2])
    later = changed(bob, address, {"owner": str(cast.bob.pk)}, numbers=[1, 2])

    membership_remove(membership=cast.anna.memberships.get(team=cast.team))
    left = undone(bob, address, later)
    changed(bob, address, {"owner": str(cast.vera.pk)}, numbers=[1, 2])
    membership_remove(membership=cast.vera.memberships.get(team=cast.team))

    assert {one["reason"] for one in left["left"]} == {"Its owner before is no longer in the team."}
    assert outcome["changed"] == 2
    assert found(model, owner__isnull=False) == set()
    event = threat_events(bob, model.pk, 1)[0]
    assert (event["what"], event["actor"]) == ("took from Vera, who left the team,", None)
    assert event["before"]["owner"]["name"] == "Vera"


def ask(client: APIClient, address: str, person: User, **selection: Any) -> Json:
    question = {"person": str(person.pk), "text": "Is it reachable?"}
    return changed(client, address, {"status": "needs-info", "ask": question}, **selection)


def test_a_question_shows_who_is_waited_for_until_the_answer(
    bob: APIClient, anna: APIClient, address: str, model: ThreatModel, cast: People
) -> None:
    ask(bob, address, cast.anna, numbers=[1])
    waiting = bob.get(f"{address}1/").json()["waiting"]
    assert Mention.objects.get().user == cast.anna
    assert listed(anna, address, waiting_for="me")["count"] == 1

    anna.post(f"/api/models/{model.pk}/comments/{waiting['thread']}/replies/", {"text": "Yes"})

    assert waiting["asked"]["name"] == "Anna"
    shown = bob.get(f"{address}1/").json()
    assert (shown["waiting"], shown["status"]) == (None, "open")
    assert threat_events(bob, model.pk, 1)[0]["what"] == "answered the question about"


def test_who_asked_may_add_to_the_question(
    bob: APIClient, address: str, model: ThreatModel, cast: People
) -> None:
    ask(bob, address, cast.anna, numbers=[1])
    thread = bob.get(f"{address}1/").json()["waiting"]["thread"]

    bob.post(f"/api/models/{model.pk}/comments/{thread}/replies/", {"text": "From the internet, I mean"})

    assert bob.get(f"{address}1/").json()["status"] == "needs-info"


def test_one_comment_asks_about_many(
    bob: APIClient, anna: APIClient, address: str, model: ThreatModel, cast: People
) -> None:
    ask(bob, address, cast.anna, all=True, filter={})
    comment = Comment.objects.get()
    total = InfoRequest.objects.count()

    anna.post(f"/api/models/{model.pk}/comments/{comment.pk}/replies/", {"text": "None of them"})

    assert f"and {total - 5:,} more" in comment.text
    assert total == Threat.objects.filter(model=model).count()
    assert not InfoRequest.objects.exists()
    assert found(model, disposition="open") == found(model)


def test_a_decision_needs_no_answer_any_more(bob: APIClient, address: str, cast: People) -> None:
    ask(bob, address, cast.anna, numbers=[1, 2])

    bob.patch(f"{address}1/", NOT_APPLICABLE)
    changed(bob, address, NOT_APPLICABLE, numbers=[2])

    assert not InfoRequest.objects.exists()


def test_viewers_are_not_asked(bob: APIClient, address: str, cast: People) -> None:
    question = {"person": str(cast.vera.pk), "text": "Is it?"}

    response = post(bob, address, {"status": "needs-info", "ask": question}, numbers=[1])

    assert response.json() == {"ask": ["Only members of the team who can edit can be asked."]}


# --- dates -------------------------------------------------------------------------------------


def set_days(client: APIClient, cast: People, **days: int) -> Any:
    return client.patch(f"/api/teams/{cast.team.pk}/", {"due_days": days}, format="json")


def test_the_days_of_the_team_give_a_date_by_severity(
    alice: APIClient, bob: APIClient, address: str, cast: People, model: ThreatModel
) -> None:
    assert set_days(alice, cast, critical=3, high=30).status_code == 200
    week_ago = dt.datetime.now(dt.UTC) - dt.timedelta(days=6)
    Threat.objects.filter(model=model).update(first_seen_at=week_ago)
    critical = found(model, severity="critical")

    rows = listed(bob, address, severity="critical")["results"]

    assert {(one["days_left"], one["due_by_severity"]) for one in rows} == {(-3, True)}
    assert {one["number"] for one in listed(bob, address, due="overdue")["results"]} == critical
    assert listed(bob, address, due="soon")["count"] == 0
    changed(bob, address, {"due": str(dt.datetime.now(dt.UTC).date())}, all=True, filter={"due": ["overdue"]})
    assert listed(bob, address, due="overdue")["count"] == 0
    assert {one["number"] for one in listed(bob, address, due="soon")["results"]} == critical
    undated = found(model) - critical - found(model, severity="high")
    assert {one["number"] for one in listed(bob, address, due="none")["results"]} == undated


def test_lists_are_sorted_by_date_and_what_has_none_comes_last(
    alice: APIClient, bob: APIClient, address: str, cast: People
) -> None:
    set_days(alice, cast, critical=3, high=30)
    changed(bob, address, {"due": "2020-01-01"}, numbers=[5])

    rows = listed(bob, address, ordering="due")["results"]

    assert rows[0]["number"] == 5
    dates = [one["due"] for one in rows]
    dated = [one for one in dates if one]
    assert dates == sorted(dated) + [None] * (len(dates) - len(dated))


def test_what_is_decided_is_not_overdue(alice: APIClient, bob: APIClient, address: str, cast: People) -> None:
    set_days(alice, cast, critical=1)
    changed(bob, address, {**NOT_APPLICABLE, "due": "2020-01-01"}, numbers=[1])

    shown = bob.get(f"{address}1/").json()

    assert (shown["due"], shown["days_left"]) == ("2020-01-01", None)
    assert listed(bob, address, due="overdue")["count"] == 0


@pytest.mark.parametrize("days", [{"critical": 0}, {"critical": "soon"}, {"severe": 3}, {"high": 100_000}])
def test_bad_days_are_refused(alice: APIClient, cast: People, days: Json) -> None:
    assert set_days(alice, cast, **days).status_code == 400


def test_only_owners_set_the_days(bob: APIClient, cast: People) -> None:
    assert set_days(bob, cast, critical=3).status_code == 403


def test_filters_by_owner(bob: APIClient, address: str, cast: People, model: ThreatModel) -> None:
    changed(bob, address, {"owner": str(cast.bob.pk)}, numbers=[1])
    changed(bob, address, {"owner": str(cast.anna.pk)}, numbers=[2])

    def numbers(*owners: object) -> set[int]:
        return {one["number"] for one in listed(bob, address, owner=list(owners))["results"]}

    assert numbers("me") == {1}
    assert numbers(cast.anna.pk, "me") == {1, 2}
    assert numbers("none") == found(model) - {1, 2}
    assert bob.get(address, {"owner": "you"}).status_code == 400


# --- very many ---------------------------------------------------------------------------------


def test_a_job_changes_very_many_once(
    bob: APIClient, address: str, model: ThreatModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("threatmodel.threats.triage.views.AT_ONCE", 0)
    outcome = changed(bob, address, NOT_APPLICABLE, all=True, filter={"severity": ["critical"]})
    job = Job.objects.get(kind=Kind.CHANGE_THREATS)
    assert (outcome["changed"], outcome["job"]["id"]) == (0, str(job.pk))

    job_run(job_id=job.pk)
    Job.objects.update(state="queued", lease_until=None, finished_at=None)
    job_run(job_id=job.pk)

    job.refresh_from_db()
    wanted = found(model, severity="critical")
    assert job.result is not None
    assert (job.state, job.result["changed"]) == ("succeeded", len(wanted))
    assert found(model, disposition="not-applicable") == wanted
    assert ModelEvent.objects.filter(subject_number=min(wanted), subject_type="threat").count() == 1
    assert undone(bob, address, job.result)["changed"] == len(wanted)


def test_a_job_of_who_may_no_longer_edit_changes_nothing(
    bob: APIClient, address: str, model: ThreatModel, cast: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("threatmodel.threats.triage.views.AT_ONCE", 3)
    changed(bob, address, NOT_APPLICABLE, all=True, filter={})
    cast.bob.memberships.update(role=Role.VIEWER)
    job = Job.objects.get(kind=Kind.CHANGE_THREATS)

    job_run(job_id=job.pk)

    job.refresh_from_db()
    assert job.state == "failed"
    assert found(model, disposition="not-applicable") == set()
    assert bulk_changes.AT_ONCE >= 10_000
