"""Facts that a person set against the files, and the model with the facts of the files alone."""

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
from threatmodel.engine.model.serialization import fact_from_json

Json = Mapping[str, Any]
Part = TypeVar("Part", ElementValue, FlowValue)


@dataclass(frozen=True, slots=True)
class Override:
    """A fact of an element or flow: that of a person, and that of the files."""

    row: Element | Flow
    fact: str
    person_fact: Json
    file_fact: Json

    @property
    def uid(self) -> str:
        """The uid of the element or flow."""
        return self.row.uid


def overrides_of(row: Element | Flow) -> Iterator[Override]:
    """Yield the facts of a row in which a person contradicts the files, by name."""
    for name, fact in sorted(row.facts.items()):
        file_fact = fact.get(OVERRULED)
        if fact.get("origin") == "person" and file_fact is not None and file_fact["value"] != fact["value"]:
            yield Override(row, name, fact, file_fact)


def files_model(model: Model, working_copy: WorkingCopy) -> Model:
    """Return the model with the facts of the files in place of overruling ones; the model itself without any.

    Where a person and the files agree, the fact of the files is used as well.
    """
    stated = {row.uid: facts for row in _rows(working_copy) if (facts := _stated(row.facts))}
    if not stated:
        return model
    return Model(
        elements={uid: _with(one, stated.get(uid)) for uid, one in model.elements.items()},
        relations=model.relations,
        flows={uid: _with(one, stated.get(uid)) for uid, one in model.flows.items()},
        as_of=model.as_of,
    )


def _rows(working_copy: WorkingCopy) -> list[Element | Flow]:
    """Return the elements and flows that are not gone."""
    rows: list[Element | Flow] = [*working_copy.elements.values(), *working_copy.flows.values()]
    return [row for row in rows if row.gone_at is None]


def _stated(facts: Json) -> dict[str, Fact]:
    """Return the facts of the files that a person's facts overrule."""
    return {
        name: fact_from_json(fact[OVERRULED])
        for name, fact in facts.items()
        if fact.get("origin") == "person" and OVERRULED in fact
    }


def _with(one: Part, stated: Mapping[str, Fact] | None) -> Part:
    return replace(one, facts={**one.facts, **stated}) if stated else one
