"""Which programs and images make backups, and how often (programs.yaml)."""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Final, Literal

from threatmodel.engine.importers.backups.schedules import longest_gap_minutes
from threatmodel.engine.importers.data_files import load_data
from threatmodel.engine.importers.image_reference import LIBRARY, ImageReference
from threatmodel.engine.model.struct_base import Record

Copies = Literal["database", "volumes"]
_LONGEST: Final = 20_000  # characters of a command line that are looked at


class BackupProgram(Record, frozen=True, forbid_unknown_fields=True):
    """A program that makes a backup when its name and these words are on a command line."""

    name: str
    copies: Copies
    words: tuple[str, ...] = ()

    def pattern(self) -> str:
        """Return what finds it on a command line; a command ends at a separator of the shell."""
        parts = (_word(self.name), *(rf"[^;&|\n]*{_word(word)}" for word in self.words))
        return "".join(parts)


class BackupImage(Record, frozen=True, forbid_unknown_fields=True):
    """Images that make backups by themselves, and what sets their schedule."""

    images: tuple[str, ...]
    copies: Copies
    schedule: tuple[str, ...]
    default: str = ""
    unit: Literal["cron", "minutes"] = "cron"

    def written(self, variables: Mapping[str, str]) -> str:
        """Return the schedule as it is written, else the default; empty where it runs once."""
        given = (variables[name].strip() for name in self.schedule if name in variables)
        return next((text for text in given if text), self.default)

    def interval_minutes(self, written: str) -> int | None:
        """Return the longest time between two runs; None where it cannot be read."""
        if self.unit == "cron":
            return longest_gap_minutes(written)
        return int(written) if written.isascii() and written.isdigit() and len(written) < 7 else None


class _Programs(Record, frozen=True, forbid_unknown_fields=True):
    """The content of programs.yaml."""

    programs: tuple[BackupProgram, ...]
    uploads: tuple[str, ...]
    images: tuple[BackupImage, ...]


def _word(text: str) -> str:
    """What finds a word that is part of no longer one; a program may be named with its path."""
    return rf"(?<![\w.-]){re.escape(text)}(?![\w.-])"


_DATA: Final = load_data(Path(__file__).with_name("programs.yaml"), _Programs)
_PATTERNS: Final = [(program, re.compile(program.pattern())) for program in _DATA.programs]
_UPLOADS: Final = re.compile("|".join(map(_word, _DATA.uploads)))
_IMAGES: Final = {name: image for image in _DATA.images for name in image.images}


def backup_program(command_line: str) -> BackupProgram | None:
    """Return the first of the known programs that a command line starts to make a backup."""
    text = command_line[:_LONGEST]
    return next((program for program, pattern in _PATTERNS if pattern.search(text)), None)


def backup_image(reference: ImageReference | None) -> BackupImage | None:
    """Return what is known of an image that makes backups; a mirror of it is one as well."""
    return _IMAGES.get(reference.repository.removeprefix(LIBRARY)) if reference else None


def uploads(command_line: str) -> bool:
    """Whether a command line starts something that copies files elsewhere."""
    return _UPLOADS.search(command_line[:_LONGEST]) is not None
