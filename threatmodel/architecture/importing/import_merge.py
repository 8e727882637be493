"""What an import changes: the model that was read against the rows that are there.

What people made stays: names, positions, zones and ends they chose, facts they stated, what they drew. What
the files say of such a fact is kept beside it, and holds when the person takes the word back. Nothing is
deleted: what the files no longer hold is marked as gone, and comes back with its history when a later
import finds it again.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final, Literal, get_args

from threatmodel.architecture.importing.service_resolution import (
    end_behind,
    less_is_told,
    named_in,
    under_known_uids,
    with_known_facts,
    workloads_behind,
)
from threatmodel.architecture.models import NAME_LENGTH, UID_LENGTH
from threatmodel.architecture.models import Element as ElementRow
from threatmodel.architecture.models import Flow as FlowRow
from threatmodel.architecture.operations.batch import Json, json_problem
from threatmodel.architecture.operations.user_overrides import ENDS, decided, with_decided
from threatmodel.architecture.operations.working_copy import OVERRULED, Overlay, RelationKey
from threatmodel.engine.importers.scanners.merge import combined
from threatmodel.engine.model import CATALOGUE, Element, Flow, Model, is_storable, visible_name
from threatmodel.engine.model.serialization import facts_to_json, source_to_json

Scope = Literal["files", "all"]
SCOPES: Final[tuple[Scope, ...]] = get_args(Scope)
# Relations that another file than their source's may state: only a complete import tells that they are gone.
_STATED_ELSEWHERE: Final = frozenset({"bound_to", "pulled_from", "builds", "deploys", "selects"})


@dataclass(frozen=True, slots=True)
class Merge:
    """The operations of an import, what they amount to, and what had to be left out.

    `changed` counts parts whose meaning changed; one that merely moved to another line is updated silently.
    """

    ops: tuple[Json, ...]
    added: int
    changed: int
    gone: int
    left_out: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Reach:
    """What an import speaks for: the files it read, or the whole system.

    files: a part is gone when one of these files held it before and holds it no more.
    all: a part is gone when no file holds it.
    """

    scope: Scope
    files: frozenset[str]

    def covers(self, source: Mapping[str, Any]) -> bool:
        """The import would have found what comes from this source."""
        if source.get("origin") == "person":
            return False
        return self.scope == "all" or source.get("file", "") in self.files


def merge(present: Overlay, model: Model, reach: Reach) -> Merge:
    """Return the operations that bring the rows to what was read; none when nothing differs."""
    return _Merging(present, model, reach).result()


class _Merging:
    """One merge; the steps share what they found."""

    def __init__(self, present: Overlay, model: Model, reach: Reach) -> None:
        self.present = present
        self.reach = reach
        self.left_out: list[str] = []
        self.elements = {e.uid: e for e in model.elements.values() if self._is_usable(e)}
        self.wanted_relations = self._relations(model)
        self.behind = workloads_behind(self._relations_then(), self._kind)
        read = {f.uid: f for f in model.flows.values() if self._is_joined(f)}
        live = {uid: present.ends[uid] for uid, row in present.flows.items() if row.gone_at is None}
        self.flows = under_known_uids(read, live, self.behind, self._ports)
        self.ops: list[Json] = []
        self.added = self.changed = 0
        self.parents = {uid: node.parent for uid, node in present.nodes.items()}

    def result(self) -> Merge:
        for element in self.elements.values():
            self._merge_element(element)
        for flow in self.flows.values():
            self._merge_flow(flow)
        self._lead_to_workloads()
        absent, absent_flows = self._absent()
        self.ops += [_gone("element", uid) for uid in sorted(absent)]
        self.ops += [_gone("flow", uid) for uid in sorted(absent_flows)]
        self._merge_relations()
        gone = len(absent) + len(absent_flows)
        return Merge(tuple(self.ops), self.added, self.changed, gone, tuple(self.left_out))

    # --- what can be kept of what was read ---------------------------------------------------

    def _is_usable(self, element: Element) -> bool:
        usable = element.kind in CATALOGUE.kinds and _is_uid(element.uid)
        if not usable:
            self.left_out.append(f"{element.uid[:120]!r} was ignored: its name cannot be stored.")
        return usable

    def _is_joined(self, flow: Flow) -> bool:
        ends = (self.elements.get(flow.source), self.elements.get(flow.destination))
        return all(end is not None and end.kind in CATALOGUE.flow_ends for end in ends)

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

    def _relations_then(self) -> Iterator[RelationKey]:
        """The relations that there will be, but for those of what is gone."""
        yield from self.wanted_relations
        for key, row in self.present.relations.items():
            if key in self.wanted_relations or not all(self._is_there(end) for end in key[1:]):
                continue
            if row.origin != "file" or not self._relation_was_read(key):
                yield key

    def _is_there(self, uid: str) -> bool:
        """Whether it was read, or stands in files that were not."""
        row = self.present.elements[uid]
        return uid in self.elements or (row.gone_at is None and not self.reach.covers(row.source))

    def _kind(self, uid: str) -> str:
        row = self.present.elements.get(uid)
        return self.elements[uid].kind if uid in self.elements else row.kind if row else ""

    def _ports(self, service: str) -> Collection[Mapping[str, Any]]:
        """The ports of a Service, as the rows say; calls of one that was read lead to its targets already."""
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
        facts = combined(row.facts, facts, self.reach.files) if self.reach.scope == "files" else facts
        props: Json = {}
        ours = decided(row.source)
        if kind != row.kind and "kind" not in ours:
            props["kind"] = kind
        moves = parent != present_parent and not self._is_only_concluded(row.source, source)
        if moves and "parent" not in ours and not self._is_drawn(present_parent):
            props["parent"] = self.parents[row.uid] = parent
        agreed = {"kind"} if kind == row.kind else set()
        agreed |= {"parent"} if parent == present_parent else set()
        source = with_decided(source, ours - agreed)
        self._change(row, props, facts)
        if self._takes(row.source, source):
            props["source"] = source
        if props:
            self._set("element", row.uid, props)

    def _is_only_concluded(self, present: Mapping[str, Any], wanted: Mapping[str, Any]) -> bool:
        """The element follows from something that was read, while a file that was not read states it."""
        stated = present.get("origin") == "file" and not self.reach.covers(present)
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
        ours = decided(row.provenance) if differ else frozenset()
        provenance = with_decided(provenance, ours)
        props: Json = dict(ends) if differ and ENDS not in ours else {}
        less = less_is_told(flow, row.facts, self.behind)
        self._change(row, props, with_known_facts(facts, row.facts) if less else facts)
        if row.origin != "drawn" and not less:
            stated = {"origin": flow.origin, "why": flow.why}
            props.update({key: value for key, value in stated.items() if getattr(row, key) != value})
            if self._takes(row.provenance, provenance):
                props["provenance"] = provenance
        if props:
            self._set("flow", flow.uid, props)

    def _end(self, source: str, destination: str) -> str:
        return end_behind(self.behind, source, destination)

    def _lead_to_workloads(self) -> None:
        """Lead the calls that were there to what this import tells to be behind their Services."""
        for uid, row in sorted(self.present.flows.items()):
            if uid in self.flows or row.gone_at is not None or row.origin != "inferred":
                continue
            source, destination = self.present.ends[uid]
            end = self._end(source, destination)
            if end != destination and ENDS not in decided(row.provenance):
                self._set("flow", uid, {"destination": end})
                self.changed += 1

    def _change(self, row: ElementRow | FlowRow, props: Json, facts: Json) -> None:
        """Add to `props` the facts that differ, and count the row once when its meaning changes."""
        if row.gone_at is not None:
            props["gone"] = False
            self.added += 1
        differing = self._differing(row.facts, facts)
        meant = {name for name, fact in differing.items() if _value(fact) != _value(row.facts.get(name))}
        if row.gone_at is None and (meant or props):
            self.changed += 1
        if differing:
            props["facts"] = differing

    def _differing(self, present: Mapping[str, Any], wanted: Mapping[str, Any]) -> Json:
        differing: Json = {
            name: fact
            for name, fact in wanted.items()
            if fact != present.get(name) and self._takes(present.get(name), fact)
        }
        for name in present.keys() - wanted.keys():
            if self.reach.covers(present[name]):
                differing[name] = None
        for name, fact in present.items():
            if fact.get("origin") == "person" and (beside := self._beside(fact, wanted.get(name))) != fact:
                differing[name] = beside
        return differing

    def _beside(self, told: Json, wanted: Json | None) -> Json:
        """Return what a person told with what the files say of it now."""
        kept = told.get(OVERRULED)
        if wanted is not None and self._takes(kept, wanted):
            return {**told, OVERRULED: wanted}
        if wanted is None and kept is not None and self.reach.covers(kept):
            return {key: value for key, value in told.items() if key != OVERRULED}
        return told

    def _takes(self, present: Mapping[str, Any] | None, wanted: Mapping[str, Any]) -> bool:
        """What was read replaces what is there.

        Not what a person said; nor what a file that was not read says, by a mere default or inference.
        """
        if present is None:
            return True
        if present.get("origin") == "person" or present == wanted:
            return False
        return wanted["origin"] == "file" or present.get("origin") != "file" or self.reach.covers(present)

    def _set(self, on: str, uid: str, props: Json) -> None:
        self.ops.append({"op": "set", "on": on, "uid": uid, "props": props})

    # --- what is no longer there ---------------------------------------------------------------

    def _absent(self) -> tuple[set[str], set[str]]:
        """Uids of the elements and flows that the import should have found and did not."""
        absent = {
            uid
            for uid, row in self.present.elements.items()
            if uid not in self.elements and row.gone_at is None and self.reach.covers(row.source)
        }
        flows = {uid for uid, row in self.present.flows.items() if self._flow_is_absent(uid, row, absent)}
        holds, joins = self._holds(), self._joins(flows)
        while kept := {uid for uid in absent if self._is_needed(uid, absent, holds, joins)}:
            absent -= kept
        flows |= {
            uid
            for uid, row in self.present.flows.items()
            if row.gone_at is None and row.origin != "drawn" and not absent.isdisjoint(self._ends_then(uid))
        }
        return absent, flows

    def _ends_then(self, uid: str) -> tuple[str, str]:
        """The ends of a flow that was there, as they will be."""
        read = self.flows.get(uid)
        if read is None or ENDS in decided(self.present.flows[uid].provenance):
            return self.present.ends[uid]
        return read.source, self._end(read.source, read.destination)

    def _flow_is_absent(self, uid: str, row: FlowRow, absent: Collection[str]) -> bool:
        if uid in self.flows or row.gone_at is not None or row.origin == "drawn":
            return False
        source, destination = self.present.ends[uid]
        if self.behind.get(named := named_in(uid, source)) == destination:
            destination = named if named in self.elements else source  # the caller's file alone tells of it
        ends_known = all(end in self.elements or end in absent for end in (source, destination))
        return ends_known and self.reach.covers(row.provenance)

    def _is_needed(
        self,
        uid: str,
        absent: Collection[str],
        holds: Mapping[str, list[str]],
        joins: Mapping[str, list[str]],
    ) -> bool:
        """Something absent stays while a part that stays is inside it or, unread, refers to it."""
        return any(self._stays(other, absent) for other in (*holds.get(uid, ()), *joins.get(uid, ())))

    def _holds(self) -> dict[str, list[str]]:
        holds: dict[str, list[str]] = defaultdict(list)
        for child, parent in self.parents.items():
            if parent is not None:
                holds[parent].append(child)
        return holds

    def _joins(self, absent_flows: Collection[str]) -> dict[str, list[str]]:
        """Return, by element, whose existence its own follows from.

        These are the unread sources of its relations and, when it was itself only concluded, the other
        ends of its flows.
        """
        joins: dict[str, list[str]] = defaultdict(list)
        for _, source, target in self.present.relations:
            if source not in self.elements:
                joins[target].append(source)
        for uid, (source, destination) in self.present.ends.items():
            if uid not in absent_flows and self.present.flows[uid].gone_at is None:
                for end, other in ((source, destination), (destination, source)):
                    if self.present.elements[end].source.get("origin") != "file":
                        joins[end].append(other)
        return joins

    def _stays(self, uid: str, absent: Collection[str]) -> bool:
        row = self.present.elements.get(uid)
        return uid not in absent and (uid in self.elements or (row is not None and row.gone_at is None))

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
            type_ not in _STATED_ELSEWHERE and self.reach.covers(self.present.elements[source].source)
        )

    @cached_property
    def _is_complete(self) -> bool:
        """Every file that anything came from was read again."""
        if self.reach.scope == "all":
            return True
        files = {row.source.get("file", "") for row in self.present.elements.values() if row.gone_at is None}
        return files - {""} <= self.reach.files


def _value(fact: Mapping[str, Any] | None) -> object:
    return None if fact is None else fact["value"]


def _name(text: str) -> str:
    return visible_name(text.encode("utf-8", "replace").decode())[:NAME_LENGTH]


def _is_uid(uid: str) -> bool:
    return 0 < len(uid) <= UID_LENGTH and is_storable(uid)


def _gone(on: str, uid: str) -> Json:
    return {"op": "set", "on": on, "uid": uid, "props": {"gone": True}}


def _relation(op: str, key: RelationKey) -> Json:
    return {"op": op, "on": "relation", "type": key[0], "source": key[1], "target": key[2]}
