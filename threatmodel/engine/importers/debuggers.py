"""Debuggers that programs open for other hosts, as command lines and variables say."""

import re
from collections.abc import Iterable, Sequence
from typing import Final

_LONGEST: Final = 16_384
_ANY_ADDRESS: Final = r"(?:0\.0\.0\.0|\[::\]|\*)"
# What follows a name ends where the name is again: a line of thousands of names takes no longer than others.
_OPENED: Final = (
    ("Node.js inspector", re.compile(rf"--inspect(?:-brk|-wait)?={_ANY_ADDRESS}")),
    ("JDWP", re.compile(rf"jdwp[=:](?:(?!jdwp[=:])\S)*address={_ANY_ADDRESS}:\d")),
    ("debugpy", re.compile(rf"debugpy\s(?:(?:(?!debugpy\s).)*\s)?--listen[= ]{_ANY_ADDRESS}:\d")),
    ("ptvsd", re.compile(rf"ptvsd\s(?:(?:(?!ptvsd\s).)*\s)?--host[= ]{_ANY_ADDRESS}")),
    ("Chrome DevTools", re.compile(rf"--remote-debugging-address={_ANY_ADDRESS}")),
    ("Delve", re.compile(rf"\bdlv\s(?:(?:(?!dlv\s).)*\s)?(?:--listen|-l)[= ](?:{_ANY_ADDRESS})?:\d")),
)
# One of these is in each of them; nearly all texts are done with that. Without \b it takes half as long.
_MENTIONED: Final = re.compile(r"--inspect|jdwp|debugpy|ptvsd|--remote-debugging|dlv")


def open_debugger(words: Iterable[str]) -> str:
    """Return the debugger that listens on all addresses, else an empty string.

    `words` is a command line, or the value of a variable that adds to one; they are only looked at.
    """
    line = " ".join(words)[:_LONGEST]
    if _MENTIONED.search(line) is None:
        return ""
    return next((name for name, opened in _OPENED if opened.search(line)), "")


def debugger_in_values(values: Sequence[str]) -> str:
    """Return the debugger that one of the values of variables opens on all addresses, else an empty text."""
    if _MENTIONED.search("\n".join(values)) is None:
        return ""
    return next(filter(None, (open_debugger([value]) for value in values)), "")
