"""Facts of which a person says something else than the files, and the model by the word of the files."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from msgspec.structs import replace

from threatmodel.architecture.models import Element, Flow
from threatmodel.architecture.operations.row_values import OVERRULED
from threatmodel.architecture.operations.working_copy import WorkingCopy
from threatmodel.engine.model import Element as ElementValue
from threatmodel.engine.model import Fact, Model
from threatmodel.engine.model import Flow as FlowValue
from threatmodel.engine.model.codec import fact_from_json

Json = Mapping[str, Any]
Part = TypeVar("Part", ElementValue, FlowValue)


@dataclass(frozen=True, slots=True)
class Override:
    """A fact of an element or flow: what a person says of it (`said`), and what the files say (`stated`)."""

    row: Element | Flow
    fact: str
    said: Json
    stated: Json

    @property
    def uid(self) -> str:
        """Whose fact it is."""
        return self.row.uid


def overrides_of(row: Element | Flow) -> Iterator[Override]:
    """Yield the facts of a row of which a person says something else than the files, by name."""
    for name, said in sorted(row.facts.items()):
        stated = said.get(OVERRULED)
        if said.get("origin") == "person" and stated is not None and stated["value"] != said["value"]:
            yield Override(row, name, said, stated)


def files_model(model: Model, working_copy: WorkingCopy) -> Model:
    """Return the model in which the files have the last word; the model itself where no person speaks of it.

    Where a person and the files agree, the files say so as well.
    """
    stated = {row.uid: facts for row in _rows(working_copy) if (facts := _stated(row.facts))}
    if not stated:
        return model
    return Model(
        elements={uid: _with(one, stated.get(uid)) for uid, one in model.elements.items()},
        relations=model.relations,
        flows={uid: _with(one, stated.get(uid)) for uid, one in model.flows.items()},
    )


def _rows(working_copy: WorkingCopy) -> list[Element | Flow]:
    """Elements and flows that are there."""
    rows: list[Element | Flow] = [*working_copy.elements.values(), *working_copy.flows.values()]
    return [row for row in rows if row.gone_at is None]


def _stated(facts: Json) -> dict[str, Fact]:
    """What the files say of facts of which a person speaks."""
    return {
        name: fact_from_json(said[OVERRULED])
        for name, said in facts.items()
        if said.get("origin") == "person" and OVERRULED in said
    }


def _with(one: Part, stated: Mapping[str, Fact] | None) -> Part:
    return replace(one, facts={**one.facts, **stated}) if stated else one
