"""Sessions of LINDDUN GO: cards go round the table, one person's move counts, and a session ends once."""

from typing import Any
from uuid import uuid4

import pytest
from rest_framework.test import APIClient

from tests.linddun_go.session_client import current, finish, move, read, record, seat, sessions, start, vote
from tests.people import People, client_of
from tests.shop_model import new_model
from threatmodel.accounts.models import Membership
from threatmodel.architecture.models import ThreatModel
from threatmodel.audit.models import AuditEvent
from threatmodel.history.models import ModelEvent
from threatmodel.linddun_go.services import sessions as service

Json = dict[str, Any]


def readers(session: Json) -> list[str | None]:
    return [card["reader"] and card["reader"]["name"] for card in session["cards"]]


def test_all_cards_are_dealt_unless_categories_are_chosen(
    bob: APIClient, cast: People, model: ThreatModel
) -> None:
    whole = start(bob, model)
    finish(bob, model, whole)

    part = start(bob, model, categories=("detecting", "unawareness"))

    assert len(whole["cards"]) == 33
    assert [card["card"] for card in part["cards"]] == ["D1", "D2", "D3", "D4", "U1", "U2", "U3", "U4", "U5"]
    assert [one["name"] for one in part["participants"]] == ["Bob"]


def test_cards_go_round_the_table(bob: APIClient, cast: People, model: ThreatModel) -> None:
    session = start(bob, model, cast.anna, cast.bob)
    for _ in range(3):
        session = move(bob, model, session).json()

    assert readers(session)[:5] == ["Anna", "Bob", "Anna", "Bob", None]
    assert session["turn"]["name"] == "Bob"
    assert [card["state"] for card in session["cards"][:4]] == ["discussed"] * 3 + ["waiting"]


def test_a_card_is_skipped_and_taken_up_again(bob: APIClient, cast: People, model: ThreatModel) -> None:
    first = start(bob, model, cast.anna, cast.bob)
    skipped = move(bob, model, first, "skip").json()
    back = move(bob, model, skipped, "back").json()
    again = move(bob, model, back).json()

    assert [one["cards"][0]["state"] for one in (skipped, back, again)] == ["skipped", "skipped", "discussed"]
    assert [current(one)["card"] for one in (skipped, back, again)] == ["L2", "L1", "L2"]
    assert (back["turn"]["name"], again["turn"]["name"]) == ("Anna", "Bob")


def test_the_first_card_has_none_before_it_and_the_last_none_behind(
    bob: APIClient, model: ThreatModel
) -> None:
    session = start(bob, model, categories=("non-compliance",))
    before = move(bob, model, session, "back")
    for _ in range(4):
        session = move(bob, model, session).json()

    beyond = move(bob, model, session)

    assert (before.status_code, before.json()) == (400, {"move": ["This is the first card."]})
    assert (session["position"], session["turn"]) == (4, None)
    assert (beyond.status_code, beyond.json()) == (400, {"move": ["All cards were played."]})


@pytest.mark.parametrize("act", [move, finish])
def test_of_two_people_who_act_at_once_one_counts(
    act: Any, bob: APIClient, anna: APIClient, cast: People, model: ThreatModel
) -> None:
    seen = start(bob, model, cast.bob, cast.anna)
    move(bob, model, seen)

    late = act(anna, model, seen)

    assert late.status_code == 409
    assert late.json()["detail"] == "The session has moved on since you saw it."
    assert (late.json()["current"]["position"], late.json()["current"]["state"]) == (1, "running")
    assert read(bob, model, seen)["position"] == 1


def test_a_second_session_waits_for_the_end_of_the_first(
    bob: APIClient, anna: APIClient, model: ThreatModel
) -> None:
    running = start(bob, model)

    refused = anna.post(sessions(model), {}, format="json")
    finish(bob, model, running)
    after = anna.post(sessions(model), {}, format="json")

    assert (refused.status_code, refused.json()["current"]["id"]) == (409, running["id"])
    assert after.status_code == 201


def test_a_finished_session_takes_nothing_more(bob: APIClient, cast: People, model: ThreatModel) -> None:
    done = finish(bob, model, start(bob, model)).json()

    tries = [
        move(bob, model, done),
        finish(bob, model, done),
        seat(bob, model, done, cast.bob),
        vote(bob, model, done, "L1"),
        record(bob, model, done, "L1"),
    ]

    assert done["finished_at"]
    assert done["turn"] is None
    assert [(one.status_code, one.json()["detail"]) for one in tries] == [
        (400, "The session is finished.")
    ] * 5


@pytest.mark.parametrize(("voted", "state"), [(True, "discussed"), (False, "waiting")])
def test_the_last_card_counts_as_discussed_when_people_voted(
    voted: bool, state: str, bob: APIClient, model: ThreatModel
) -> None:
    session = start(bob, model)
    if voted:
        vote(bob, model, session, "L1")

    assert finish(bob, model, session).json()["cards"][0]["state"] == state


