"""Questions are answered in the browser, and the answer is a fact with a name under it."""

from typing import Any

import pytest
from rest_framework.test import APIClient

from tests.people import People
from tests.shop_model import WITHOUT_DB, import_text
from threatmodel.architecture.models import Element, ThreatModel
from threatmodel.engine.analysis.question_rank import rank_order
from threatmodel.history.models import ModelEvent
from threatmodel.jobs.choices import JobKind
from threatmodel.jobs.models import Job
from threatmodel.jobs.services import job_run
from threatmodel.threats.questions.models import Question
from threatmodel.threats.questions.services.question_sync import questions_ask

Json = dict[str, Any]
_OPTION: Json = {"bool": True, "int": 3, "float": 0.5, "text": "a", "list": ["a"], "records": []}


@pytest.fixture
def address(model: ThreatModel) -> str:
    return f"/api/models/{model.pk}/questions/"


def first(client: APIClient, address: str, **wanted: str) -> Json:
    rows = client.get(address, {"page_size": 200}).json()["results"]
    return next(row for row in rows if wanted.items() <= row.items())


def test_the_question_that_decides_most_comes_first(vera: APIClient, address: str) -> None:
    answer = vera.get(address).json()

    order = [rank_order(tuple(row["could_raise"].items()), row["weight"]) for row in answer["results"]]
    assert answer["count"] == Question.objects.count()
    assert order == sorted(order)
    assert answer["results"][0]["rules"]
    assert answer["results"][0]["text"].endswith("?")


def test_an_answer_becomes_a_fact_and_is_analyzed(bob: APIClient, address: str, model: ThreatModel) -> None:
    question = first(bob, address)
    value = question["options"][0] if question["options"] else _OPTION[question["type"]]

    response = bob.post(f"{address}{question['id']}/answer/", {"value": value})

    assert response.status_code == 202
    job = Job.objects.get(pk=response.json()["job"]["id"])
    assert Element.objects.filter(pk=question["subject"]["id"], facts__has_key=question["fact"]).exists() or (
        question["subject"]["type"] == "flow"
    )
    assert not Question.objects.filter(pk=question["id"], answered=False).exists()
    job_run(job_id=job.pk)
    assert not Question.objects.filter(pk=question["id"], answered=False).exists()
    assert ModelEvent.objects.filter(subject_type="question").count() == 1


def test_several_answers_share_one_analysis(bob: APIClient, address: str) -> None:
    jobs = set()
    for _ in range(2):
        question = first(bob, address)
        value = question["options"][0] if question["options"] else _OPTION[question["type"]]
        jobs.add(bob.post(f"{address}{question['id']}/answer/", {"value": value}).json()["job"]["id"])

    assert len(jobs) == 1


@pytest.mark.parametrize("value", [None, "certainly not an option", 17.5, {"a": 1}])
def test_an_answer_of_the_wrong_type_is_refused(bob: APIClient, address: str, value: object) -> None:
    question = first(bob, address, type="bool")

    response = bob.post(f"{address}{question['id']}/answer/", {"value": value})

    assert response.status_code == 400
    assert "value" in response.json()
    assert Question.objects.filter(pk=question["id"], answered=False).exists()
    assert not Job.objects.filter(kind=JobKind.ANALYZE).exists()


def test_an_answer_that_names_no_data_set_is_refused(
    bob: APIClient, address: str, model: ThreatModel
) -> None:
    row = Element.objects.filter(model=model, kind="workload").first()
    question = Question.objects.create(model=model, element=row, fact="data_sets", text="Which?")

    response = bob.post(f"{address}{question.pk}/answer/", {"value": ["data:nobody"]})

    assert response.status_code == 400
    assert "unknown data set data:nobody" in response.json()["value"][0]
    assert Question.objects.filter(pk=question.pk, answered=False).exists()


def test_a_viewer_answers_nothing(vera: APIClient, address: str) -> None:
    question = first(vera, address)

    assert vera.post(f"{address}{question['id']}/answer/", {"value": True}).status_code == 403


def test_questions_about_one_element(vera: APIClient, address: str) -> None:
    question = first(vera, address)

    rows = vera.get(address, {"element": question["subject"]["id"]}).json()["results"]

    assert {row["subject"]["id"] for row in rows} == {question["subject"]["id"]}


def progress(client: APIClient, model: ThreatModel) -> tuple[int, int]:
    """Return how many questions are answered, and how many are open."""
    row = client.get(f"/api/models/{model.pk}/").json()
    return row["questions_answered"], row["questions_open"]


def analyze() -> None:
    for job in Job.objects.filter(state="queued"):
        job_run(job_id=job.pk)


def test_what_was_answered_never_becomes_less_while_answers_open_and_moot_questions(
    bob: APIClient, address: str, model: ThreatModel
) -> None:
    written, seen, opened, mooted = 0, [progress(bob, model)[0]], 0, 0
    for _ in range(12):
        card = bob.get(f"{address}cards/").json()["results"][0]
        part = card["parts"][0]
        value = part["options"][0] if part["options"] else _OPTION[part["type"]]
        body = {"card": card["id"], "values": {part["id"]: value}}
        before = progress(bob, model)[1]
        written += bob.post(f"{address}cards/answer/", body, format="json").json()["answered"]
        seen.append(progress(bob, model)[0])
        analyze()
        seen.append(progress(bob, model)[0])
        left = progress(bob, model)[1] - (before - part["count"])
        opened, mooted = opened + (left > 0), mooted + (left < 0)

    assert opened or mooted
    assert seen == sorted(seen)
    assert seen[-1] >= written


def test_a_fact_stated_beside_its_element_answers_the_question_as_well(
    bob: APIClient, address: str, model: ThreatModel
) -> None:
    question = next(
        row
        for row in bob.get(address, {"page_size": 200}).json()["results"]
        if row["type"] == "bool" and row["subject"]["type"] == "element"
    )
    fact = f"/api/models/{model.pk}/elements/{question['subject']['id']}/facts/{question['fact']}/"

    assert bob.put(fact, {"value": True}, format="json").status_code == 200
    analyze()

    assert progress(bob, model)[0] == 1


def test_an_answer_taken_back_counts_no_more(bob: APIClient, address: str, model: ThreatModel) -> None:
    question = first(bob, address, type="bool")
    seq = bob.post(f"{address}{question['id']}/answer/", {"value": True}).json()["seq"]
    analyze()
    assert progress(bob, model)[0] == 1

    bob.post(f"/api/models/{model.pk}/changes/{seq}/undo/")
    analyze()

    assert progress(bob, model)[0] == 0


def test_what_a_person_answers_during_an_analysis_stays_answered(
    bob: APIClient, address: str, model: ThreatModel
) -> None:
    question = Question.objects.get(pk=first(bob, address, type="bool")["id"])
    bob.post(f"{address}{question.pk}/answer/", {"value": True})

    questions_ask([Question.objects.get(pk=question.pk)])

    assert Question.objects.filter(pk=question.pk, answered=True, by_person=True).exists()


def test_what_the_files_tell_is_answered_and_stays_asked(
    cast: People, bob: APIClient, model: ThreatModel
) -> None:
    _, before = progress(bob, model)

    import_text(model, cast.bob, WITHOUT_DB)
    analyze()

    answered, after = progress(bob, model)
    assert (answered + after, after < before) == (before, True)
