"""Which lines are kept: those of facts that rules show as evidence, the most severe first."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from threatmodel.engine.library.rules import Rule
from threatmodel.engine.library.taxonomies import SEVERITIES
from threatmodel.engine.model import Fact, Model

LINES_MOST: Final = 20_000  # of one import, with their context
CONTEXT: Final = 3  # lines before and after each
_PER_PLACE: Final = 2 * CONTEXT + 1


def places_of_evidence(model: Model, rules: Iterable[Rule]) -> dict[str, set[int]]:
    """Return the lines of evidence by file; where there are too many, those of the most severe rules."""
    ranks = _ranks(rules)
    places: dict[tuple[str, int], int] = {}
    for name, fact in _facts(model):
        rank = ranks.get(name)
        if rank is not None:
            for place in _places(fact):
                places[place] = min(rank, places.get(place, rank))
    chosen = sorted(places, key=lambda place: (places[place], place))[: LINES_MOST // _PER_PLACE]
    found: dict[str, set[int]] = defaultdict(set)
    for file, line in chosen:
        found[file].add(line)
    return found


def with_context(lines: Iterable[int], *, last: int) -> list[int]:
    """Return the lines with those around them, in order, each once."""
    around = {near for line in lines for near in range(line - CONTEXT, line + CONTEXT + 1)}
    return sorted(line for line in around if 1 <= line <= last)


def _ranks(rules: Iterable[Rule]) -> Mapping[str, int]:
    """The place of the most severe rule in SEVERITIES, by each fact that is shown as evidence."""
    ranks: dict[str, int] = {}
    for rule in rules:
        rank = SEVERITIES.index(rule.severity)
        for spec in rule.evidence:
            ranks[spec.fact] = min(rank, ranks.get(spec.fact, rank))
    return ranks


def _facts(model: Model) -> Iterator[tuple[str, Fact]]:
    for element in model.elements.values():
        yield from element.facts.items()
    for flow in model.flows.values():
        yield from flow.facts.items()


def _places(fact: Fact) -> Iterator[tuple[str, int]]:
    """Where a fact and its items were read."""
    if fact.source.file and fact.source.line > 0:
        yield fact.source.file, fact.source.line
    for index, line in enumerate(fact.item_lines):
        file = fact.item_files[index] if index < len(fact.item_files) else fact.source.file
        if (file or fact.source.file) and line > 0:
            yield file or fact.source.file, line
