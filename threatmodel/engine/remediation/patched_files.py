"""Applies changes to the text of the files that they are about."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from msgspec.structs import replace

from threatmodel.engine.importers import InputLimits, Problem, TextFile, read
from threatmodel.engine.library.loader import Library
from threatmodel.engine.model import Model
from threatmodel.engine.remediation.compose_variables import assign, move_to_file
from threatmodel.engine.remediation.credential_lines import CredentialLines
from threatmodel.engine.remediation.dockerfile_edit import DockerfileEditor
from threatmodel.engine.remediation.env_file_edit import remove_variable
from threatmodel.engine.remediation.image_digests import ImageDigests
from threatmodel.engine.remediation.manifest_changes import Change, Place, Plan
from threatmodel.engine.remediation.object_index import ObjectIndex
from threatmodel.engine.remediation.patch_formats import is_writable
from threatmodel.engine.remediation.planning import Planner
from threatmodel.engine.remediation.recipes.context import PolicyKind
from threatmodel.engine.remediation.source_text import SourceText, UneditableText
from threatmodel.engine.remediation.verified_fixes import FixSearch
from threatmodel.engine.remediation.yaml_edit import DocumentEditor, ItemAt, Path
from threatmodel.engine.remediation.yaml_nodes import Node

# Lines that edits may go through, about a minute: a large document is read again for each of its edits. Time
# itself would make the patch depend on the machine.
_MOST_WORK: Final = 3_000_000
_LINES_PER_LINE: Final = 20  # to copy the lines of a file costs less than to parse them


class PatchedFiles:
    """The files of one input with the changes made so far."""

    def __init__(
        self,
        files: Iterable[TextFile],
        objects: ObjectIndex,
        profiles: frozenset[str] = frozenset(),
        limits: InputLimits | None = None,
        form: str = "diff",
    ) -> None:
        """`form` is that of the patch: a plan that cannot be written so is not applied."""
        self._profiles, self._limits, self._form = profiles, limits, form
        self._problems: tuple[Problem, ...] = ()  # of what was read last
        self._files: Mapping[str, TextFile] = {file.name: file for file in files}
        self._objects = objects
        self._texts: dict[str, SourceText] = {}
        self._work = [0]  # lines that edits went through, those of all copies
        self._applied: set[str] = set()

    @property
    def problems(self) -> tuple[Problem, ...]:
        """What went wrong when they were read last."""
        return self._problems

    @property
    def texts(self) -> tuple[SourceText, ...]:
        """The files that are changed, in the order of the input."""
        return tuple(self._texts[name] for name in self._files if name in self._texts)

    def files(self) -> tuple[TextFile, ...]:
        """All files of the input, as they are now; one without any object left is gone."""
        return tuple(
            self._texts[name].file() if name in self._texts else file
            for name, file in self._files.items()
            if name not in self._texts or not self._texts[name].is_empty
        )

    def copy(self) -> "PatchedFiles":
        """Return the same files, to be changed by themselves."""
        twin = PatchedFiles((), self._objects, self._profiles, self._limits, self._form)
        twin._files, twin._work = self._files, self._work
        twin._texts, twin._applied = dict(self._texts), set(self._applied)
        return twin

    def as_read(self, plan: Plan) -> Plan:
        """Return a plan whose lines are those of the files as they are now, with lines of the input."""
        changes = tuple(
            replace(
                change,
                place=replace(change.place, line=self._line(change.place, change.place.line)),
                path=tuple(
                    ItemAt(self._line(change.place, step.line)) if isinstance(step, ItemAt) else step
                    for step in change.path
                ),
            )
            for change in plan.changes
        )
        return Plan(changes, plan.notes, plan.facts)

    def content(self) -> object:
        """Return all files as they are now."""
        return self.files()

    def read(self) -> tuple[Model, frozenset[str]]:
        """Return the model of the files as they are now, and the errors of reading it."""
        reading = read(self.files(), profiles=self._profiles, limits=self._limits)
        self._problems = reading.problems
        errors = (f"{one.file}: {one.message}" for one in reading.problems if one.severity == "error")
        return reading.model, frozenset(errors)

    def _line(self, place: Place, line: int) -> int:
        text = self._texts.get(self._origin(place)[0])
        if text is None or not 0 < line <= len(text.lines):
            return line
        found = text.lines[line - 1]
        return max(found.origin, found.was) + 1

    def apply(self, plan: Plan) -> bool:
        """Make all changes of a plan or none; whether they changed anything."""
        try:
            return is_writable(plan.changes, self._form) and self._apply(plan.changes)
        except UneditableText:
            return False

    def _apply(self, changes: Iterable[Change]) -> bool:
        before = dict(self._texts), set(self._applied)
        touched: set[str] = set()
        try:
            for change in changes:
                file = self._file_of(change.place)
                if file not in touched:
                    text = self._texts.get(file)
                    self._texts[file] = text.copy() if text else SourceText(self._files[file])
                    touched.add(file)
                key = repr(change)
                if key not in self._applied:
                    self._applied.add(key)
                    self._make(change, self._texts[file])
        except UneditableText:
            self._texts, self._applied = before
            raise
        return any(self._texts[file].is_changed for file in touched)

    def _file_of(self, place: Place) -> str:
        file = self._origin(place)[0]
        if file not in self._files:
            raise UneditableText(f"{file or place.name}: the file is not in the input")
        return file

    def _origin(self, place: Place) -> tuple[str, int, Path]:
        """The file, a line of its document from 1, and the path from the document to the object."""
        if place.form == "kubernetes":
            found = self._objects.find(place.kind, place.namespace, place.name)
            if found is None:
                raise UneditableText(f"{place.kind} {place.name} is not written in the input under this name")
            root: Path = ("items", ItemAt(found.item_line)) if found.item_line else ()
            return found.file, found.line, root
        if place.form in {"dockerfile", "env-file"}:
            return place.file, place.line, ()
        if place.kind == "secret":
            return place.file, place.line, ("secrets", place.name)
        return place.file, place.line, ("services", place.name)

    def _make(self, change: Change, text: SourceText) -> None:
        if self._work[0] > _MOST_WORK:
            raise UneditableText("the input is too large for more patches")
        _, line, root = self._origin(change.place)
        origin = max(line - 1, 0)
        if change.place.form in {"dockerfile", "env-file"}:
            self._work[0] += len(text.lines)
            if change.place.form == "dockerfile":
                DockerfileEditor(text, origin).set(change.path, change.value)
            else:
                remove_variable(text, origin)
            return
        editor = DocumentEditor(text, origin)
        self._work[0] += editor.size + len(text.lines) // _LINES_PER_LINE
        found = editor.find(root) if root else None
        if change.place.kind == "secret":
            _check_secret(editor, found, change)
        elif root and found is None:
            raise UneditableText(f"{change.place.name} is not written in this document")
        _edit(editor, change, (*root, *change.path))


def _edit(editor: DocumentEditor, change: Change, path: Path) -> None:
    match change.action:
        case "set":
            editor.set(path, change.value)
        case "replace":
            editor.replace(path, change.value)
        case "append":
            editor.append(path, change.value)
        case "assign":
            assign(editor, path, change.value)
        case "move":
            move_to_file(editor, path, change.value)
        case "add":
            editor.add_document(change.value)
        case "delete" if not path:
            editor.remove_document()
        case _:
            editor.remove(path)


def _check_secret(editor: DocumentEditor, found: Node | None, change: Change) -> None:
    """Raise UneditableText where a secret of the name has its value in another way: it cannot have both."""
    entries = editor.document.target(found).entries if found is not None else []
    if any((key.text,) != change.path for key, _ in entries):
        raise UneditableText(f"the document has another secret {change.place.name}")


def search_in_files(
    files: Sequence[TextFile],
    library: Library,
    *,
    profiles: frozenset[str] = frozenset(),
    limits: InputLimits | None = None,
    quote_credentials: bool = False,
    form: str = "diff",
    policies: PolicyKind = "kubernetes",
) -> FixSearch:
    """Return the search for fixes of files that can be written in a form.

    Without `quote_credentials` no diff quotes the value of one. `policies`: what new network policies are.
    """
    objects = ObjectIndex(files)
    start = PatchedFiles(files, objects, profiles, limits, form)
    planner = Planner(library, objects, ImageDigests(files, limits), policies)
    return FixSearch(start, planner, None if quote_credentials else CredentialLines(files))
