"""PDF by Typst: a fixed template that shows the report, which it gets as data."""

import datetime as dt
from collections.abc import Iterable, Iterator
from typing import Any, Final

import orjson
import typst

from threatmodel.reports.document import (
    SEVERITY_COLORS,
    Block,
    CodeBlock,
    Document,
    Figure,
    Figures,
    Heading,
    KeyValues,
    ListBlock,
    PageBreak,
    Paragraph,
    Picture,
    Run,
    Section,
    Table,
    Value,
    plain_text,
)
from threatmodel.reports.renderers.missing_glyphs import missing_glyphs
from threatmodel.reports.renderers.printable_text import breakable, shown
from threatmodel.reports.renderers.typst_subprocess import run_typst

Json = dict[str, Any]
_CELL_BROKEN: Final = 700  # characters from which a cell may be too high for the rest of a page
# Of one table; the others follow as lines of text: Typst needs 18 kB for each cell, so that ten thousand rows
# would need gigabytes.
_ROWS_IN_CELLS: Final = 120
_FEW_MORE: Final = 40  # rows that are no reason for lines of text
_ONE_IMAGE: Final = (
    b"#set page(width: 40pt, height: 40pt, margin: 0pt)\n"
    b'#image(bytes(json(bytes(sys.inputs.png))), format: "png")'
)
_WEB: Final = ("https://", "http://")


def render(document: Document) -> bytes:
    """Return the report as PDF. Raises TypstFailed."""
    return run_typst(orjson.dumps(report_data(document)), timestamp=_time(document))


def characters_without_font(document: Document) -> str:
    """Return the characters of the report that would be empty boxes in its PDF on this server."""
    return missing_glyphs(orjson.dumps(report_data(document)).decode())


def _time(document: Document) -> int:
    return int(document.stamp.at.timestamp())


def report_data(document: Document) -> Json:
    """Return the report as the template reads it."""
    at, stamp = document.stamp.at.astimezone(dt.UTC), document.stamp
    ids = _ids(document)
    library = f", rule library {stamp.library_version}" if stamp.library_version else ""
    return {
        "title": shown(document.title),
        "running": shown(document.title),
        "subtitle": shown(document.subtitle),
        "team": shown(document.team),
        "classification": shown(document.classification),
        "date": [at.year, at.month, at.day, at.hour, at.minute, at.second],
        "foot": shown(document.foot or f"{stamp.label}, {plain_text(stamp.at)}{library}"),
        "logo": list(document.logo.png) if document.logo else "",
        "colors": SEVERITY_COLORS,
        "facts": [[name, _value(value, ids)] for name, value in document.facts],
        "sections": [_section(one, ids) for one in document.sections],
    }


def _ids(document: Document) -> frozenset[str]:
    """What links may point to."""
    headings = (
        block.id
        for one in document.sections
        for block in one.blocks
        if isinstance(block, Heading) and block.id
    )
    return frozenset([*(f"section-{one.id}" for one in document.sections), *headings])


def _section(section: Section, ids: frozenset[str]) -> Json:
    return {
        "id": section.id,
        "title": shown(section.title),
        "landscape": section.landscape,
        "blocks": [part for block in section.blocks for part in _block(block, ids)],
    }


def _block(block: Block, ids: frozenset[str]) -> Iterator[Json]:
    match block:
        case Heading():
            named = {"id": block.id} if block.id else {}
            yield {"k": "h", "level": block.level, "text": breakable(block.text), **named}
        case Paragraph():
            yield from (
                {"k": "p", "style": block.style, "content": part} for part in _paragraphs(block.content, ids)
            )
        case ListBlock():
            items = [_value(item, ids) for item in block.items]
            yield {"k": "list", "items": items, "ordered": block.ordered}
        case Table():
            yield _table(block, ids)
        case KeyValues():
            rows = [[shown(name), _value(value, ids)] for name, value in block.rows]
            yield {"k": "values", "rows": rows}
        case Figures():
            yield {"k": "figures", "items": [_figure(one) for one in block.items]}
        case Picture():
            yield _picture(block)
        case CodeBlock():
            lines = [breakable(line.replace("\t", "    ")) or " " for line in block.text.splitlines()]
            yield {"k": "code", "lines": lines or [" "], "caption": breakable(block.caption)}
        case PageBreak():
            yield {"k": "break"}


def _table(block: Table, ids: frozenset[str]) -> Json:
    is_long = len(block.rows) > _ROWS_IN_CELLS + _FEW_MORE
    rows = block.rows[:_ROWS_IN_CELLS] if is_long else block.rows
    return {
        "k": "table",
        "titles": [shown(column.title) for column in block.columns],
        "kinds": [column.kind for column in block.columns],
        "widths": [column.width for column in block.columns],
        "rows": [[_value(cell, ids) for cell in row] for row in rows],
        "rest": [_line(row) for row in block.rows[len(rows) :]],
        "caption": shown(block.caption),
        "fill": block.to_fill_in,
        "whole": all(len(plain_text(cell)) < _CELL_BROKEN for row in rows for cell in row),
    }


def _line(row: Iterable[Value]) -> str:
    return breakable(" · ".join(text for text in map(plain_text, row) if text))


def _figure(one: Figure) -> Json:
    return {"label": shown(one.label), "value": _number(one.value), "severity": one.severity}


def _picture(block: Picture) -> Json:
    return {
        "k": "picture",
        "svg": block.svg.decode(),
        "alt": shown(block.alt),
        "caption": shown(block.caption),
        "width": block.width_pt,
        "height": block.height_pt,
    }


def _paragraphs(content: Value, ids: frozenset[str]) -> Iterable[Any]:
    """Text of people may have several paragraphs; runs are one."""
    if isinstance(content, str):
        return [breakable(part) for part in content.splitlines() if part.strip()]
    return [_value(content, ids)]


def _value(value: Value, ids: frozenset[str]) -> str | list[Json]:
    if isinstance(value, tuple):
        return [_run(one, ids) for one in value]
    return _number(value) if isinstance(value, int | float) else breakable(plain_text(value))


def _number(value: int | float | str) -> str:
    return f"{value:,}" if isinstance(value, int | float) else shown(value)


def _run(one: Run, ids: frozenset[str]) -> Json:
    made: Json = {"t": breakable(one.text)}
    for key, is_set in (("b", one.bold), ("i", one.italic), ("c", one.code)):
        if is_set:
            made[key] = True
    if one.severity in SEVERITY_COLORS:
        made["s"] = one.severity
    if one.href.startswith(_WEB):
        made["u"] = one.href
    elif one.href.startswith("#") and one.href[1:] in ids:
        made["a"] = one.href[1:]
    return made


def is_image(png: bytes) -> bool:
    """Whether the bytes can be shown as a PNG."""
    try:
        typst.compile(
            _ONE_IMAGE, sys_inputs={"png": orjson.dumps(list(png)).decode()}, ignore_system_fonts=True
        )
    except typst.TypstError:
        return False
    return True
