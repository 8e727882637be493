"""Edits of one YAML document by line: set, remove and append, leaving every other byte as it is.

Each edit finds its place in the text as it is by then. Comments, anchors, quotes and indentation around it
stay; what is written anew has the indentation of its surroundings, or their flow style.
"""

import json
from collections.abc import Mapping
from typing import Any, Final

from threatmodel.engine.model.struct_base import Record
from threatmodel.engine.remediation.source_text import SourceText, UneditableText
from threatmodel.engine.remediation.yaml_nodes import Node, YamlDocument, document_starts, parse_document
from threatmodel.engine.remediation.yaml_writer import entry_lines, flow_text, item_lines, scalar_text

_STEP: Final = 2


class Item(Record, frozen=True):
    """A step to the item of a list whose key has this value, such as a container by its name.

    Without a key it is the item that is this text itself.
    """

    key: str
    value: str | int


class ItemAt(Record, frozen=True):
    """A step to the item of a list that was written on this line of the file (from 1)."""

    line: int


Step = str | int | Item | ItemAt
Path = tuple[Step, ...]


class DocumentEditor:
    """Edits the document that holds a line of the file."""

    def __init__(self, text: SourceText, origin: int) -> None:
        """`origin` is a line of the file, from 0. Raises UneditableText."""
        self._text = text
        at = text.index_of(origin)
        if text.starts is None:
            text.starts = document_starts(text.text())
        self._start = max((start for start in text.starts if start <= at), default=0)
        later = [start for start in text.starts if start > self._start]
        self._lines_after = len(text.lines) - (min(later) if later else len(text.lines))
        self._read()

    def _read(self) -> None:
        self._stop = len(self._text.lines) - self._lines_after
        self.document: YamlDocument = parse_document(self.text())

    @property
    def size(self) -> int:
        """How many lines the document has."""
        return self._stop - self._start

    def text(self) -> str:
        """Return the text of the document as it is now."""
        return self._text.text(self._start, self._stop)

    def find(self, path: Path) -> Node | None:
        """Return the node at a path, also through aliases; None where nothing is written."""
        node: Node | None = self.document.root
        for step in path:
            if node is None:
                return None
            node = self._step(self.document.target(node), step)
        return node

    def set(self, path: Path, value: Any) -> None:
        """Write a value at a path, with the mappings that lead to it."""
        found = self.find(path)
        if found is not None and self._says(found, value):
            return
        if found is not None and not found.is_empty_scalar and found.kind != "alias":
            self._replace(path, found, value)
        else:
            self._create(path, value)
        self._read()

    def _says(self, node: Node, value: Any) -> bool:
        """Whether a scalar, or a list of them, is what would be written."""
        node = self.document.target(node)
        if isinstance(value, list):
            texts = [self.document.value(one) for one in node.items]
            return node.kind == "list" and texts == [str(one) for one in value]
        return node.kind == "scalar" and node.style == "" and node.text == scalar_text(value).strip('"')

    def replace(self, path: Path, value: Any) -> None:
        """Write a value where one is written, also one that depends on it; nothing elsewhere."""
        found = self.find(path)
        if found is None or found.kind != "scalar":
            return
        new = value(found.text) if callable(value) else value
        if new != found.text:
            self._replace(path, found, new)
            self._read()

    def rename(self, path: Path, key: str, value: str) -> None:
        """Give a key of a mapping another name and value, where it is written; nothing elsewhere.

        Raises UneditableText where it comes from an anchor, which others use too.
        """
        found, holder = self.find(path), self.find(path[:-1])
        if found is None or holder is None:
            return
        entry = next((one for one in holder.entries if one[1] is found), None)
        if entry is None or found.kind != "scalar":
            raise UneditableText("the key comes from an anchor")
        self._put(found, _inline(value, found.style))
        self._put(entry[0], _inline(key, entry[0].style))
        self._read()

    def remove_document(self) -> None:
        """Remove the document with the line that separates it from the one before."""
        start, stop = self._start, self._stop
        texts = self._text.lines
        if start == 0 and stop < len(texts) and self._text.bare(stop).startswith("---"):
            stop += 1  # the next document needs no line before it
        self._text.replace(start, stop, [])

    def add_document(self, value: Mapping[str, Any]) -> None:
        """Write another document at the end of the file."""
        if self.document.root.is_flow:
            raise UneditableText("a JSON file holds one document")
        end = len(self._text.lines)
        lines = [line for key, item in value.items() for line in entry_lines(key, item, 0, _STEP)]
        if not self._text.bare(end - 1).startswith("---"):
            lines.insert(0, "---")
        self._text.replace(end, end, lines)
        self._text.starts = None

    def append(self, path: Path, value: Any) -> None:
        """Add an item at the end of a list, which is made where there is none."""
        found = self.find(path)
        found = self.document.target(found) if found is not None else None
        if found is None or found.is_empty_scalar:
            self.set(path, [value])
            return
        if found.kind != "list":
            raise UneditableText("there is no list to add to")
        if found.is_flow:
            self._insert_in_flow(found, found.items[-1] if found.items else None, flow_text(value))
        else:
            indent = self._dash(found.items[-1])
            line = self._start + found.last_line + 1
            self._text.replace(line, line, item_lines(value, indent, _STEP))
        self._read()

    def remove(self, path: Path) -> None:
        """Remove a key or an item; what is empty then is removed too. Nothing where nothing is written."""
        found = self.find(path)
        holder = self.find(path[:-1])
        if found is None or holder is None:
            return
        holder = self.document.target(holder)
        siblings = [value for _, value in holder.entries] if holder.kind == "map" else holder.items
        if not any(one is found for one in siblings):
            raise UneditableText("the value comes through a merge key")
        if len(siblings) == 1 and len(path) > 1:
            self.remove(path[:-1])
            return
        index = next(n for n, one in enumerate(siblings) if one is found)
        if holder.is_flow:
            self._remove_from_flow(holder, index)
        elif holder.kind == "map":
            self._remove_entry(holder, index)
        else:
            self._remove_item(holder, index)
        self._read()

    # --- steps -----------------------------------------------------------------------------------

    def _step(self, node: Node, step: Step) -> Node | None:
        if isinstance(step, str):
            return self.document.child(node, step)
        if node.kind != "list":
            return None
        if isinstance(step, int):
            return node.items[step] if step < len(node.items) else None
        if isinstance(step, ItemAt):
            return self._item_at(node, step.line - 1)
        return next(
            (
                one
                for one in node.items
                if self.document.value(self.document.child(one, step.key) if step.key else one)
                == str(step.value)
            ),
            None,
        )

    def _item_at(self, node: Node, origin: int) -> Node | None:
        line = next((n for n, one in enumerate(self._text.lines) if origin in (one.origin, one.was)), None)
        if line is None or origin < 0:
            return None
        line -= self._start
        found = [one for one in node.items if one.start[0] == line]
        found = found or [one for one in node.items if one.start[0] <= line <= one.last_line]
        if len(found) > 1:
            raise UneditableText("several items of a list share a line")
        return found[0] if found else None

    # --- set -------------------------------------------------------------------------------------

    def _replace(self, path: Path, node: Node, value: Any) -> None:
        if node.is_flow or node.kind == "scalar":
            holder = self.find(path[:-1])
            in_flow = node.is_flow or (holder is not None and self.document.target(holder).is_flow)
            self._put(
                node, flow_text(value, is_json=self._is_json(node)) if in_flow else _inline(value, node.style)
            )
            return
        first = self._start + node.first[0]
        if isinstance(path[-1], str) and isinstance(value, list) and node.kind == "list" and value:
            lines = [line for item in value for line in item_lines(item, self._dash(node.items[0]), _STEP)]
            self._text.replace(first, self._start + node.last_line + 1, lines)
        else:
            raise UneditableText("a block of lines would have to be replaced")

    def _put(self, node: Node, new: str) -> None:
        """Write text in the place of a node that begins on one line and ends on the same or another."""
        (line, column), (last, end) = node.start, node.end
        if node.style in {"|", ">"}:
            raise UneditableText("a text of several lines would have to be replaced")
        before = self._text.bare(self._start + line)[: self._column(line, column)]
        after = self._text.bare(self._start + last)[self._column(last, end) :]
        self._text.replace(self._start + line, self._start + last + 1, [before + new + after])

    def _column(self, line: int, column: int) -> int:
        """The column in the file: the first line may begin with a mark that the parser does not see."""
        has_mark = self._start + line == 0 and self._text.lines[0].text.startswith(
            "\N{ZERO WIDTH NO-BREAK SPACE}"
        )
        return column + 1 if has_mark else column

    def _create(self, path: Path, value: Any) -> None:
        """Write the part of the path that is missing below the last mapping that is there."""
        for length in range(len(path) - 1, -1, -1):
            found = self.find(path[:length])
            if found is not None:
                break
        missing = path[length:]
        if found is None or not all(isinstance(step, str) for step in missing):
            raise UneditableText("the place is not written in this file")
        keys = [step for step in missing if isinstance(step, str)]
        for key in reversed(keys[1:]):
            value = {key: value}
        target = self.document.target(found)
        own = {name.text for name, _ in target.entries}
        if target.is_empty_scalar and length:
            self._fill(path[:length], {keys[0]: value})
        elif target.kind != "map":
            raise UneditableText("the place holds another kind of value")
        elif target.is_flow:
            last = target.entries[-1][1] if target.entries else None
            self._insert_in_flow(
                target, last, f"{self._flow_key(target, keys[0])}: {self._flow(target, value)}"
            )
        elif keys[0] in own:
            self._fill(path[: length + 1], value)
        else:
            self._insert_entry(target, keys[0], value)

    def _fill(self, path: Path, value: Any) -> None:
        """Write the value of a key that has none yet."""
        found = self.find(path[:-1])
        holder = self.document.target(found) if found is not None else None
        entries = holder.entries if holder is not None and not holder.is_flow else ()
        entry = next((one for one in entries if one[0].text == path[-1]), None)
        if entry is None or not entry[1].is_empty_scalar:
            raise UneditableText("the place is empty in a way that cannot be filled")
        name, given = entry
        if not isinstance(value, dict | list):
            self._put(given, f" {scalar_text(value)}")
            return
        line, indent = self._start + name.start[0] + 1, name.start[1] + _STEP
        if isinstance(value, dict):
            lines = [text for key, item in value.items() for text in entry_lines(key, item, indent, _STEP)]
        else:
            lines = [text for item in value for text in item_lines(item, indent, _STEP)]
        self._text.replace(line, line, lines)

    def _insert_entry(self, node: Node, key: str, value: Any) -> None:
        indent = node.entries[0][0].start[1]
        line = self._start + node.last_line + 1
        while line > self._start and not self._text.bare(line - 1).strip():
            line -= 1  # behind the last text, before empty lines
        self._text.replace(line, line, entry_lines(key, value, indent, _STEP))

    # --- flow style ------------------------------------------------------------------------------

    def _is_json(self, node: Node) -> bool:
        if node.kind == "map" and node.entries:
            return all(name.style == '"' for name, _ in node.entries)
        if node.kind == "list" and node.items and all(one.kind == "scalar" for one in node.items):
            return all(one.style == '"' for one in node.items)
        root = self.document.root
        return root.is_flow and bool(root.entries) and root.entries[0][0].style == '"'

    def _flow_key(self, node: Node, key: str) -> str:
        return f'"{key}"' if self._is_json(node) else scalar_text(key, in_flow=True)

    def _flow(self, node: Node, value: Any) -> str:
        return flow_text(value, is_json=self._is_json(node))

    def _insert_in_flow(self, node: Node, last: Node | None, new: str) -> None:
        if last is None:
            line, column = node.start
            column = self._text.bare(self._start + line).find("{" if node.kind == "map" else "[", column) + 1
            self._insert(line, column, new)
            return
        line, column = last.end
        first = node.entries[0][0] if node.kind == "map" else node.items[0]
        if first.start[0] != node.start[0]:
            self._insert(line, column, ",")
            lead = " " * first.start[1]
            at = self._start + line + 1
            self._text.replace(at, at, [lead + new])
            rest = self._text.bare(at - 1)[self._column(line, column) + 1 :]
            if rest.strip().startswith(","):  # a comma after the last value
                raise UneditableText("the list ends in a comma")
            return
        self._insert(line, column, f", {new}")

    def _insert(self, line: int, column: int, new: str) -> None:
        at, column = self._start + line, self._column(line, column)
        text = self._text.bare(at)
        self._text.replace(at, at + 1, [text[:column] + new + text[column:]])

    def _remove_from_flow(self, node: Node, index: int) -> None:
        parts = (
            [(name.start, value.end) for name, value in node.entries]
            if node.kind == "map"
            else [(item.start, item.end) for item in node.items]
        )
        if index + 1 < len(parts):
            start, end = parts[index][0], parts[index + 1][0]
        else:
            start, end = parts[index - 1][1], parts[index][1]
        gone = Node("scalar", start, end)
        self._put(gone, "")

    # --- removal in blocks -----------------------------------------------------------------------

    def _remove_entry(self, node: Node, index: int) -> None:
        name, value = node.entries[index]
        start, stop = self._start + name.start[0], self._start + _last(name, value) + 1
        lead = self._text.bare(start)[: self._column(name.start[0], name.start[1])]
        if not lead.strip():
            self._text.replace(start, stop, [])
            return
        if index or len(node.entries) < 2:  # behind something else on its line
            raise UneditableText("the key shares its line")
        following = self._text.bare(stop)
        column = node.entries[1][0].start[1]
        if following[:column].strip():
            raise UneditableText("the next key shares its line")
        self._text.replace(start, stop + 1, [lead + following[column:]])

    def _remove_item(self, node: Node, index: int) -> None:
        item = node.items[index]
        self._dash(item)
        start, stop = self._start + item.start[0], self._start + max(item.last_line, item.start[0]) + 1
        self._text.replace(start, stop, [])

    def _dash(self, item: Node) -> int:
        """The column of the dash of an item. Raises UneditableText where more is on its line."""
        text = self._text.bare(self._start + item.start[0])
        lead = text[: self._column(*item.start)]
        if lead.strip() != "-":
            raise UneditableText("the item of a list shares its line")
        return lead.index("-")


def _last(name: Node, value: Node) -> int:
    return max(name.start[0], value.last_line) if not value.is_empty_scalar else name.start[0]


def _inline(value: Any, style: str = "") -> str:
    """A value on one line; a text in the quotes of the one before it."""
    if isinstance(value, str) and style == '"':
        return json.dumps(value, ensure_ascii=False)
    if isinstance(value, str) and style == "'" and value.isprintable():
        return "'" + value.replace("'", "''") + "'"
    return flow_text(value) if isinstance(value, dict | list) else scalar_text(value)
