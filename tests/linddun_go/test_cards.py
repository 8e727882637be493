"""Votes on cards, the threats that come of them, and what a card is about."""

from typing import Any

import pytest
from rest_framework.test import APIClient

from tests.linddun_go.session_client import THREAT, read, record, sessions, start, vote
from tests.people import People
from threatmodel.architecture.models import Element, ThreatModel
from threatmodel.linddun_go.services import sessions as service

Json = dict[str, Any]


@pytest.fixture
def session(bob: APIClient, model: ThreatModel) -> Json:
    return start(bob, model)


def votes(session: Json, card: str) -> list[tuple[str, str, str]]:
    (found,) = [one["votes"] for one in session["cards"] if one["card"] == card]
    return [(one["person"]["name"], one["answer"], one["note"]) for one in found]


def states_personal(model: ThreatModel, uid: str) -> None:
    element = Element.objects.get(model=model, uid=uid)
    element.facts["personal_data"] = {"value": True, "origin": "person", "by": "Bob"}
    element.save()


def test_each_person_has_one_vote_on_a_card(
    bob: APIClient, anna: APIClient, model: ThreatModel, session: Json
) -> None:
    vote(bob, model, session, "L1", answer="unsure")
    vote(anna, model, session, "L1", answer="does-not-apply", note=" No ids. ")
    changed = vote(bob, model, session, "L1", answer="applies", note="In the log", uids=["compose:db"])

    assert votes(changed.json(), "L1") == [
        ("Bob", "applies", "In the log"),
        ("Anna", "does-not-apply", "No ids."),
    ]
    (first, _) = changed.json()["cards"][0]["votes"]
    assert [(one["uid"], one["name"]) for one in first["subjects"]] == [("compose:db", "db")]


def test_a_vote_moves_no_card_and_makes_nobody_late(
    bob: APIClient, anna: APIClient, model: ThreatModel, session: Json
) -> None:
    after = vote(anna, model, session, "L1").json()

    assert (after["version"], after["position"]) == (session["version"], session["position"])


def test_who_votes_takes_part(bob: APIClient, anna: APIClient, model: ThreatModel, session: Json) -> None:
    vote(anna, model, session, "L1")
    again = vote(anna, model, session, "L2").json()

    assert [one["name"] for one in again["participants"]] == ["Bob", "Anna"]


def test_a_table_has_a_limit(
    monkeypatch: pytest.MonkeyPatch, anna: APIClient, model: ThreatModel, session: Json
) -> None:
    monkeypatch.setattr(service, "PARTICIPANTS_MOST", 1)

    refused = vote(anna, model, session, "L1")

    assert (refused.status_code, refused.json()) == (400, {"detail": "At most 1 people can take part."})


def test_a_vote_is_withdrawn(bob: APIClient, model: ThreatModel, session: Json) -> None:
    vote(bob, model, session, "L1")
    address = f"{sessions(model)}{session['id']}/cards/L1/vote/"

    withdrawn = bob.delete(address)

    assert votes(withdrawn.json(), "L1") == []
    assert bob.delete(address).status_code == 200


def test_a_vote_keeps_an_element_that_was_deleted(bob: APIClient, model: ThreatModel, session: Json) -> None:
    vote(bob, model, session, "L1", uids=["compose:db"])
    Element.objects.filter(model=model, uid="compose:db").delete()

    (subject,) = read(bob, model, session)["cards"][0]["votes"][0]["subjects"]

    assert (subject["id"], subject["name"]) == (None, "compose:db")


@pytest.mark.parametrize(
    ("card", "said", "status"),
    [
        ("L1", {"answer": "maybe"}, 400),
        ("L1", {"note": "x" * 1001}, 400),
        ("L1", {"uids": ["compose:nothing"]}, 400),
        ("X9", {}, 404),
    ],
)
def test_a_bad_vote_is_refused(
    card: str, said: Json, status: int, bob: APIClient, model: ThreatModel, session: Json
) -> None:
    assert vote(bob, model, session, card, **said).status_code == status


