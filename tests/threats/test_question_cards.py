"""Questions are asked on cards, and a card is answered as a whole, by fact or element by element."""

from typing import Any

import pytest
from rest_framework.test import APIClient

from threatmodel.architecture.models import Change, Element, Flow, ThreatModel
from threatmodel.engine.library.question_cards import CARDS_SHOWN
from threatmodel.history.models import ModelEvent
from threatmodel.jobs.choices import JobKind
from threatmodel.jobs.models import Job
from threatmodel.jobs.services import job_run
from threatmodel.threats.questions.models import Question

Json = dict[str, Any]
MANY = 969
SCANNED = "scanned@image"
PLAIN: Json = {"bool": True, "int": 1, "list": [], "records": []}


@pytest.fixture
def many(empty: ThreatModel) -> ThreatModel:
    """A model with two questions about each of many images of one registry."""
    place = {"registry": {"value": "docker.io"}, "repository": {"value": "acme/shop"}}
    images = Element.objects.bulk_create(
        Element(model=empty, uid=f"image:{number}", kind="image", name=f"image {number}", facts=place)
        for number in range(MANY)
    )
    Question.objects.bulk_create(
        Question(model=empty, element=image, fact="scanned", text=f"Is {image.name} scanned?", rules=["r"])
        for image in images
    )
    return empty


def cards(client: APIClient, model: ThreatModel, **query: Any) -> list[Json]:
    rows: list[Json] = client.get(f"/api/models/{model.pk}/questions/cards/", query).json()["results"]
    return rows


def keys_of(card: Json) -> list[str]:
    return [key for part in card["parts"] for entry in part["entries"] for key in entry["questions"]]


def post(client: APIClient, model: ThreatModel, **changes: Any) -> Any:
    body: Json = {"card": "supply-chain:docker.io/acme", "values": {SCANNED: True}, **changes}
    return client.post(f"/api/models/{model.pk}/questions/cards/answer/", body, format="json")


def open_ones(model: ThreatModel) -> int:
    return Question.objects.filter(model=model, answered=False).count()


def test_every_open_question_is_on_one_card(vera: APIClient, model: ThreatModel) -> None:
    listed = cards(vera, model, page_size=200)

    keys = [
        key
        for card in listed
        for part in card["parts"]
        for entry in part["entries"]
        for key in entry["questions"]
    ]
    assert sorted(keys) == sorted(str(key) for key in Question.objects.values_list("pk", flat=True))
    for card in listed:
        asked = Question.objects.filter(
            pk__in=[key for part in card["parts"] for entry in part["entries"] for key in entry["questions"]]
        )
        assert card["count"] == sum(part["count"] for part in card["parts"]) == len(asked)
        assert card["weight"] == sum(one.weight for one in asked)


def test_workloads_of_one_name_are_told_apart_by_their_namespaces(
    vera: APIClient, empty: ThreatModel
) -> None:
    internet = Element.objects.create(model=empty, uid="internet", kind="internet", name="Internet")
    for name in ("live", "staging"):
        place = Element.objects.create(model=empty, uid=f"namespace:{name}", kind="namespace", name=name)
        api = Element.objects.create(
            model=empty, uid=f"k8s:{name}/Deployment/api", kind="workload", name="api", parent=place
        )
        flow = Flow.objects.create(
            model=empty, uid=f"in:{name}", source=internet, destination=api, origin="drawn"
        )
        Question.objects.create(model=empty, flow=flow, fact="encrypted", text="?", rules=["r"])

    titles = {card["title"] for card in cards(vera, empty)}

    assert titles == {f"How is api in {name} protected from the internet?" for name in ("live", "staging")}


def test_there_are_twenty_cards_unless_all_are_asked_for(vera: APIClient, empty: ThreatModel) -> None:
    web = Element.objects.create(model=empty, uid="internet", kind="internet", name="Internet")
    for number in range(CARDS_SHOWN + 5):
        workload = Element.objects.create(model=empty, uid=f"w{number}", kind="workload", name=f"w{number}")
        flow = Flow.objects.create(
            model=empty, uid=f"f{number}", source=web, destination=workload, origin="drawn"
        )
        Question.objects.create(model=empty, flow=flow, fact="validated", text="?", weight=number)

    first = cards(vera, empty)

    assert len(first) == CARDS_SHOWN
    assert f"How is w{CARDS_SHOWN + 4} protected from the internet?" in [card["title"] for card in first]
    assert [card["shared_by"] for card in first if card["id"] == "exposed-workload:*"] == [6]
    assert len(cards(vera, empty, every=True)) == CARDS_SHOWN + 5


