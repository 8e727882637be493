"""Components of a table: a row is an element, in the zone that it names."""

from collections.abc import Mapping
from typing import Final

from threatmodel.engine.importers.interchange.drawing import Drawing, DrawnPart
from threatmodel.engine.importers.interchange.tables.column_recognition import WORDS, Table
from threatmodel.engine.importers.interchange.value_readers import id_of, line_text
from threatmodel.engine.importers.table_mapping import text_key
from threatmodel.engine.library.tool_vocabularies import vocabulary, word
from threatmodel.engine.model import CATALOGUE, FactValue

Row = dict[str, str]
_FACT_LENGTH: Final = 2_000
_KIND: Final = "workload"  # where a table does not say one


def add_components(drawing: Drawing, table: Table) -> None:
    """Add the components of a table, and the zones that they name."""
    stated = {text_key(value): kind for value, kind in table.mapping.kinds.items()} if table.mapping else {}
    for line, cells in table.rows:
        row = table.row(cells)
        if any(row.values()):
            kind = _kind(drawing, row, line, stated) if "kind" in table.fields else _KIND
            _add_component(drawing, row, line, kind)
    _add_zones(drawing)


def _add_component(drawing: Drawing, row: Row, line: int, kind: str) -> None:
    name = line_text(row.get("name", ""))
    part = DrawnPart(id_of(row.get("id", "")) or id_of(name), kind, name, line)
    part.parent = id_of(row.get("parent", ""))
    facts: dict[str, FactValue | None] = {
        field: line_text(row.get(field, ""), _FACT_LENGTH) for field in ("description", "owner")
    }
    for field in ("criticality", "data_classification"):
        level, known = row.get(field, "").lower(), CATALOGUE.fact(part.kind, field)
        facts[field] = level if known and level in known.options else None
        drawing.unread("level of a component", "levels of components", bool(level) and facts[field] is None)
    drawing.add_facts(
        part.facts, {field: value for field, value in facts.items() if CATALOGUE.fact(part.kind, field)}
    )
    drawing.add_part(part)


def _kind(drawing: Drawing, row: Row, line: int, stated: Mapping[str, str]) -> str:
    text = row.get("kind", "")
    if kind := stated.get(text_key(text)) or known_kind(text):
        return kind
    drawing.fault("A component is of an unknown kind; it is read as a workload.", line)
    return _KIND


def known_kind(text: str) -> str:
    """The kind that a word means; empty where it means none that an element can have."""
    named = word(text)
    words = (vocabulary(tool).kinds for tool in (WORDS, "otm", "threat-dragon"))
    kind = named if named in CATALOGUE.kinds else next((one[named] for one in words if named in one), "")
    return "" if kind == "flow" else kind


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
