"""Fixes of command lines: debuggers that listen for other hosts."""

import re
from collections.abc import Iterator
from typing import Final

from threatmodel.engine.model.struct_base import Record
from threatmodel.engine.remediation.element_declarations import container_path
from threatmodel.engine.remediation.manifest_changes import Change, ChangedFact, Place, Plan
from threatmodel.engine.remediation.recipes.context import NoFix, RecipeContext

_ANY_ADDRESS: Final = re.compile(
    r"(--inspect(?:-brk|-wait)?=|--remote-debugging-address=|jdwp[=:]\S{0,200}address=|--listen[= ])"
    r"(?:0\.0\.0\.0|\[::\]|\*)"
)
_WORDS_MOST: Final = 30  # of a command line that are looked at, one by one


class LocalDebugger(Record, frozen=True):
    """A command line whose debugger listens on the container itself alone."""

    def __call__(self, text: str) -> str:
        """Return the text with its address; unchanged where it opens no debugger."""
        return _ANY_ADDRESS.sub(r"\g<1>127.0.0.1", text)


def local_debugger(context: RecipeContext) -> Plan:
    """Have a debugger listen on the container itself alone."""
    places = [place for _, place, _ in context.placed_items("open_debugger")]
    if not places:
        raise NoFix("the evidence names no command line")
    note = (
        f"{context.element.name}: its debugger is reached from inside of the container, as by `kubectl "
        "port-forward`. Production is started without it."
    )
    facts = (ChangedFact(context.element.uid, "open_debugger", ""),)
    return Plan(tuple(_changes(context, places[0])), (note,), facts)


def _changes(context: RecipeContext, place: Place) -> Iterator[Change]:
    start = container_path(place, context.element)
    for key in ("command", "args", "entrypoint"):
        yield Change(place, (*start, key), "replace", LocalDebugger())
        for index in range(_WORDS_MOST):
            yield Change(place, (*start, key, index), "replace", LocalDebugger())
