"""Command lines that only set parameters of the kernel, as init containers of search engines do."""

import re
from collections.abc import Sequence
from typing import Final

_LONGEST: Final = 300
_SETTER: Final = "sysctl"
_SHELL: Final = re.compile(r"^(?:\S*/)?(?:ba|da|a)?sh(?: -[elux]*c| -[elux]+ -c)(?: --)? ")
_SETTING: Final = r"[a-z][\w.*/-]{1,80} ?= ?\d{1,20}"
_STEP: Final = re.compile(
    rf"(?:\S*/)?sysctl(?: -[ewqn]{{1,4}}| --(?:write|quiet|ignore))*(?: {_SETTING}){{1,10}}"
    r"|set -[eux]{1,3}|ulimit -[a-z] \w{1,12}|exit 0|true"
)
_BETWEEN: Final = re.compile(r" ?(?:&&|;|\n) ?")


def kernel_parameter_command(words: Sequence[str]) -> str:
    """Return the command line if all that it does is set parameters of the kernel; else an empty string.

    Numbers alone are parameters here: a text such as that of `kernel.core_pattern` names a program that
    the kernel runs.
    """
    if not any(_SETTER in word for word in words):
        return ""
    text = "\n".join(" ".join(line.split()) for line in " ".join(words).strip().split("\n"))
    script = _SHELL.sub("", text).strip("\"' \n")
    steps = [step for step in _BETWEEN.split(script) if step]
    is_all = len(text) <= _LONGEST and all(_STEP.fullmatch(step) for step in steps)
    return " ".join(script.split()) if is_all and any(_SETTER in step for step in steps) else ""
