"""What a person said is taken back: then what the file says counts again, or the question returns."""

from typing import Any

import pytest
from rest_framework.test import APIClient

from tests.people import People
from tests.shop_model import COMPOSE, import_text
from tests.threats.test_questions import _OPTION, Json, first
from threatmodel.architecture.models import Element, Flow, ThreatModel
from threatmodel.architecture.operations.apply import apply
from threatmodel.architecture.operations.batch import Batch
from threatmodel.history.models import ModelEvent
from threatmodel.jobs.models import Job
from threatmodel.jobs.services import job_run
from threatmodel.threats.questions.models import Question


@pytest.fixture
def root(model: ThreatModel) -> str:
    return f"/api/models/{model.pk}"


def is_open(key: str) -> bool:
    return Question.objects.filter(pk=key, answered=False).exists()


def answer(client: APIClient, root: str, question: Json) -> Json:
    value = question["options"][0] if question["options"] else _OPTION[question["type"]]
    body: Json = client.post(
        f"{root}/questions/{question['id']}/answer/", {"value": value}, format="json"
    ).json()
    return body


def address(root: str, question: Json) -> str:
    subject = question["subject"]
    return f"{root}/{subject['type']}s/{subject['id']}/facts/{question['fact']}/"


def run_jobs() -> None:
    for job in Job.objects.filter(state="queued"):
        job_run(job_id=job.pk)


def test_an_answer_is_taken_back_and_asked_again(bob: APIClient, root: str) -> None:
    question = first(bob, f"{root}/questions/", type="bool")
    seq = answer(bob, root, question)["seq"]
    run_jobs()

    taken = bob.post(f"{root}/changes/{seq}/undo/")

    assert taken.status_code == 200
    assert taken.json()["job"]
    assert is_open(question["id"])
    run_jobs()
    assert is_open(question["id"])


def test_many_answers_are_taken_back_as_one(bob: APIClient, root: str, model: ThreatModel) -> None:
    cards = bob.get(f"{root}/questions/cards/").json()["results"]
    parts = [part for card in cards for part in card["parts"] if part["type"] == "bool"]
    asked = [key for part in parts for entry in part["entries"] for key in entry["questions"]]
    assert len(asked) > 1
    answers = [{"question": key, "value": True} for key in asked]
    seq = bob.post(f"{root}/questions/answers/", {"answers": answers}, format="json").json()["seq"]
    run_jobs()

    bob.post(f"{root}/changes/{seq}/undo/")

    assert ThreatModel.objects.get(pk=model.pk).seq == seq + 1
    assert all(is_open(key) for key in asked)


def test_answers_of_others_are_not_taken_back(bob: APIClient, alice: APIClient, root: str) -> None:
    seq = answer(bob, root, first(bob, f"{root}/questions/", type="bool"))["seq"]

    assert alice.post(f"{root}/changes/{seq}/undo/").status_code == 404


@pytest.mark.parametrize("on", ["element", "flow"])
def test_a_fact_is_taken_back_where_it_stands(bob: APIClient, alice: APIClient, root: str, on: str) -> None:
    rows = bob.get(f"{root}/questions/", {"page_size": 200}).json()["results"]
    question = next(row for row in rows if row["subject"]["type"] == on)
    answer(bob, root, question)
    run_jobs()

    taken = alice.delete(address(root, question))

    table: Any = Element if on == "element" else Flow
    assert taken.status_code == 200
    assert question["fact"] not in table.objects.get(pk=question["subject"]["id"]).facts
    assert is_open(question["id"])
    event = ModelEvent.objects.filter(what="reverted a fact").get()
    assert event.before["fact"] == question["fact"]
    run_jobs()
    assert is_open(question["id"])


def test_taking_back_can_be_taken_back(bob: APIClient, root: str) -> None:
    question = first(bob, f"{root}/questions/", type="bool")
    answer(bob, root, question)
    seq = bob.delete(address(root, question)).json()["seq"]

    bob.post(f"{root}/changes/{seq}/undo/")
    run_jobs()

    assert not is_open(question["id"])


def test_the_page_of_an_element_shows_what_a_file_says_of_it(
    bob: APIClient, root: str, cast: People, model: ThreatModel
) -> None:
    import_text(model, cast.bob, COMPOSE.replace("  proxy:\n", "  proxy:\n    privileged: true\n"))
    proxy = Element.objects.get(uid="compose:proxy/proxy")
    facts = {"privileged": {"value": False}, "purpose": {"value": "proxy"}}
    ops: tuple[Json, ...] = ({"op": "set", "on": "element", "uid": proxy.uid, "props": {"facts": facts}},)
    apply(model_id=model.pk, actor=cast.bob, batch=Batch("mine", ops))

    def shown() -> dict[str, Json]:
        rows = bob.get(f"{root}/elements/{proxy.pk}/").json()["facts"]
        return {row["name"]: row for row in rows}

    before = shown()["privileged"]
    assert (before["value"], before["origin"]) == (False, "person")
    assert before["overruled"] == {
        "value": True, "origin": "file", "file": "docker-compose.yml", "line": 3, "confirmed_by": None,
    }  # fmt: skip
    bob.delete(f"{root}/elements/{proxy.pk}/facts/privileged/")

    after = shown()["privileged"]
    assert (after["value"], after["origin"], after["line"]) == (True, "file", 3)
    assert after["overruled"] is None


@pytest.mark.parametrize("fact", ["run_as_root", "privileged", "owner"])
def test_an_edit_takes_back_nothing_of_a_file(fact: str, root: str, cast: People, model: ThreatModel) -> None:
    import_text(
        model, cast.bob, COMPOSE.replace("  proxy:\n", "  proxy:\n    user: '0'\n    privileged: true\n")
    )
    proxy = Element.objects.get(uid="compose:proxy/proxy")
    op = {"op": "set", "on": "element", "uid": proxy.uid, "props": {"facts": {fact: None}}}

    applied = apply(model_id=model.pk, actor=cast.bob, batch=Batch("mine", (op,)))

    assert not applied.changed
    assert Element.objects.get(pk=proxy.pk).facts == proxy.facts


@pytest.mark.parametrize("fact", ["privileged", "image", "nothing"])
def test_only_what_a_person_said_is_taken_back(bob: APIClient, root: str, fact: str) -> None:
    proxy = Element.objects.get(uid="compose:proxy/proxy")

    assert bob.delete(f"{root}/elements/{proxy.pk}/facts/{fact}/").status_code == 400


def test_viewers_and_strangers_take_nothing_back(
    bob: APIClient, vera: APIClient, charlie: APIClient, root: str
) -> None:
    question = first(bob, f"{root}/questions/", type="bool")
    answer(bob, root, question)

    assert vera.delete(address(root, question)).status_code == 403
    assert charlie.delete(address(root, question)).status_code == 404
    assert not is_open(question["id"])
