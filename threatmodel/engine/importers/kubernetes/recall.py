"""What objects of one shape say alike is worked out once: of 4,000 Deployments most are secured the same.

Whoever asks names all that the answer depends on: the wording of each section under the keys that are read.
What another object with that wording gives differs in file and line alone.
"""

from collections.abc import Callable, Hashable
from typing import Any, TypeVar

from threatmodel.engine.importers.kubernetes.sections import Section
from threatmodel.engine.model import Fact, Source

T = TypeVar("T")


class Recall:
    """The answers of one import so far, by the function that gave them and what they follow from."""

    def __init__(self) -> None:
        self._values: dict[Hashable, Any] = {}
        self._facts: dict[Hashable, tuple[int, dict[str, Fact]]] = {}

    def value(self, section: Section, *wordings: Hashable | None, work_out: Callable[[], T]) -> T:
        """Return what `work_out` returns, without any line: it follows from these wordings.

        What made a warning is worked out each time, as each place is told.
        """
        if None in wordings:
            return work_out()
        if wordings in self._values:
            return self._values[wordings]  # type: ignore[no-any-return]
        problems = len(section.place.problems)
        value = work_out()
        if len(section.place.problems) == problems:
            self._values[wordings] = value
        return value

    def facts(
        self, section: Section, *wordings: Hashable | None, work_out: Callable[[], dict[str, Fact]]
    ) -> dict[str, Fact]:
        """Return the facts that `work_out` returns, which stand in the document of the section."""
        if None in wordings:
            return work_out()
        known = self._facts.get(wordings)
        if known is not None:
            line, facts = known
            return _moved(facts, section.file, section.line - line)
        problems = len(section.place.problems)
        facts = work_out()
        if len(section.place.problems) == problems:
            self._facts[wordings] = (section.line, facts)
        return facts


def _moved(facts: dict[str, Fact], file: str, by: int) -> dict[str, Fact]:
    """The same facts in another file, or so many lines below."""
    moved = {}
    for name, fact in facts.items():
        source, lines = fact.source, fact.item_lines
        place = Source(source.origin, file, source.line + by, source.by, source.at, source.why)
        moved[name] = Fact(fact.value, place, tuple([line + by for line in lines]) if lines else ())
    return moved
