"""Markdown for repositories and wikis. What people wrote is text there, and never a link, markup or HTML."""

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from threatmodel.api.markdown_escaping import escaped, fenced
from threatmodel.reports.document import (
    Block,
    CodeBlock,
    Document,
    Figures,
    Heading,
    KeyValues,
    ListBlock,
    Paragraph,
    Picture,
    Run,
    Section,
    Table,
    Value,
    plain_text,
)
from threatmodel.reports.renderers.printable_text import shown

_WEB: Final = re.compile(r"https?://[\w.~:/?%&=+,;@-]+", re.ASCII)


def render(document: Document) -> bytes:
    """Return the report as Markdown for GitHub; pictures are named by their captions."""
    blocks = [*_head(document), *(part for one in document.sections for part in _section(one))]
    return ("\n\n".join(blocks) + "\n").encode()


def _head(document: Document) -> Iterator[str]:
    yield f"# {_plain(document.title)}"
    if document.classification:
        yield f"**{_plain(document.classification)}**"
    if document.subtitle:
        yield _plain(document.subtitle)
    yield "\n".join(f"- {_plain(name)}: {_inline(value)}" for name, value in document.facts)
    if len(document.sections) > 1:
        yield "## Contents"
        yield "\n".join(f"- {_plain(one.title)}" for one in document.sections)


def _section(section: Section) -> Iterator[str]:
    yield f"## {_plain(section.title)}"
    for block in section.blocks:
        yield from _block(block)


def _block(block: Block) -> Iterator[str]:
    match block:
        case Heading():
            yield f"{'#' * (block.level + 1)} {_plain(block.text)}"
        case Paragraph():
            yield from _paragraph(block)
        case ListBlock():
            yield "\n".join(
                f"{f'{place}.' if block.ordered else '-'} {_inline(item)}"
                for place, item in enumerate(block.items, start=1)
            )
        case Table():
            yield _table(block)
        case KeyValues():
            yield "\n".join(f"- **{_plain(name)}**: {_inline(value)}" for name, value in block.rows)
        case Figures():
            yield _rows([one.label for one in block.items], [[_plain(str(one.value)) for one in block.items]])
        case Picture():
            yield f"*Picture: {_plain(block.alt)}*"
        case CodeBlock():
            if block.caption:
                yield _plain(block.caption)
            yield fenced(_lines(block.text), "text")


def _paragraph(block: Paragraph) -> Iterator[str]:
    prefix = "> " if block.style == "note" else ""
    if isinstance(block.content, str):
        yield from (f"{prefix}{_plain(line)}" for line in block.content.splitlines() if line.strip())
    elif text := _inline(block.content):
        yield prefix + text


def _table(block: Table) -> str:
    lines = _rows(
        [column.title for column in block.columns],
        ([_inline(cell) for cell in row] for row in block.rows),
        [column.kind == "number" for column in block.columns],
    )
    return f"{_plain(block.caption)}\n\n{lines}" if block.caption else lines


def _rows(titles: Sequence[str], rows: Iterable[Sequence[str]], right: Sequence[bool] = ()) -> str:
    rule = ["--:" if place < len(right) and right[place] else "---" for place in range(len(titles))]
    lines = [[_plain(title) for title in titles], rule, *rows]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)


def _inline(value: Value) -> str:
    if not isinstance(value, tuple):
        return _plain(plain_text(value))
    return "".join(map(_run, value)).strip()


def _run(one: Run) -> str:
    """Spaces stay outside of the marks, where Markdown needs them."""
    text = _plain(one.text)
    if not text:
        return " " if one.text else ""
    before = " " if one.text[0].isspace() else ""
    after = " " if one.text[-1].isspace() else ""
    if _WEB.fullmatch(one.href):
        text = f"[{text}]({one.href})"
    if one.bold or one.severity:
        text = f"**{text}**"
    elif one.italic:
        text = f"*{text}*"
    return f"{before}{text}{after}"


def _plain(text: str) -> str:
    return escaped(shown(text))


def _lines(text: str) -> str:
    return "\n".join(shown(line) for line in text.replace("\r", "\n").split("\n"))
