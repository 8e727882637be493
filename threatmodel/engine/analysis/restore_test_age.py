"""How old the last restore test of a store is, and on which day a rule that limits its age decides otherwise.

The day comes with the model (`Model.as_of`). An age changes every day, the outcome of a rule only on the day
after the age has reached a number that the rule names. So a result holds until the first such day.
"""

import re
from collections.abc import Iterable
from datetime import date
from typing import Final

from threatmodel.engine.analysis.fact_lookup import FactLookup, Values
from threatmodel.engine.library.rules import Rule
from threatmodel.engine.model import CATALOGUE, Model

AGE: Final = "restore_test_age_days"
_TESTED: Final = "last_restore_test"
_KINDS: Final = tuple(kind.id for kind in CATALOGUE.kinds.values() if _TESTED in kind.facts)
_COMPARED: Final = re.compile(
    rf"\b{AGE}\s*(?:[<>]=?|[!=]=)\s*(?P<right>\d+)\b|\b(?P<left>\d+)\s*(?:[<>]=?|[!=]=)\s*\w+\.{AGE}\b",
    re.ASCII,
)
_LONGEST: Final = 36_500  # days; a limit above a century is none
_LAST_DAY: Final = date.max.toordinal()


def restore_test_age(facts: FactLookup, uid: str) -> Values:
    """The days since the last restore test of an element; nothing where its date or the day is unknown."""
    day, tested = facts.model.as_of, _date(facts.fact(uid, _TESTED))
    return {AGE: max((day - tested).days, 0)} if day and tested else {}


def age_limits(rules: Iterable[Rule]) -> tuple[int, ...]:
    """Return the numbers of days that rules compare the age with, ascending; none above a century."""
    conditions = (
        text for rule in rules for text in (rule.when, *(one.when for one in rule.severity_if)) if AGE in text
    )
    numbers = (match["left"] or match["right"] for text in conditions for match in _COMPARED.finditer(text))
    return tuple(sorted({limit for number in numbers if (limit := _limit(number)) is not None}))


def outdated_on(model: Model, limits: Iterable[int]) -> date | None:
    """Return the first day after that of the model on which an age passes a limit; None for never.

    It is the day on which the age exceeds the limit by one, or reaches it, as conditions may ask for either.
    """
    if model.as_of is None:
        return None
    stores = (model.elements[uid] for kind in _KINDS for uid in model.of_kind(kind))
    facts = (store.facts.get(_TESTED) for store in stores)
    dates = (_date(fact.value) for fact in facts if fact is not None)
    tested = {day.toordinal() for day in dates if day is not None}
    ages = {age for limit in limits for age in (limit, limit + 1)}
    today = model.as_of.toordinal()
    days = (day + age for day in tested for age in ages)
    first = min((day for day in days if today < day <= _LAST_DAY), default=None)
    return None if first is None else date.fromordinal(first)


def _limit(number: str) -> int | None:
    """A number of days; None for one that is too large to be a limit."""
    return days if len(number) <= len(str(_LONGEST)) and (days := int(number)) <= _LONGEST else None


def _date(value: object) -> date | None:
    """A date as it was stated, like 2026-01-31; None for what is none."""
    try:
        day = date.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None
    return day if day is not None and day.isoformat() == value else None
