"""Switches that allow an empty password, which images ignore where a password is given."""

import re
from collections.abc import Iterable, Sequence
from typing import Any, Final

_SWITCH: Final = "ALLOW_EMPTY"
# The password of the first administrator: one of another user leaves that account open.
_PASSWORD: Final = re.compile(
    r"(?i)(?:(?:MYSQL|MARIADB|MONGODB)_ROOT|REDIS|VALKEY|POSTGRES(?:QL)?|POSTGRESQL_POSTGRES)_PASSWORD(?:_FILE)?"
)


def is_overruled(switch: str, names: Iterable[str]) -> bool:
    """Whether a switch of this name has no effect beside variables of these names, which have a value."""
    return _SWITCH in switch.upper() and any(_PASSWORD.fullmatch(name) for name in names)


def without_overruled_switches(records: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the records of `env`, where a switch without effect is no weak credential."""
    given = [one["name"] for one in records if one["origin"] != "empty"]
    return [
        {**one, "weak": False} if one["weak"] and is_overruled(one["name"], given) else one for one in records
    ]
