"""Facts of objects of one shape are computed once: most of 4,000 Deployments have equal settings.

The caller names all that the facts depend on: the wording of each section under the keys that are read.
What another object with that wording gives differs in file and line alone.
"""

from collections.abc import Callable, Hashable
from typing import Any, TypeAlias

from threatmodel.engine.importers.kubernetes.manifest.typed_reader import Section
from threatmodel.engine.model import Fact, FactValue, Source
from threatmodel.engine.model.elements import Origin

# Of a fact: its name, value, origin, line from that of the section, reason, and lines of its items.
_Row: TypeAlias = tuple[str, FactValue, Origin, int, str, tuple[int, ...]]
# The names of all, the facts without lines of items (nearly all), and those with such.
_Rows: TypeAlias = tuple[dict[str, Any], list[_Row], list[_Row]]


class FactMemo:
    """The answers of one import so far, by the function that gave them and what they follow from."""

    def __init__(self) -> None:
        self._facts: dict[Hashable, _Rows] = {}

    def facts(
        self, section: Section, *wordings: Hashable | None, compute: Callable[[], dict[str, Fact]]
    ) -> dict[str, Fact]:
        """Return the facts that `compute` returns, whose lines are in the document of the section.

        They follow from these wordings. What made a warning is computed each time, to report each place.
        """
        if None in wordings:
            return compute()
        known = self._facts.get(wordings)
        if known is not None:
            return _placed(known, section.place.file, section.line)
        warnings = section.place.warnings
        facts = compute()
        if section.place.warnings == warnings:
            self._facts[wordings] = _rows(facts, section.line)
        return facts


def _rows(facts: dict[str, Fact], line: int) -> _Rows:
    """The facts with their lines counted from this one."""
    rows = [
        (
            name,
            fact.value,
            source.origin,
            source.line - line,
            source.why,
            tuple([at - line for at in fact.item_lines]),
        )
        for name, fact in facts.items()
        for source in (fact.source,)
    ]
    return dict.fromkeys(facts), [row for row in rows if not row[-1]], [row for row in rows if row[-1]]


def _placed(rows: _Rows, file: str, line: int) -> dict[str, Fact]:
    """The facts where the section of this file and line has them."""
    names, plain, listed = rows
    facts = names.copy()  # has room for all, so that it need not grow
    for name, value, origin, offset, why, _ in plain:
        facts[name] = Fact(value, Source(origin, file, line + offset, "", "", why))
    for name, value, origin, offset, why, item_lines in listed:
        source = Source(origin, file, line + offset, "", "", why)
        facts[name] = Fact(value, source, tuple([line + at for at in item_lines]))
    return facts
