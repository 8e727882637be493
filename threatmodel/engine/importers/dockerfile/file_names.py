"""Which files are Dockerfiles, or belong to one, by their names."""

import re
from collections.abc import Iterable
from pathlib import PurePosixPath
from typing import Final

IGNORE: Final = ".dockerignore"
_NAME: Final = re.compile(
    r"(?:(?:Dockerfile|Containerfile)(?:[.\-_][\w.-]{1,80})?|[\w.-]{1,80}\.(?:Dockerfile|Containerfile))",
    re.IGNORECASE,
)
_NOT_ONE: Final = (
    ".md",
    ".txt",
    ".yaml",
    ".yml",
    ".json",
    ".py",
    ".sh",
    ".go",
    ".js",
    ".ts",
    ".tmpl",
    ".j2",
    ".bak",
)


def is_dockerfile(name: str) -> bool:
    """Whether a file of this name is a Dockerfile."""
    last = file_path(name).name
    return bool(_NAME.fullmatch(last)) and not last.lower().endswith((*_NOT_ONE, IGNORE))


def is_ignore_file(name: str) -> bool:
    """Whether a file of this name keeps files out of a build; only its presence counts."""
    return file_path(name).name.endswith(IGNORE)


def normal_path(name: str) -> str:
    """The path of a file with neither `.` nor, where it can be left out, `..` in it."""
    return str(PurePosixPath(*_collapsed(file_path(name).parts)))


def file_path(name: str) -> PurePosixPath:
    """The path of a file, which the input may name as Windows does."""
    return PurePosixPath(name.replace("\\", "/"))


def _collapsed(parts: Iterable[str]) -> list[str]:
    found: list[str] = []
    for part in parts:
        if part == ".." and found and found[-1] not in {"..", "/"}:
            found.pop()
        elif part != ".":
            found.append(part)
    return found
