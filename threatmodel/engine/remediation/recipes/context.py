"""What a recipe gets: the threat, its element and the place that declares it."""

from collections.abc import Callable, Iterator
from typing import Any, Literal

from msgspec.structs import replace

from threatmodel.engine.analysis.rule_evaluation import Threat
from threatmodel.engine.library.rules import Rule
from threatmodel.engine.model import Element, Model
from threatmodel.engine.model.struct_base import Record
from threatmodel.engine.remediation.element_declarations import place_of
from threatmodel.engine.remediation.image_digests import ImageDigests
from threatmodel.engine.remediation.manifest_changes import Place, Plan
from threatmodel.engine.remediation.object_index import ObjectIndex

PolicyKind = Literal["kubernetes", "cilium"]
"""What new network policies are written as: NetworkPolicy, or CiliumNetworkPolicy."""


class NoFix(ValueError):
    """The recipe does not apply; the message says why."""


class RecipeContext(Record, frozen=True):
    """One threat in its model. `objects` are those of the files, where these are at hand."""

    model: Model
    threat: Threat
    rule: Rule
    element: Element
    objects: ObjectIndex
    digests: ImageDigests
    policies: PolicyKind = "kubernetes"

    @property
    def place(self) -> Place:
        """The object or service of the element. Raises UnknownPlace."""
        return place_of(self.model, self.element)

    def items(self, fact: str) -> Iterator[tuple[Any, int]]:
        """Each item of the evidence for a fact, with its line."""
        for one in self.threat.evidence:
            if one.fact == fact:
                yield one.value, one.line

    def placed_items(self, fact: str) -> Iterator[tuple[Any, Place, int]]:
        """Each item of the evidence for a fact, with the place in the file that states it, and its line.

        Several files may declare a compose service together.
        """
        place = self.place
        for one in self.threat.evidence:
            if one.fact == fact:
                is_other = place.form == "compose" and one.file and one.file != place.file
                yield one.value, replace(place, file=one.file, line=one.line) if is_other else place, one.line


Recipe = Callable[[RecipeContext], Plan]
