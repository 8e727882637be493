"""What parts of workloads and flows are called, and which characters no name can hold.

Hidden ones are those that are not seen, and turn or break the text around them.

Names of any script need none of them. U+200E and U+200F, which mark a direction without reaching beyond their
place, stay allowed. Source: Unicode Standard Annex #9, section 2 (explicit directional formatting).
"""

import re
from typing import Final

_HIDDEN: Final = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")
# What takes no room, so that whole sentences of it can stand unseen in a text. Those that scripts and emoji
# need stay allowed: U+200C and U+200D, which join, and U+FE00 to U+FE0F, which choose a form.
# Source: Unicode Character Database, DerivedCoreProperties.txt, Default_Ignorable_Code_Point.
_NO_WIDTH: Final = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b\u2060-\u206f\u3164\ufeff\uffa0\ufff0-\ufffb"
    "\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff]"
)
_ON_PORT: Final = re.compile(r" on port \d{1,5}$")


def name_in(parent: str | None, parent_kind: str | None, name: str) -> str:
    """Return what an element is called where its parent is not shown beside it.

    Half of all containers are called server or app, so parts of a workload bear its name too: `shop/server`.
    One that has the name of its workload, as each of compose does, needs no more.
    """
    return name if parent is None or parent_kind != "workload" or name == parent else f"{parent}/{name}"


def on_port(port: object) -> str:
    """Return what distinguishes a flow from others between the same ends: "on port 443"."""
    return f"on port {port}"


def port_in_name(name: str) -> str:
    """Return the end of a flow's name that distinguishes it so, " on port 443", or an empty text."""
    found = _ON_PORT.search(name)
    return found[0] if found else ""


def hidden_character(name: str) -> str:
    """Return the first such character of the name as people look it up, "U+202E", or an empty text."""
    found = _HIDDEN.search(name)
    return f"U+{ord(found[0]):04X}" if found else ""


def visible_name(name: str) -> str:
    """Return the name without such characters; a break becomes a space."""
    return _HIDDEN.sub("", re.sub(r"[\t\n\r\x0b\x0c\u2028\u2029]+", " ", name))


def unseen_character(text: str) -> str:
    """Return the first character that is not seen, "U+200B", or an empty text; breaks are seen."""
    words = " ".join(text.split())
    found = _HIDDEN.search(words) or _NO_WIDTH.search(words)
    return f"U+{ord(found[0]):04X}" if found else ""


def seen_text(text: str) -> str:
    """Return the text in one line, without characters that are not seen."""
    return " ".join(_NO_WIDTH.sub("", visible_name(text)).split())


def is_storable(text: str) -> bool:
    """Whether every database keeps the text: no NUL, no half of a surrogate pair."""
    return "\x00" not in text and (text.isascii() or _encodes(text))


def _encodes(text: str) -> bool:
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True
