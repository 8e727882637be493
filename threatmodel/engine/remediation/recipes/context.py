"""What a recipe gets: the threat, its element and the place that declares it."""

from collections.abc import Callable, Iterator
from typing import Any

from threatmodel.engine.analysis.rules import Threat
from threatmodel.engine.library.rules import Rule
from threatmodel.engine.model import Element, Model
from threatmodel.engine.model.struct_base import Record
from threatmodel.engine.remediation.changes import Place, Plan
from threatmodel.engine.remediation.declared_places import place_of
from threatmodel.engine.remediation.object_index import ObjectIndex


class NoFix(ValueError):
    """The recipe does not apply; the message says why."""


class RecipeContext(Record, frozen=True):
    """One threat in its model. `objects` are those of the files, where these are at hand."""

    model: Model
    threat: Threat
    rule: Rule
    element: Element
    objects: ObjectIndex

    @property
    def place(self) -> Place:
        """The object or service of the element. Raises UnknownPlace."""
        return place_of(self.model, self.element)

    def items(self, fact: str) -> Iterator[tuple[Any, int]]:
        """Each item of the evidence for a fact, with its line."""
        for one in self.threat.evidence:
            if one.fact == fact:
                yield one.value, one.line


Recipe = Callable[[RecipeContext], Plan]
