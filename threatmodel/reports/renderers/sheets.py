"""The tables of a report as sheets, which spreadsheets and CSV files share."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from threatmodel.reports.document import Column, Document, Table, Value

NAME_LENGTH: Final = 31  # characters of the name of a sheet in Excel
_TAKEN: Final = ("about", "history")  # our first sheet, and a name that Excel keeps for itself
_NOT_IN_NAMES: Final = re.compile(r"[\[\]:*?/\\'\x00-\x1f]+")


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table by its name; its rows may be read while they are written, once."""

    name: str
    columns: Sequence[Column]
    rows: Iterable[Sequence[Value]]


def sheets_of(document: Document) -> Iterator[Sheet]:
    """Yield the tables of a report, each by the title of its section; no name is used twice."""
    taken = set(_TAKEN)
    for section in document.sections:
        for block in section.blocks:
            if isinstance(block, Table):
                yield Sheet(_name(section.title, taken), block.columns, block.rows)


def own_address(value: Value, site: str) -> str:
    """Return where a cell leads on this server; empty where it leads nowhere or anywhere else."""
    if not (site and isinstance(value, tuple)):
        return ""
    found = next((run.href for run in value if run.href), "")
    return found if found.startswith(f"{site}/") else ""


def _name(title: str, taken: set[str]) -> str:
    plain = " ".join(_NOT_IN_NAMES.sub(" ", title).split())[:NAME_LENGTH].strip() or "Table"
    name, number = plain, 1
    while name.lower() in taken:
        number += 1
        suffix = f" {number}"
        name = plain[: NAME_LENGTH - len(suffix)] + suffix
    taken.add(name.lower())
    return name
