"""The templates that a model can start from."""

import uuid
from collections import Counter
from collections.abc import Mapping
from functools import cache
from typing import Any, Final

from django.utils import timezone

from threatmodel.architecture.importing.import_merge import merge
from threatmodel.architecture.importing.import_scope import ImportScope
from threatmodel.architecture.operations.batch import Batch, Json
from threatmodel.architecture.operations.layout_operations import placement_ops
from threatmodel.architecture.operations.working_copy import WorkingCopy
from threatmodel.engine.library.model_templates import Template, load_templates
from threatmodel.engine.model import CATALOGUE

Row = dict[str, Any]
_NOBODY: Final = uuid.UUID(int=0)
_GEOMETRY: Final = ("x", "y", "width", "height")


def template_rows() -> list[Row]:
    """Every template with its size and a small picture. No query."""
    return [_row(template) for template in load_templates().values()]


def template_ops(template: Template) -> tuple[Json, ...]:
    """Return the operations that draw the template in an empty model, places included.

    They are shared: whoever changes one copies it before.
    """
    return _drawn_elements(template.id)


def empty_working_copy(*, model_id: uuid.UUID, actor: str) -> WorkingCopy:
    """Return the rows of a model that has none."""
    return WorkingCopy(
        model_id=model_id,
        now=timezone.now(),
        actor=actor,
        nodes={},
        elements={},
        flows={},
        ends={},
        relations={},
    )


@cache
def _drawn_elements(template_id: str) -> tuple[Json, ...]:
    overlay = empty_working_copy(model_id=_NOBODY, actor="")
    merged = merge(overlay, load_templates()[template_id].model, ImportScope("all", frozenset()))
    overlay.run(Batch("template", merged.ops, "import"))
    placing, _ = placement_ops(overlay, everything=True)
    places = {op["uid"]: op["props"] for op in placing}
    return tuple(
        {**op, "props": {**op["props"], **places.get(op["uid"], {})}} if "uid" in op else op
        for op in merged.ops
    )


def _row(template: Template) -> Row:
    model = template.model
    drawn = [e for e in model.elements.values() if CATALOGUE.kinds[e.kind].drawn]
    return {
        "id": template.id,
        "name": template.name,
        "description": template.description,
        "element_count": len(drawn),
        "flow_count": len(model.flows),
        "kinds": dict(Counter(element.kind for element in drawn).most_common()),
        "preview": _preview(template),
    }


def _preview(template: Template) -> Row:
    """Return the rectangles, outer ones first, and the flows between them by their place in that list."""
    ops = [op for op in template_ops(template) if op.get("on") == "element" and "x" in op["props"]]
    ops.sort(key=lambda op: _depth(template, op["uid"]))
    places = {op["uid"]: place for place, op in enumerate(ops)}
    return {
        "boxes": [_box(op["props"]) for op in ops],
        "lines": [[places[flow.source], places[flow.destination]] for flow in template.model.flows.values()],
    }


def _box(props: Mapping[str, Any]) -> Row:
    holds = CATALOGUE.kinds[props["kind"]].boundary
    return {**{key: round(props[key]) for key in _GEOMETRY}, "kind": props["kind"], "boundary": holds}


def _depth(template: Template, uid: str) -> int:
    return len(template.model.ancestors(uid))
