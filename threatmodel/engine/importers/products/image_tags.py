"""Whether a tag moves: it then names another image tomorrow, without anybody changing the manifest."""

import re
from pathlib import Path
from typing import Final

from threatmodel.engine.importers.data_files import load_data
from threatmodel.engine.importers.image_reference import ImageReference
from threatmodel.engine.model.struct_base import Record

# What names one build: three numbers, a date, a time, a number that counts builds, a hash of sources.
_BUILD: Final = re.compile(
    r"\d+[._u]\d+[._+-]\d+|\d{4}-\d{2}-\d{2}|(?<![\d.])(?!(?:19|20)\d\d(?!\d))\d{3,}|\d+u\d+"
    r"|(?<![0-9a-z])(?=[0-9a-f]*\d)(?=[0-9a-f]*[a-f])[0-9a-f]{7,64}(?![0-9a-z])"
)
_VERSION: Final = re.compile(r"\d+[._]\d+")
_WORD: Final = re.compile(r"[a-z]+")


class _Tags(Record, frozen=True, forbid_unknown_fields=True):
    """The content of image_tags.yaml."""

    always_moving: str
    channels: str


_DATA: Final = load_data(Path(__file__).with_name("image_tags.yaml"), _Tags)
_ALWAYS_MOVING: Final = frozenset(_DATA.always_moving.split())
_CHANNELS: Final = frozenset(_DATA.channels.split())


def is_mutable(reference: ImageReference) -> bool | None:
    """Whether the image behind a reference changes; None when a variable decides on its tag.

    A digest never changes. A tag does when it names no version (alpine, main), the major one alone (16), or
    a channel that its maker moves on (1.9-edge); one with a minor version counts as fixed.
    """
    if reference.digest:
        return False
    tag = reference.tag_used.lower()
    return _moves(tag) if tag else None


def _moves(tag: str) -> bool:
    words = frozenset(_WORD.findall(tag))
    if words & _ALWAYS_MOVING:
        return True
    if _BUILD.search(tag):
        return False
    return bool(words & _CHANNELS) or _VERSION.search(tag) is None
