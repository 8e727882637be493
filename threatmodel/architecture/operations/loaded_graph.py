"""The part of a model that batches need, in memory, with the changes of its rows."""

import uuid
from dataclasses import dataclass, field
from datetime import datetime

from threatmodel.architecture.models import Element, Flow, Relation
from threatmodel.architecture.operations.row_changes import RowChanges

RelationKey = tuple[str, str, str]  # type, uid of the source, uid of the target


@dataclass(frozen=True, slots=True)
class Node:
    """What nesting rules need of every element: its key, kind and parent."""

    id: uuid.UUID
    kind: str
    parent: str | None


@dataclass(slots=True)
class LoadedGraph:
    """Elements, flows and relations by uid, and how their rows were changed since they were loaded."""

    model_id: uuid.UUID
    now: datetime
    actor: str  # id of the user, empty for none
    nodes: dict[str, Node]  # the elements below, those connected to them, and all ancestors
    elements: dict[str, Element]  # the ones that batches touch, in full
    flows: dict[str, Flow]
    ends: dict[str, tuple[str, str]]  # uids of the source and destination of each flow above
    relations: dict[RelationKey, Relation]
    names: dict[str, str] = field(default_factory=dict)  # of nodes whose rows were not loaded
    total: int = 0  # elements the model had at first, counted only where some may be added
    element_changes: RowChanges[str, Element] = field(default_factory=RowChanges)
    flow_changes: RowChanges[str, Flow] = field(default_factory=RowChanges)
    relation_changes: RowChanges[RelationKey, Relation] = field(default_factory=RowChanges)
