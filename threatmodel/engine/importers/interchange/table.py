"""Tables of threats or components as CSV, known by their headings (library/interchange/csv.yaml).

A threat names its element; the import looks for the only one of that name. Columns with other headings are
not read, which is said. Values that start like a formula are text here as everything else.
"""

import csv
import hashlib
import io
import posixpath
import re
from collections.abc import Iterator, Mapping
from typing import Final

from threatmodel.engine.importers.interchange.drawing import Drawing, DrawnPart
from threatmodel.engine.importers.interchange.texts import id_of, line_text
from threatmodel.engine.importers.interchange.threat_lists import (
    ListedThreat,
    add_threat,
    categories_in,
    mitigation,
    severity_in,
    state_in,
    weakness,
)
from threatmodel.engine.importers.limits import InputLimits, megabytes
from threatmodel.engine.importers.text_file import TextFile
from threatmodel.engine.library.interchange import vocabulary, word
from threatmodel.engine.model import CATALOGUE, FactValue
from threatmodel.engine.model.imported_threats import ImportedMitigationState
from threatmodel.engine.model.struct_base import Record

ID: Final = "csv"
_SUFFIXES: Final = (".csv", ".tsv")
_MOST_ROWS: Final = 20_000
_MOST_COLUMNS: Final = 100
_HEAD: Final = 10_000  # bytes in which the headings are
_NUMBER: Final = re.compile(r"\d{1,5}")
_SEPARATORS: Final = re.compile(r"[,;/|]")

Row = Mapping[str, str]


class InvalidTable(ValueError):
    """The table cannot be read; `line` is where, 0 when none is known."""

    def __init__(self, line: int, message: str) -> None:
        super().__init__(message)
        self.line = line


class Table(Record, frozen=True):
    """A file with recognized headings: what each column is, in their order; empty where it is not read."""

    file: TextFile
    lists: str  # threats or components
    columns: tuple[str, ...]
    unread: tuple[str, ...]
    delimiter: str


def recognize(file: TextFile) -> Table | None:
    """Return the table when its name and headings say that it lists threats or components."""
    if not file.name.lower().endswith(_SUFFIXES):
        return None
    head = _text(file.data[:_HEAD]).splitlines()[:1]
    if not head:
        return None
    delimiter = max(",;\t", key=head[0].count)
    headings = next(csv.reader(head, delimiter=delimiter), [])[:_MOST_COLUMNS]
    words = vocabulary(ID)
    for lists, known, needed in (
        ("threats", words.threat_columns, "title"),
        ("components", words.component_columns, "kind"),
    ):
        columns = _columns(headings, known)
        if needed in columns and sum(map(bool, columns)) > 1 and (lists == "threats" or "name" in columns):
            unread = tuple(
                one.strip()[:60] for one, field in zip(headings, columns, strict=True) if not field
            )
            return Table(file, lists, columns, unread, delimiter)
    return None


def _columns(headings: list[str], known: Mapping[str, str]) -> tuple[str, ...]:
    """The field of each heading; of several headings for one field, the first one is."""
    found: list[str] = []
    for heading in headings:
        field = known.get(word(heading), "")
        found.append("" if field in found else field)
    return tuple(found)


def read(table: Table, limits: InputLimits) -> Drawing:
    """Return what the table lists. Raises InvalidTable."""
    if len(table.file.data) > limits.yaml_bytes:
        bound = megabytes(limits.yaml_bytes)
        raise InvalidTable(0, f"The file is larger than {bound}. Split the table.")
    name = posixpath.basename(table.file.name.replace("\\", "/")).rpartition(".")[0]
    drawing = Drawing(ID, table.file.name, scope=id_of(name))
    for heading in table.unread:
        if heading:
            drawing.unread(f"column ({line_text(heading)})", "columns")
    add = _add_threat if table.lists == "threats" else _add_component
    for line, row in _rows(table):
        add(drawing, row, line)
    if table.lists == "components":
        _add_zones(drawing)
    return drawing


