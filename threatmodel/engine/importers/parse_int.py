"""Whole numbers in texts of users."""

from typing import Final

_MOST_DIGITS: Final = 18  # int() refuses thousands of them, and no format has such numbers


def parse_int(text: str) -> int | None:
    """Return the number that ASCII digits write; None for any other text, such as ² or ٣."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= _MOST_DIGITS else None
