"""Names of variables, keys and options as they may be kept: a value may be pasted where a name belongs."""

import re
from collections.abc import Collection
from difflib import get_close_matches
from typing import Final

from threatmodel.engine.importers.redaction import REDACTED, is_credential_name, is_credential_value

_LONGEST_NAME: Final = 256
# What no name has, and a colon that cannot be a part of one: ConnectionStrings:Default is a name.
_NAME_END: Final = re.compile(r"[=\s\"'@,;?<>|&]|:(?![A-Za-z_])")


def redacted_name(name: str) -> str:
    """The name as it may be kept, … in place of what follows it: DB_PASSWORD=x gives DB_PASSWORD…."""
    text = name[:_LONGEST_NAME]
    end = _NAME_END.search(text)
    if end is None:
        before, colon, _value = text.partition(":")
        if is_credential_value(name):
            return REDACTED
        if colon and is_credential_name(before):
            return f"{before}{REDACTED}"
        return text if text == name else f"{text}{REDACTED}"
    kept = text[: end.start()]
    if end[0] == "@":
        kept = kept.partition(":")[0]  # a password before a host
    return REDACTED if is_credential_value(kept) else f"{kept}{REDACTED}"


def redacted_variable(name: str, *, has_value: bool) -> str:
    """The same of an entry NAME=value in a list; without the sign, DB_PASSWORD:x is a value with its name."""
    if has_value or ":" not in name:
        return redacted_name(name)
    return redacted_name(f"{name.partition(':')[0]}=")


def redacted_instruction(text: str, known: Collection[str]) -> str:
    """What a line of a Dockerfile begins with, where it may be misspelled; … for what may be a value."""
    words = text[:_LONGEST_NAME].split(maxsplit=1)
    first = words[0] if words else ""
    return first if get_close_matches(first.upper(), known, 1) else REDACTED
