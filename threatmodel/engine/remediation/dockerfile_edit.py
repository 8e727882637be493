"""Edits of one stage of a Dockerfile by line: the user of its image, the digest of what it starts from."""

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import Any, Final

from threatmodel.engine.importers.dockerfile.reader import InvalidDockerfile, Stage, read_dockerfile
from threatmodel.engine.remediation.image_digests import PinnedImage
from threatmodel.engine.remediation.source_text import SourceText, UneditableText
from threatmodel.engine.remediation.yaml_edit import Path

USER: Final = "USER"
FROM: Final = "FROM"
# What says how the image is started, and does nothing while it is built: a user before it changes no step.
_AFTER_USER: Final = frozenset({"CMD", "ENTRYPOINT", "EXPOSE", "HEALTHCHECK", "STOPSIGNAL", "LABEL"})
_USER_LINE: Final = re.compile(r"(\s*USER\s+)[^\s\\`]+(\s*)", re.IGNORECASE)


class DockerfileEditor:
    """Edits the stage whose FROM was written on a line of the file."""

    def __init__(self, text: SourceText, origin: int) -> None:
        """`origin` is a line of the file, from 0. Raises UneditableText."""
        self._text = text
        try:
            self._stages = read_dockerfile(text.file().data).stages
        except InvalidDockerfile as fault:
            raise UneditableText(f"{text.name}: {fault}") from fault
        at = text.index_of(origin)
        self._stage, self._stop = _stage_at(self._stages, at + 1, len(text.lines))

    @property
    def size(self) -> int:
        """How many lines the file has."""
        return len(self._text.lines)

    def set(self, path: Path, value: Any) -> None:
        """Set the user of the image, or pin what stages start from. Raises UneditableText."""
        if path == (USER,):
            self._set_user(str(value))
        elif path == (FROM,):
            self._pin(value)
        else:
            raise UneditableText(f"{self._text.name}: no instruction of a Dockerfile is written so")

    def _set_user(self, user: str) -> None:
        lines = [one.line for one in self._stage.instructions if one.keyword == USER]
        last = lines[-1] if lines else 0
        built_after = any(
            one.line > last and one.keyword not in _AFTER_USER for one in self._stage.instructions
        )
        if last and not built_after:  # else what is built as root there stays so
            at = last - 1
            match = _USER_LINE.fullmatch(self._text.bare(at))
            if match is None:
                raise UneditableText(f"{self._text.name}: USER is written over several lines")
            self._text.replace(at, at + 1, [f"{match[1]}{user}{match[2]}"])
        else:
            at = self._place_of_user()
            self._text.replace(at, at, [f"USER {user}"])

    def _place_of_user(self) -> int:
        """Before the instructions that say how the image is started, with the comments above them."""
        at = self._stop
        for one in reversed(self._stage.instructions):
            if one.keyword not in _AFTER_USER:
                break
            at = one.line - 1
        is_last = at == self._stop
        while at > self._stage.line and _is_beside(self._text.bare(at - 1), blank=is_last):
            at -= 1
        return at

    def _pin(self, pinned: PinnedImage) -> None:
        """Pin the image in each stage that starts from it."""
        named = set[str]()
        for stage in self._stages:
            at, base = stage.line - 1, stage.base
            new = base if base.lower() in named else pinned(base)  # a stage before it may have such a name
            named.add(stage.name)
            if new == base:
                continue
            line = self._text.bare(at)
            found = re.search(rf"(?<=\s){re.escape(base)}(?=\s|$)", line)
            if found is None:
                raise UneditableText(f"{self._text.name}: FROM is written over several lines")
            self._text.replace(at, at + 1, [line[: found.start()] + new + line[found.end() :]])


def _stage_at(stages: Sequence[Stage], line: int, end: int) -> tuple[Stage, int]:
    """The stage of a line, and the index of the line after it."""
    stops = [following.line - 1 for _, following in pairwise(stages)]
    for stage, stop in zip(stages, [*stops, end], strict=True):
        if stage.line == line:
            return stage, stop
    raise UneditableText(f"no stage starts on line {line}")


def _is_beside(line: str, *, blank: bool) -> bool:
    """Whether a line is a comment; with `blank` also one with nothing on it."""
    bare = line.strip()
    return bare.startswith("#") or (blank and not bare)
