"""What the columns of a table hold, as a person says in the dialog of an import or a file for --mapping."""

import hashlib
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Final, Literal

import msgspec

from threatmodel.engine.library.taxonomies import Severity
from threatmodel.engine.model import CATALOGUE, is_storable
from threatmodel.engine.model.struct_base import Record
from threatmodel.engine.model.threat_statuses import ImportedState

Lists = Literal["threats", "components", "flows", "nothing"]
"""What the rows of a table are. Those of a table that lists nothing are not imported."""

Field = Literal[
    "id", "title", "description", "element", "severity", "status", "category", "mitigation",
    "mitigation_status", "owner", "reference", "cwe", "name", "kind", "parent", "criticality",
    "data_classification", "source", "target", "protocol", "port", "encrypted", "authenticated", "ignore",
]  # fmt: skip
IGNORE: Final = "ignore"
FIELDS: Final[Mapping[Lists, tuple[Field, ...]]] = {
    "threats": (
        "id", "title", "description", "element", "severity", "status", "category", "mitigation",
        "mitigation_status", "owner", "reference", "cwe", IGNORE,
    ),
    "components": (
        "id", "name", "kind", "description", "parent", "owner", "criticality", "data_classification", IGNORE,
    ),
    "flows": (
        "id", "name", "source", "target", "protocol", "port", "encrypted", "authenticated",
        "data_classification", "description", IGNORE,
    ),
    "nothing": (IGNORE,),
}  # fmt: skip
SEVERAL: Final = frozenset({"description", "category", "mitigation", "reference", "cwe", IGNORE})
"""Fields that several columns may hold; of the others one does."""

MOST_TABLES: Final = 50
_MOST_COLUMNS: Final = 100
_MOST_VALUES: Final = 200
_LONGEST: Final = 200  # characters of a heading or value, by which it is known


class InvalidMapping(ValueError):
    """A mapping cannot be used; the message says which, and why."""


class TableMapping(Record, frozen=True, forbid_unknown_fields=True):
    """One kind of table, known by its headings: what its rows are, what each column holds, what values mean.

    Headings and values are compared without regard to case and spaces. `name` keeps rows known when the file
    is called otherwise; without it, they are known by the name of the file. With `sheet`, the mapping is for
    sheets of that name alone: several of one workbook may have the same headings.
    """

    columns: Mapping[str, Field]
    severities: Mapping[str, Severity] = {}
    statuses: Mapping[str, ImportedState] = {}
    name: str = ""
    lists: Lists = "threats"
    sheet: str = ""
    kinds: Mapping[str, str] = {}


class KnownTable(Record, frozen=True):
    """A mapping, ready to be compared with many tables: fields by what headings are compared by."""

    mapping: TableMapping
    fields: Mapping[str, Field]
    needed: frozenset[str]
    sheet: str  # as names of sheets are compared; empty for any

    def fields_of(self, keys: Sequence[str]) -> tuple[str, ...]:
        """The field of each heading, by what it is compared by; empty where it is not read."""
        found: list[str] = []
        for key in keys:
            field = self.fields.get(key, IGNORE)
            is_taken = field in found and field not in SEVERAL
            found.append("" if field == IGNORE or is_taken else field)
        return tuple(found)


def known_tables(mappings: Iterable[TableMapping]) -> tuple[KnownTable, ...]:
    """Return the mappings, ready to be compared with tables."""
    found = []
    for mapping in mappings:
        fields = _fields_by_key(mapping)
        found.append(KnownTable(mapping, fields, frozenset(fields), text_key(mapping.sheet)))
    return tuple(found)


def _fields_by_key(mapping: TableMapping) -> dict[str, Field]:
    """The field of each heading; of headings that are compared as the same, one that is read counts."""
    fields: dict[str, Field] = {}
    for heading, field in mapping.columns.items():
        key = text_key(heading)
        fields[key] = field if field != IGNORE else fields.get(key, field)
    return fields


def best_table(tables: Iterable[KnownTable], keys: Sequence[str], sheet: str = "") -> KnownTable | None:
    """Return the mapping whose columns all are among these headings; of several, that with most in common.

    Of those with as many in common, one for sheets of this name counts, else the first one. What lists
    nothing and names no sheet leaves out tables of just these headings: others have more to say.
    """
    present, name = frozenset(keys) - {""}, text_key(sheet)
    fitting = [
        one
        for one in tables
        if one.needed <= present
        and one.sheet in {"", name}
        and (one.mapping.lists != "nothing" or one.sheet or one.needed == present)
    ]
    return max(fitting, key=lambda one: (len(present & one.fields.keys()), bool(one.sheet)), default=None)


