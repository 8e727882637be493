"""The 33 cards of LINDDUN GO: what the people at the table are asked, and what each card is about.

Ids and categories are those of the method; every text is ours. A card is an entry of
linddun_go/<category>.yaml:

- the key: the letters of the category and a number; never changes, as sessions refer to it.
- `title`: what may be wrong. `questions`: a yes to all of them is a threat.
- `examples`: how it looks in a container architecture.
- `applies_to`, `when`: the elements and flows that the card is about, as in a rule.
- `whole_model`: the card is also about the system as a whole.
- `controls`: what answers it, the most direct first.
"""

import re
from collections.abc import Collection, Mapping
from functools import cache
from pathlib import Path
from typing import Annotated, Any, Final

import msgspec

from threatmodel.engine.library.cel import Program
from threatmodel.engine.library.condition_names import facts_read
from threatmodel.engine.library.methods import METHODS
from threatmodel.engine.library.rules import EvidenceSpec, InvalidRule, check_condition, compile_condition
from threatmodel.engine.model.struct_base import Record
from threatmodel.engine.model.yaml_data import read_data

_FOLDER: Final = Path(__file__).parent / "linddun_go"
CATEGORIES: Final = METHODS["linddun"].categories

_Text = Annotated[str, msgspec.Meta(min_length=8, max_length=200)]
_Title = Annotated[str, msgspec.Meta(min_length=8, max_length=60)]


class InvalidCard(ValueError):
    """The file of the cards cannot be used; the message names the card and what to change."""


class PrivacyCard(Record, frozen=True):
    """One card, as a condition on elements and flows."""

    id: str
    category: str
    title: str
    questions: tuple[str, ...]
    examples: tuple[str, ...]
    applies_to: tuple[str, ...]
    when: str
    program: Program
    asks: tuple[tuple[str, str], ...]
    whole_model: bool
    controls: tuple[str, ...]
    evidence: tuple[EvidenceSpec, ...] = ()
    references: tuple[str, ...] = ()


class _Entry(Record, frozen=True, forbid_unknown_fields=True):
    """A card as its file has it."""

    title: _Title
    questions: Annotated[tuple[_Text, ...], msgspec.Meta(min_length=1, max_length=2)]
    examples: Annotated[tuple[_Text, ...], msgspec.Meta(min_length=1, max_length=3)]
    applies_to: str | tuple[str, ...]
    when: str
    controls: Annotated[tuple[str, ...], msgspec.Meta(min_length=1)]
    whole_model: bool = False


@cache
def privacy_cards() -> Mapping[str, PrivacyCard]:
    """Return the cards that ship with Bulkhead by id, in the order in which they are dealt."""
    files = {name: _FOLDER / f"{name}.yaml" for name in CATEGORIES}
    return read_deck({name: read_data(path) for name, path in files.items()})


def read_deck(raw: Mapping[str, Any]) -> dict[str, PrivacyCard]:
    """Return the cards of files by category, by id.

    Raises InvalidCard for another shape, an id that is not of the category, a title that is used twice, and a
    condition that is none or reads what does not exist.
    """
    deck: dict[str, PrivacyCard] = {}
    titles: set[str] = set()
    for category, cards in raw.items():
        letter = CATEGORIES[category].letter
        for name, content in cards.items():
            if not re.fullmatch(rf"{letter}[1-9]", name):
                raise InvalidCard(f"{name}: the id of a card in {category}.yaml is {letter} and a number")
            card = _card(name, category, content)
            if card.title in titles:
                raise InvalidCard(f"{name}: another card has the title {card.title}")
            titles.add(card.title)
            deck[name] = card
    return deck


def check_card(card: PrivacyCard, controls: Collection[str]) -> None:
    """Raise InvalidCard when the card names a control that does not exist."""
    try:
        check_condition(card, controls, ())
    except InvalidRule as fault:
        raise InvalidCard(str(fault)) from fault


def _card(name: str, category: str, raw: Any) -> PrivacyCard:
    try:
        entry = msgspec.convert(raw, _Entry)
    except msgspec.ValidationError as fault:
        raise InvalidCard(f"{name}: {fault}") from fault
    kinds = (entry.applies_to,) if isinstance(entry.applies_to, str) else entry.applies_to
    try:
        card = PrivacyCard(
            id=name,
            category=category,
            title=entry.title,
            questions=entry.questions,
            examples=entry.examples,
            applies_to=kinds,
            when=entry.when,
            program=compile_condition(entry.when, name),
            asks=tuple(dict.fromkeys(facts_read(entry.when))),
            whole_model=entry.whole_model,
            controls=entry.controls,
        )
    except InvalidRule as fault:
        raise InvalidCard(str(fault)) from fault
    check_card(card, card.controls)
    return card
