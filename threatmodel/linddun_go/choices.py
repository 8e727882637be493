"""The words of a session: its state, what became of each card, and what people may vote."""

from typing import Final

SESSION_STATES: Final = ("running", "finished")
CARD_STATES: Final = ("waiting", "discussed", "skipped")
VOTES: Final = ("applies", "unsure", "does-not-apply")
MOVES: Final = ("next", "skip", "back")