def _rows(table: Table) -> Iterator[tuple[int, Row]]:
    """The rows that hold something, by field, each with its line."""
    reader = csv.reader(io.StringIO(_text(table.file.data), newline=""), delimiter=table.delimiter)
    try:
        next(reader, None)
        line = reader.line_num + 1
        for number, cells in enumerate(reader):
            if number >= _MOST_ROWS:
                raise InvalidTable(line, f"The table has more than {_MOST_ROWS:,} rows. Split it.")
            row = {field: cell.strip() for field, cell in zip(table.columns, cells, strict=False) if field}
            if any(row.values()):
                yield line, row
            line = reader.line_num + 1
    except csv.Error:
        message = "Invalid CSV: a quotation mark or a cell does not end. Export the table again."
        raise InvalidTable(reader.line_num, message) from None


def _text(data: bytes) -> str:
    """The text: UTF-8 as programs write it, else the encoding of older spreadsheets."""
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace")


# --- threats ------------------------------------------------------------------------------------------


def _add_threat(drawing: Drawing, row: Row, line: int) -> None:
    """Add a threat; without an id it is known by its title and element."""
    title, element = row.get("title", ""), line_text(row.get("element", ""))
    digest = hashlib.sha256(f"{line_text(title)}\n{element}".encode()).hexdigest()[:16]
    threat_id = id_of(row.get("id", "")) or digest
    status = state_in(drawing, row.get("status", ""), line)
    done: ImportedMitigationState = "implemented" if status == "mitigated" else "proposed"
    state = drawing.words.mitigation_states.get(word(row.get("mitigation_status", "")), done)
    named = _SEPARATORS.split(row.get("category", ""))
    cwes = (int(one) for one in _NUMBER.findall(row.get("cwe", "")))
    add_threat(
        drawing,
        ListedThreat(
            threat_id,
            "",
            title=title,
            description=row.get("description"),
            severity=severity_in(drawing, row.get("severity", "")),
            status=status,
            line=line,
            categories=categories_in(drawing, named[:20]),
            references=tuple(dict.fromkeys(map(weakness, cwes)))[:20],
            mitigations=(mitigation(f"{threat_id}#mitigation", "", row.get("mitigation", ""), state),),
            subject_name=element,
        ),
    )


# --- components ---------------------------------------------------------------------------------------


def _add_component(drawing: Drawing, row: Row, line: int) -> None:
    name = line_text(row.get("name", ""))
    part = DrawnPart(id_of(row.get("id", "")) or id_of(name), _kind(drawing, row, line), name, line)
    part.parent = id_of(row.get("parent", ""))
    facts: dict[str, FactValue | None] = {
        field: line_text(row.get(field, ""), 2_000) for field in ("description", "owner")
    }
    for field in ("criticality", "data_classification"):
        level, known = row.get(field, "").lower(), CATALOGUE.fact(part.kind, field)
        facts[field] = level if known and level in known.options else None
        drawing.unread("level of a component", "levels of components", bool(level) and facts[field] is None)
    drawing.add_facts(
        part.facts, {field: value for field, value in facts.items() if CATALOGUE.fact(part.kind, field)}
    )
    drawing.add_part(part)


def _kind(drawing: Drawing, row: Row, line: int) -> str:
    named = word(row.get("kind", ""))
    known = {**vocabulary("threat-dragon").kinds, **vocabulary("otm").kinds, **drawing.words.kinds}
    kind = named if named in CATALOGUE.kinds else known.get(named)
    if kind is None or kind == "flow":
        drawing.fault("A component is of an unknown kind; it is read as a workload.", line)
        return "workload"
    return kind


def _add_zones(drawing: Drawing) -> None:
    """Add the zones that rows name and that are no rows themselves; rows are named by id or name."""
    by_name = {part.name: part.id for part in reversed(drawing.parts.values())}
    for part in list(drawing.parts.values()):
        if not part.parent or part.parent in drawing.parts:
            continue
        if part.parent in by_name:
            part.parent = by_name[part.parent]
        else:
            drawing.add_part(DrawnPart(part.parent, "boundary", part.parent, part.line))
