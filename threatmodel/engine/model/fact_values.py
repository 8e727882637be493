"""Whether a value fits what the catalogue says of a fact."""

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from typing import Any, Final

from threatmodel.engine.model.catalogue import FactType

_AHEAD: Final = timedelta(days=1)  # where a day begins first, it is that of the server up to 14 hours earlier


def value_problem(fact: FactType, value: object, *, today: date) -> str:
    """Say why the value does not fit the type of the fact, or return an empty text.

    A date says when something was done, so it is not later than `today`, or tomorrow, as days begin earlier
    elsewhere.
    """
    if fact.type == "enum":
        return "" if value in fact.options else f"choose one of {', '.join(fact.options)}"
    if fact.type == "records":
        return _records_problem(fact, value)
    problem = _problem(fact.type, value, fact.ranges.get(fact.name))
    if fact.type == "date" and not problem and date.fromisoformat(str(value)) - today > _AHEAD:
        return "must not be in the future"
    return problem


def _records_problem(fact: FactType, value: object) -> str:
    if not isinstance(value, list):
        return "must be a list of records"
    for place, record in enumerate(value):
        if not isinstance(record, Mapping) or record.keys() != fact.fields.keys():
            return f"record {place + 1} must have the fields {', '.join(fact.fields)}"
        for field, type_ in fact.fields.items():
            if problem := _problem(type_, record[field], fact.ranges.get(field)):
                return f"record {place + 1}: {field} {problem}"
    return ""


def _problem(type_: str, value: Any, within: tuple[int, int] | None) -> str:
    fits, wanted = _CHECKS[type_]
    if within is None:
        return "" if fits(value) else f"must be {wanted}"
    least, most = within
    return "" if fits(value) and least <= value <= most else f"must be {wanted} from {least} to {most}"


def _is_int(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _is_number(value: object) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def _is_text(value: object) -> bool:
    return isinstance(value, str)


def _is_list(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(item, str) for item in value)


def _is_date(value: object) -> bool:
    """Whether it is a day of the calendar, written so that the order of texts is that of days."""
    try:
        return isinstance(value, str) and date.fromisoformat(value).isoformat() == value
    except ValueError:
        return False


def _is_bool(value: object) -> bool:
    return isinstance(value, bool)


_CHECKS: Final[Mapping[str, tuple[Callable[[object], bool], str]]] = {
    "bool": (_is_bool, "yes or no"),
    "int": (_is_int, "a whole number"),
    "float": (_is_number, "a number"),
    "date": (_is_date, "a date like 2026-01-31"),
    "text": (_is_text, "a text"),
    "list": (_is_list, "a list of texts"),
}
