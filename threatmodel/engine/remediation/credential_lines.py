"""Lines of files that hold the value of a credential: a diff quotes them only for whoever asks."""

from collections.abc import Iterable, Iterator
from typing import Final

from threatmodel.engine.importers.redaction import is_credential, is_credential_value, is_literal
from threatmodel.engine.importers.text_file import TextFile
from threatmodel.engine.remediation.source_text import SourceText, UneditableText
from threatmodel.engine.remediation.unified_diff import quoted_lines
from threatmodel.engine.remediation.yaml_nodes import Node, YamlDocument, document_starts, parse_document

_SECRET_PARTS: Final = frozenset({"data", "stringData"})


class CredentialLines:
    """Looks for credentials in the files of an input, in each file once it is needed."""

    def __init__(self, files: Iterable[TextFile]) -> None:
        self._files = {file.name: file for file in files}
        self._known: dict[str, frozenset[int]] = {}

    def are_quoted(self, text: SourceText) -> bool:
        """Whether the diff of an edited file quotes one."""
        known = self._known.get(text.name)
        if known is None:
            known = self._known[text.name] = frozenset(_lines(SourceText(self._files[text.name])))
        return bool(known) and not known.isdisjoint(quoted_lines(text))


def _lines(text: SourceText) -> Iterator[int]:
    """Yield the lines of values that are credentials; every line of a text that cannot be read."""
    try:
        starts = document_starts(text.text())
        for start, stop in zip(starts, [*starts[1:], len(text.lines)], strict=True):
            try:
                document = parse_document(text.text(start, stop))
            except UneditableText:
                continue  # an empty document
            yield from (start + line for node in _values(document, document.root) for line in _span(node))
    except UneditableText:
        yield from range(len(text.lines))


def _span(node: Node) -> range:
    return range(node.start[0], max(node.last_line, node.start[0]) + 1)


def _values(document: YamlDocument, root: Node) -> Iterator[Node]:
    is_secret = document.value(document.child(root, "kind")) in {"Secret", "SealedSecret"}
    waiting: list[tuple[str, Node, bool]] = [("", root, False)]
    while waiting:
        name, node, secret = waiting.pop()
        if node.kind == "scalar":
            if _is_credential(name, node.text, secret=secret):
                yield node
        elif node.kind == "list":
            waiting += [(name, item, secret) for item in node.items]
        else:
            called = document.value(document.child(node, "name")) or ""
            for key, value in node.entries:
                inside = secret or (is_secret and key.text in _SECRET_PARTS)
                waiting.append((called if key.text == "value" else key.text, value, inside))


def _is_credential(name: str, text: str, *, secret: bool) -> bool:
    """Whether a scalar under a name, or one of the form name=value, is a credential."""
    if secret and text:
        return True
    assigned, sign, value = text.partition("=")
    if sign and " " not in assigned and is_literal(value) and is_credential(assigned.lstrip("-"), value):
        return True
    return is_credential_value(text) or (is_literal(text) and is_credential(name, text))
