"""The value of a fact as people read it in a report, on one line."""

from collections.abc import Iterator, Mapping
from typing import Any

from threatmodel.engine.markdown import value as scalar_text


def value_text(known: Any) -> str:
    """Return the value in words: "NET_ADMIN; SYS_TIME", "source /var/run, type hostPath", or "none".

    A number and true or false are written as in a file. The fields of a record that say nothing are left out.
    """
    if isinstance(known, str):
        return " ".join(known.split()) or "empty"
    if isinstance(known, list):
        return "; ".join(value_text(item) for item in known) or "none"
    if isinstance(known, Mapping):
        return ", ".join(_fields(known)) or "none"
    return scalar_text(known)


def _fields(record: Mapping[str, Any]) -> Iterator[str]:
    for name, found in record.items():
        if found not in (None, "", [], {}):
            yield f"{name.replace('_', ' ')} {value_text(found)}"
