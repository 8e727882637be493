"""Switches that allow an empty password, which images ignore where a password is given."""

import re
from collections.abc import Collection, Sequence
from typing import Any, Final

_SWITCH: Final = "ALLOW_EMPTY"
# The password of the first administrator: one of another user leaves that account open.
_PASSWORD: Final = re.compile(
    r"(?i)(?:(?:MYSQL|MARIADB|MONGODB)_ROOT|REDIS|VALKEY|POSTGRES(?:QL)?|POSTGRESQL_POSTGRES)_PASSWORD(?:_FILE)?"
)
_REQUIRED: Final = re.compile(r"\$\{\w+:\?")
_REFERENCE: Final = re.compile(r"\$(?:\w+|\{\w+\})")


def overrules(name: str, switch: str, others: Collection[str] = ()) -> bool:
    """Whether a switch has no effect where the variable of this name has a value.

    `others` are names of variables with which the image asks for a password.
    """
    return _SWITCH in switch.upper() and (_PASSWORD.fullmatch(name) is not None or name in others)


def may_be_empty(value: str) -> bool:
    """Whether a value is empty, or a reference to a variable that nothing gives a value if it is not set."""
    return not value or _REFERENCE.fullmatch(value) is not None


def must_be_set(value: str) -> bool:
    """Whether a value refers to a variable without which the system does not start."""
    return _REQUIRED.search(value) is not None


def without_overruled_switches(records: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the records of `env`, where a switch without effect is no weak credential."""
    if not [one for one in records if one["weak"]]:  # nearly always
        return list(records)
    given = [one["name"] for one in records if one["origin"] != "empty"]
    return [
        {**one, "weak": False} if one["weak"] and any(overrules(name, one["name"]) for name in given) else one
        for one in records
    ]
