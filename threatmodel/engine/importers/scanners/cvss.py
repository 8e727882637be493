"""CVSS vectors: base scores as the specifications compute them, through the cvss package."""

from collections.abc import Iterable
from functools import lru_cache
from typing import Any, Final

from cvss import CVSS2, CVSS3, CVSS4
from cvss.exceptions import CVSSError

from threatmodel.engine.importers.scanners.finding_types import NO_RATING, Rating

_LONGEST: Final = 400
_NEWEST_FIRST: Final = ("4.0", "3.1", "3.0", "2.0")


def rating_of(vector: str) -> Rating:
    """The rating of a vector of CVSS 2.0, 3.0, 3.1 or 4.0; none when it is malformed."""
    return _rating(vector) if vector and len(vector) <= _LONGEST else NO_RATING


@lru_cache(maxsize=20_000)  # the same vectors come again and again; one takes 0.1 ms
def _rating(vector: str) -> Rating:
    try:
        parsed, version = _parsed(vector)
    except (CVSSError, ValueError, KeyError, IndexError):
        return NO_RATING
    return Rating(float(parsed.base_score), version, parsed.clean_vector())


def best(ratings: Iterable[Rating]) -> Rating:
    """The rating of the newest version of CVSS; of several of it, the first."""
    known = [rating for rating in ratings if rating.score or rating.vector]
    return min(known, key=lambda rating: _age(rating.version), default=NO_RATING)


def stated_rating(vector: str, score: float, version: str = "") -> Rating:
    """The rating of the vector, else the score as the report says it."""
    rating = rating_of(vector)
    if rating is not NO_RATING or not 0 < score <= 10:
        return rating
    return Rating(round(score, 1), version)


def _parsed(vector: str) -> tuple[Any, str]:
    if vector.startswith("CVSS:4.0/"):
        return CVSS4(vector), "4.0"
    if vector.startswith(("CVSS:3.0/", "CVSS:3.1/")):
        return CVSS3(vector), vector[5:8]
    return CVSS2(vector.strip("()")), "2.0"


def _age(version: str) -> int:
    return _NEWEST_FIRST.index(version) if version in _NEWEST_FIRST else len(_NEWEST_FIRST)
