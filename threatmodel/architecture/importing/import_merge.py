"""Merges an imported model into the rows of a model.

What people have set stays: names, positions, parents, ends, facts, and everything drawn. Nothing is deleted:
what the files no longer hold is marked as gone, and returns with its history when a later import finds it.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

from threatmodel.architecture.importing.fact_merge import differing_facts, has_other_value
from threatmodel.architecture.importing.import_scope import ImportScope
from threatmodel.architecture.importing.missing_elements import MissingParts
from threatmodel.architecture.importing.service_resolution import (
    end_behind,
    has_less_detail,
    match_known_uids,
    with_known_facts,
    workloads_behind,
)
from threatmodel.architecture.models import NAME_LENGTH, UID_LENGTH
from threatmodel.architecture.models import Element as ElementRow
from threatmodel.architecture.models import Flow as FlowRow
from threatmodel.architecture.operations.batch import Json, json_problem
from threatmodel.architecture.operations.loaded_graph import RelationKey
from threatmodel.architecture.operations.user_set_fields import ENDS, overridden_fields, with_overridden
from threatmodel.architecture.operations.working_copy import WorkingCopy
from threatmodel.engine.importers.image_reference import image_name, image_title
from threatmodel.engine.importers.scanners.scan_merge import combined
from threatmodel.engine.model import CATALOGUE, Element, Flow, Model, is_storable, visible_name
from threatmodel.engine.model.serialization import facts_to_json, source_to_json

# Relations that may be declared in another file than their source: only a complete import can remove them.
_DECLARED_ELSEWHERE: Final = frozenset({"bound_to", "pulled_from", "builds", "deploys", "selects"})


@dataclass(frozen=True, slots=True)
class MergeResult:
    """The operations of an import, their counts, and messages about what was left out.

    `changed` counts parts with changed values; one that only moved to another line is updated without count.
    """

    ops: tuple[Json, ...]
    added: int
    changed: int
    gone: int
    left_out: tuple[str, ...]


def merge(present: WorkingCopy, model: Model, scope: ImportScope) -> MergeResult:
    """Return the operations that bring the rows to the imported model; none when nothing differs."""
    return _Merge(present, model, scope).result()


class _Merge:
    """One merge; its steps share state."""

    def __init__(self, present: WorkingCopy, model: Model, scope: ImportScope) -> None:
        self.present = present
        self.scope = scope
        self.left_out: list[str] = []
        self.elements = {e.uid: e for e in model.elements.values() if self._is_usable(e)}
        self.wanted_relations = self._relations(model)
        self.behind = workloads_behind(self._relations_after(), self._kind)
        read = {f.uid: f for f in model.flows.values() if self._has_valid_ends(f)}
        live = {uid: present.ends[uid] for uid, row in present.flows.items() if row.gone_at is None}
        self.flows = match_known_uids(read, live, self.behind, self._ports)
        self.ops: list[Json] = []
        self.added = self.changed = 0
        self.parents = {uid: node.parent for uid, node in present.nodes.items()}

    def result(self) -> MergeResult:
        for element in self.elements.values():
            self._merge_element(element)
        for flow in self.flows.values():
            self._merge_flow(flow)
        self._redirect_to_workloads()
        missing, missing_flows = MissingParts(
            self.present,
            self.scope,
            elements=self.elements,
            flows=self.flows,
            parents=self.parents,
            behind=self.behind,
        ).uids()
        self.ops += [_gone("element", uid) for uid in sorted(missing)]
        self.ops += [_gone("flow", uid) for uid in sorted(missing_flows)]
        self._merge_relations()
        gone = len(missing) + len(missing_flows)
        return MergeResult(tuple(self.ops), self.added, self.changed, gone, tuple(self.left_out))

    # --- validation of the imported model -----------------------------------------------------

    def _is_usable(self, element: Element) -> bool:
        usable = element.kind in CATALOGUE.kinds and _is_uid(element.uid)
        if not usable:
            self.left_out.append(f"{element.uid[:120]!r} was ignored: its name cannot be stored.")
        return usable

    def _has_valid_ends(self, flow: Flow) -> bool:
        """Whether both ends are imported, or in the model and stay there, as tables of flows name them."""
        for uid in (flow.source, flow.destination):
            if uid not in self.elements and uid not in self.present.elements:
                return False
            if uid not in self.elements and not self._will_exist(uid):
                self.left_out.append(f"A flow of {uid[:120]!r} was ignored: this import no longer has that.")
                return False
            if self._kind(uid) not in CATALOGUE.flow_ends:
                return False
        return True

    def _relations(self, model: Model) -> dict[RelationKey, None]:
        wanted: dict[RelationKey, None] = {}
        for relation in model.relations:
            known = CATALOGUE.relations.get(relation.type)
            source, target = self.elements.get(relation.source), self.elements.get(relation.target)
            if known is None or source is None or target is None:
                continue
            if source.kind in known.sources and target.kind in known.targets:
                wanted[relation.type, relation.source, relation.target] = None
        return wanted

    def _relations_after(self) -> Iterator[RelationKey]:
        """Yield the relations after the import, without those of missing parts."""
        yield from self.wanted_relations
        for key, row in self.present.relations.items():
            if key in self.wanted_relations or not all(self._will_exist(end) for end in key[1:]):
                continue
            if row.origin != "file" or not self._relation_was_read(key):
                yield key

    def _will_exist(self, uid: str) -> bool:
        """Whether it was imported, or comes from files that were not read."""
        row = self.present.elements[uid]
        return uid in self.elements or (row.gone_at is None and not self.scope.covers(row.source))

    def _kind(self, uid: str) -> str:
        row = self.present.elements.get(uid)
        return self.elements[uid].kind if uid in self.elements else row.kind if row else ""

    def _ports(self, service: str) -> Collection[Mapping[str, Any]]:
        """Return the stored ports of a Service; calls of an imported one end at its targets already."""
        if service in self.elements and self.elements[service].source.origin != "inferred":
            return ()
        row = self.present.elements.get(service)
        ports = row.facts.get("ports", {}).get("value", ()) if row else ()
        return [port for port in ports if isinstance(port, dict)]

    def _parent(self, element: Element) -> str | None:
        parent = self.elements.get(element.parent) if element.parent else None
        if parent is None or not CATALOGUE.may_hold(parent.kind, element.kind):
            return None
        return parent.uid

    def _facts(self, element: Element | Flow) -> Json:
        facts = facts_to_json(element.facts)
        for name in [name for name, fact in facts.items() if json_problem(fact["value"])]:
            self.left_out.append(
                f"{name} of {element.name[:80]!r} was ignored: {json_problem(facts[name]['value'])}."
            )
            del facts[name]
        return facts

    # --- elements and flows ------------------------------------------------------------------

    def _merge_element(self, element: Element) -> None:
        row = self.present.elements.get(element.uid)
        parent, facts, source = self._parent(element), self._facts(element), source_to_json(element.source)
        if row is None:
            name = _name(element.name) or element.uid[:NAME_LENGTH]
            props = {"kind": element.kind, "name": name, "parent": parent, "facts": facts, "source": source}
            self._set("element", element.uid, props)
            self.added += 1
        else:
            self._change_element(row, element.kind, parent, facts, source)
            parent = self.parents[element.uid]
        self.parents[element.uid] = parent

    def _change_element(
        self, row: ElementRow, kind: str, parent: str | None, facts: Json, source: Json
    ) -> None:
        present_parent = self.present.nodes[row.uid].parent
        facts = combined(row.facts, facts, self.scope.files) if self.scope.scope == "files" else facts
        props: Json = {}
        overridden = overridden_fields(row.source)
        if kind != row.kind and "kind" not in overridden:
            props["kind"] = kind
        moves = parent != present_parent and not self._is_only_inferred(row.source, source)
        if moves and "parent" not in overridden and not self._is_drawn(present_parent):
            props["parent"] = self.parents[row.uid] = parent
        agreed = {"kind"} if kind == row.kind else set()
        agreed |= {"parent"} if parent == present_parent else set()
        source = with_overridden(source, overridden - agreed)
        self._change(row, props, facts)
        if (name := _image_name_after(row, props)) != row.name:
            props["name"] = name
        if self.scope.replaces(row.source, source):
            props["source"] = source
        if props:
            self._set("element", row.uid, props)

    def _is_only_inferred(self, present: Mapping[str, Any], wanted: Mapping[str, Any]) -> bool:
        """Whether the import only infers an element that a file declares which was not read."""
        stated = present.get("origin") == "file" and not self.scope.covers(present)
        return stated and wanted["origin"] == "inferred"

    def _is_drawn(self, uid: str | None) -> bool:
        return uid is not None and self.present.elements[uid].source.get("origin") == "person"

    def _merge_flow(self, flow: Flow) -> None:
        row = self.present.flows.get(flow.uid)
        provenance, facts = source_to_json(flow.provenance), self._facts(flow)
        ends = {"source": flow.source, "destination": self._end(flow.source, flow.destination)}
        if row is None:
            rest = {"facts": facts, "origin": flow.origin, "why": flow.why, "provenance": provenance}
            self._set("flow", flow.uid, {**ends, "name": _name(flow.name), **rest})
            self.added += 1
            return
        differ = tuple(ends.values()) != self.present.ends[flow.uid]
        overridden = overridden_fields(row.provenance) if differ else frozenset()
        provenance = with_overridden(provenance, overridden)
        props: Json = dict(ends) if differ and ENDS not in overridden else {}
        less = has_less_detail(flow, row.facts, self.behind)
        self._change(row, props, with_known_facts(facts, row.facts) if less else facts)
        if row.origin != "drawn" and not less:
            stated = {"origin": flow.origin, "why": flow.why}
            props.update({key: value for key, value in stated.items() if getattr(row, key) != value})
            if self.scope.replaces(row.provenance, provenance):
                props["provenance"] = provenance
        if props:
            self._set("flow", flow.uid, props)

    def _end(self, source: str, destination: str) -> str:
        return end_behind(self.behind, source, destination)

    def _redirect_to_workloads(self) -> None:
        """Redirect stored calls to the workloads that this import shows to be behind their Services."""
        for uid, row in sorted(self.present.flows.items()):
            if uid in self.flows or row.gone_at is not None or row.origin != "inferred":
                continue
            source, destination = self.present.ends[uid]
            end = self._end(source, destination)
            if end != destination and ENDS not in overridden_fields(row.provenance):
                self._set("flow", uid, {"destination": end})
                self.changed += 1

    def _change(self, row: ElementRow | FlowRow, props: Json, facts: Json) -> None:
        """Add to `props` the facts that differ, and count the row once when a value changes."""
        if row.gone_at is not None:
            props["gone"] = False
            self.added += 1
        differing = differing_facts(self.scope, row.facts, facts)
        has_changed = any(has_other_value(fact, row.facts.get(name)) for name, fact in differing.items())
        if row.gone_at is None and (has_changed or props):
            self.changed += 1
        if differing:
            props["facts"] = differing

    def _set(self, on: str, uid: str, props: Json) -> None:
        self.ops.append({"op": "set", "on": on, "uid": uid, "props": props})

    # --- relations -----------------------------------------------------------------------------

    def _merge_relations(self) -> None:
        for key in self.wanted_relations:
            if key not in self.present.relations:
                self.ops.append(_relation("set", key))
        for key, row in self.present.relations.items():
            if row.origin == "file" and key not in self.wanted_relations and self._relation_was_read(key):
                self.ops.append(_relation("del", key))

    def _relation_was_read(self, key: RelationKey) -> bool:
        type_, source, target = key
        if source not in self.elements or target not in self.elements:
            return False
        return self._is_complete or (
            type_ not in _DECLARED_ELSEWHERE and self.scope.covers(self.present.elements[source].source)
        )

    @cached_property
    def _is_complete(self) -> bool:
        """Whether every file that anything came from was read again."""
        if self.scope.scope == "all":
            return True
        files = {row.source.get("file", "") for row in self.present.elements.values() if row.gone_at is None}
        return files - {""} <= self.scope.files


def _image_name_after(row: ElementRow, props: Json) -> str:
    """The name of an image after the change: it follows tag and digest unless a person named it otherwise."""
    if row.kind != "image" or row.name != _image_title(row.uid, row.facts):
        return row.name
    return _image_title(row.uid, {**row.facts, **props.get("facts", {})})


def _image_title(uid: str, facts: Mapping[str, Any]) -> str:
    tag, digest = (str((facts.get(name) or {}).get("value", "")) for name in ("tag", "digest"))
    return _name(image_title(image_name(uid), tag, digest))


def _name(text: str) -> str:
    return visible_name(text.encode("utf-8", "replace").decode())[:NAME_LENGTH]


def _is_uid(uid: str) -> bool:
    return 0 < len(uid) <= UID_LENGTH and is_storable(uid)


def _gone(on: str, uid: str) -> Json:
    return {"op": "set", "on": on, "uid": uid, "props": {"gone": True}}


def _relation(op: str, key: RelationKey) -> Json:
    return {"op": op, "on": "relation", "type": key[0], "source": key[1], "target": key[2]}
