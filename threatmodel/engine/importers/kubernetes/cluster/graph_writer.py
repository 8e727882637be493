"""Writes what the Kubernetes importer finds to the model: zones on demand, everything else as given."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from threatmodel.engine.importers.kubernetes.cluster.namespaces import Namespaces
from threatmodel.engine.importers.kubernetes.manifest.fact_memo import FactMemo
from threatmodel.engine.importers.kubernetes.manifest.objects import KubernetesObject
from threatmodel.engine.importers.model_builder import ModelBuilder
from threatmodel.engine.model import Fact, Source

CLUSTER: Final = "cluster:kubernetes"
NODE: Final = "node:kubernetes"
NODE_CALLERS: Final = f"{NODE}/callers"

_IMPLIED: Final = "The manifests describe objects of a Kubernetes cluster."


@dataclass(slots=True)
class GraphWriter:
    """Adds elements and relations to the model that is being built."""

    builder: ModelBuilder
    namespaces: Namespaces
    memo: FactMemo = field(default_factory=FactMemo)
    _zones: dict[str, str] = field(default_factory=dict)
    _namespaces: dict[str, str] = field(default_factory=dict)

    def element(
        self, uid: str, kind: str, name: str, parent: str | None, facts: Mapping[str, Fact], source: Source
    ) -> str:
        """Add an element and return its uid."""
        self.builder.add_element(uid, kind, name, parent=parent, facts=facts, source=source)
        return uid

    def object(self, found: KubernetesObject, kind: str, facts: Mapping[str, Fact]) -> str:
        """Add an object as an element of this kind, inside its namespace or the cluster."""
        parent = self.namespace(found.namespace) if found.namespace else self.cluster()
        self.builder.add_element(found.uid, kind, found.name, parent=parent, facts=facts, source=found.source)
        return found.uid

    def relation(self, relation_type: str, source: str, target: str) -> None:
        """Join two elements; saying it twice changes nothing."""
        self.builder.relate(relation_type, source, target)

    def cluster(self) -> str:
        """Return the uid of the cluster, adding it when it is not there yet."""
        if CLUSTER not in self._zones:
            self._zones[CLUSTER] = self.element(
                CLUSTER, "cluster", "Kubernetes cluster", None, {}, Source("inferred", why=_IMPLIED)
            )
        return CLUSTER

    def node(self) -> str:
        """Return the uid of the node that represents all nodes, adding it when it is not there yet."""
        if NODE not in self._zones:
            why = "Pods run on the nodes of the cluster; one node represents all of them."
            self._zones[NODE] = self.element(
                NODE, "node", "Kubernetes nodes", self.cluster(), {}, Source("inferred", why=why)
            )
        return NODE

    def node_callers(self) -> str:
        """Return the uid of the callers that reach ports of the nodes from outside of the cluster."""
        why = "A port is open on the nodes; the manifests do not show who can reach their addresses."
        source = Source("inferred", why=why)
        no_account = Source(
            "inferred",
            why="It represents anyone with network access to the nodes, without an account or role.",
        )
        facts = {name: Fact(value=False, source=no_account) for name in ("privileged", "shared_account")}
        return self.element(NODE_CALLERS, "actor", "Clients with access to the nodes", None, facts, source)

    def namespace(self, name: str) -> str:
        """Return the uid of a namespace, adding it when it is not there yet."""
        uid = self._namespaces.get(name)
        if uid is None:
            uid = self._namespaces[name] = self.element(
                f"namespace:{name}",
                "namespace",
                name,
                self.cluster(),
                self.namespaces.facts(name),
                self.namespaces.source(name),
            )
        return uid
