"""Which questions are asked together, and in which words: the cards of question_cards.yaml."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final, Literal

import msgspec

from threatmodel.engine.model import CATALOGUE
from threatmodel.engine.model.struct_base import Record
from threatmodel.engine.model.yaml_data import read_data

_PATH: Final = Path(__file__).with_suffix(".yaml")


class InvalidCards(ValueError):
    """The file of the cards cannot be used; the message names the card and what to change."""


class Asks(Record, frozen=True, forbid_unknown_fields=True):
    """Which questions a card takes: all that match. An empty list of kinds or facts matches any."""

    kinds: tuple[str, ...] = ()
    facts: tuple[str, ...] = ()
    exposed: bool = False

    def takes(self, kind: str, fact: str, *, exposed: bool) -> bool:
        """Whether a question about this fact of this kind belongs here."""
        return (
            (not self.kinds or kind in self.kinds)
            and (not self.facts or fact in self.facts)
            and (exposed or not self.exposed)
        )


class CardAnswer(Record, frozen=True, forbid_unknown_fields=True):
    """What may be said of a whole card at once: values by fact."""

    label: str
    values: Mapping[str, Any]


class CardType(Record, frozen=True, forbid_unknown_fields=True):
    """Questions that are asked together; question_cards.yaml says what each field means."""

    id: str
    title: str
    why: str
    per: Literal["model", "workload", "source"]
    asks: tuple[Asks, ...]
    rest: str = ""
    first: bool = False
    last: bool = False
    answers: tuple[CardAnswer, ...] = ()

    def takes(self, kind: str, fact: str, *, exposed: bool) -> bool:
        """Whether a question about this fact of this kind belongs on such a card."""
        return any(asks.takes(kind, fact, exposed=exposed) for asks in self.asks)


class _Cards(Record, frozen=True, forbid_unknown_fields=True):
    """The content of question_cards.yaml."""

    shown: int
    cards: tuple[CardType, ...]


def read_cards(raw: Any) -> _Cards:
    """Return the cards of a file.

    Raises InvalidCards for another shape, a duplicate id, a last card that does not take all that is left,
    more types than are shown, a title of the rest too many or too few, and kinds or facts that the catalogue
    does not have.
    """
    try:
        read = msgspec.convert(raw, _Cards)
    except msgspec.ValidationError as fault:
        raise InvalidCards(str(fault)) from fault
    if len({card.id for card in read.cards}) < len(read.cards):
        raise InvalidCards("two cards have the same id")
    if Asks() not in read.cards[-1].asks:
        raise InvalidCards("the last card has to take every question that is left: asks: [{}]")
    if len(read.cards) > read.shown:
        raise InvalidCards(f"{read.shown} cards are shown, fewer than there are types of them")
    if faults := [fault for card in read.cards for fault in _faults(card)]:
        raise InvalidCards("; ".join(faults))
    return read


def _faults(card: CardType) -> Iterator[str]:
    """Say what the catalogue does not know, and which title is missing."""
    if bool(card.rest) != (card.per != "model"):
        yield f"{card.id}: what has cards of its own needs a title for the rest, and nothing else has one"
    for asks in card.asks:
        for kind in sorted({*asks.kinds} - {*CATALOGUE.kinds, "flow"}):
            yield f"{card.id}: unknown kind {kind}"
        kinds = asks.kinds or (*CATALOGUE.kinds, "flow")
        for fact in asks.facts:
            if not any(CATALOGUE.fact(kind, fact) for kind in kinds):
                yield f"{card.id}: none of the kinds has a fact {fact}"
    asked = {fact for asks in card.asks for fact in asks.facts}
    open_ended = any(not asks.facts for asks in card.asks)
    for answer in card.answers:
        for fact in answer.values:
            if fact not in asked and not open_ended:
                yield f"{card.id}: the answer {answer.label} has the fact {fact}, which the card does not ask"


_READ: Final = read_cards(read_data(_PATH))
CARD_TYPES: Final = _READ.cards
CARDS_SHOWN: Final = _READ.shown
"""How many cards there are at most, unless all are asked for."""
