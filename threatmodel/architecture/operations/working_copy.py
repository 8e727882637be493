"""Rows of a model in memory, on which batches run before anything is written.

It makes no queries: apply.py loads the rows that the batch touches, runs the batch, and writes the rows that
the working copy reports as changed. A batch that breaks a rule raises InvalidBatch.
"""

import uuid
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from copy import copy
from dataclasses import dataclass, field, replace
from typing import Any, Final, TypeVar

from threatmodel.architecture.models import NAME_LENGTH, Element, Flow, Relation
from threatmodel.architecture.operations.batch import COORDINATE, Batch, InvalidBatch, Json
from threatmodel.architecture.operations.invariants import violations
from threatmodel.architecture.operations.loaded_graph import LoadedGraph, Node, RelationKey
from threatmodel.architecture.operations.row_values import (
    OVERRULED,
    assign,
    element_json,
    flow_json,
    only_named_facts,
    overruled,
)
from threatmodel.architecture.operations.user_set_fields import ENDS, overridden_fields, with_overridden
from threatmodel.engine.model import CATALOGUE
from threatmodel.engine.model.fact_values import value_problem

Drawn = TypeVar("Drawn", Element, Flow)
GEOMETRY: Final = frozenset({"x", "y", "width", "height"})


@dataclass(slots=True)
class WorkingCopy(LoadedGraph):
    """A loaded part of a model, and what batches changed in it."""

    ops: list[Json] = field(default_factory=list)  # those that changed something
    before: list[Json | None] = field(default_factory=list)  # parallel to ops; None: was not there
    problems: list[str] = field(default_factory=list)
    skipped: int = 0  # operations of the latest batch on elements or flows that were deleted meanwhile
    is_fork: bool = False  # shares its rows with another one until it changes them (copy on write)
    owned: set[uuid.UUID] = field(default_factory=set)  # keys of the rows that a fork has copied
    reparented: set[str] = field(default_factory=set)  # elements whose parent the latest batch set

    @property
    def is_structural(self) -> bool:
        """Whether anything but positions has changed, so that an analysis may give another result."""
        return any(not _only_moves(op, was) for op, was in zip(self.ops, self.before, strict=True))

    @property
    def added_ids(self) -> dict[str, uuid.UUID]:
        """The keys of the elements and flows that the operations added and that still exist."""
        uids = [
            op["uid"] for op, was in zip(self.ops, self.before, strict=True) if was is None and "uid" in op
        ]
        rows: dict[str, Element | Flow] = {**self.element_changes.added, **self.flow_changes.added}
        return {uid: rows[uid].id for uid in uids if uid in rows}

    def fork(self, *, actor: str) -> "WorkingCopy":
        """Return a working copy for another batch, whose changes do not show in this one."""
        return replace(
            self,
            actor=actor,
            nodes=dict(self.nodes),
            elements=dict(self.elements),
            flows=dict(self.flows),
            ends=dict(self.ends),
            relations=dict(self.relations),
            element_changes=self.element_changes.fork(),
            flow_changes=self.flow_changes.fork(),
            relation_changes=self.relation_changes.fork(),
            ops=[],
            before=[],
            problems=[],
            skipped=0,
            is_fork=True,
            owned=set(),
            reparented=set(),
        )

    def run(self, batch: Batch, ops: Iterable[Json] | None = None) -> None:
        """Apply the batch to the rows in memory; `ops` may compute its operations lazily.

        Operations may refer to what a later one of the same batch adds: references and nesting are
        checked at the end. Raises InvalidBatch with everything that is wrong.
        """
        for changes in (self.element_changes, self.flow_changes, self.relation_changes):
            changes.latest.clear()
        self.reparented.clear()
        self.skipped = 0
        for op in batch.ops if ops is None else ops:
            changed, before = _HANDLERS[op["op"], op["on"]](self, op, batch)
            if changed:
                self.ops.append(op)
                self.before.append(before)
        self.problems += violations(self, batch)
        if self.problems:
            raise InvalidBatch(self.problems)
        self._resolve()

    def _resolve(self) -> None:
        """Set the foreign keys of the rows, now that all uids are known."""
        for uid in self.reparented & self.element_changes.latest:
            parent = self.nodes[uid].parent
            self.elements[uid].parent_id = self.nodes[parent].id if parent else None
        for uid in self.flow_changes.latest:
            source, destination = self.ends[uid]
            flow = self.flows[uid]
            flow.source_id, flow.destination_id = self.nodes[source].id, self.nodes[destination].id
        for key in self.relation_changes.latest:
            relation = self.relations[key]
            relation.source_id, relation.target_id = self.nodes[key[1]].id, self.nodes[key[2]].id

    def _own(self, rows: dict[str, Drawn], uid: str) -> Drawn:
        """Return the row for writing; a fork copies a shared row first."""
        row = rows[uid]
        if self.is_fork and row.id not in self.owned:
            row = rows[uid] = copy(row)
            self.owned.add(row.id)
        return row

    # --- operations: each returns whether something changed, and the values before -------------

    def set_element(self, op: Json, batch: Batch) -> tuple[bool, Json | None]:
        """Add the element or change the properties that are named."""
        uid, props = op["uid"], op["props"]
        if uid in self.elements:
            return self._change_element(self._own(self.elements, uid), props, batch)
        if "kind" not in props:
            self.skipped += 1  # it was deleted meanwhile, and the deletion wins
            return False, None
        element = Element(model_id=self.model_id, uid=uid, kind=props["kind"])
        element.name = props.get("name") or uid[:NAME_LENGTH]
        element.source = props.get("source") or self._person()
        element.facts = self._merged_facts({}, props.get("facts", {}), element.kind, batch)
        for column in GEOMETRY & props.keys():
            setattr(element, column, float(props[column]))
        element.gone_at = self.now if props.get("gone") else None
        self.elements[uid] = element
        self.owned.add(element.id)
        self.element_changes.note_addition(uid, element)
        self.reparented.add(uid)
        self.nodes[uid] = Node(element.id, element.kind, props.get("parent"))
        return True, None

    def _change_element(self, element: Element, props: Json, batch: Batch) -> tuple[bool, Json | None]:
        node = self.nodes[element.uid]
        wanted: Json = {key: props[key] for key in ("kind", "name", "source") if key in props}
        wanted.update({key: float(props[key]) for key in GEOMETRY & props.keys()})
        if "facts" in props:
            kind = props.get("kind", element.kind)
            wanted["facts"] = self._merged_facts(element.facts, props["facts"], kind, batch)
        parent = props.get("parent", node.parent)
        if not batch.sets_provenance:
            moved = {"parent"} if parent != node.parent else set()
            changed = {"kind"} if wanted.get("kind", element.kind) != element.kind else set()
            wanted["source"] = with_overridden(
                element.source, overridden_fields(element.source) | moved | changed
            )
        before = assign(element, wanted) | self._assign_gone(element, props)
        if parent != node.parent:
            before["parent"] = node.parent
            self.reparented.add(element.uid)
        if before:
            self.nodes[element.uid] = Node(node.id, element.kind, parent)
            columns = {("gone_at" if key == "gone" else key): None for key in before}
            self.element_changes.note_change(element.uid, element, columns)
        return bool(before), only_named_facts(before, props)

    def set_flow(self, op: Json, batch: Batch) -> tuple[bool, Json | None]:
        """Add the flow or change the properties that are named."""
        uid, props = op["uid"], op["props"]
        if uid in self.flows:
            return self._change_flow(self._own(self.flows, uid), props, batch)
        if "source" not in props or "destination" not in props:
            self.skipped += 1
            return False, None
        flow = Flow(model_id=self.model_id, uid=uid, name=props.get("name", ""), why=props.get("why", ""))
        flow.origin = props.get("origin", "drawn")
        flow.provenance = props.get("provenance") or self._person()
        flow.facts = self._merged_facts({}, props.get("facts", {}), "flow", batch)
        flow.gone_at = self.now if props.get("gone") else None
        self.flows[uid] = flow
        self.owned.add(flow.id)
        self.flow_changes.note_addition(uid, flow)
        self.ends[uid] = (props["source"], props["destination"])
        return True, None

    def _change_flow(self, flow: Flow, props: Json, batch: Batch) -> tuple[bool, Json | None]:
        wanted: Json = {key: props[key] for key in ("name", "origin", "why", "provenance") if key in props}
        if "facts" in props:
            wanted["facts"] = self._merged_facts(flow.facts, props["facts"], "flow", batch)
        ends = self.ends[flow.uid]
        new_ends = (props.get("source", ends[0]), props.get("destination", ends[1]))
        if new_ends != ends and not batch.sets_provenance:
            wanted["provenance"] = with_overridden(flow.provenance, {ENDS})
        before = assign(flow, wanted) | self._assign_gone(flow, props)
        if new_ends != ends:
            before |= {"source": ends[0], "destination": ends[1]}
            self.ends[flow.uid] = new_ends
        if before:
            columns = {("gone_at" if key == "gone" else key): None for key in before}
            self.flow_changes.note_change(flow.uid, flow, columns)
        return bool(before), only_named_facts(before, props)

    def set_relation(self, op: Json, batch: Batch) -> tuple[bool, Json | None]:
        """Add the relation unless it is there."""
        key = _relation_key(op)
        if key in self.relations:
            return False, None
        origin = "file" if batch.origin == "import" else "person"
        if batch.sets_provenance:
            origin = op.get("origin", origin)
        relation = Relation(model_id=self.model_id, type=op["type"], origin=origin)
        self.relations[key] = relation
        self.relation_changes.note_addition(key, relation)
        return True, None

    def delete_element(self, op: Json, batch: Batch) -> tuple[bool, Json | None]:  # noqa: ARG002
        """Delete the element with its flows and relations; its children move to its parent."""
        uid = op["uid"]
        element = self.elements.pop(uid, None)
        if element is None:
            return False, None
        node = self.nodes.pop(uid)
        before: Json = {**element_json(element, node.parent), "children": [], "flows": [], "relations": []}
        for child in [key for key, other in self.nodes.items() if other.parent == uid]:
            before["children"].append(child)
            self._move_up(child, node.parent)
        for flow_uid in [key for key, ends in self.ends.items() if uid in ends]:
            before["flows"].append(self._drop_flow(flow_uid))
        for key in [key for key in self.relations if uid in key[1:]]:
            relation = self.relations.pop(key)
            before["relations"].append([*key, relation.origin])
            self.relation_changes.note_deletion(key, relation)
        self.element_changes.note_deletion(uid, element)
        return True, before

    def _move_up(self, child: str, parent: str | None) -> None:
        node = self.nodes[child]
        self.nodes[child] = Node(node.id, node.kind, parent)
        self.reparented.add(child)
        self.element_changes.note_change(child, self._own(self.elements, child), {"parent": None})

    def shift_element(self, op: Json, batch: Batch) -> tuple[bool, Json | None]:  # noqa: ARG002
        """Move the element and everything inside it; elements without a position keep none."""
        right, down = map(float, op["by"])
        self.skipped += op["uid"] not in self.nodes
        placed = [uid for uid in self._inside(op["uid"]) if self.elements[uid].x is not None]
        if not placed or not (right or down):
            return False, None
        positions: Json = {}
        for uid in placed:
            element = self._own(self.elements, uid)
            positions[uid] = [element.x, element.y]
            element.x, element.y = (element.x or 0.0) + right, (element.y or 0.0) + down
            if max(abs(element.x), abs(element.y)) > COORDINATE:
                self.problems.append(f"{uid}: outside of the drawing area")
            self.element_changes.note_change(uid, element, {"x": None, "y": None})
        return True, {"places": positions}

    def _inside(self, uid: str) -> list[str]:
        """Return the element, if it exists, and its descendants."""
        children = defaultdict(list)
        for child, node in self.nodes.items():
            children[node.parent].append(child)
        found = [uid] if uid in self.nodes else []
        for one in found:
            found += children[one]
        return found

    def delete_flow(self, op: Json, batch: Batch) -> tuple[bool, Json | None]:  # noqa: ARG002
        """Delete the flow."""
        return (True, self._drop_flow(op["uid"])) if op["uid"] in self.flows else (False, None)

    def _drop_flow(self, uid: str) -> Json:
        flow, ends = self.flows.pop(uid), self.ends.pop(uid)
        self.flow_changes.note_deletion(uid, flow)
        return flow_json(flow, ends)

    def delete_relation(self, op: Json, batch: Batch) -> tuple[bool, Json | None]:  # noqa: ARG002
        """Delete the relation."""
        key = _relation_key(op)
        if key not in self.relations:
            return False, None
        relation = self.relations.pop(key)
        self.relation_changes.note_deletion(key, relation)
        return True, {"origin": relation.origin}

    # --- values --------------------------------------------------------------------------------

    def _person(self) -> Json:
        return {"origin": "person", "by": self.actor, "at": self.now.isoformat()}

    def _assign_gone(self, row: Element | Flow, props: Json) -> Json:
        if "gone" not in props or props["gone"] == (row.gone_at is not None):
            return {}
        row.gone_at = self.now if props["gone"] else None
        return {"gone": not props["gone"]}

    def _merged_facts(self, present: Json, wanted: Mapping[str, Any], kind: str, batch: Batch) -> Json:
        merged = dict(present)
        for name, fact in wanted.items():
            if fact is None:
                was = merged.pop(name, None)
                if not batch.sets_provenance and (kept := overruled(was)):
                    merged[name] = kept[OVERRULED]  # a person takes back a word of people alone
            elif batch.sets_provenance:
                merged[name] = fact
            else:
                self._check_fact(name, fact["value"], kind)
                why = {"why": fact["why"]} if fact.get("why") else {}
                said = {"value": fact["value"], **why, **self._person()}
                merged[name] = {**said, **overruled(present.get(name))}
        return merged

    def _check_fact(self, name: str, value: object, kind: str) -> None:
        fact_type = CATALOGUE.fact(kind, name)
        if fact_type is None:
            self.problems.append(f"a {kind} has no fact {name}")
        elif problem := value_problem(fact_type, value, today=self.now.date()):
            self.problems.append(f"{name}: {problem}")


Handler = Callable[[WorkingCopy, Json, Batch], tuple[bool, Json | None]]
_HANDLERS: Final[Mapping[tuple[str, str], Handler]] = {
    ("set", "element"): WorkingCopy.set_element,
    ("set", "flow"): WorkingCopy.set_flow,
    ("set", "relation"): WorkingCopy.set_relation,
    ("del", "element"): WorkingCopy.delete_element,
    ("del", "flow"): WorkingCopy.delete_flow,
    ("del", "relation"): WorkingCopy.delete_relation,
    ("shift", "element"): WorkingCopy.shift_element,
}


def _only_moves(op: Json, was: Json | None) -> bool:
    """Whether an operation that did something only moved or resized elements."""
    if op["op"] == "shift":
        return True
    return op["op"] == "set" and op["on"] == "element" and was is not None and was.keys() <= GEOMETRY


def _relation_key(op: Json) -> RelationKey:
    return (op["type"], op["source"], op["target"])
