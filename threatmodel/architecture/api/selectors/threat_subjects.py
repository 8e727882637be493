"""What threats and questions are about: an element, or a flow by its name or its ends."""

import uuid
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any, Final

from threatmodel.architecture.models import Element, Flow
from threatmodel.architecture.operations.working_copy import WorkingCopy
from threatmodel.engine.model import CATALOGUE
from threatmodel.engine.model.name_validation import name_in

Row = dict[str, Any]
NAME_OF_ELEMENT: Final = ("parent__name", "parent__kind", "name")
"""The columns of an element's name: the arguments of `name_in`."""
NAME_OF_FLOW: Final = ("name", "source__name", "destination__name")
"""The columns of a flow's name: the arguments of `flow_name`."""


@dataclass(frozen=True, slots=True)
class Subject:
    """The element or flow that is meant; one of the two ids is set."""

    element_id: uuid.UUID | None
    flow_id: uuid.UUID | None
    name: str
    kind: str  # a kind of the catalogue, or flow


def subjects_by_uid(*, model_id: uuid.UUID, uids: Collection[str] | None = None) -> dict[str, Subject]:
    """Elements and flows of a model by uid: those named, or all. Two queries."""
    named = {} if uids is None else {"uid__in": uids}
    elements = Element.objects.filter(model_id=model_id, **named)
    subjects = {
        uid: Subject(key, None, name_in(*words), kind)
        for uid, key, kind, *words in elements.values_list("uid", "id", "kind", *NAME_OF_ELEMENT)
    }
    flows = Flow.objects.filter(model_id=model_id, **named)
    for uid, key, *words in flows.values_list("uid", "id", *NAME_OF_FLOW):
        subjects[uid] = Subject(None, key, flow_name(*words), "flow")
    return subjects


def subjects_loaded(rows: WorkingCopy) -> dict[str, Subject]:
    """The same of a model whose rows are all loaded. No query."""
    elements = rows.elements
    subjects = {}
    for uid, row in elements.items():
        parent = elements.get(rows.nodes[uid].parent or "")
        name = name_in(parent.name, parent.kind, row.name) if parent else row.name
        subjects[uid] = Subject(row.pk, None, name, row.kind)
    for uid, flow in rows.flows.items():
        source, destination = (elements[end].name for end in rows.ends[uid])
        subjects[uid] = Subject(None, flow.pk, flow_name(flow.name, source, destination), "flow")
    return subjects


def flow_name(name: str, source: str, destination: str) -> str:
    """Return what a flow is called: by its own name, else by its ends."""
    return name or f"{source} → {destination}"


def subject_row(key: uuid.UUID | None, *, uid: str, name: str, kind: str) -> Row:
    """Return a subject as the API shows it; the words stay when the element or flow was deleted."""
    return {
        "type": kind if kind in ("flow", "model") else "element",
        "id": key,
        "uid": uid,
        "name": name,
        "kind": kind,
    }


NOT_DRAWN = tuple(kind.id for kind in CATALOGUE.kinds.values() if not kind.drawn)


def brief(key: uuid.UUID, uid: str, name: str, kind: str) -> Row:
    """Return enough of an element to name it and link to it."""
    return {"id": key, "uid": uid, "name": name, "kind": kind}
