"""Finds the elements and flows of a model that an import should have found and did not."""

from collections import defaultdict
from collections.abc import Collection, Mapping

from threatmodel.architecture.importing.import_scope import ImportScope
from threatmodel.architecture.importing.service_resolution import end_behind, named_in
from threatmodel.architecture.models import Flow as FlowRow
from threatmodel.architecture.operations.user_set_fields import ENDS, overridden_fields
from threatmodel.architecture.operations.working_copy import WorkingCopy
from threatmodel.engine.model import Element, Flow


class MissingParts:
    """The search; `parents` and `behind` (workloads behind Services) are those after the import."""

    def __init__(
        self,
        present: WorkingCopy,
        scope: ImportScope,
        *,
        elements: Mapping[str, Element],
        flows: Mapping[str, Flow],
        parents: Mapping[str, str | None],
        behind: Mapping[str, str],
    ) -> None:
        self._present = present
        self._scope = scope
        self._elements = elements
        self._flows = flows
        self._parents = parents
        self._behind = behind

    def uids(self) -> tuple[set[str], set[str]]:
        """Return the uids of missing elements and of missing flows."""
        missing = {
            uid
            for uid, row in self._present.elements.items()
            if uid not in self._elements and row.gone_at is None and self._scope.covers(row.source)
        }
        flows = {uid for uid, row in self._present.flows.items() if self._flow_is_missing(uid, row, missing)}
        children, dependents = self._children(), self._dependents(flows)
        while kept := {uid for uid in missing if self._is_needed(uid, missing, children, dependents)}:
            missing -= kept
        flows |= {
            uid
            for uid, row in self._present.flows.items()
            if row.gone_at is None and row.origin != "drawn" and not missing.isdisjoint(self._ends(uid))
        }
        return missing, flows

    def _ends(self, uid: str) -> tuple[str, str]:
        """Return the ends of a present flow after the import."""
        imported = self._flows.get(uid)
        if imported is None or ENDS in overridden_fields(self._present.flows[uid].provenance):
            return self._present.ends[uid]
        return imported.source, end_behind(self._behind, imported.source, imported.destination)

    def _flow_is_missing(self, uid: str, row: FlowRow, missing: Collection[str]) -> bool:
        if uid in self._flows or row.gone_at is not None or row.origin == "drawn":
            return False
        source, destination = self._present.ends[uid]
        if self._behind.get(named := named_in(uid, source)) == destination:
            destination = named if named in self._elements else source  # only the caller's file declares it
        # A declared flow is in one file, which names both ends; others follow from files of their ends.
        ends_known = row.origin == "declared" or all(
            self._is_known(end, missing) for end in (source, destination)
        )
        return ends_known and self._scope.covers(row.provenance)

    def _is_known(self, uid: str, missing: Collection[str]) -> bool:
        """Whether the import would have found a flow of this end; an inferred end needs no other file."""
        if uid in self._elements or uid in missing:
            return True
        return bool(self._present.elements[uid].source.get("origin") == "inferred")

    def _is_needed(
        self,
        uid: str,
        missing: Collection[str],
        children: Mapping[str, list[str]],
        dependents: Mapping[str, list[str]],
    ) -> bool:
        """Whether a missing element stays: a part that stays is inside it or, not read, refers to it."""
        others = (*children.get(uid, ()), *dependents.get(uid, ()))
        return any(self._stays(other, missing) for other in others)

    def _children(self) -> dict[str, list[str]]:
        children: dict[str, list[str]] = defaultdict(list)
        for child, parent in self._parents.items():
            if parent is not None:
                children[parent].append(child)
        return children

    def _dependents(self, missing_flows: Collection[str]) -> dict[str, list[str]]:
        """Return, by element, the elements whose existence implies its own.

        These are the sources of its relations that were not read and, when it was itself only inferred, the
        other ends of its flows.
        """
        dependents: dict[str, list[str]] = defaultdict(list)
        for _, source, target in self._present.relations:
            if source not in self._elements:
                dependents[target].append(source)
        for uid, (source, destination) in self._present.ends.items():
            if uid not in missing_flows and self._present.flows[uid].gone_at is None:
                for end, other in ((source, destination), (destination, source)):
                    if self._present.elements[end].source.get("origin") != "file":
                        dependents[end].append(other)
        return dependents

    def _stays(self, uid: str, missing: Collection[str]) -> bool:
        row = self._present.elements.get(uid)
        return uid not in missing and (uid in self._elements or (row is not None and row.gone_at is None))
