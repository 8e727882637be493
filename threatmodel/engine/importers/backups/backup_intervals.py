"""How often a schedule runs: the longest time between two of its runs, in minutes."""

import re
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from itertools import pairwise
from typing import Final

from threatmodel.engine.model.short_text_cache import kept_for_short_texts
from threatmodel.engine.model.struct_base import Record

_DAY: Final = 24 * 60
_FIRST: Final = date(2024, 1, 1)
_DAYS: Final = 8 * 366  # all leap days and weekdays of the first of a month occur in them
_LONGEST: Final = 200  # characters; a schedule has some twenty
_WORDS: Final[Mapping[str, str]] = {
    "@yearly": "0 0 1 1 *",
    "@annually": "0 0 1 1 *",
    "@monthly": "0 0 1 * *",
    "@weekly": "0 0 * * 0",
    "@daily": "0 0 * * *",
    "@midnight": "0 0 * * *",
    "@hourly": "0 * * * *",
}
_MONTHS: Final = (
    *("january", "february", "march", "april", "may", "june"),
    *("july", "august", "september", "october", "november", "december"),
)
_WEEKDAYS: Final = ("sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday")
_SHORTEST_NAME: Final = 3
_PART: Final = re.compile(r"(?P<first>\*|\?|\w+)(?:-(?P<last>\w+))?(?:/(?P<step>\d+))?")
_DURATION: Final = re.compile(r"(?P<number>\d+(?:\.\d+)?)(?P<unit>[smhd])")
_MINUTES: Final = {"s": 1 / 60, "m": 1.0, "h": 60.0, "d": 1440.0}


class _Field(Record, frozen=True):
    """What one field of a schedule may hold."""

    least: int
    most: int
    names: tuple[str, ...] = ()


_FIELDS: Final = (
    _Field(0, 59),
    _Field(0, 23),
    _Field(1, 31),
    _Field(1, 12, _MONTHS),
    _Field(0, 7, _WEEKDAYS),
)


@kept_for_short_texts
def longest_gap_minutes(schedule: str) -> int | None:
    """Return the longest time between two runs of a schedule of cron; None where it cannot be read.

    Six fields begin with seconds. `@daily` and `@every 6h` are read as well. Where both the day of the month
    and the weekday are limited, it runs on either, as crontab(5) says.
    """
    text = _without_zone(schedule)
    if text.startswith("@every "):
        return duration_minutes(text.removeprefix("@every "))
    fields = _WORDS.get(text, text).split()
    if len(fields) == len(_FIELDS) + 1:
        fields = fields[1:]
    sets = [_values(field, kind) for field, kind in zip(fields, _FIELDS, strict=False)]
    if len(fields) != len(_FIELDS) or not all(sets):
        return None
    minutes, hours, *days = sets
    times = sorted(hour * 60 + minute for hour in hours for minute in minutes)
    is_either = not any(field[0] in "*?" for field in (fields[2], fields[4]))
    return _longest(times, [*_days(*days, is_either=is_either)])


def schedule_shown(schedule: str) -> str:
    """Return a schedule as it may be shown: empty where it cannot be read, as it may be anything then."""
    return _without_zone(schedule) if longest_gap_minutes(schedule) is not None else ""


def duration_minutes(text: str) -> int | None:
    """Return a duration like 90m, 1h30m or 86400s in whole minutes, rounded up; None where it is none."""
    parts = list(_DURATION.finditer(text.strip()[:_LONGEST]))
    if not parts or "".join(part[0] for part in parts) != text.strip():
        return None
    minutes = sum(float(part["number"]) * _MINUTES[part["unit"]] for part in parts)
    return -int(-minutes // 1) or None


def _without_zone(schedule: str) -> str:
    return " ".join(word for word in schedule[:_LONGEST].split() if not word.startswith(("TZ=", "CRON_TZ=")))


def _longest(times: list[int], days: list[int]) -> int | None:
    if len(days) < 2:
        return None
    within = max((later - earlier for earlier, later in pairwise(times)), default=0)
    between = max(later - earlier for earlier, later in pairwise(days))
    return max(within, between * _DAY - times[-1] + times[0])


def _days(
    of_month: frozenset[int], months: frozenset[int], weekdays: frozenset[int], *, is_either: bool
) -> Iterator[int]:
    """The numbers of the days on which it runs."""
    numbers = {day % 7 for day in weekdays}
    for number in range(_DAYS):
        day = _FIRST + timedelta(days=number)
        of_both = (day.day in of_month, day.isoweekday() % 7 in numbers)
        if day.month in months and (any(of_both) if is_either else all(of_both)):
            yield number


def _values(text: str, field: _Field) -> frozenset[int]:
    """The numbers that a field names; none where it cannot be read."""
    found: set[int] = set()
    for part in text.split(","):
        match = _PART.fullmatch(part)
        if match is None:
            return frozenset()
        every = match["first"] in "*?"
        first = field.least if every else _number(match["first"], field)
        step = int(match["step"] or 1)
        ends = field.most if every or match["step"] else first
        last = _number(match["last"], field) if match["last"] else ends
        if first is None or last is None or last < first or not step:
            return frozenset()
        found.update(range(first, last + 1, step))
    return frozenset(found)


def _number(text: str, field: _Field) -> int | None:
    if len(text) >= _SHORTEST_NAME and text.isalpha():
        named = (place for place, name in enumerate(field.names) if name.startswith(text.lower()))
        return next((place + field.least for place in named), None)
    number = int(text) if text.isascii() and text.isdigit() and len(text) < 4 else -1
    return number if field.least <= number <= field.most else None
