"""Components of a table: a row is an element, in the zone that it names."""

from typing import Final

from threatmodel.engine.importers.interchange.drawing import Drawing, DrawnPart
from threatmodel.engine.importers.interchange.tables.recognition import Table
from threatmodel.engine.importers.interchange.texts import id_of, line_text
from threatmodel.engine.library.interchange import vocabulary, word
from threatmodel.engine.model import CATALOGUE, FactValue

Row = dict[str, str]
_FACT_LENGTH: Final = 2_000


def add_components(drawing: Drawing, table: Table) -> None:
    """Add the components of a table, and the zones that they name."""
    for line, cells in table.rows:
        row = {field: cell for field, cell in zip(table.fields, cells, strict=False) if field}
        if any(row.values()):
            _add_component(drawing, row, line)
    _add_zones(drawing)


def _add_component(drawing: Drawing, row: Row, line: int) -> None:
    name = line_text(row.get("name", ""))
    part = DrawnPart(id_of(row.get("id", "")) or id_of(name), _kind(drawing, row, line), name, line)
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
