"""Attack paths of clusters: from the model to the cheapest paths, exposure, choke points and fixes; changes.

Run with `python -m benchmarks.attack_paths [WORKLOADS ...]`. Prints figures beside their bounds; a miss exits
with 1. Every fifth namespace is isolated by a policy, every twentieth workload faces the internet, and roles
range from none to wide. networkx finds the same cheapest paths beside it, on the same graph. Times are those
of the processor, the fastest of three runs, so that other work on the machine does not count.
"""

import resource
import sys
from collections.abc import Iterator
from time import perf_counter, process_time
from typing import Final

import networkx as nx  # type: ignore[import-untyped]  # it ships no types

from benchmarks.workloads import manifests
from threatmodel.engine.analysis.model_edits import FactSet
from threatmodel.engine.analysis.paths.attack_analysis import AttackAnalysis
from threatmodel.engine.analysis.paths.attack_graph import AttackGraph, GraphBuilder
from threatmodel.engine.analysis.paths.shortest_paths import Searcher
from threatmodel.engine.importers import TextFile, read
from threatmodel.engine.importers.limits import InputLimits
from threatmodel.engine.library.attack_steps import load_steps
from threatmodel.engine.model import Fact, Model, Source
from threatmodel.engine.model.gc_control import gc_paused

_BOUNDS_S: Final = {1_000: 1.0, 5_000: 3.0, 25_000: 20.0}
_CHANGE_BOUNDS_S: Final = {5_000: 0.3}
_MEMORY_MIB: Final = 2_048
_RUNS: Final = 3  # the fastest counts: what else the machine does only makes a run slower
_TEAMS: Final = 20  # namespaces (benchmarks/workloads.py)

missed: list[str] = []


def main() -> int:
    """Measure each size that is asked for, or all that have a bound."""
    sizes = [int(word) for word in sys.argv[1:]] or [*_BOUNDS_S]
    for size in sizes:
        _measure(size)
    return 1 if missed else 0


def _measure(size: int) -> None:
    whole, peak = float("inf"), 0.0
    for _ in range(_RUNS):
        model = _model(size)  # anew, as a model keeps what it was asked
        with gc_paused():
            started = process_time()
            found = AttackAnalysis(model).results()
            whole = min(whole, process_time() - started)
        # Of the first run: later ones begin while the model of the one before is still there.
        peak = peak or resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    with gc_paused():
        started = process_time()
        graph = GraphBuilder(model, load_steps()).build()
        built = process_time() - started
    print(
        f"{size:,} workloads, {len(graph.states):,} states, {len(graph.edges):,} steps: "
        f"{len(found.goals)} goals, {len(found.paths)} paths, {len(found.fixes)} fixes"
    )
    print(f"    graph alone: {built:.2f} s")
    _show("model to answers", whole, _BOUNDS_S.get(size, float("inf")), "s")
    _show("memory at its peak, with the model", peak, _MEMORY_MIB, "MiB")
    _peer(graph, model)
    _change(model, size)


def _change(model: Model, size: int) -> None:
    """What a fact with another value would bring, in an analysis that follows facts and has its results."""
    with gc_paused():
        started = process_time()
        analysis = AttackAnalysis(model, follow_facts=True)
        print(f"    graph that follows facts: {process_time() - started:.2f} s")
        nothing = FactSet("k8s:team-7/ServiceAccount/service-7", "rules", Fact([], Source("person")))
        analysis.results()
        started = process_time()
        found = analysis.what_if([nothing])
        took = process_time() - started
    print(f"    without the rights of an operator: {len(found.cut)} of {found.paths} paths are cut")
    _show("a fact changed", took, _CHANGE_BOUNDS_S.get(size, float("inf")), "s")


def _peer(graph: AttackGraph, model: Model) -> None:
    """The cheapest paths from the internet to every state: here, and by networkx."""
    start = next(state for state in graph.states if model.kind_of(state.element) == "internet")
    started = perf_counter()
    ours = Searcher(graph, [start], graph.possible).reached()
    took = perf_counter() - started
    peer = nx.DiGraph()
    for number, edge in enumerate(graph.edges):
        if number in graph.possible:
            continue
        known = peer.get_edge_data(edge.start, edge.end)
        if known is None or edge.cost < known["weight"]:
            peer.add_edge(edge.start, edge.end, weight=edge.cost)
    started = perf_counter()
    theirs = nx.single_source_dijkstra_path_length(peer, start)
    beside = perf_counter() - started
    assert ours == theirs
    times = f"{took * 1000:.0f} ms, networkx {beside * 1000:.0f} ms"
    print(f"    cheapest path to each of {len(theirs):,} states: {times}")


def _model(size: int) -> Model:
    text = manifests(size) + "".join(_access(size))
    limits = InputLimits(
        import_bytes=1 << 30, yaml_bytes=1 << 30, yaml_values=1 << 30, yaml_documents=1 << 30
    )
    return read([TextFile("cluster.yaml", text.encode())], limits=limits).model


def _access(size: int) -> Iterator[str]:
    """Roles, policies and load balancers over the workloads."""
    for n in range(3, size, 20):
        yield _LOAD_BALANCER.format(n=n, team=n % _TEAMS)
    for team in range(_TEAMS):
        if team % 5 == 0:
            yield _POLICY.format(team=team)
        yield _ROLE.format(team=team, rule=_RULES[team % len(_RULES)])
        for n in range(team, size, _TEAMS * 4):
            yield _BINDING.format(team=team, n=n)
    yield _OPERATOR


_LOAD_BALANCER: Final = """\
---
apiVersion: v1
kind: Service
metadata: {{name: public-{n}, namespace: team-{team}}}
spec: {{type: LoadBalancer, selector: {{app: service-{n}}}, ports: [{{port: 80, targetPort: 8080}}]}}
"""
_POLICY: Final = """\
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {{name: isolated, namespace: team-{team}}}
spec:
  podSelector: {{}}
  policyTypes: [Ingress, Egress]
  ingress: [{{from: [{{podSelector: {{}}}}]}}]
  egress: [{{to: [{{podSelector: {{}}}}]}}]
"""
_RULES: Final = (
    '{apiGroups: [""], resources: [configmaps], verbs: [get]}',
    '{apiGroups: [""], resources: [secrets], verbs: [get, list]}',
    '{apiGroups: [""], resources: [pods/exec], verbs: [create]}',
    "{apiGroups: [apps], resources: [deployments], verbs: [patch]}",
)
_ROLE: Final = """\
---
apiVersion: rbac.authorization.k8s.io/v1
kind: Role
metadata: {{name: app, namespace: team-{team}}}
rules: [{rule}]
"""
_BINDING: Final = """\
---
apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata: {{name: app-{n}, namespace: team-{team}}}
roleRef: {{apiGroup: rbac.authorization.k8s.io, kind: Role, name: app}}
subjects: [{{kind: ServiceAccount, name: service-{n}, namespace: team-{team}}}]
"""
_OPERATOR: Final = """\
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRoleBinding
metadata: {name: operator}
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: cluster-admin}
subjects: [{kind: ServiceAccount, name: service-7, namespace: team-7}]
"""


def _show(what: str, measured: float, bound: float, unit: str) -> None:
    verdict = "ok" if measured <= bound else "MISSED"
    if measured > bound:
        missed.append(what)
    print(f"  {what}: {measured:.2f} {unit} (bound {bound:g}) {verdict}", flush=True)


if __name__ == "__main__":
    sys.exit(main())
