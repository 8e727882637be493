"""Text as Jira Cloud keeps it: the Atlassian Document Format.

Source: Atlassian, "Atlassian Document Format", nodes doc, paragraph, heading, bulletList, listItem, text.
"""

import re
from collections.abc import Iterable, Iterator
from typing import Any, Final

Json = dict[str, Any]
_LINK: Final = re.compile(r"https?://[^\s<>\"]+[^\s<>\".,;:!?)\]]")
_HEADING: Final = re.compile(r"(#{1,6}) +(.+)")
_FENCE: Final = re.compile("`{3,}")
_DEEPEST: Final = 50


def document_of(text: str) -> Json:
    """Return the text as a document: blank lines part paragraphs, `- ` makes lists, `## ` headings."""
    content = [node for part in _parts(text) for node in part]
    return {"type": "doc", "version": 1, "content": content or [_paragraph([])]}


def _parts(text: str) -> Iterator[Iterable[Json]]:
    """The text between fences of backticks, which is one block of code each, and around them."""
    lines: list[str] = []
    fence = ""
    for line in text.splitlines():
        mark = line.strip()
        if fence and mark == fence:
            yield [_code(lines)]
            lines, fence = [], ""
        elif not fence and _FENCE.fullmatch(mark):
            yield _blocks(lines)
            lines, fence = [], mark
        else:
            lines.append(line)
    yield [_code(lines)] if fence else _blocks(lines)


def _code(lines: list[str]) -> Json:
    code = "\n".join(lines)
    return {"type": "codeBlock", "content": [{"type": "text", "text": code}] if code else []}


def _blocks(lines: list[str]) -> Iterator[Json]:
    for block in re.split(r"\n[^\S\n]*\n", "\n".join(lines).strip()):
        yield from _block(block.splitlines())


def text_of(node: Any) -> str:
    """Return the text in a document, a line for each block; a text is itself."""
    if isinstance(node, str):
        return node
    return "".join(_texts(node, 0))


def _block(lines: list[str]) -> Iterator[Json]:
    """The nodes of what stands between blank lines."""
    plain: list[str] = []
    items: list[Json] = []
    for line in lines:
        heading = _HEADING.fullmatch(line.strip())
        is_item = line.startswith("- ")
        if plain and (heading or is_item):
            yield _paragraph(plain)
            plain = []
        if items and not is_item:
            yield {"type": "bulletList", "content": items}
            items = []
        if heading:
            attributes = {"level": len(heading[1])}
            yield {"type": "heading", "attrs": attributes, "content": list(_inline(heading[2]))}
        elif is_item:
            items.append({"type": "listItem", "content": [_paragraph([line[2:]])]})
        else:
            plain.append(line)
    if plain:
        yield _paragraph(plain)
    if items:
        yield {"type": "bulletList", "content": items}


def _paragraph(lines: list[str]) -> Json:
    content: list[Json] = []
    for line in lines:
        if content:
            content.append({"type": "hardBreak"})
        content += _inline(line)
    return {"type": "paragraph", "content": content}


def _inline(line: str) -> Iterator[Json]:
    """The text of a line with its links; no empty text, which the format does not know."""
    at = 0
    for link in _LINK.finditer(line):
        if link.start() > at:
            yield {"type": "text", "text": line[at : link.start()]}
        marks = [{"type": "link", "attrs": {"href": link[0]}}]
        yield {"type": "text", "text": link[0], "marks": marks}
        at = link.end()
    if line[at:]:
        yield {"type": "text", "text": line[at:]}


def _texts(node: Any, depth: int) -> Iterator[str]:
    if not isinstance(node, dict) or depth > _DEEPEST:
        return
    if isinstance(node.get("text"), str):
        yield node["text"]
    children = node.get("content")
    for child in children if isinstance(children, list) else ():
        yield from _texts(child, depth + 1)
    if node.get("type") in ("paragraph", "heading", "codeBlock", "hardBreak"):
        yield "\n"
