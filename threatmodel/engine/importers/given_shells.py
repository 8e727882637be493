"""Command lines that give a shell to others: on another host, or in the namespaces of the node."""

import re
from collections.abc import Iterable
from typing import Final

_LONGEST: Final = 1024
_SHELL: Final = r"(?:\S*/)?(?:ba|da|a|z)?sh"
_WITHIN: Final = r"[^;|&]{0,200}"  # of one command
_PROCESS_1: Final = r"(?:--target[ =]|-t ?)1\b"
_OPTIONS: Final = r"(?: -[\w-]{1,20}){0,10}(?: --)?"
_GIVEN: Final = (
    (
        "nsenter in the namespaces of process 1",
        re.compile(rf"\bnsenter\b{_WITHIN}{_PROCESS_1}(?:{_WITHIN} {_SHELL}|{_OPTIONS})[ '\";]*$"),
    ),
    (
        "reverse shell by netcat",
        re.compile(rf"\b(?:ncat|netcat|nc)\b{_WITHIN} (?:-\w{{0,8}}[ec]|--exec) {_SHELL}\b"),
    ),
    ("reverse shell by bash", re.compile(r">& ?/dev/tcp/\S{1,200}")),
    ("reverse shell by socat", re.compile(rf"\bsocat\b{_WITHIN}\bexec:['\"]?{_SHELL}\b", re.IGNORECASE)),
)
_MENTIONED: Final = re.compile(r"nsenter|ncat|netcat|\bnc\b|/dev/tcp/|socat")


def given_shell(words: Iterable[str]) -> str:
    """Return how a command line gives a shell to others, else an empty string."""
    line = " ".join(words)[:_LONGEST]
    if _MENTIONED.search(line) is None:
        return ""
    return next((how for how, given in _GIVEN if given.search(line)), "")
