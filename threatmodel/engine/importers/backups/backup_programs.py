"""Which programs and images make backups, and how often (programs.yaml)."""

import re
from collections.abc import Collection, Iterator, Mapping
from itertools import groupby
from pathlib import Path
from typing import Final, Literal

from threatmodel.engine.importers.backups.backup_intervals import longest_gap_minutes
from threatmodel.engine.importers.backups.shell_commands import Line, read_line
from threatmodel.engine.importers.data_files import load_data
from threatmodel.engine.importers.image_reference import LIBRARY, ImageReference
from threatmodel.engine.importers.products.images import require_products
from threatmodel.engine.model.struct_base import Record

Copies = Literal["database", "volumes"]
_LONGEST: Final = 20_000  # characters of a command line that are looked at
_MOST_ARGUMENTS: Final = 200  # of one command


class BackupProgram(Record, frozen=True, forbid_unknown_fields=True):
    """A program that makes a backup when its name and all `words` are in a command, and none of `not_words`.

    `products` are the databases that it can read; empty for any.
    """

    name: str
    copies: Copies
    words: tuple[str, ...] = ()
    not_words: tuple[str, ...] = ()
    products: tuple[str, ...] = ()

    def is_asked_by(self, arguments: Collection[str]) -> bool:
        """Whether these arguments ask it for a backup."""
        return {*self.words} <= {*arguments} and not {*self.not_words} & {*arguments}


class BackupImage(Record, frozen=True, forbid_unknown_fields=True):
    """Images that make backups by themselves, and what sets their schedule."""

    images: tuple[str, ...]
    copies: Copies
    schedule: tuple[str, ...]
    products: tuple[str, ...] = ()
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
    restoring: frozenset[str]
    uploads: tuple[str, ...]
    images: tuple[BackupImage, ...]


def _word(text: str) -> str:
    """What finds a word that is part of no longer one; a program may be named with its path."""
    return rf"(?<![\w.-]){re.escape(text)}(?![\w.-])"


def _load() -> _Programs:
    data = load_data(_FILE, _Programs)
    for place, program in enumerate(data.programs):
        require_products(_FILE, program.products, below=["programs", place, "products"])
    for place, image in enumerate(data.images):
        require_products(_FILE, image.products, below=["images", place, "products"])
    return data


_FILE: Final = Path(__file__).with_name("programs.yaml")
_DATA: Final = _load()
_BY_NAME: Final[Mapping[str, list[BackupProgram]]] = {
    name: list(group) for name, group in groupby(_DATA.programs, key=lambda program: program.name)
}
_UPLOADS: Final = re.compile("|".join(map(_word, _DATA.uploads)))
_IMAGES: Final = {name: image for image in _DATA.images for name in image.images}


def backup_program(command_line: str) -> BackupProgram | None:
    """Return the first of the known programs that a command line starts to make a backup."""
    return next((program for program, _place in backup_commands(read_line(command_line))), None)


def backup_commands(line: Line) -> Iterator[tuple[BackupProgram, int]]:
    """Yield the known programs that a command line starts to make a backup, and the places of their names."""
    for place, word in enumerate(line.words):
        if programs := _BY_NAME.get(word.program):
            rest = line.words[place + 1 : place + 1 + _MOST_ARGUMENTS]
            arguments = {one.text for one in rest if one.command == word.command}
            yield from ((program, place) for program in programs if program.is_asked_by(arguments))


def restores(command_line: str) -> bool:
    """Whether a command line starts a client that may load a dump into a database."""
    return any(word.program in _DATA.restoring for word in read_line(command_line).words)


def backup_image(reference: ImageReference | None) -> BackupImage | None:
    """Return what is known of an image that makes backups; a mirror of it is one as well."""
    return _IMAGES.get(reference.repository.removeprefix(LIBRARY)) if reference else None


def uploads(command_line: str) -> bool:
    """Whether a command line starts something that copies files elsewhere."""
    return _UPLOADS.search(command_line[:_LONGEST]) is not None
