"""Which files are kept as evidence. The type follows from the content; the name only has to agree with it."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Final

from threatmodel.architecture.api.errors import InvalidRequest


class InvalidEvidence(InvalidRequest):
    """What cannot be kept as evidence."""


@dataclass(frozen=True, slots=True)
class FileType:
    """A type of files that is kept, recognized by its content."""

    label: str
    media_type: str
    suffixes: tuple[str, ...]  # that the name may have
    matches: Callable[[bytes], bool]


def _is_text(data: bytes) -> bool:
    """UTF-8 without control characters but for those of lines and tabs."""
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return all(character >= " " or character in "\t\n\r\f" for character in text) and "\x7f" not in text


# Served as plain text whatever the name: what is HTML or a script inside is never more than its letters.
_TEXT: Final = (".txt", ".log", ".md", ".csv", ".json", ".sarif", ".yaml", ".yml")
# Archives and office files are not among them: nobody can see what is inside without opening it.
FILE_TYPES: Final = (
    FileType("PDF", "application/pdf", (".pdf",), lambda data: data.startswith(b"%PDF-")),
    FileType("PNG", "image/png", (".png",), lambda data: data.startswith(b"\x89PNG\r\n\x1a\n")),
    FileType("JPEG", "image/jpeg", (".jpg", ".jpeg"), lambda data: data.startswith(b"\xff\xd8\xff")),
    FileType(
        "WebP", "image/webp", (".webp",), lambda data: data.startswith(b"RIFF") and data[8:12] == b"WEBP"
    ),
    FileType("Text", "text/plain", _TEXT, _is_text),
)
_KEPT: Final = "PDF, PNG, JPEG, WebP, and text (plain, Markdown, CSV, JSON, YAML)"


def file_type(name: str, data: bytes) -> FileType:
    """Return the type of a file by its content. Raises InvalidEvidence, also where the name says another."""
    if not data:
        raise InvalidEvidence({"file": ["The file is empty."]})
    found = next((one for one in FILE_TYPES if one.matches(data)), None)
    if found is None:
        raise InvalidEvidence({"file": [f"This type of file cannot be kept. Kept are {_KEPT}."]})
    if PurePosixPath(name.lower()).suffix not in found.suffixes:
        endings = ", ".join(found.suffixes)
        raise InvalidEvidence(
            {"file": [f"The content is {found.label}, so the name has to end with {endings}."]}
        )
    return found