def test_people_come_and_go(bob: APIClient, cast: People, model: ThreatModel) -> None:
    session = start(bob, model, cast.bob)
    both = seat(bob, model, session, cast.bob, cast.anna).json()
    without = seat(bob, model, both, cast.anna).json()

    assert [one["name"] for one in both["participants"]] == ["Bob", "Anna"]
    assert both["turn"]["name"] == "Bob"
    assert without["turn"]["name"] == "Anna"
    assert current(without)["reader"]["name"] == "Anna"


def test_a_viewer_watches_and_cannot_take_part(
    bob: APIClient, vera: APIClient, cast: People, model: ThreatModel
) -> None:
    session = start(bob, model)

    seated = seat(bob, model, session, cast.vera)

    assert read(vera, model, session)["state"] == "running"
    assert [
        one.status_code
        for one in (
            move(vera, model, session),
            vote(vera, model, session, "L1"),
            finish(vera, model, session),
        )
    ] == [403] * 3
    assert seated.json() == {"participants": ["Vera is a viewer and cannot vote."]}


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ({"categories": ["spoofing"]}, "categories"),
        ({"participants": [str(uuid4())]}, "participants"),
        ({"participants": "all"}, "participants"),
    ],
)
def test_bad_input_is_refused_with_its_place(
    body: Json, said: str, bob: APIClient, model: ThreatModel
) -> None:
    response = bob.post(sessions(model), body, format="json")

    assert response.status_code == 400
    assert list(response.json()) == [said]


def test_a_person_of_another_team_cannot_take_part(bob: APIClient, cast: People, model: ThreatModel) -> None:
    response = bob.post(sessions(model), {"participants": [str(cast.charlie.pk)]}, format="json")

    assert response.json() == {"participants": ["All participants must be members of the team."]}


def test_a_session_belongs_to_its_model(bob: APIClient, cast: People, model: ThreatModel) -> None:
    session = start(bob, model)
    other = new_model(cast.team, cast.bob, "Other")

    found = bob.get(f"{sessions(other)}{session['id']}/")

    assert [found.status_code, move(bob, other, session).status_code] == [404, 404]


def test_a_person_who_left_the_team_leaves_the_session_to_the_others(
    bob: APIClient, cast: People, model: ThreatModel
) -> None:
    session = start(bob, model, cast.anna, cast.bob)
    Membership.objects.filter(user=cast.anna).delete()

    after = move(bob, model, session).json()

    assert client_of(cast.anna).get(f"{sessions(model)}{session['id']}/").status_code == 404
    assert after["turn"]["name"] == "Bob"


def test_the_list_counts_what_came_of_each_session(bob: APIClient, cast: People, model: ThreatModel) -> None:
    first = start(bob, model, cast.bob, cast.anna, categories=("linking",))
    record(bob, model, first, "L1", subjects=[{"on": "model"}, {"on": "element", "uid": "compose:db"}])
    finish(bob, model, move(bob, model, first).json())
    second = start(bob, model)

    rows = bob.get(sessions(model)).json()["results"]

    assert [row["id"] for row in rows] == [second["id"], first["id"]]
    assert {key: rows[1][key] for key in rows[1] if key.endswith("count") or key == "discussed"} == {
        "cards_count": 5,
        "discussed": 1,
        "participants_count": 2,
        "threats_count": 2,
    }


def test_start_and_end_are_in_the_history_and_in_the_audit_log(
    bob: APIClient, cast: People, model: ThreatModel
) -> None:
    finish(bob, model, start(bob, model, categories=("linking",)))

    events = ModelEvent.objects.filter(model=model, subject_type="privacy-session").order_by("id")
    audited = AuditEvent.objects.filter(action__startswith="privacy_session.").order_by("occurred_at")
    assert [event.what for event in events] == [
        "started a LINDDUN GO session of 5 cards",
        "finished the LINDDUN GO session",
    ]
    assert [event.action for event in audited] == ["privacy_session.started", "privacy_session.finished"]
    assert events[0].after == {"cards": 5, "participants": ["Bob"]}


def test_everyone_who_has_the_model_open_hears_of_each_act(
    bob: APIClient,
    model: ThreatModel,
    monkeypatch: pytest.MonkeyPatch,
    django_capture_on_commit_callbacks: Any,
) -> None:
    heard: list[Json] = []
    monkeypatch.setattr(service, "broadcast", lambda **message: heard.append(message))

    with django_capture_on_commit_callbacks(execute=True):
        session = start(bob, model)
        vote(bob, model, session, "L1")
        move(bob, model, session)

    assert heard == [{"model_id": model.pk, "message": {"type": "privacy-session"}}] * 3
