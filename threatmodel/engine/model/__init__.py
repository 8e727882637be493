"""The architecture: elements, relations and flows, and what the catalogue says of each kind."""

from threatmodel.engine.model.catalogue import CATALOGUE, Catalogue, FactType, InvalidCatalogue, Kind
from threatmodel.engine.model.elements import Element, Fact, FactValue, Flow, Relation, Source, kind_of
from threatmodel.engine.model.graph_indexes import data_sets_of
from threatmodel.engine.model.model_graph import Model
from threatmodel.engine.model.name_validation import (
    hidden_character,
    is_storable,
    seen_text,
    unseen_character,
    visible_name,
)

__all__ = [
    "CATALOGUE",
    "Catalogue",
    "Element",
    "Fact",
    "FactType",
    "FactValue",
    "Flow",
    "InvalidCatalogue",
    "Kind",
    "Model",
    "Relation",
    "Source",
    "data_sets_of",
    "hidden_character",
    "is_storable",
    "kind_of",
    "seen_text",
    "unseen_character",
    "visible_name",
]
