"""Command lines that only wait, so that people can work in the container or pass through it."""

import re
from collections.abc import Sequence
from typing import Final

_LONGEST: Final = 300
_SHELL: Final = re.compile(r"^(?:\S*/)?(?:ba|da|a)?sh(?: -[elux]*c| -[elux]+ -c)(?: --)? ")
_WAITING: Final = re.compile(
    r"^(?:trap [:'\" ]{1,5}(?:(?:SIG)?(?:TERM|INT|QUIT|EXIT) ?){1,4}; ?)?"
    r"(?:exec )?(?:\S*/)?(?:sleep (?:inf|infinity|\d{3,9}|\d{1,6}[hd])|tail -[fF] /dev/null"
    r"|while (?:true|:) ?; ?do (?:sleep \d{1,9}[smhd]?) ?; ?done)(?: ?& ?wait)?[ ;]*$"
)


def idle_command(words: Sequence[str]) -> str:
    """Return the command line if all that it does is wait; else an empty string.

    A script that does something first has another purpose: `./setup.sh && tail -f /dev/null`.
    """
    text = " ".join(" ".join(words).split())[: _LONGEST + 1]
    script = _SHELL.sub("", text).strip("\"' ")
    return script if len(text) <= _LONGEST and _WAITING.match(script) else ""