class _Mappings(Record, frozen=True, forbid_unknown_fields=True):
    """The content of a file for --mapping."""

    tables: tuple[TableMapping, ...]


def read_mappings(content: object) -> tuple[TableMapping, ...]:
    """Return the mappings of `{"tables": [...]}` as plain values. Raises InvalidMapping."""
    try:
        tables = msgspec.convert(content, _Mappings).tables
    except msgspec.ValidationError as fault:
        raise InvalidMapping(_sentence(fault)) from None
    if len(tables) > MOST_TABLES:
        raise InvalidMapping(f"At most {MOST_TABLES} tables can be mapped at once.")
    for number, table in enumerate(tables, 1):
        problem = _problem(table)
        if problem:
            raise InvalidMapping(f"Table {number}: {problem}")
    return tables


def text_key(text: str) -> str:
    """What a heading, a value or the name of a sheet is compared by."""
    return " ".join(text[: 4 * _LONGEST].casefold().split())[:_LONGEST].rstrip()


def heading_text(text: str) -> str:
    """A heading as mappings name it: it is compared as the whole heading is."""
    return " ".join(text[: 4 * _LONGEST].split())[:_LONGEST].rstrip()


def headings_hash(headings: Iterable[str], sheet: str = "") -> str:
    """What a table is known by when its headings are the same, in whatever order; and its sheet, if named."""
    keys = sorted({key for heading in headings if (key := text_key(heading))})
    if sheet:
        keys.append(f"\nsheet {text_key(sheet)}")
    return hashlib.sha256("\n".join(keys).encode("utf-8", "replace")).hexdigest()


def missing_field(lists: Lists, fields: Collection[str]) -> str:
    """What rows need that no column holds; empty where nothing is missing."""
    if lists == "threats" and "title" not in fields and "description" not in fields:
        return "no column holds the title of a threat. Map one to `title`."
    if lists == "components" and "name" not in fields:
        return "no column holds the name of a component. Map one to `name`."
    if lists == "flows" and not {"source", "target"} <= {*fields}:
        return "a flow needs both ends. Map one column to `source` and one to `target`."
    return ""


def _problem(table: TableMapping) -> str:
    if excess := _excess(table):  # before what takes longer for more columns
        return excess
    fields = list(table.columns.values())
    if missing := missing_field(table.lists, fields):
        return missing
    if others := [one for one in fields if one not in FIELDS[table.lists]]:
        return f"tables of {table.lists} have no `{others[0]}`. Fields are {', '.join(FIELDS[table.lists])}."
    if double := sorted({one for one in fields if one not in SEVERAL and fields.count(one) > 1}):
        return f"two columns hold `{double[0]}`. Keep one of them."
    if not fields or not all(map(text_key, table.columns)):
        return "a heading is empty, or there is none. Name each column by its heading."
    if unknown := [kind for kind in table.kinds.values() if kind not in CATALOGUE.kinds]:
        return f"`{unknown[0][:_LONGEST]}` is no kind of element. Kinds are {', '.join(CATALOGUE.kinds)}."
    return ""


def _excess(table: TableMapping) -> str:
    if len(table.columns) > _MOST_COLUMNS:
        return f"more than {_MOST_COLUMNS} columns."
    if max(len(table.severities), len(table.statuses), len(table.kinds)) > _MOST_VALUES:
        return f"more than {_MOST_VALUES} values."
    texts = (*table.columns, *table.severities, *table.statuses, *table.kinds, table.name, table.sheet)
    if any(len(text) > _LONGEST for text in texts):
        return f"a heading, value or name is longer than {_LONGEST} characters."
    if not all(map(is_storable, texts)):
        return "a heading, value or name contains a NUL or an incomplete character."
    return ""


def _sentence(fault: msgspec.ValidationError) -> str:
    """The message with its place in words that a writer of the file knows."""
    text, _, place = str(fault).partition(" - at `$")
    place = place.strip("`").lstrip(".")
    fields = f" Fields of columns are {_all_fields()}." if "columns" in place else ""
    return f"{place}: {text}.{fields}" if place else f"{text}. Write a list `tables`, each with `columns`."


def _all_fields() -> str:
    """The fields by what rows are."""
    named = [(lists, fields) for lists, fields in FIELDS.items() if lists != "nothing"]
    return "; ".join(f"{', '.join(fields)} (of {lists})" for lists, fields in named)
