"""What a scalar means, as Kubernetes and compose read it.

YAML 1.1 booleans (yes, no, on, off, true, false; not y and n) and integers, no timestamps, no base 60.
"""

import re
from typing import Final

from threatmodel.engine.importers.yaml.errors import InvalidYaml
from threatmodel.engine.importers.yaml.limits import MOST_DIGITS, YamlLimits
from threatmodel.engine.importers.yaml.values import Scalar, YamlValue

_BOOLEANS: Final = {
    text: value
    for value, words in ((True, ("true", "yes", "on")), (False, ("false", "no", "off")))
    for word in words
    for text in (word, word.capitalize(), word.upper())
}
_NULLS: Final = ("", "~", "null", "Null", "NULL")
_CONSTANTS: Final[dict[str, Scalar]] = {**_BOOLEANS, **dict.fromkeys(_NULLS)}
_DECIMAL: Final = re.compile(r"[-+]?[0-9]+")
_INTEGER: Final = re.compile(
    r"(?P<sign>[-+]?)(?:0b(?P<binary>[01_]+)|0x(?P<hex>[0-9a-fA-F_]+)|0o?(?P<octal>[0-7_]+)|(?P<decimal>0|[1-9][0-9_]*))"
)
_FLOAT: Final = re.compile(r"[-+]?(?:[0-9][0-9_]*\.[0-9]*|\.[0-9]+|[0-9]+(?=[eE]))(?:[eE][-+]?[0-9]{1,3})?")
_BASES: Final = (("decimal", 10), ("octal", 8), ("hex", 16), ("binary", 2))
_NUMBER_STARTS: Final = frozenset("+-.0123456789")
_INT64: Final = 2**63
_MISSING: Final = object()


def plain_scalar(text: str, line: int, limits: YamlLimits) -> Scalar:
    """Resolve an unquoted scalar."""
    constant = _CONSTANTS.get(text, _MISSING)
    if constant is not _MISSING:
        return constant  # type: ignore[return-value]
    if text[0] not in _NUMBER_STARTS:
        return text
    if (match := _INTEGER.fullmatch(text)) is not None:
        return _integer(match, line, limits)
    if _FLOAT.fullmatch(text) is not None and len(text) <= limits.max_digits:
        number = float(text.replace("_", ""))
        return text if number in (float("inf"), float("-inf")) else number
    return text


def resolved_word(word: str, limits: YamlLimits) -> Scalar:
    """What a single scalar means: in quotes without escapes, or plain; raises InvalidYaml."""
    if len(word) > limits.max_scalar:
        raise InvalidYaml(0, "A value is too long.")
    return word[1:-1] if word[0] in "'\"" else plain_scalar(word, 0, limits)


def as_bool(value: YamlValue) -> bool | None:
    """The boolean a scalar means, quoted or not; None when it is none."""
    if isinstance(value, bool):
        return value
    return _BOOLEANS.get(value) if isinstance(value, str) else None


def as_int(value: YamlValue) -> int | None:
    """The integer a scalar means, quoted or not; None when it is none."""
    if isinstance(value, bool):
        return None
    if isinstance(value, int):
        return value
    if isinstance(value, str) and len(value) <= MOST_DIGITS and _DECIMAL.fullmatch(value):
        return int(value)
    return None


def _integer(match: re.Match[str], line: int, limits: YamlLimits) -> int | float:
    if len(match.group()) > limits.max_digits:
        raise InvalidYaml(line, f"The number has {len(match.group()):,} digits; quote it if it is text.")
    for name, base in _BASES:
        digits = (match[name] or "").replace("_", "")
        if digits:
            number = int(match["sign"] + digits, base)
            # As in Kubernetes, what does not fit 64 bits becomes a floating point number.
            return number if -_INT64 <= number < _INT64 else float(number)
    return 0  # only underscores: YAML 1.1 reads 0
