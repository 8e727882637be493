"""The place of a threat among others as one number, which the database compares while it counts."""

from typing import Final

from django.db.models import BigIntegerField, F, Max
from django.db.models.functions import Cast

_NUMBERS: Final = 2**31  # there are fewer


def worst_place() -> Max:
    """The place of the worst threat of a group: that with the highest score, of these the lowest number."""
    return Max(Cast("score", BigIntegerField()) * _NUMBERS - F("number"))


def number_at(place: int) -> int:
    """Return the number of the threat at such a place."""
    return -place % _NUMBERS
