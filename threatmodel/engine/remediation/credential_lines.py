"""Lines of files that hold the value of a credential: a diff quotes them only for whoever asks."""

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import Final

from threatmodel.engine.importers.compose.file_names import is_environment_file
from threatmodel.engine.importers.dockerfile.file_names import is_dockerfile
from threatmodel.engine.importers.embedded_credentials import credentials_in
from threatmodel.engine.importers.redaction import (
    is_credential,
    is_credential_name,
    is_credential_value,
    is_literal,
)
from threatmodel.engine.importers.text_file import TextFile
from threatmodel.engine.remediation.source_text import SourceText, UneditableText
from threatmodel.engine.remediation.unified_diff import quoted_lines
from threatmodel.engine.remediation.yaml_nodes import Node, YamlDocument, document_starts, parse_document

_SECRET_PARTS: Final = frozenset({"data", "stringData"})
_LONGEST_LINE: Final = 8_192  # a longer one counts as one that holds a credential
_BETWEEN_WORDS: Final = re.compile(r"[\s=\"']+")
_DEFAULT: Final = re.compile(
    r"\$\{\w{1,200}:?-(.{1,2000})\}", re.DOTALL
)  # what a variable is where nobody sets it


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
    if is_environment_file(text.name) or is_dockerfile(text.name):
        yield from (line for line in range(len(text.lines)) if _has_credential(text.bare(line)))
        return
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


def _has_credential(line: str) -> bool:
    """Whether a line of a Dockerfile, or of a file of variables, assigns a credential or sets a password."""
    if len(line) > _LONGEST_LINE:
        return True
    words = [word for word in _BETWEEN_WORDS.split(line) if word]
    return (
        is_credential_value(line)
        or "passwd" in line
        or any(_is_valued(name.lstrip("-"), value) for name, value in pairwise(words))
    )


def _span(node: Node) -> range:
    return range(node.start[0], max(node.last_line, node.start[0]) + 1)


def _values(document: YamlDocument, root: Node) -> Iterator[Node]:
    waiting: list[tuple[str, Node, bool]] = [("", root, False)]
    while waiting:
        name, node, secret = waiting.pop()
        if node.kind == "scalar":
            if _is_credential(name, node.text, secret=secret):
                yield node
        elif node.kind == "list":
            yield from _behind_options(node.items)
            waiting += [(name, item, secret) for item in node.items]
        else:
            is_secret = document.value(document.child(node, "kind")) in {"Secret", "SealedSecret"}
            called = document.value(document.child(node, "name")) or ""
            for key, value in node.entries:
                inside = secret or (is_secret and key.text in _SECRET_PARTS)
                waiting.append((called if key.text == "value" else key.text, value, inside))


def _behind_options(items: Sequence[Node]) -> Iterator[Node]:
    """Yield what follows an option such as --password in a list of arguments."""
    for option, value in pairwise(items):
        if option.text.startswith("-") and is_credential_name(option.text.lstrip("-")) and value.text:
            yield value


def _is_credential(name: str, text: str, *, secret: bool) -> bool:
    """Whether a scalar under a name, one of the form name=value, or a text of settings is a credential."""
    if secret and text:
        return True
    if "\n" in text and credentials_in(text):
        return True
    assigned, sign, value = text.partition("=")
    if sign and " " not in assigned and _is_valued(assigned.lstrip("-"), value):
        return True
    return is_credential_value(text) or _is_valued(name, text)


def _is_valued(name: str, value: str) -> bool:
    """Whether a value under a name is a credential: a literal, or the default of a variable."""
    default = _DEFAULT.fullmatch(value)
    value = default[1] if default else value
    return is_literal(value) and is_credential(name, value)
