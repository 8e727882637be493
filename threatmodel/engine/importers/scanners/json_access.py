"""Texts, lists and numbers out of reports whose shape no specification fixes."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, Final

_LONGEST: Final = 200
_EARLIEST_YEAR: Final = 1970  # earlier times are none: Go writes the year 1 where it has no time


def text(value: Any, longest: int = _LONGEST) -> str:
    """The value as one line of printable text of bounded length; empty when it is none."""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return ""
    line = str(value)[: 4 * longest]
    kept = "".join(char if char.isprintable() else " " for char in line)
    return " ".join(kept.encode("utf-8", "ignore").decode().split())[:longest]


def items(value: Any) -> list[Any]:
    """The value when it is a list, else an empty one."""
    return value if isinstance(value, list) else []


def maps(value: Any) -> list[dict[str, Any]]:
    """The objects of a list."""
    return [item for item in items(value) if isinstance(item, dict)]


def texts(value: Any) -> list[str]:
    """The texts of a list that are not empty."""
    return [found for item in items(value) if (found := text(item))]


def child(value: Any, *path: str) -> dict[str, Any]:
    """The object at the end of a path of keys, else an empty one."""
    for key in path:
        value = value.get(key) if isinstance(value, Mapping) else None
    return value if isinstance(value, dict) else {}


def number(value: Any) -> float:
    """The number that a value is or spells; 0 when it is none, or none that can be kept."""
    try:
        found = float(value) if isinstance(value, str | int | float) and not isinstance(value, bool) else 0.0
    except ValueError:
        return 0.0
    return found if 0 <= found < 1_000_000 else 0.0


def line_number(value: Any) -> int:
    """A line of a file that the report names; 0 when it names none."""
    return value if isinstance(value, int) and not isinstance(value, bool) and 0 < value < 10_000_000 else 0


def moment(value: Any) -> str:
    """A time in UTC to the second, such as 2025-03-01T12:00:00Z; empty when the value is none since 1970."""
    try:
        at = datetime.fromisoformat(text(value, 60))
    except ValueError:
        return ""
    if at.tzinfo is None:
        at = at.replace(tzinfo=UTC)
    try:
        at = at.astimezone(UTC)
    except (OverflowError, ValueError):
        return ""
    return at.strftime("%Y-%m-%dT%H:%M:%SZ") if at.year >= _EARLIEST_YEAR else ""
