"""CEL, the language of conditions, without its command line.

The package imports a terminal toolkit for `python -m cel`, which takes longer than loading all rules. An
empty module replaces that part while the package is imported.
"""

import re
import sys
from functools import cache
from types import ModuleType
from typing import Any, Final, Protocol

_COMMAND_LINE: Final = "cel.cli"
# Texts, which may hold any of the others; brackets, and the operators that join conditions.
_SIGN: Final = re.compile(r"'(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\"|[()\[\]{}?]|&&|\|\|")
_OPENING: Final = frozenset("([{")
_CLOSING: Final = frozenset(")]}")
_LOOSER: Final = frozenset({"||", "?"})  # they bind less than &&

_is_known = _COMMAND_LINE in sys.modules
sys.modules.setdefault(_COMMAND_LINE, ModuleType(_COMMAND_LINE))

import cel  # noqa: E402  # after the stand-in

if not _is_known:
    del sys.modules[_COMMAND_LINE]

__all__ = ["DeferredProgram", "Program", "cel", "joined_conditions"]


class Program(Protocol):
    """A condition that can be evaluated."""

    def execute(self, context: Any = None, /) -> Any:
        """Return its result for these variables."""
        ...

    def variables(self) -> list[str]:
        """Return the names of the variables that it reads."""
        ...


class DeferredProgram:
    """A condition that is compiled when it is first needed: few models need all that ship with Bulkhead.

    To compile takes longer than to evaluate. So conditions that `&&` joins are compiled and evaluated one by
    one, and once one is false the rest need not be.
    """

    __slots__ = ("_compiled", "_expression", "_parts")

    def __init__(self, expression: str) -> None:
        self._expression = expression
        self._compiled: cel.Program | None = None
        self._parts: tuple[str, ...] | None = None

    def execute(self, context: Any = None, /) -> Any:
        """Return its result for these variables. Raises ValueError when it is no CEL expression."""
        result = None if self._compiled is not None else self._result_of_parts(context)
        return self.compiled().execute(context) if result is None else result

    def variables(self) -> list[str]:
        """Return the names of the variables that it reads. Raises ValueError likewise."""
        return self.compiled().variables()

    def compiled(self) -> cel.Program:
        """Compile it, once. Raises ValueError likewise."""
        if self._compiled is None:
            self._compiled = _compiled(self._expression)
        return self._compiled

    def _result_of_parts(self, context: Any) -> bool | None:
        """Return or raise what the whole would; None where that is not sure.

        A part that is false decides it, whichever others cannot be evaluated.
        """
        if self._parts is None:
            self._parts = joined_conditions(self._expression)
        faults: list[Exception] = []
        for part in self._parts:
            try:
                result = _compiled(part).execute(context)
            except (KeyError, RuntimeError, TypeError) as fault:
                faults.append(fault)
                continue
            if result is False:
                return False
            if result is not True:
                return None
        if len(faults) == 1:
            raise faults[0]
        return None if faults else True


def joined_conditions(expression: str) -> tuple[str, ...]:
    """Return the conditions that `&&` joins to this one, in their order; itself where it is no such.

    It may have no comments and no raw texts, as those that ship have none.
    """
    parts: list[str] = []
    depth = start = 0
    for found in _SIGN.finditer(expression) if "&&" in expression else ():
        sign = found[0]
        if sign in _OPENING:
            depth += 1
        elif sign in _CLOSING:
            depth -= 1
        elif depth == 0 and sign in _LOOSER:
            return (expression,)
        elif depth == 0 and sign == "&&":
            parts.append(expression[start : found.start()].strip())
            start = found.end()
    return (*parts, expression[start:].strip())


@cache  # rules and attack steps often have the same condition
def _compiled(expression: str) -> cel.Program:
    return cel.compile(expression)
