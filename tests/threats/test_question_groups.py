"""A question asked of many elements is answered for all of them at once, however many they are."""

from typing import Any

import pytest
from rest_framework.test import APIClient

from threatmodel.architecture.models import Change, Element, ThreatModel
from threatmodel.history.models import ModelEvent
from threatmodel.jobs.models import Job
from threatmodel.threats.questions.models import Question


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


Json = dict[str, Any]
MANY = 969


@pytest.fixture
def many(empty: ThreatModel) -> ThreatModel:
    """A model with a question about each of many images, one of which is called apart."""
    images = Element.objects.bulk_create(
        Element(model=empty, uid=f"image:{number}", kind="image", name=f"image {number}")
        for number in range(MANY)
    )
    Question.objects.bulk_create(
        Question(model=empty, element=image, fact="scanned", text=f"Is {image.name} scanned?", rules=["r"])
        for image in images
    )
    return empty


def post(client: APIClient, model: ThreatModel, **changes: Any) -> Any:
    body: Json = {"fact": "scanned", "kind": "image", "value": True, **changes}
    return client.post(f"/api/models/{model.pk}/questions/groups/answer/", body, format="json")


def open_ones(model: ThreatModel) -> int:
    return Question.objects.filter(model=model, answered=False).count()


def test_every_question_of_the_group_is_answered_in_one_change(bob: APIClient, many: ThreatModel) -> None:
    group = bob.get(f"/api/models/{many.pk}/questions/groups/").json()["results"][0]
    assert group["count"] == MANY

    response = post(bob, many)

    assert response.status_code == 202
    assert response.json()["answered"] == MANY
    assert open_ones(many) == 0
    said = Element.objects.filter(model=many, facts__scanned__value=True)
    assert said.count() == MANY
    assert Change.objects.filter(model=many).count() == 1
    assert Job.objects.count() == 1
    event = ModelEvent.objects.get(subject_type="question")
    assert event.what == f"answered {MANY} questions"
    assert event.after == {"fact": "scanned", "kind": "image", "value": True}


def test_the_whole_group_is_taken_back_as_one(bob: APIClient, many: ThreatModel) -> None:
    seq = post(bob, many).json()["seq"]

    taken = bob.post(f"/api/models/{many.pk}/changes/{seq}/undo/")

    assert taken.status_code == 200
    assert open_ones(many) == MANY
    assert not Element.objects.filter(model=many, facts__has_key="scanned").exists()


def test_a_search_narrows_the_group_to_what_it_shows(bob: APIClient, many: ThreatModel) -> None:
    response = post(bob, many, search="image 96")

    assert response.json()["answered"] == 10  # 96 and 960 to 968
    assert open_ones(many) == MANY - 10


@pytest.mark.parametrize(
    "changes", [{"value": "often"}, {"value": None}, {"fact": "unheard_of"}, {"kind": "workload"}]
)
def test_an_answer_that_does_not_fit_answers_nothing(
    bob: APIClient, many: ThreatModel, changes: Json
) -> None:
    assert post(bob, many, **changes).status_code == 400
    assert open_ones(many) == MANY


def test_a_viewer_answers_no_group(vera: APIClient, many: ThreatModel) -> None:
    assert post(vera, many).status_code == 403


def test_a_stranger_finds_no_group(charlie: APIClient, many: ThreatModel) -> None:
    assert post(charlie, many).status_code == 404
