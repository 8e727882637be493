"""CEL, the language of conditions, without its command line.

The package imports a terminal toolkit for `python -m cel`, which takes longer than loading all rules. An
empty module replaces that part while the package is imported.
"""

import sys
from functools import cache
from types import ModuleType
from typing import Any, Final, Protocol

_COMMAND_LINE: Final = "cel.cli"

_is_known = _COMMAND_LINE in sys.modules
sys.modules.setdefault(_COMMAND_LINE, ModuleType(_COMMAND_LINE))

import cel  # noqa: E402  # after the stand-in

if not _is_known:
    del sys.modules[_COMMAND_LINE]

__all__ = ["DeferredProgram", "Program", "cel"]


class Program(Protocol):
    """A condition that can be evaluated."""

    def execute(self, context: Any = None, /) -> Any:
        """Return its result for these variables."""
        ...

    def variables(self) -> list[str]:
        """Return the names of the variables that it reads."""
        ...


class DeferredProgram:
    """A condition that is compiled when it is first needed: few models need all that ship with Bulkhead."""

    __slots__ = ("_compiled", "_expression")

    def __init__(self, expression: str) -> None:
        self._expression = expression
        self._compiled: cel.Program | None = None

    def execute(self, context: Any = None, /) -> Any:
        """Return its result for these variables. Raises ValueError when it is no CEL expression."""
        return self.compiled().execute(context)

    def variables(self) -> list[str]:
        """Return the names of the variables that it reads. Raises ValueError likewise."""
        return self.compiled().variables()

    def compiled(self) -> cel.Program:
        """Compile it, once. Raises ValueError likewise."""
        if self._compiled is None:
            self._compiled = _compiled(self._expression)
        return self._compiled


@cache  # rules and attack steps often have the same condition
def _compiled(expression: str) -> cel.Program:
    return cel.compile(expression)
