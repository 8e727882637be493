"""A review: its agenda is ranked by risk, one person leads it and all follow, and it ends once."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.utils import timezone
from rest_framework.test import APIClient

from tests.people import People, client_of
from tests.reviews.review_client import (
    at,
    attendance,
    end,
    join,
    leave,
    note,
    present,
    read,
    reviews,
    show,
    start,
)
from tests.shop_model import new_model, socket_threat
from threatmodel.accounts.models import Team
from threatmodel.architecture.models import ThreatModel
from threatmodel.attack_paths.services.path_computation import paths_refresh
from threatmodel.audit.models import AuditEvent
from threatmodel.history.models import ModelEvent, Version
from threatmodel.reviews.models import ReviewSession
from threatmodel.reviews.services import sessions as service
from threatmodel.threats.threats.models import Threat

Json = dict[str, Any]


@pytest.fixture
def review(bob: APIClient, model: ThreatModel) -> Json:
    return start(bob, model)


def test_the_agenda_begins_with_the_highest_risk(bob: APIClient, model: ThreatModel) -> None:
    paths_refresh(model_id=model.pk)

    items = start(bob, model)["items"]

    assert [one["place"] for one in items] == list(range(len(items)))
    assert {one["kind"] for one in items} == {"threat", "question", "path"}
    scores = [one["score"] for one in items]
    assert scores == sorted(scores, reverse=True)
    socket = socket_threat(model)
    assert (items[0]["kind"], items[0]["key"]) in {("threat", str(socket.number)), ("path", items[0]["key"])}
    assert str(socket.number) in [one["key"] for one in items if one["kind"] == "threat"]


def test_the_agenda_holds_as_many_threats_as_the_team_triages(
    bob: APIClient, cast: People, model: ThreatModel
) -> None:
    Team.objects.filter(pk=cast.team.pk).update(triage_budget=2)

    threats = [one for one in start(bob, model)["items"] if one["kind"] == "threat"]

    assert len(threats) == 2


def test_threats_of_one_cause_are_one_item(bob: APIClient, model: ThreatModel, review: Json) -> None:
    several = [one for one in review["items"] if one["kind"] == "threat" and one["count"] > 1]

    assert several
    listed = bob.get(
        f"/api/models/{model.pk}/threats/?cause={several[0]['cause']}&severity={several[0]['severity']}"
    ).json()
    assert listed["count"] == several[0]["count"]


def test_what_is_decided_is_not_on_the_agenda(bob: APIClient, model: ThreatModel) -> None:
    Threat.objects.filter(model=model).update(status="not-applicable", decided="not-applicable")

    kinds = {one["kind"] for one in start(bob, model)["items"]}

    assert "threat" not in kinds


def test_a_model_with_nothing_open_has_no_review(bob: APIClient, empty: ThreatModel) -> None:
    refused = bob.post(reviews(empty), {}, format="json")

    assert (refused.status_code, refused.json()) == (400, {"scope": ["Nothing is open in this model."]})


def test_one_review_of_a_model_runs_at_a_time(
    bob: APIClient, anna: APIClient, model: ThreatModel, review: Json
) -> None:
    refused = anna.post(reviews(model), {}, format="json")

    assert refused.status_code == 409
    assert refused.json()["current"]["id"] == review["id"]


def test_only_the_presenter_shows_another_item(
    bob: APIClient, anna: APIClient, model: ThreatModel, review: Json
) -> None:
    join(anna, model, review)

    refused = show(anna, model, review, 1)
    moved = show(bob, model, review, 1).json()

    assert refused.status_code == 403
    assert (moved["position"], moved["version"]) == (1, review["version"] + 1)
    assert [one["state"] for one in moved["items"][:2]] == ["discussed", "waiting"]


def test_of_two_who_lead_at_once_the_second_gets_the_present_state(
    bob: APIClient, model: ThreatModel, review: Json
) -> None:
    show(bob, model, review, 1)

    late = show(bob, model, review, 2)

    assert late.status_code == 409
    assert late.json()["current"]["position"] == 1


def test_the_end_of_the_agenda_is_one_beyond_the_last_item(
    bob: APIClient, model: ThreatModel, review: Json
) -> None:
    count = len(review["items"])

    done = show(bob, model, review, count).json()
    beyond = show(bob, model, done, count + 1)

    assert done["position"] == count
    assert beyond.status_code == 400


def test_each_item_counts_how_long_it_was_shown(bob: APIClient, model: ThreatModel, review: Json) -> None:
    shown_at = timezone.now() - timedelta(seconds=90)
    ReviewSession.objects.filter(pk=review["id"]).update(shown_at=shown_at)

    moved = show(bob, model, review, 1, "skipped").json()
    back = show(bob, model, moved, 0, "").json()

    assert moved["items"][0]["seconds"] in range(90, 120)
    assert [one["state"] for one in back["items"][:2]] == ["skipped", "waiting"]
    assert back["shown_at"] > moved["shown_at"]


def test_the_presentation_is_handed_over_and_taken_over(
    bob: APIClient, anna: APIClient, cast: People, model: ThreatModel, review: Json
) -> None:
    absent = present(bob, model, review, cast.anna)
    join(anna, model, review)
    handed = present(bob, model, review, cast.anna).json()
    refused = present(bob, model, handed, cast.vera)
    taken = present(bob, model, handed, cast.bob).json()

    assert absent.json() == {"presenter": ["Choose a person who attends."]}
    assert handed["presenter"]["name"] == "Anna"
    assert refused.status_code == 403
    assert taken["presenter"]["name"] == "Bob"
    assert attendance(taken, cast.anna)["presented"]


def test_a_viewer_attends_and_notes_but_does_not_present(
    bob: APIClient, vera: APIClient, cast: People, model: ThreatModel, review: Json
) -> None:
    joined = join(vera, model, review)
    noted = note(vera, model, review, 0, "Ask the operators")
    handed = present(bob, model, review, cast.vera)

    assert (joined.status_code, noted.status_code) == (200, 200)
    assert handed.json() == {"presenter": ["A viewer cannot present."]}
    assert not attendance(read(bob, model, review), cast.vera)["presented"]
    assert show(vera, model, review, 1).status_code == 403


def test_who_leaves_may_come_back(anna: APIClient, cast: People, model: ThreatModel, review: Json) -> None:
    first = attendance(join(anna, model, review).json(), cast.anna)
    gone = attendance(leave(anna, model, review).json(), cast.anna)
    back = attendance(join(anna, model, review).json(), cast.anna)

    assert (first["left_at"], gone["left_at"] is not None, back["left_at"]) == (None, True, None)
    assert back["joined_at"] == first["joined_at"]


def test_each_person_has_one_note_on_an_item(
    bob: APIClient, anna: APIClient, model: ThreatModel, review: Json
) -> None:
    note(bob, model, review, 0, "Rootless?")
    note(anna, model, review, 0, "Ask Vera")
    changed = note(bob, model, review, 0, " Rootless Docker? ").json()
    emptied = note(anna, model, review, 0, "").json()

    said = [
        [(one["person"]["name"], one["text"]) for one in row["items"][0]["notes"]]
        for row in (changed, emptied)
    ]
    assert said == [[("Bob", "Rootless Docker?"), ("Anna", "Ask Vera")], [("Bob", "Rootless Docker?")]]
    assert changed["version"] == review["version"]


def test_a_threat_is_put_on_the_agenda_once(bob: APIClient, model: ThreatModel, review: Json) -> None:
    on_it = {one["key"] for one in review["items"] if one["kind"] == "threat"}
    numbers = Threat.objects.filter(model=model).values_list("number", flat=True)
    number = next(one for one in numbers if str(one) not in on_it)
    body = {"version": review["version"], "threat": number}

    added = bob.post(at(model, review, "items"), body, format="json").json()
    again = bob.post(at(model, review, "items"), {**body, "version": added["version"]}, format="json")
    unknown = bob.post(
        at(model, review, "items"), {"version": added["version"], "threat": 9999}, format="json"
    )

    assert (added["items"][-1]["key"], added["items"][-1]["kind"]) == (str(number), "threat")
    assert again.json() == {"threat": [f"T{number} is on the agenda already."]}
    assert unknown.json() == {"threat": ["There is no threat T9999."]}


def test_the_end_saves_the_state_that_was_reviewed(
    bob: APIClient, cast: People, model: ThreatModel, review: Json
) -> None:
    model.refresh_from_db()
    ended = end(bob, model, review)
    row = ended.json()

    assert (row["state"], row["presenter"]) == ("ended", None)
    version = Version.objects.get(pk=row["reviewed"]["id"])
    assert (version.seq, version.created_by) == (model.seq, cast.bob)
    assert version.name.startswith("Review of 20")
    assert attendance(row, cast.bob)["left_at"] == row["ended_at"]
    assert show(bob, model, row, 1).json() == {"detail": "The review has ended."}


def test_a_second_review_of_a_day_has_a_version_of_its_own(bob: APIClient, model: ThreatModel) -> None:
    names = [end(bob, model, start(bob, model)).json()["reviewed"]["name"] for _ in range(3)]

    assert names == [names[0], f"{names[0]} (2)", f"{names[0]} (3)"]


def test_strangers_see_no_review(cast: People, model: ThreatModel, review: Json) -> None:
    charlie = client_of(cast.charlie)

    asked = [charlie.get(reviews(model)), charlie.get(at(model, review)), join(charlie, model, review)]

    assert [one.status_code for one in asked] == [404] * 3


def test_a_review_belongs_to_its_model(
    bob: APIClient, cast: People, model: ThreatModel, review: Json
) -> None:
    other = new_model(cast.team, cast.bob, "Other")

    assert bob.get(at(other, review)).status_code == 404
    assert show(bob, other, review, 1).status_code == 404


@pytest.mark.parametrize(
    ("body", "field"),
    [({"scope": "some"}, "scope"), ({"planned_minutes": 1}, "planned_minutes"), ({"agenda": []}, "agenda")],
)
def test_bad_input_is_refused_with_its_place(
    body: Json, field: str, bob: APIClient, model: ThreatModel
) -> None:
    refused = bob.post(reviews(model), body, format="json")

    assert (refused.status_code, list(refused.json())) == (400, [field])


def test_a_note_needs_an_item_and_a_presenter_a_person(
    bob: APIClient, model: ThreatModel, review: Json
) -> None:
    body = {"version": review["version"], "presenter": str(uuid4())}

    assert note(bob, model, review, 99, "?").status_code == 404
    assert bob.put(at(model, review, "presenter"), body, format="json").status_code == 400


def test_start_and_end_are_in_the_history_and_in_the_audit_log(
    bob: APIClient, model: ThreatModel, review: Json
) -> None:
    end(bob, model, review)

    events = ModelEvent.objects.filter(model=model, subject_type="review").order_by("id")
    audited = AuditEvent.objects.filter(action__startswith="review.").order_by("occurred_at")
    assert [one.what for one in events] == [
        f"started a review of {len(review['items'])} items",
        "ended the review",
    ]
    assert [one.action for one in audited] == ["review.started", "review.ended"]


def test_all_who_have_the_model_open_hear_of_each_act(
    bob: APIClient,
    model: ThreatModel,
    monkeypatch: pytest.MonkeyPatch,
    django_capture_on_commit_callbacks: Any,
) -> None:
    heard: list[Json] = []
    monkeypatch.setattr(service, "broadcast", lambda **message: heard.append(message))

    with django_capture_on_commit_callbacks(execute=True):
        review = start(bob, model)
        note(bob, model, review, 0, "Look")
        show(bob, model, review, 1)

    assert heard == [{"model_id": model.pk, "message": {"type": "review"}}] * 3
