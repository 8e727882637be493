"""What parts of workloads are called, and which characters no name can hold.

Hidden ones are those that are not seen, and turn or break the text around them.

Names of any script need none of them. U+200E and U+200F, which mark a direction without reaching beyond their
place, stay allowed. Source: Unicode Standard Annex #9, section 2 (explicit directional formatting).
"""

import re
from typing import Final

_HIDDEN: Final = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")


def name_in(workload: str, part: str) -> str:
    """Return what a container or volume is called where its workload does not stand beside it.

    Half of all containers are called server or app: `shop/server` is one of them. One that bears the name of
    its workload, as each of compose does, needs no more.
    """
    return part if part == workload else f"{workload}/{part}"


def hidden_character(name: str) -> str:
    """Return the first such character of the name as people look it up, "U+202E", or an empty text."""
    found = _HIDDEN.search(name)
    return f"U+{ord(found[0]):04X}" if found else ""


def visible_name(name: str) -> str:
    """Return the name without such characters; a break becomes a space."""
    return _HIDDEN.sub("", re.sub(r"[\t\n\r\x0b\x0c\u2028\u2029]+", " ", name))
