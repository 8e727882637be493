"""Who does not know an answer yet says so, or asks a member of the team, who gets a notice."""

from typing import Any

import pytest
from rest_framework.test import APIClient

from tests.people import People
from threatmodel.architecture.models import Element, ThreatModel
from threatmodel.comments.models import Comment
from threatmodel.history.models import ModelEvent
from threatmodel.threats.questions.models import Question

Json = dict[str, Any]


@pytest.fixture
def secrets(empty: ThreatModel) -> ThreatModel:
    """Two secrets with a question each, and a node with another."""
    for uid, kind, fact in (
        ("a", "secret", "rotated"),
        ("b", "secret", "rotated"),
        ("n", "node", "patched"),
    ):
        element = Element.objects.create(model=empty, uid=uid, kind=kind, name=uid)
        Question.objects.create(model=empty, element=element, fact=fact, text=f"{fact} of {uid}?", weight=9)
    return empty


def cards(client: APIClient, model: ThreatModel) -> dict[str, Json]:
    rows = client.get(f"/api/models/{model.pk}/questions/cards/").json()["results"]
    return {row["id"]: row for row in rows}


def defer(client: APIClient, model: ThreatModel, **body: Any) -> Any:
    return client.post(f"/api/models/{model.pk}/questions/defer/", body, format="json")


def assign(client: APIClient, model: ThreatModel, **body: Any) -> Any:
    return client.post(f"/api/models/{model.pk}/questions/assign/", body, format="json")


def test_a_card_put_off_stays_open_and_comes_after_the_others(bob: APIClient, secrets: ThreatModel) -> None:
    assert list(cards(bob, secrets)) == ["secrets", "hosts"]

    response = defer(bob, secrets, card="secrets")

    assert response.json() == {"changed": 2}
    after = cards(bob, secrets)
    assert list(after) == ["hosts", "secrets"]
    assert (after["secrets"]["waiting"], after["secrets"]["count"]) == (True, 2)
    assert after["secrets"]["deferred"]["count"] == 2
    assert after["secrets"]["deferred"]["by"]["name"] == "Bob"
    assert not Element.objects.filter(facts__has_key="rotated").exists()


def test_one_element_is_put_off_alone(bob: APIClient, secrets: ThreatModel) -> None:
    question = Question.objects.get(element__uid="a")

    assert defer(bob, secrets, questions=[str(question.pk)]).json() == {"changed": 1}

    card = cards(bob, secrets)["secrets"]
    assert card["waiting"] is False
    entries = {entry["subject"]["uid"]: entry for entry in card["parts"][0]["entries"]}
    assert entries["a"]["deferred"]["count"] == 1
    assert entries["b"]["deferred"] is None


def test_what_was_put_off_is_taken_up_again(bob: APIClient, secrets: ThreatModel) -> None:
    defer(bob, secrets, card="secrets")

    defer(bob, secrets, card="secrets", deferred=False)

    assert list(cards(bob, secrets)) == ["secrets", "hosts"]
    assert cards(bob, secrets)["secrets"]["deferred"] is None


def test_whoever_is_asked_gets_a_notice_and_the_card_shows_it(
    cast: People, bob: APIClient, anna: APIClient, secrets: ThreatModel
) -> None:
    response = assign(bob, secrets, card="secrets", user=str(cast.anna.pk))

    assert response.json() == {"changed": 2}
    (shown,) = cards(anna, secrets)["secrets"]["assigned"]
    assert (shown["to"]["name"], shown["by"]["name"], shown["count"]) == ("Anna", "Bob", 2)
    (notice,) = anna.get("/api/notices/?kind=asked").json()["results"]
    assert notice["actor"]["name"] == "Bob"
    assert "rotated of a?" in notice["detail"]


