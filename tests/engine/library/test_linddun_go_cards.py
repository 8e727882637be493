"""The cards of LINDDUN GO as data: complete, valid, and each names controls that exist."""

from typing import Any

import pytest

from threatmodel.engine.library.linddun_go_cards import InvalidCard, check_card, privacy_cards, read_deck
from threatmodel.engine.library.loader import load_library

CARDS = privacy_cards()
CARD = {
    "title": "Requests share an identifier",
    "questions": ["Do requests share an identifier?"],
    "examples": ["A session cookie in the access log"],
    "applies_to": "flow",
    "when": "flow.personal_data",
    "controls": ["pseudonymization"],
}


def test_the_deck_has_the_33_cards_of_the_method() -> None:
    sizes = {"L": 5, "I": 5, "Nr": 5, "D": 4, "DD": 5, "U": 5, "Nc": 4}

    assert list(CARDS) == [f"{letter}{n}" for letter, most in sizes.items() for n in range(1, most + 1)]


@pytest.mark.parametrize("card", CARDS.values(), ids=lambda card: card.id)
def test_a_card_names_controls_of_the_library(card: Any) -> None:
    check_card(card, load_library().controls)


def test_an_unknown_control_is_refused() -> None:
    with pytest.raises(InvalidCard, match="L1: unknown control pseudonymization"):
        check_card(CARDS["L1"], ())


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"title": "x" * 61}, "L1: .*length <= 60"),
        ({"questions": []}, "L1: .*length >= 1"),
        ({"questions": ["One question?", "Two questions?", "Three questions?"]}, "L1: .*length <= 2"),
        ({"color": "red"}, "L1: .*unknown field"),
        ({"applies_to": "boat"}, "L1: applies_to names the unknown kind 'boat'"),
        ({"when": "flow.speed"}, "L1: flow.speed is not a fact of flow"),
        ({"when": "flow.("}, "L1: the condition is not a CEL expression"),
        ({"controls": []}, "L1: .*length >= 1"),
    ],
)
def test_a_card_that_cannot_be_used_is_refused(changed: dict[str, Any], said: str) -> None:
    with pytest.raises(InvalidCard, match=said):
        read_deck({"linking": {"L1": {**CARD, **changed}}})


def test_an_id_of_another_category_is_refused() -> None:
    with pytest.raises(InvalidCard, match="I1: the id of a card in linking"):
        read_deck({"linking": {"I1": CARD}})


def test_two_cards_with_one_title_are_refused() -> None:
    with pytest.raises(InvalidCard, match="L2: another card has the title"):
        read_deck({"linking": {"L1": CARD, "L2": CARD}})
