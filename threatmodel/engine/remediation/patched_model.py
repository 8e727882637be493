"""Fixes of a model whose files are not at hand: checked on its facts, as the changes will make them."""

from typing import Final

from msgspec.structs import replace

from threatmodel.engine.importers import Problem
from threatmodel.engine.library.loader import Library
from threatmodel.engine.model import Fact, FactValue, Model, Source
from threatmodel.engine.remediation.image_digests import ImageDigests
from threatmodel.engine.remediation.manifest_changes import ChangedFact, Plan
from threatmodel.engine.remediation.object_index import ObjectIndex
from threatmodel.engine.remediation.patch_formats import is_writable
from threatmodel.engine.remediation.planning import Planner
from threatmodel.engine.remediation.source_text import SourceText
from threatmodel.engine.remediation.verified_fixes import FixSearch

_MOST_ANALYSES: Final = 40
_SOURCE: Final = Source("inferred", why="The patch states it.")


class PatchedModel:
    """A model with the facts that plans change."""

    def __init__(self, model: Model, changed: dict[tuple[str, str], FactValue] | None = None) -> None:
        self._model = model
        self._changed = changed or {}

    @property
    def problems(self) -> tuple[Problem, ...]:
        """None: nothing is read."""
        return ()

    @property
    def texts(self) -> tuple[SourceText, ...]:
        """None: the files are not at hand."""
        return ()

    def copy(self) -> "PatchedModel":
        """Return the same, to be changed by itself."""
        return PatchedModel(self._model, dict(self._changed))

    def as_read(self, plan: Plan) -> Plan:
        """Return the plan: it names no lines that could have moved."""
        return plan

    def apply(self, plan: Plan) -> bool:
        """Change the facts of a plan; false where these are not known, or no patch can be written for it."""
        form = "compose-override" if plan.changes[0].place.form == "compose" else "kustomize"
        if not plan.facts or not is_writable(plan.changes, form):
            return False
        before = dict(self._changed)
        for one in plan.facts:
            self._changed[one.element, one.fact] = _merged(self._changed.get((one.element, one.fact)), one)
        return self._changed != before

    def content(self) -> object:
        """Return the facts that are changed."""
        return dict(self._changed)

    def read(self) -> tuple[Model, frozenset[str]]:
        """Return the model with its changed facts; reading it has no errors."""
        model = self._model
        for (uid, name), value in self._changed.items():
            element = model.elements.get(uid)
            if element is not None:
                facts = {**element.facts, name: Fact(value, _SOURCE)}
                model = model.with_element(replace(element, facts=facts))
        return model, frozenset()


def search_in_model(model: Model, library: Library) -> FixSearch:
    """Return the search for fixes of a model, within the time of a request."""
    planner = Planner(library, ObjectIndex(), ImageDigests())
    return FixSearch(PatchedModel(model), planner, most_analyses=_MOST_ANALYSES)


def _merged(earlier: FactValue | None, change: ChangedFact) -> FactValue:
    """Lists are shortened or changed: what two plans leave of one list is what both leave."""
    if isinstance(earlier, list) and isinstance(change.value, list):
        if len(earlier) == len(change.value):
            return change.value
        return [one for one in earlier if one in change.value]
    return change.value