def test_the_answer_closes_the_question_and_the_comment(
    cast: People, bob: APIClient, anna: APIClient, secrets: ThreatModel
) -> None:
    assign(bob, secrets, card="secrets", user=str(cast.anna.pk))
    first, second = (str(one.pk) for one in Question.objects.filter(fact="rotated"))
    thread = Comment.objects.get()
    address = f"/api/models/{secrets.pk}/questions/answers/"

    anna.post(address, {"answers": [{"question": first, "value": True}]}, format="json")
    thread.refresh_from_db()
    assert thread.resolved_at is None
    anna.post(address, {"answers": [{"question": second, "value": False}]}, format="json")

    thread.refresh_from_db()
    assert thread.resolved_by == cast.anna
    assert "secrets" not in cards(bob, secrets)
    assert not Question.objects.filter(assigned_to__isnull=False).exists()


def test_a_question_about_one_element_is_asked_there(
    cast: People, bob: APIClient, secrets: ThreatModel
) -> None:
    assign(bob, secrets, card="hosts", user=str(cast.anna.pk))

    comment = Comment.objects.get()
    assert (comment.place, comment.place_uid) == ("element", "n")


def test_asking_somebody_else_replaces_the_first(cast: People, bob: APIClient, secrets: ThreatModel) -> None:
    assign(bob, secrets, card="hosts", user=str(cast.anna.pk))

    assign(bob, secrets, card="hosts", user=str(cast.alice.pk))

    (shown,) = cards(bob, secrets)["hosts"]["assigned"]
    assert shown["to"]["name"] == "Alice"
    first, second = Comment.objects.order_by("created_at")
    assert (first.resolved_at is not None, second.resolved_at) == (True, None)


def test_asking_is_taken_back(cast: People, bob: APIClient, secrets: ThreatModel) -> None:
    assign(bob, secrets, card="hosts", user=str(cast.anna.pk))

    assert assign(bob, secrets, card="hosts", user=None).json() == {"changed": 1}

    assert cards(bob, secrets)["hosts"]["assigned"] == []
    assert Comment.objects.get().resolved_at is not None


def test_only_members_who_can_edit_are_asked(cast: People, bob: APIClient, secrets: ThreatModel) -> None:
    for user in (cast.vera, cast.charlie):
        response = assign(bob, secrets, card="hosts", user=str(user.pk))

        assert response.status_code == 400
        assert "who can edit" in response.json()["user"][0]
    assert not Comment.objects.exists()


def test_every_act_is_an_event(cast: People, bob: APIClient, secrets: ThreatModel) -> None:
    defer(bob, secrets, card="secrets")
    assign(bob, secrets, card="hosts", user=str(cast.anna.pk))

    events = ModelEvent.objects.filter(subject_type="question").order_by("at")
    assert [event.what for event in events] == ["put off 2 questions", "asked Anna to answer a question"]


@pytest.mark.parametrize("act", [defer, assign])
def test_who_may_not_edit_changes_nothing(
    act: Any, cast: People, vera: APIClient, charlie: APIClient, secrets: ThreatModel
) -> None:
    body = {"card": "hosts", **({"user": str(cast.anna.pk)} if act is assign else {})}

    assert act(vera, secrets, **body).status_code == 403
    assert act(charlie, secrets, **body).status_code == 404
    assert not Question.objects.exclude(deferred_at=None, assigned_at=None).exists()


@pytest.mark.parametrize("body", [{}, {"card": "people"}, {"questions": []}, {"questions": ["no id"]}])
def test_no_question_is_meant(bob: APIClient, secrets: ThreatModel, body: Json) -> None:
    assert defer(bob, secrets, **body).status_code == 400


def test_questions_of_another_model_are_not_found(bob: APIClient, secrets: ThreatModel) -> None:
    other = ThreatModel.objects.create(team=secrets.team, name="Other")
    node = Element.objects.create(model=other, uid="n", kind="node", name="n")
    question = Question.objects.create(model=other, element=node, fact="patched", text="?")

    assert defer(bob, secrets, questions=[str(question.pk)]).status_code == 400
    question.refresh_from_db()
    assert question.deferred_at is None
