"""One HTML file that needs nothing else: no script, no request; pictures and style are in it."""

import base64
import hashlib
import re
from collections.abc import Iterator
from html import escape
from pathlib import Path
from typing import Final

from threatmodel.reports.document import (
    SEVERITY_COLORS,
    Block,
    CodeBlock,
    Document,
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
from threatmodel.reports.renderers.printable_text import shown

_SEVERITIES: Final = "\n".join(
    f".{name}, .figures li.{name} {{ background: {background}; color: {ink}; }}"
    for name, (background, ink) in SEVERITY_COLORS.items()
)
_STYLE: Final = f"{(Path(__file__).parent / 'report.css').read_text()}{_SEVERITIES}\n"
_STYLE_HASH: Final = base64.b64encode(hashlib.sha256(_STYLE.encode()).digest()).decode()
# Should anything in the file ever be taken for more than text: it runs nothing and loads nothing.
_POLICY: Final = (
    f"default-src 'none'; style-src 'sha256-{_STYLE_HASH}'; img-src data:; base-uri 'none'; "
    "form-action 'none'"
)
_WEB: Final = ("https://", "http://")
_PROLOG: Final = re.compile(rb"<\?xml.*?\?>|<!DOCTYPE.*?>", re.DOTALL)


def render(document: Document) -> bytes:
    """Return the report as one HTML file."""
    return "\n".join(_page(document)).encode()


def _page(document: Document) -> Iterator[str]:
    title = _text(f"{document.title}: {document.subtitle}" if document.subtitle else document.title)
    yield '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">'
    yield f'<meta http-equiv="Content-Security-Policy" content="{escape(_POLICY)}">'
    yield '<meta name="viewport" content="width=device-width, initial-scale=1">'
    yield '<meta name="referrer" content="no-referrer">'
    yield f"<title>{title}</title>\n<style>{_STYLE}</style>\n</head>\n<body>"
    yield "<header>"
    if document.logo:
        data = base64.b64encode(document.logo.png).decode()
        yield f'<img class="logo" alt="" src="data:image/png;base64,{data}">'
    if document.classification:
        yield f'<p><span class="classification">{_text(document.classification)}</span></p>'
    yield f'<p class="quiet">{_text(document.subtitle)}</p>\n<h1>{_text(document.title)}</h1>'
    yield f"{_values(document.facts)}\n</header>"
    if len(document.sections) > 1:
        items = "".join(
            f'<li><a href="#{_id(one.id)}">{_text(one.title)}</a></li>' for one in document.sections
        )
        yield f'<nav aria-label="Contents"><h2>Contents</h2><ol>{items}</ol></nav>'
    yield "<main>"
    for section in document.sections:
        yield from _section(section)
    yield "</main>\n</body>\n</html>\n"


def _id(name: str) -> str:
    return escape(f"section-{name}")


def _section(section: Section) -> Iterator[str]:
    yield f'<section aria-labelledby="{_id(section.id)}">'
    yield f'<h2 id="{_id(section.id)}">{_text(section.title)}</h2>'
    for block in section.blocks:
        yield from _block(block)
    yield "</section>"


def _block(block: Block) -> Iterator[str]:
    match block:
        case Heading():
            level = block.level + 1
            named = f' id="{escape(block.id)}"' if block.id else ""
            yield f"<h{level}{named}>{_text(block.text)}</h{level}>"
        case Paragraph():
            yield from _paragraph(block)
        case ListBlock():
            yield _list(block)
        case Table():
            yield from _table(block)
        case KeyValues():
            yield _values(block.rows)
        case Figures():
            yield _figures(block)
        case Picture():
            yield _picture(block)
        case CodeBlock():
            yield _code(block)
        case PageBreak():
            pass


def _paragraph(block: Paragraph) -> Iterator[str]:
    look = "" if block.style == "normal" else f' class="{block.style}"'
    if not isinstance(block.content, str):
        yield f"<p{look}>{_inline(block.content)}</p>"
        return
    for line in block.content.splitlines():
        if line.strip():
            yield f"<p{look}>{_text(line)}</p>"


def _list(block: ListBlock) -> str:
    tag = "ol" if block.ordered else "ul"
    return f"<{tag}>{''.join(f'<li>{_inline(item)}</li>' for item in block.items)}</{tag}>"


def _code(block: CodeBlock) -> str:
    caption = f'<p class="caption">{_text(block.caption)}</p>' if block.caption else ""
    return f'{caption}<pre tabindex="0"><code>{_text(block.text)}</code></pre>'


def _table(block: Table) -> Iterator[str]:
    looks = [' class="number"' if column.kind == "number" else "" for column in block.columns]
    titles = zip(block.columns, looks, strict=True)
    if block.caption:
        yield f'<p class="caption">{_text(block.caption)}</p>'
    # Wide tables scroll by keyboard too.
    yield '<div class="scroll" tabindex="0" role="region" aria-label="Table">'
    fill = ' class="fill"' if block.to_fill_in else ""
    yield f"<table{fill}><thead><tr>"
    yield "".join(f'<th scope="col"{look}>{_text(column.title)}</th>' for column, look in titles)
    yield "</tr></thead><tbody>"
    codes = [column.kind == "code" for column in block.columns]
    for row in block.rows:
        cells = zip(row, looks, codes, strict=True)
        yield f"<tr>{''.join(_cell(cell, look, is_code=is_code) for cell, look, is_code in cells)}</tr>"
    yield "</tbody></table></div>"


def _cell(cell: Value, look: str, *, is_code: bool) -> str:
    text = _inline(cell)
    return f"<td{look}>{f'<code>{text}</code>' if is_code and text else text}</td>"


def _values(rows: tuple[tuple[str, Value], ...]) -> str:
    return f"<dl>{''.join(f'<dt>{_text(name)}</dt><dd>{_inline(value)}</dd>' for name, value in rows)}</dl>"


def _figures(block: Figures) -> str:
    items = "".join(
        f'<li class="{_severity(one.severity)}"><b>{_inline(one.value)}</b> {_text(one.label)}</li>'
        for one in block.items
    )
    return f'<ul class="figures">{items}</ul>'


def _picture(block: Picture) -> str:
    """The picture as an image: an SVG that is loaded so can neither run nor load anything."""
    svg = _PROLOG.sub(b"", block.svg).strip()
    data = base64.b64encode(svg).decode()
    size = f'width="{block.width_pt / 0.75:.0f}" height="{block.height_pt / 0.75:.0f}"'
    caption = f"<figcaption>{_text(block.caption)}</figcaption>" if block.caption else ""
    image = f'<img alt="{_text(block.alt)}" {size} src="data:image/svg+xml;base64,{data}">'
    return f"<figure>{image}{caption}</figure>"


def _inline(value: Value) -> str:
    if isinstance(value, tuple):
        return "".join(map(_run, value))
    return f"{value:,}" if isinstance(value, int | float) else _text(plain_text(value))


def _run(one: Run) -> str:
    text = _text(one.text)
    if severity := _severity(one.severity):
        return f'<span class="severity {severity}">{text}</span>'
    if one.code:
        text = f"<code>{text}</code>"
    if one.italic:
        text = f"<em>{text}</em>"
    if one.bold:
        text = f"<strong>{text}</strong>"
    if one.href.startswith((*_WEB, "#")):
        text = f'<a href="{escape(one.href)}" rel="noreferrer noopener">{text}</a>'
    return text


def _severity(name: str) -> str:
    return name if name in SEVERITY_COLORS else ""


def _text(text: str) -> str:
    return escape(shown(text))
