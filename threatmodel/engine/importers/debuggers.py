"""Debuggers that programs open for other hosts, as command lines and variables say."""

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Final

from threatmodel.engine.model import Fact, FactValue
from threatmodel.engine.model.struct_base import Record

_LONGEST: Final = 16_384
_ANY_ADDRESS: Final = r"(?:0\.0\.0\.0|\[::\]|\*)"
_PORT: Final = r":(?P<port>\d{1,5})"
# What follows a name ends where the name is again: a line of thousands of names takes no longer than others.
# Each with the port on which it listens unless its address has one, or an option does.
_OPENED: Final = (
    ("Node.js inspector", 9229, re.compile(rf"--inspect(?:-brk|-wait)?={_ANY_ADDRESS}(?:{_PORT})?")),
    ("JDWP", 0, re.compile(rf"jdwp[=:](?:(?!jdwp[=:])\S)*address={_ANY_ADDRESS}{_PORT}")),
    ("debugpy", 0, re.compile(rf"debugpy\s(?:(?:(?!debugpy\s).)*\s)?--listen[= ]{_ANY_ADDRESS}{_PORT}")),
    ("ptvsd", 5678, re.compile(rf"ptvsd\s(?:(?:(?!ptvsd\s).)*\s)?--host[= ]{_ANY_ADDRESS}")),
    ("Chrome DevTools", 9222, re.compile(rf"--remote-debugging-address={_ANY_ADDRESS}")),
    ("JMX", 0, re.compile(r"\bjmxremote\.authenticate=false\b")),
    # Scripts of Kafka and of Confluent open it without a login on the port of this variable.
    (
        "JMX",
        0,
        re.compile(r"\b(?:KAFKA|KAFKAREST|KSQL|CONNECT|SCHEMA_REGISTRY)_JMX_PORT=(?P<port>\d{1,5})\b"),
    ),
    ("Delve", 0, re.compile(rf"\bdlv\s(?:(?:(?!dlv\s).)*\s)?(?:--listen|-l)[= ](?:{_ANY_ADDRESS})?{_PORT}")),
)
_PORT_OPTION: Final = {
    "ptvsd": re.compile(r"--port[= ](\d{1,5})\b"),
    "Chrome DevTools": re.compile(r"--remote-debugging-port=(\d{1,5})\b"),
    "JMX": re.compile(r"\bjmxremote\.port=(\d{1,5})\b"),
}
# Debuggers that listen on the container itself alone by their address, or the port alone where that means so.
# A port alone does so with Node.js and debugpy, but with JDWP only from Java 9 on, which a line does not say.
# Sources: nodejs.org, Command-line API, --inspect; debugpy, README, --listen; release notes of JDK 9.
_LOCAL: Final = re.compile(
    r"--inspect(?:-brk|-wait)?(?:=(?:127\.|localhost|\[::1\])|(?:=\d{1,5})?(?:\s|$))"
    r"|jdwp[=:](?:(?!jdwp[=:])\S)*address=(?:127\.|localhost|\[::1\])"
    r"|(?:debugpy|dlv)\s(?:(?:(?!debugpy\s|dlv\s).)*\s)?(?:--listen|-l)[= ](?:127\.|localhost|\[::1\])"
    r"|debugpy\s(?:(?:(?!debugpy\s).)*\s)?--listen[= ]\d{1,5}(?:\s|$)"
    r"|ptvsd\s(?:(?:(?!ptvsd\s).)*\s)?--host[= ](?:127\.|localhost)"
    r"|--remote-debugging-address=(?:127\.|localhost|\[?::1)"
)
# What opens a debugger, on the container itself alone unless an option gives it an address.
# Sources: Delve, dlv --help, --listen (127.0.0.1:0); Chromium, headless switches, --remote-debugging-address.
_LOCAL_UNLESS: Final = (
    (
        re.compile(r"\bdlv\s(?:dap\b|(?:(?:(?!dlv\s).)*\s)?--headless\b(?!=false))"),
        re.compile(r"(?:--listen|\s-l)[= ]"),
    ),
    (re.compile(r"--remote-debugging-port="), re.compile(r"--remote-debugging-address=")),
)
# One of these is in each of them; nearly all texts are done with that. Without \b it takes half as long.
_MENTIONED: Final = re.compile(r"--inspect|jdwp|debugpy|ptvsd|--remote-debugging|dlv|jmxremote|_JMX_PORT=")
_JMX_PORT: Final = "_JMX_PORT"
_JMX_OPTIONS: Final = "_JMX_OPTS"


class Debugger(Record, frozen=True):
    """A debugger that listens on all addresses of a container, and its TCP port there.

    Without a name, and on port 0, a debugger is known that listens on the container itself alone.
    """

    name: str
    port: int


def open_debugger(words: Iterable[str]) -> Debugger | None:
    """Return the debugger that is opened, on which addresses; None where none is known.

    `words` is a command line, or the value of a variable that adds to one; they are only looked at.
    """
    line = " ".join(words)[:_LONGEST]
    if _MENTIONED.search(line) is None:
        return None
    for name, usual, opened in _OPENED:
        if found := opened.search(line):
            option = _PORT_OPTION[name].search(line) if name in _PORT_OPTION else None
            port = found["port"] if "port" in opened.groupindex else option[1] if option else None
            if name == "JMX" and not port:
                continue  # without a port of its own it is for programs in the same container
            return Debugger(name, int(port or usual))
    return Debugger("", 0) if _is_local(line) else None


def texts_of_variables(variables: Mapping[str, str]) -> list[str]:
    """Return the texts in which variables may open a debugger, in their order.

    That is the value alone, but for the port of JMX, whose name says what it is; options for JMX beside it
    say themselves whether callers log in.
    """
    stated = any(name.endswith(_JMX_OPTIONS) for name in variables)
    return [
        f"{name}={value}" if name.endswith(_JMX_PORT) and not stated else value
        for name, value in variables.items()
    ]


def _is_local(line: str) -> bool:
    if _LOCAL.search(line):
        return True
    return any(opens.search(line) and not address.search(line) for opens, address in _LOCAL_UNLESS)


def first_open(texts: Iterable[Iterable[str]]) -> tuple[int, Debugger] | None:
    """Return the first debugger on all addresses that several command lines or values open, and its place.

    The place is the position among them. Else the first that is opened on the container itself alone; None
    where none opens one.
    """
    found = [(number, one) for number, words in enumerate(texts) if (one := open_debugger(words))]
    return min(found, key=lambda one: (not one[1].name, one[0]), default=None)


def debugger_facts(found: Debugger, fact_of: Callable[[FactValue], Fact]) -> dict[str, Fact]:
    """Return the facts of a container that opens a debugger; `fact_of` gives a value its place."""
    facts = {"open_debugger": fact_of(found.name)}
    return {**facts, "debugger_port": fact_of(found.port)} if found.name else facts