def test_what_shares_a_card_is_answered_with_it_or_among_all_cards(
    bob: APIClient, empty: ThreatModel
) -> None:
    web = Element.objects.create(model=empty, uid="internet", kind="internet", name="Internet")
    for number in range(CARDS_SHOWN + 5):
        workload = Element.objects.create(model=empty, uid=f"w{number}", kind="workload", name=f"w{number}")
        flow = Flow.objects.create(
            model=empty, uid=f"f{number}", source=web, destination=workload, origin="drawn"
        )
        Question.objects.create(model=empty, flow=flow, fact="validated", text="?", weight=number)
    values = {"validated@flow": True}

    assert post(bob, empty, card="exposed-workload:w0", values=values).status_code == 400
    alone = post(bob, empty, card="exposed-workload:w0", values=values, every=True)
    shared = post(bob, empty, card="exposed-workload:*", values=values)

    assert (alone.json()["answered"], shared.json()["answered"]) == (1, 5)


def test_a_card_names_where_images_come_from(vera: APIClient, many: ThreatModel) -> None:
    (card,) = cards(vera, many)

    assert card["id"] == "supply-chain:docker.io/acme"
    assert card["title"] == "How are images from docker.io/acme checked before they run?"
    (part,) = card["parts"]
    assert (part["id"], part["count"], part["entry_count"], len(part["entries"])) == (
        SCANNED,
        MANY,
        MANY,
        100,
    )


def test_a_workload_and_its_only_container_are_answered_together(bob: APIClient, empty: ThreatModel) -> None:
    workload = Element.objects.create(model=empty, uid="w", kind="workload", name="web")
    container = Element.objects.create(model=empty, uid="c", kind="container", name="web", parent=workload)
    for element in (workload, container):
        Question.objects.create(model=empty, element=element, fact="purpose", text="?")
    (card,) = cards(bob, empty)
    (part,) = card["parts"]
    (entry,) = part["entries"]
    assert (entry["subject"]["uid"], len(entry["questions"])) == ("w", 2)

    answered = post(bob, empty, card=card["id"], values={part["id"]: "api"})

    assert answered.json()["answered"] == 2
    assert Element.objects.filter(model=empty, facts__purpose__value="api").count() == 2


def test_all_questions_of_a_card_are_answered_in_one_change(bob: APIClient, many: ThreatModel) -> None:
    response = post(bob, many)

    assert response.status_code == 202
    assert response.json()["answered"] == MANY
    assert open_ones(many) == 0
    said = Element.objects.filter(model=many, facts__scanned__value=True)
    assert said.count() == MANY
    assert Change.objects.filter(model=many).count() == 1
    assert Job.objects.filter(kind=JobKind.ANALYZE).count() == 1
    event = ModelEvent.objects.get(subject_type="question")
    assert event.what == f"answered {MANY} questions"
    assert event.after == {"card": "supply-chain:docker.io/acme", "values": {SCANNED: True}}


def test_the_whole_card_is_taken_back_as_one(bob: APIClient, many: ThreatModel) -> None:
    seq = post(bob, many).json()["seq"]

    taken = bob.post(f"/api/models/{many.pk}/changes/{seq}/undo/")

    assert taken.status_code == 200
    assert open_ones(many) == MANY
    assert not Element.objects.filter(model=many, facts__has_key="scanned").exists()


def test_a_search_narrows_the_card_to_what_it_shows(bob: APIClient, many: ThreatModel) -> None:
    response = post(bob, many, search="image 96")

    assert response.json()["answered"] == 10  # 96 and 960 to 968
    assert open_ones(many) == MANY - 10


def test_one_element_narrows_the_card(bob: APIClient, many: ThreatModel) -> None:
    image = Element.objects.get(model=many, uid="image:7")

    assert [card["count"] for card in cards(bob, many, element=str(image.pk))] == [1]
    assert post(bob, many, element=str(image.pk)).json()["answered"] == 1
    assert open_ones(many) == MANY - 1


