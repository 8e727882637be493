"""The repository in which the command runs: paths in reports and policies are relative to a folder of it."""

import posixpath
import re
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Final

from threatmodel.engine.model.struct_base import Record

_GLOB: Final = re.compile(r"(\*\*/|\*\*|\*|\?)")
_GLOBS: Final = {"**/": "(?:.*/)?", "**": ".*", "*": "[^/]*", "?": "[^/]"}


class Repository(Record, frozen=True):
    """The folder of the repository, and the one in which relative names start; both absolute, or empty."""

    root: str = ""
    folder: str = ""

    def path(self, name: str) -> str:
        """Return the path of a file from the root; of a file outside of it, the name as it is."""
        return path_from(self.root, self.folder, name) or name


def find_repository(folder: Path) -> Repository:
    """Return the repository that holds the folder: it has `.git`. Without one, the folder is all there is."""
    root = next((around for around in (folder, *folder.parents) if (around / ".git").exists()), folder)
    return Repository(root.as_posix(), folder.as_posix())


def find_above(repository: Repository, name: str) -> Path | None:
    """Return the file of this name: in the folder, or the nearest one around it in the repository."""
    folder, root = Path(repository.folder), Path(repository.root)
    around = [one for one in (folder, *folder.parents) if one.is_relative_to(root)]
    return next((one / name for one in around if (one / name).is_file()), None)


def path_from(root: str, folder: str, name: str) -> str:
    """Return the path of a file from the root folder; empty where it is outside of it."""
    if not root or name.startswith("<"):  # standard input
        return ""
    path = posixpath.normpath(posixpath.join(folder, name.replace("\\", "/")))
    inside = root.rstrip("/") + "/"
    if name.startswith("/") and not path.startswith(inside):  # named by way of a symbolic link
        path = posixpath.realpath(path)
    return path.removeprefix(inside) if path.startswith(inside) else ""


def matches(path: str, patterns: Iterable[str]) -> bool:
    """Whether a path is that of a pattern, or inside the folder that a pattern names.

    `*` and `?` match within one name, `**` over folders.
    """
    return any(_pattern(one).fullmatch(path) for one in patterns)


@cache
def _pattern(glob: str) -> re.Pattern[str]:
    parts = _GLOB.split(glob.removeprefix("./").rstrip("/"))
    return re.compile("".join(_GLOBS.get(part) or re.escape(part) for part in parts) + "(?:/.*)?", re.DOTALL)
