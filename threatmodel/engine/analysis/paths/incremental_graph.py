"""The attack graph of a model whose facts change: only steps that these can change are evaluated again."""

from collections.abc import Collection, Mapping
from typing import cast

from threatmodel.engine.analysis.dependency_tracking import DependencyTracker
from threatmodel.engine.analysis.evaluation_context import ContextBuilder
from threatmodel.engine.analysis.model_edits import SUBJECT, SUBJECT_FLOW, EditBatch
from threatmodel.engine.analysis.paths.attack_graph import AttackGraph, GraphBuilder, NumberedEdges
from threatmodel.engine.analysis.paths.elements_with_changed_steps import FactDependents, FactTrackedBuilder


class TrackedGraphBuilder(GraphBuilder):
    """Records what each element and flow looks at, so that changed facts can be followed. A third slower."""

    def _new_facts(self, derived: Mapping[str, frozenset[str]]) -> ContextBuilder:
        self._tracker = DependencyTracker()
        return FactTrackedBuilder(self.model, self._tracker, derived=derived)

    def build(self) -> AttackGraph:
        self.graph = super().build()
        return self.graph

    def add_steps(self, part: str, uid: str, found: NumberedEdges) -> None:
        with self._tracker.computation((part, uid)):
            super().add_steps(part, uid, found)

    def changed(self, batch: EditBatch) -> tuple[GraphBuilder, AttackGraph, Mapping[str, Collection[str]]]:
        """The builder and graph with changed facts, and the facts that may differ by uid of their element."""
        dependents = FactDependents(self.steps, self._tracker, self.model)
        builder = GraphBuilder(batch.model, self.steps, self.others)
        affected = sorted(cast("set[tuple[str, str]]", dependents.of(batch, {SUBJECT, SUBJECT_FLOW})))
        edges = [edge for part, uid in affected for edge in builder.of_subject(part, uid)]
        graph = self.graph.patched(batch.model, [uid for _, uid in affected], edges)
        return builder, graph, dependents.differing(batch)
