"""The cards of questions as data: complete, valid, and their answers are values of their facts."""

from datetime import date
from typing import Any

import pytest

from threatmodel.engine.library.question_cards import CARD_TYPES, InvalidCards, read_cards
from threatmodel.engine.model import CATALOGUE
from threatmodel.engine.model.fact_values import value_problem

REST = {"id": "other", "title": "Other", "why": "Because.", "per": "model", "asks": [{}]}
FACTS = [
    (kind.id, fact) for kind in CATALOGUE.kinds.values() for fact in kind.facts.values() if fact.question
] + [("flow", fact) for fact in CATALOGUE.flow_facts.values() if fact.question]


def _read(**card: Any) -> None:
    read_cards({"shown": 20, "cards": [{**REST, "id": "one", "asks": [], **card}, REST]})


@pytest.mark.parametrize("card", CARD_TYPES, ids=lambda card: card.id)
def test_each_card_takes_some_question_first(card: Any) -> None:
    before = CARD_TYPES[: CARD_TYPES.index(card)]
    taken = [
        (kind, fact.name)
        for kind, fact in FACTS
        for exposed in (True, False)
        if card.takes(kind, fact.name, exposed=exposed)
        and not any(one.takes(kind, fact.name, exposed=exposed) for one in before)
    ]

    assert taken


@pytest.mark.parametrize("card", CARD_TYPES, ids=lambda card: card.id)
def test_answers_for_a_whole_card_are_values_of_the_facts_it_asks_for(card: Any) -> None:
    for answer in card.answers:
        for name, value in answer.values.items():
            asked = [
                fact for kind, fact in FACTS if fact.name == name and card.takes(kind, name, exposed=True)
            ]

            assert asked, (answer.label, name)
            assert [value_problem(fact, value, today=date.max) for fact in asked] == [""] * len(asked), (
                answer.label,
                name,
            )


@pytest.mark.parametrize(
    ("card", "said"),
    [
        ({"asks": [{"kinds": ["boat"]}]}, "one: unknown kind boat"),
        ({"asks": [{"facts": ["speed"]}]}, "one: none of the kinds has a fact speed"),
        ({"asks": [{"kinds": ["secret"], "facts": ["tls"]}]}, "one: none of the kinds has a fact tls"),
        ({"answers": [{"label": "All", "values": {"tls": True}}]}, "the answer All has the fact tls"),
        ({"id": "other"}, "two cards have the same id"),
        ({"per": "planet"}, "Invalid enum value"),
        ({"per": "workload"}, "needs a title for the rest"),
        ({"rest": "How are these?"}, "needs a title for the rest"),
    ],
)
def test_a_file_that_contradicts_itself_is_refused(card: dict[str, Any], said: str) -> None:
    with pytest.raises(InvalidCards, match=said):
        _read(**card)


def test_each_type_has_a_place_among_the_cards_shown() -> None:
    with pytest.raises(InvalidCards, match="fewer than there are types"):
        read_cards({"shown": 1, "cards": [{**REST, "id": "one"}, REST]})


def test_the_last_card_takes_what_is_left() -> None:
    with pytest.raises(InvalidCards, match="the last card has to take"):
        read_cards({"shown": 20, "cards": [{**REST, "asks": [{"kinds": ["secret"]}]}]})
