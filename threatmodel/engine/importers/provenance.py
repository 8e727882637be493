"""Facts with where they come from: what a file says, what defaults apply, what follows from the rest."""

from collections.abc import Iterable

from threatmodel.engine.model import Fact, FactValue, Source


def stated(value: FactValue, *, file: str, line: int, item_lines: Iterable[int] = ()) -> Fact:
    """A fact that the file says."""
    return Fact(value, Source("file", file, line), tuple(item_lines))


def defaulted(value: FactValue, *, why: str, file: str = "", line: int = 0) -> Fact:
    """A fact that follows from the platform's default, as the file does not set it."""
    return Fact(value, Source("default", file, line, why=why))


def inferred(value: FactValue, *, why: str, file: str = "", line: int = 0) -> Fact:
    """A fact concluded from something else that the file says."""
    return Fact(value, Source("inferred", file, line, why=why))
