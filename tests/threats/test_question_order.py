"""Questions say how many threats may come of their answers, and those on which most waits come first."""

from typing import Any

from rest_framework.test import APIClient

from threatmodel.architecture.models import ThreatModel
from threatmodel.engine.analysis.question_rank import rank_order
from threatmodel.engine.library.loader import load_library
from threatmodel.library.choices import SEVERITIES
from threatmodel.threats.questions.models import Question

Json = dict[str, Any]


def test_a_question_tells_what_its_answer_could_raise(vera: APIClient, model: ThreatModel) -> None:
    severities = {rule.id: rule.severity for rule in load_library().rules}

    rows = vera.get(f"/api/models/{model.pk}/questions/", {"page_size": 200}).json()["results"]

    assert rows
    for row in rows:
        assert set(row["could_raise"]) == {severities[rule] for rule in row["rules"]}
        assert sum(row["could_raise"].values()) >= len(row["rules"])


def test_the_page_of_an_element_tells_it_too(vera: APIClient, model: ThreatModel) -> None:
    question = Question.objects.filter(model=model, element__isnull=False, answered=False).first()
    assert question is not None

    rows = vera.get(f"/api/models/{model.pk}/elements/{question.element_id}/").json()["questions"]

    assert {row["id"]: row["could_raise"] for row in rows}[str(question.pk)] == question.could_raise


def test_lists_and_cards_are_ordered_as_the_engine_orders_them(vera: APIClient, model: ThreatModel) -> None:
    rows = vera.get(f"/api/models/{model.pk}/questions/", {"page_size": 200}).json()["results"]
    cards = vera.get(f"/api/models/{model.pk}/questions/cards/").json()["results"]

    assert cards[0]["id"] == "data"  # whatever could come of it
    for listed in (rows, cards[1:]):
        order = [rank_order(tuple(row["could_raise"].items()), row["weight"]) for row in listed]
        assert order == sorted(order)
        assert len(set(order)) > 1


def test_a_card_adds_up_what_its_questions_could_raise(vera: APIClient, model: ThreatModel) -> None:
    cards = vera.get(f"/api/models/{model.pk}/questions/cards/").json()["results"]

    assert any(card["count"] > 1 for card in cards)
    for card in cards:
        keys = [key for part in card["parts"] for entry in part["entries"] for key in entry["questions"]]
        rows = Question.objects.filter(pk__in=keys)
        wanted = {word: sum(row.could_raise.get(word, 0) for row in rows) for word in SEVERITIES}
        assert card["could_raise"] == {word: count for word, count in wanted.items() if count}
        assert card["weight"] == sum(row.weight for row in rows)
