"""Find and read the files that the command line names. Nothing is run, rendered or fetched."""

import os
import re
import sys
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Final

from threatmodel.engine.importers import InputLimits, TextFile, is_known_by_name
from threatmodel.engine.importers.compose.file_names import FOLDER as ENV_FOLDER
from threatmodel.engine.importers.import_problems import Problem
from threatmodel.engine.model.struct_base import Record

_SUFFIXES: Final = (".yaml", ".yml", ".json", ".sarif", ".otm", ".spdx")
_SCHEMA_ID: Final = b"bulkhead.model/"  # found much faster than the key
_SCHEMA: Final = re.compile(rb"""schema["']?[ \t]{0,8}:[ \t]{0,8}["']?bulkhead\.model/""")
_SKIPPED_FOLDERS: Final = frozenset({"node_modules", "__pycache__", "vendor"})


class UnusableInput(ValueError):
    """A path cannot be read; the message names it."""


class InputFiles(Record, frozen=True):
    """The files read, and what in folders cannot be read.

    `named` are those without which the result would not be what was asked for: given one by one, or with the
    schema of bulkhead.yaml, whatever they are called.
    """

    files: tuple[TextFile, ...]
    named: frozenset[str]
    problems: tuple[Problem, ...] = ()


def read_inputs(
    paths: Iterable[str],
    limits: InputLimits | None = None,
    *,
    excluded: Callable[[str], bool] = lambda _name: False,
) -> InputFiles:
    """Read files, folders and `-` (standard input), without those that are excluded.

    Raises UnusableInput when a path does not exist, cannot be read, or holds too many files.
    """
    limits = limits or InputLimits()
    most_bytes = max(limits.import_bytes, limits.yaml_bytes) + 1  # so far that a larger file can be refused
    files: list[TextFile] = []
    problems: list[Problem] = []
    named: set[str] = set()
    for path in paths:
        if path == "-":
            files.append(TextFile("<stdin>", sys.stdin.buffer.read(most_bytes)))
            named.add("<stdin>")
        elif Path(path).is_dir():
            files += _of_folder(path, problems, most_bytes, excluded)
        elif excluded(path):
            problems.append(Problem(_readable(path), 0, "info", "Excluded by the policy; ignored."))
        else:
            files.append(_read(path, most_bytes))
            named.add(_readable(path))
        if len(files) > limits.files:  # a wrong path such as / must not end in an hour of reading
            raise UnusableInput(f"{path}: more than {limits.files:,} files; choose a smaller folder")
    named.update(one.name for one in files if _SCHEMA_ID in one.data and _SCHEMA.search(one.data))
    return InputFiles(tuple(files), frozenset(named), tuple(problems))


def _of_folder(
    folder: str, problems: list[Problem], most_bytes: int, excluded: Callable[[str], bool]
) -> Iterator[TextFile]:
    """Yield the files of a folder; a broken link, or a pipe, is reported and left out."""
    for path in _manifests(folder, problems):
        if excluded(path):
            continue
        if Path(path).exists() and not Path(path).is_file():
            problems.append(Problem(_readable(path), 0, "warning", "Not a regular file; ignored."))
            continue
        try:
            yield _read(path, most_bytes)
        except UnusableInput as fault:
            problems.append(_left_out(path, fault.__cause__))


def _left_out(path: str, fault: BaseException | None) -> Problem:
    reason = fault.strerror if isinstance(fault, OSError) and fault.strerror else str(fault)
    return Problem(_readable(path), 0, "warning", f"Cannot be read ({reason}); ignored.")


def _manifests(folder: str, problems: list[Problem]) -> Iterator[str]:
    def report(fault: OSError) -> None:
        problems.append(_left_out(str(fault.filename), fault))

    for root, folders, names in os.walk(folder, onerror=report):
        inside = Path(root).relative_to(folder).parts
        of_variables = ENV_FOLDER in inside
        folders[:] = sorted(
            name for name in folders if _is_entered(name, of_variables=inside[-1:] == (ENV_FOLDER,))
        )
        for name in sorted(names):
            path = str(Path(root) / name)
            manifest = name.endswith(_SUFFIXES) and not name.startswith(".") and not of_variables
            if manifest or is_known_by_name("/".join((*inside, name))):
                yield path


def _is_entered(folder: str, *, of_variables: bool) -> bool:
    return (
        folder == ENV_FOLDER
        or (of_variables and folder not in _SKIPPED_FOLDERS)
        or not (folder.startswith(".") or folder in _SKIPPED_FOLDERS)
    )


def _readable(path: str) -> str:
    """The path as text that every report can hold: names of files need not be UTF-8."""
    return os.fsencode(path).decode("utf-8", "replace")


def _read(path: str, most_bytes: int) -> TextFile:
    try:
        with Path(path).open("rb") as stream:
            return TextFile(_readable(path), stream.read(most_bytes))
    except OSError as fault:
        raise UnusableInput(f"{path}: {fault.strerror or fault}") from fault
