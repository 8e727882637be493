"""Edits of the variables of a compose service, which are a list of NAME=value or a mapping."""

import re
from typing import Final

from threatmodel.engine.model.struct_base import Record
from threatmodel.engine.remediation.source_text import UneditableText
from threatmodel.engine.remediation.yaml_edit import DocumentEditor, Path
from threatmodel.engine.remediation.yaml_nodes import Node

# A dollar sign that is doubled is one itself.
_REFERENCE: Final = re.compile(r"\$(?:\$|\{(\w{1,200})(?::?-[^}]{0,2000})?\}|(\w{1,200}))")


class Variable(Record, frozen=True):
    """A variable that gets a value.

    With `keep_references` it keeps the variables that it is made of, which must be set then. Where the
    variable `unless` is set, nothing is written: the two exclude each other.
    """

    name: str
    value: str
    keep_references: bool = False
    unless: str = ""

    def __call__(self, text: str) -> str:
        """Return the value in the place of another."""
        if self.keep_references and _REFERENCE.search(text.replace("$$", "")):
            return _REFERENCE.sub(_as_required, text)
        return self.value


class MovedVariable(Record, frozen=True):
    """A variable whose value comes from a file, which another variable names.

    With `is_added` the other one is written also where this one is not, as a file of variables sets it.
    """

    name: str
    new: str
    file: str
    is_added: bool = False


def required(name: str) -> str:
    """Return the reference to a variable without which the project does not start."""
    return f"${{{name}:?}}"


def _as_required(reference: re.Match[str]) -> str:
    name = reference[1] or reference[2]
    return required(name) if name else reference[0]


def assign(editor: DocumentEditor, path: Path, variable: Variable) -> None:
    """Give a variable its value where it is written, else add it. Raises UneditableText."""
    if variable.unless and _is_set(editor, path, variable.unless):
        return
    holder = editor.find(path)
    holder = editor.document.target(holder) if holder is not None else None
    if holder is not None and holder.kind == "list":
        index = _index(editor, holder, variable.name)
        if index is None:
            editor.append(path, f"{variable.name}={variable.value}")
        else:
            before = holder.items[index].text.partition("=")[2]
            editor.replace((*path, index), f"{variable.name}={variable(before)}")
        return
    found = editor.find((*path, variable.name))
    if found is not None and not found.is_empty_scalar:
        editor.replace((*path, variable.name), variable)
    else:
        editor.set((*path, variable.name), variable.value)


def move_to_file(editor: DocumentEditor, path: Path, variable: MovedVariable) -> None:
    """Replace a variable by the one that names its file.

    Raises UneditableText, also where a command of the document uses the variable.
    """
    if re.search(rf"\$\$\{{?{re.escape(variable.name)}\b", editor.text()):
        raise UneditableText(f"a command in the container uses {variable.name}")
    if not _is_set(editor, path, variable.name):
        if variable.is_added:
            assign(editor, path, Variable(variable.new, variable.file))
        return
    holder = editor.find(path)
    if holder is not None and holder.kind == "list":
        index = _index(editor, holder, variable.name)
        if index is not None:
            editor.replace((*path, index), f"{variable.new}={variable.file}")
    else:
        editor.rename((*path, variable.name), variable.new, variable.file)


def _is_set(editor: DocumentEditor, path: Path, name: str) -> bool:
    """Whether the variables at a path name this one."""
    holder = editor.find(path)
    holder = editor.document.target(holder) if holder is not None else None
    if holder is not None and holder.kind == "list":
        return _index(editor, holder, name) is not None
    return editor.find((*path, name)) is not None


def _index(editor: DocumentEditor, holder: Node, name: str) -> int | None:
    """Which item of a list sets a variable; the last one, as compose takes it."""
    texts = [editor.document.value(one) or "" for one in holder.items]
    found = [index for index, text in enumerate(texts) if text.partition("=")[0] == name]
    return found[-1] if found else None
