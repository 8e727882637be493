"""Texts, numbers and places out of models of other tools, whatever type the values have."""

import hashlib
import math
import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

from threatmodel.engine.importers.embedded_credentials import credentials_in
from threatmodel.engine.importers.redaction import (
    REDACTED,
    is_credential_name,
    is_credential_value,
    is_literal,
    redacted,
)
from threatmodel.engine.importers.yaml.reader import YamlList, YamlMap, YamlValue
from threatmodel.engine.model import FactValue, visible_name
from threatmodel.engine.model.diagram_positions import Place

NAME_LENGTH: Final = 200
TITLE_LENGTH: Final = 1_000
DESCRIPTION_LENGTH: Final = 10_000
_ID_LENGTH: Final = 200
_FACT_LENGTH: Final = 2_000  # of a description, which is one fact
_CHECKED: Final = 8_000  # characters of a line that are checked for credentials at once
_FARTHEST: Final = 1_000_000.0  # pixels
_SETTING: Final = re.compile(r"[:=]\s{0,8}\S{1,200}$")  # its value is one word: no sentence
_INSIDE: Final = re.compile(r"([A-Za-z_][\w.-]{0,80})(\s{0,3}[=:]\s{0,3})([^\s,;]{3,200})")
_SPACE: Final = re.compile(r"\s+")
_TAG: Final = re.compile(r"</?[a-zA-Z][^<>]{0,500}>")


def text_of(value: object) -> str:
    """The value as text; empty when it is a collection, a number that is none, or nothing."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return value
    if isinstance(value, float):
        return f"{value:g}" if math.isfinite(value) else ""
    return str(value) if isinstance(value, int) and abs(value) < 10**18 else ""


def line_text(value: object, longest: int = NAME_LENGTH) -> str:
    """The value as one line of visible text without credentials."""
    text = _SPACE.sub(" ", text_of(value)[: 4 * longest])
    return _without_credentials(storable(visible_name(text)).strip())[:longest].strip()


def described(raw: Mapping[str, YamlValue], key: str = "description") -> dict[str, FactValue]:
    """The description as a fact; none when it is empty."""
    text = line_text(_TAG.sub("", text_of(raw.get(key))[: 4 * _FACT_LENGTH]), _FACT_LENGTH)
    return {"description": text} if text else {}


def paragraphs(value: object, longest: int = DESCRIPTION_LENGTH) -> str:
    """The value as several lines without markup; a line that looks like a credential is an ellipsis."""
    text = storable(_TAG.sub("", text_of(value)[: 2 * longest]).replace("\r\n", "\n"))
    lines = (_without_credentials(visible_name(line).rstrip()) for line in text.split("\n"))
    return "\n".join(lines).strip()[:longest].strip()


def id_of(value: object) -> str:
    """The value as an id; a long one is shortened to its hash, so that it stays the same."""
    text = storable(visible_name(text_of(value)[:_CHECKED])).strip()
    text = _without_credentials(text)
    if len(text) <= _ID_LENGTH:
        return text
    return f"{text[:40]}~{hashlib.sha256(text.encode()).hexdigest()[:24]}"


def number_of(value: object) -> float | None:
    """The number that a value is or spells, if it is a finite one."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    try:
        number = float(value if not isinstance(value, str) else value[:40])
    except (ValueError, OverflowError):
        return None
    return number if math.isfinite(number) else None


def is_true(value: object) -> bool:
    """Whether a value is true, or says so."""
    return value is True or (isinstance(value, str) and value.strip().lower() == "true")


def place_of(position: object, size: object) -> Place | None:
    """The rectangle of `x` and `y` in one mapping and `width` and `height` in another one."""
    at = position if isinstance(position, Mapping) else {}
    extent = size if isinstance(size, Mapping) else {}
    return rectangle(at.get("x"), at.get("y"), extent.get("width"), extent.get("height"))


def rectangle(x: object, y: object, width: object, height: object) -> Place | None:
    """The rectangle of four numbers; None when one is missing or not of this world."""
    found = [number for value in (x, y, width, height) if (number := number_of(value)) is not None]
    if len(found) < 4 or any(abs(number) > _FARTHEST for number in found) or min(found[2:]) <= 0:
        return None
    return Place(*found)


def maps_in(value: YamlValue) -> Iterator[YamlMap]:
    """The mappings of a list."""
    if isinstance(value, YamlList):
        yield from (one for one in value if isinstance(one, YamlMap))


def texts_in(value: YamlValue) -> Iterator[str]:
    """The texts of a list that are not empty, each as an id."""
    if isinstance(value, YamlList):
        yield from (found for one in value if (found := id_of(one)))


def child_map(value: Any, *path: str) -> YamlMap:
    """The mapping at the end of a path of keys, else an empty one."""
    for key in path:
        value = value.get(key) if isinstance(value, YamlMap) else None
    return value if isinstance(value, YamlMap) else YamlMap()


def _without_credentials(line: str) -> str:
    parts = (line[start : start + _CHECKED] for start in range(0, max(len(line), 1), _CHECKED))
    if any(map(is_credential_value, parts)) or (_SETTING.search(line[-_CHECKED:]) and credentials_in(line)):
        return REDACTED
    return redacted(_INSIDE.sub(_without_value, line))


def _without_value(found: re.Match[str]) -> str:
    """A setting inside a sentence, without its value: after a colon, a word without a digit is none."""
    name, separator, value = found.groups()
    is_value = "=" in separator or any(letter.isdigit() for letter in value)
    if is_value and is_literal(value) and is_credential_name(name):
        return f"{name}{separator}{REDACTED}"
    return found[0]


def storable(text: str) -> str:
    """The text without what no database keeps: NUL, and halves of surrogate pairs."""
    return text.replace("\x00", "").encode("utf-8", "ignore").decode()