def test_a_card_that_was_not_dealt_takes_no_vote(bob: APIClient, model: ThreatModel) -> None:
    session = start(bob, model, categories=("linking",))

    assert vote(bob, model, session, "I1").status_code == 404


def test_a_result_is_a_threat_by_hand_of_the_category_of_the_card(
    bob: APIClient, model: ThreatModel, session: Json
) -> None:
    subjects = [{"on": "element", "uid": "compose:db"}, {"on": "model"}]

    recorded = record(bob, model, session, "I5", subjects=subjects)

    assert recorded.status_code == 201
    (card,) = [one for one in recorded.json()["cards"] if one["card"] == "I5"]
    assert [(one["severity"], one["status"], one["subject"]) for one in card["threats"]] == [
        ("high", "open", "db"),
        ("high", "open", "Whole model"),
    ]
    threat = bob.get(f"/api/models/{model.pk}/threats/{card['threats'][0]['number']}/").json()
    assert (threat["title"], threat["why"]) == (THREAT["title"], THREAT["description"])
    assert threat["categories"] == ["identifying"]
    listed = bob.get(f"/api/models/{model.pk}/threats/?category=identifying").json()["results"]
    assert card["threats"][0]["number"] in [row["number"] for row in listed]


def test_a_deleted_threat_stays_in_the_session_by_its_title(
    bob: APIClient, model: ThreatModel, session: Json
) -> None:
    (threat,) = record(bob, model, session, "L1").json()["cards"][0]["threats"]
    bob.delete(f"/api/models/{model.pk}/threats/{threat['number']}/?version=0")

    (gone,) = read(bob, model, session)["cards"][0]["threats"]
    bob.post(f"/api/models/{model.pk}/threats/{threat['number']}/restore/")
    (back,) = read(bob, model, session)["cards"][0]["threats"]

    assert (gone["title"], gone["severity"], gone["status"]) == (THREAT["title"], None, None)
    assert back == threat


@pytest.mark.parametrize(
    "changed",
    [
        {"title": " "},
        {"severity": "huge"},
        {"subjects": []},
        {"subjects": [{"on": "model"}] * 21},
        {"subjects": [{"on": "model"}, {"on": "element", "uid": "compose:nothing"}]},
        {"subjects": [{"on": "model"}, {"on": "flow", "uid": "compose:db"}]},
    ],
)
def test_a_threat_that_cannot_be_recorded_leaves_nothing(
    changed: Json, bob: APIClient, model: ThreatModel, session: Json
) -> None:
    refused = record(bob, model, session, "L1", **changed)

    assert refused.status_code == 400
    assert read(bob, model, session)["cards"][0]["threats"] == []


def test_a_card_shows_what_it_is_about_and_may_be_about(bob: APIClient, model: ThreatModel) -> None:
    states_personal(model, "compose:db")

    found = bob.get(f"/api/models/{model.pk}/linddun-go/cards/DD1/matches/").json()

    assert [one["uid"] for one in found["matching"]] == ["compose:db"]
    assert {one["uid"] for one in found["possible"]} >= {"compose:shop", "compose:proxy"}
    assert (found["uids"], found["possible_count"]) == (["compose:db"], len(found["possible"]))


def test_the_deck_says_whether_personal_data_is_stated(bob: APIClient, model: ThreatModel) -> None:
    address = f"/api/models/{model.pk}/linddun-go/cards/"
    before = bob.get(address).json()
    states_personal(model, "compose:db")

    after = bob.get(address).json()

    assert len(before["cards"]) == 33
    assert (before["personal_data"], after["personal_data"]) == (False, True)
    assert before["cards"][0]["controls"][0] == {
        "id": "pseudonymization",
        "title": "Use separate pseudonyms per recipient or store",
    }


def test_an_unknown_card_is_404(bob: APIClient, model: ThreatModel, cast: People) -> None:
    assert bob.get(f"/api/models/{model.pk}/linddun-go/cards/X1/matches/").status_code == 404