def test_an_answer_for_several_facts_is_one_change(bob: APIClient, empty: ThreatModel) -> None:
    container = Element.objects.create(model=empty, uid="c", kind="container", name="web")
    for fact in ("privileged", "devices", "ssh_server"):
        Question.objects.create(model=empty, element=container, fact=fact, text="?")
    (card,) = cards(bob, empty)
    (choice,) = card["answers"]
    assert (choice["label"], choice["count"]) == ("No, none", 3)

    response = post(bob, empty, card=card["id"], values=choice["values"])

    assert response.json()["answered"] == 3
    container.refresh_from_db()
    values = {name: fact["value"] for name, fact in container.facts.items()}
    assert values == {"privileged": False, "devices": [], "ssh_server": False}


def test_one_value_that_does_not_fit_writes_nothing(bob: APIClient, empty: ThreatModel) -> None:
    container = Element.objects.create(model=empty, uid="c", kind="container", name="web")
    for fact in ("privileged", "devices"):
        Question.objects.create(model=empty, element=container, fact=fact, text="?")
    (card,) = cards(bob, empty)

    response = post(
        bob, empty, card=card["id"], values={"privileged@container": False, "devices@container": "many"}
    )

    assert response.status_code == 400
    assert "values" in response.json()
    assert open_ones(empty) == 2
    assert not Change.objects.filter(model=empty).exists()


@pytest.mark.parametrize(
    "changes",
    [
        {"values": {SCANNED: "often"}},
        {"values": {SCANNED: None}},
        {"values": {}},
        {"values": {"unheard_of@image": True}},
        {"card": "hosts"},
        {"card": ""},
    ],
)
def test_an_answer_that_does_not_fit_answers_nothing(
    bob: APIClient, many: ThreatModel, changes: Json
) -> None:
    assert post(bob, many, **changes).status_code == 400
    assert open_ones(many) == MANY


def test_a_viewer_answers_no_card(vera: APIClient, many: ThreatModel) -> None:
    assert post(vera, many).status_code == 403


def test_a_stranger_finds_no_card(charlie: APIClient, many: ThreatModel) -> None:
    assert post(charlie, many).status_code == 404
    assert charlie.get(f"/api/models/{many.pk}/questions/cards/").status_code == 404


def test_one_bad_answer_of_several_writes_nothing(bob: APIClient, model: ThreatModel) -> None:
    good, bad = Question.objects.filter(model=model, answered=False)[:2]
    answers = [{"question": str(good.pk), "value": True}, {"question": str(bad.pk), "value": {"a": 1}}]

    response = bob.post(f"/api/models/{model.pk}/questions/answers/", {"answers": answers}, format="json")

    assert response.status_code == 400
    assert str(bad.pk) in response.json()["answers"]
    assert not Job.objects.filter(kind=JobKind.ANALYZE).exists()


# --- progress ----------------------------------------------------------------------------------


def progress(client: APIClient, model: ThreatModel) -> tuple[int, int]:
    """Return how many questions are answered, and of how many: without what follows from answers."""
    row = client.get(f"/api/models/{model.pk}/").json()
    assert row["questions_asked"] == row["questions_answered"] + row["questions_open"]
    return row["questions_answered"], row["questions_asked"] - row["questions_follow_up"]


def analyze() -> None:
    for job in Job.objects.filter(state="queued"):
        job_run(job_id=job.pk)


def test_no_answer_lowers_the_progress(bob: APIClient, model: ThreatModel) -> None:
    shares, follow_ups = [], 0
    for _ in range(25):
        listed = cards(bob, model)
        if not listed:
            break
        part = listed[0]["parts"][0]
        value = next(
            iter(part["options"]), {"bool": True, "int": 1, "list": [], "records": []}.get(part["type"], "x")
        )
        assert post(bob, model, card=listed[0]["id"], values={part["id"]: value}).status_code == 202
        analyze()
        answered, asked = progress(bob, model)
        shares.append(answered / asked)
        follow_ups += Question.objects.filter(follow_up=True).count()

    assert follow_ups, "no answer led to another question: this says nothing"
    assert shares == sorted(shares)


def test_what_an_edit_asks_counts_as_asked(bob: APIClient, model: ThreatModel) -> None:
    _, before = progress(bob, model)
    ops = [
        {"op": "set", "on": "element", "uid": "new", "props": {"kind": "datastore", "name": "new"}},
    ]
    sent = bob.post(f"/api/models/{model.pk}/batches/", {"id": "b" * 32, "ops": ops}, format="json")
    assert sent.status_code in (200, 201), sent.json()

    analyze()

    assert progress(bob, model)[1] > before
    assert not Question.objects.filter(follow_up=True).exists()
