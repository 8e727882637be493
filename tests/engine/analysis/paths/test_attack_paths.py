"""Attack paths of small systems: what leads where, because of which facts, and what takes it away."""

from itertools import pairwise

import pytest

from threatmodel.engine.analysis.paths.attack_analysis import AttackAnalysis
from threatmodel.engine.analysis.paths.attack_graph import AttackGraph, GraphBuilder
from threatmodel.engine.analysis.paths.path_types import AttackPath, AttackPaths
from threatmodel.engine.analysis.paths.shortest_paths import Searcher
from threatmodel.engine.importers import TextFile, read
from threatmodel.engine.library.attack_steps import State, load_steps
from threatmodel.engine.model import Element, Fact, Flow, Model, Relation, Source

PERSON = Source("person")

SHOP = """
apiVersion: apps/v1
kind: Deployment
metadata: {name: web, namespace: shop}
spec:
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      serviceAccountName: web
      containers:
        - name: web
          image: example.org/web:1.0
          ports: [{containerPort: 8080}]
          securityContext: {privileged: PRIVILEGED}
---
apiVersion: v1
kind: Service
metadata: {name: web, namespace: shop}
spec:
  type: LoadBalancer
  selector: {app: web}
  ports: [{port: 80, targetPort: 8080}]
---
apiVersion: v1
kind: ServiceAccount
metadata: {name: web, namespace: shop}
---
apiVersion: v1
kind: Secret
metadata: {name: db, namespace: shop}
type: Opaque
---
apiVersion: rbac.authorization.k8s.io/v1
kind: Role
metadata: {name: web, namespace: shop}
rules: [{apiGroups: [""], resources: [RESOURCE], verbs: [get, list]}]
---
apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata: {name: web, namespace: shop}
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: web}
subjects: [{kind: ServiceAccount, name: web, namespace: shop}]
"""


def model_of(**files: str) -> Model:
    return read([TextFile(f"{name}.yaml", text.encode()) for name, text in files.items()]).model


def of_files(**files: str) -> AttackPaths:
    return AttackAnalysis(model_of(**files)).results()


def shop(*, privileged: bool = False, resource: str = "configmaps") -> AttackPaths:
    return of_files(shop=SHOP.replace("PRIVILEGED", str(privileged).lower()).replace("RESOURCE", resource))


def from_internet(found: AttackPaths, goal: str) -> list[AttackPath]:
    return [
        path
        for path in found.paths
        if path.attacker.id == "internet" and path.goal.id == goal and not path.is_possible
    ]


def steps(path: AttackPath) -> list[str]:
    return [step.edge.step.id for step in path.steps]


def test_a_privileged_container_behind_a_load_balancer_leads_to_node_and_cluster() -> None:
    found = shop(privileged=True)

    assert steps(from_internet(found, "node-takeover")[0]) == [
        "enter-from-internet",
        "exploit-application",
        "run-in-only-container",
        "escape-privileged-container",
    ]
    assert steps(from_internet(found, "cluster-takeover")[0])[-1] == "take-cluster-from-node"


def test_each_step_names_its_fact_and_its_line() -> None:
    escape = from_internet(shop(privileged=True), "node-takeover")[0].steps[-1]

    shown = escape.evidence[0]

    assert (shown.fact, shown.value, shown.file, shown.line) == ("privileged", True, "shop.yaml", 15)
    assert (escape.edge.step.technique, escape.edge.step.grade) == ("T1611", "configured")


def test_fixing_the_fact_removes_the_path() -> None:
    assert from_internet(shop(privileged=True), "node-takeover")
    assert not from_internet(shop(privileged=False), "node-takeover")


def test_the_fix_of_the_only_weakness_leaves_no_risk() -> None:
    found = shop(privileged=True)

    assert found.fixes[0].control == "remove-privileged"
    assert found.fixes[0].risk == 0


def test_every_path_passes_the_choke_points() -> None:
    found = shop(privileged=True)
    node = next(result for result in found.goals if result.goal.id == "node-takeover")

    assert {state.element for state in node.choke_points} >= {"k8s:shop/Deployment/web"}
    assert node.exposure.workloads == 1
    assert node.exposure.share == 1.0


def test_a_token_that_reads_secrets_leads_to_them() -> None:
    model = model_of(shop=SHOP.replace("PRIVILEGED", "false").replace("RESOURCE", "secrets"))
    graph = GraphBuilder(model, load_steps()).build()
    secret = State("k8s:shop/Secret/db", "read")

    path = Searcher(graph, [State("internet", "execute")], graph.possible).cheapest(secret, 1)[0]

    assert State("namespace:shop", "read") in path


@pytest.mark.parametrize(
    ("mount", "leads"),
    [
        ("/var/run/docker.sock", "escape-by-runtime-socket"),
        ("/", "escape-by-writable-host-path"),
        ("/srv/data", None),
    ],
)
def test_host_paths_of_compose_services(mount: str, leads: str | None) -> None:
    compose = f"""
services:
  web:
    image: example.org/web:1.0
    ports: ["80:8080"]
    volumes: ["{mount}:/host"]
"""
    paths = from_internet(of_files(compose=compose), "node-takeover")

    assert {steps(path)[-1] for path in paths[:1]} == ({leads} if leads else set())


def test_members_of_a_network_reach_each_other() -> None:
    compose = """
services:
  web:
    image: example.org/web:1.0
    ports: ["80:8080"]
    networks: [front]
  admin:
    image: example.org/admin:1.0
    networks: [NETWORK]
    volumes: [/var/run/docker.sock:/var/run/docker.sock]
networks: {front: {}, back: {}}
"""
    together = of_files(compose=compose.replace("NETWORK", "front"))
    apart = of_files(compose=compose.replace("NETWORK", "back"))

    assert "reach-member-of-network" in steps(from_internet(together, "node-takeover")[0])
    assert not from_internet(apart, "node-takeover")


@pytest.mark.parametrize(
    ("image", "reached"),
    [
        ("containrrr/watchtower:1.7", False),
        ("example.org/updater:1", True),
        ("portainer/agent:2", True),
        ("jenkins/jenkins:lts", True),  # its port is in the image alone
    ],
)
def test_a_program_that_is_known_to_listen_nowhere_is_not_reached(image: str, reached: bool) -> None:
    compose = f"""
services:
  web:
    image: example.org/web:1.0
    ports: ["80:8080"]
  updater:
    image: {image}
    volumes: [/var/run/docker.sock:/var/run/docker.sock]
"""
    paths = from_internet(of_files(compose=compose), "node-takeover")

    assert bool(paths) is reached


def element(uid: str, kind: str, parent: str | None = None, **facts: object) -> Element:
    known = {name: Fact(value, PERSON) for name, value in facts.items()}  # type: ignore[arg-type]
    return Element(uid, kind, uid, parent, known, PERSON)


def drawn(*elements: Element, flow: Flow | None = None) -> AttackPaths:
    runs_on = [Relation("runs_on", one.uid, "host") for one in elements if one.kind == "workload"]
    flows = {flow.uid: flow} if flow else {}
    return AttackAnalysis(Model({one.uid: one for one in elements}, runs_on, flows)).results()


def test_a_step_that_waits_for_a_fact_is_possible_and_never_counted() -> None:
    parts = (element("internet", "internet"), element("host", "node"), element("web", "workload", "host"))
    box = element("box", "container", "web", privileged=True)
    untold = element("box", "container", "web")
    flow = Flow("f", "internet", "web")

    certain = drawn(*parts, box, flow=flow)
    possible = drawn(*parts, untold, flow=flow)

    assert from_internet(certain, "node-takeover")
    assert not from_internet(possible, "node-takeover")
    shown = next(path for path in possible.paths if path.goal.id == "node-takeover")
    assert shown.is_possible
    assert any(step.edge.waits_for for step in shown.steps)
    node = next(result for result in possible.goals if result.goal.id == "node-takeover")
    assert (node.exposure.workloads, node.choke_points, possible.fixes) == (0, (), ())


def test_an_empty_model_has_no_paths() -> None:
    found = drawn()

    assert (found.goals, found.paths, found.fixes) == ((), (), ())


def test_the_same_input_gives_the_same_paths() -> None:
    first, second = (
        [(path.states, steps(path), path.score) for path in shop(privileged=True).paths] for _ in range(2)
    )

    assert first == second


def reaches(graph: AttackGraph, start: State, end: State) -> bool:
    return Searcher(graph, [start], graph.possible).cost_to(end) is not None


SIDECAR = """
        - name: sidecar
          image: example.org/sidecar:1.0
---
apiVersion: v1
kind: Service
"""


def test_a_container_acts_as_its_workload_but_has_not_the_others_of_it() -> None:
    text = SHOP.replace("PRIVILEGED", "true").replace("RESOURCE", "secrets")
    both = text.replace("---\napiVersion: v1\nkind: Service\n", SIDECAR.lstrip("\n"), 1)
    web = "k8s:shop/Deployment/web"
    node, secret = State("node:kubernetes", "root"), State("k8s:shop/Secret/db", "read")

    one = GraphBuilder(model_of(shop=text), load_steps()).build()
    two = GraphBuilder(model_of(shop=both), load_steps()).build()

    assert reaches(one, State(f"{web}/web", "execute"), secret)
    assert reaches(two, State(f"{web}/sidecar", "execute"), secret)
    cost_of_one = Searcher(one, [State(web, "execute")], one.possible).cost_to(node)
    cost_of_several = Searcher(two, [State(f"{web}/sidecar", "execute")], two.possible).cost_to(node)
    assert cost_of_one is not None
    assert cost_of_several is not None
    assert cost_of_one < cost_of_several


@pytest.mark.parametrize(("group", "leads"), [('""', True), ("metrics.k8s.io", False)])
def test_everything_in_one_api_group_is_nothing_in_another(group: str, leads: bool) -> None:
    text = SHOP.replace("PRIVILEGED", "false").replace('apiGroups: [""]', f"apiGroups: [{group}]")
    graph = GraphBuilder(model_of(shop=text.replace("RESOURCE", '"*"')), load_steps()).build()

    account = State("k8s:shop/ServiceAccount/web", "assume")

    assert reaches(graph, account, State("k8s:shop/Secret/db", "read")) == leads
    assert reaches(graph, account, State("namespace:shop", "execute")) == leads


def test_a_secret_with_a_token_is_its_account() -> None:
    token = """
apiVersion: v1
kind: Secret
metadata: {name: ci, namespace: NAMESPACE, annotations: {kubernetes.io/service-account.name: web}}
type: kubernetes.io/service-account-token
"""
    account = State("k8s:shop/ServiceAccount/web", "assume")

    def leads(namespace: str) -> bool:
        model = model_of(shop=SHOP, token=token.replace("NAMESPACE", namespace))
        secret = State(f"k8s:{namespace}/Secret/ci", "read")
        return reaches(GraphBuilder(model, load_steps()).build(), secret, account)

    assert leads("shop")
    assert not leads("other")


@pytest.mark.parametrize(("mine", "theirs", "leads"), [(True, True, True), (True, False, False)])
def test_pods_that_share_the_ipc_of_the_host_read_each_others_memory(
    mine: bool, theirs: bool, leads: bool
) -> None:
    pod = """
---
apiVersion: v1
kind: Pod
metadata: {name: NAME, namespace: shop}
spec:
  hostIPC: SHARED
  containers: [{name: main, image: example.org/main:1.0}]
"""
    pods = [
        pod.replace("NAME", name).replace("SHARED", str(shared).lower())
        for name, shared in (("mine", mine), ("theirs", theirs))
    ]
    graph = GraphBuilder(model_of(pods="".join(pods)), load_steps()).build()

    ends = State("k8s:shop/Pod/mine", "execute"), State("k8s:shop/Pod/theirs", "read")
    steps = Searcher(graph, []).edges_between(*ends)

    assert bool(steps) == leads
    assert not reaches(graph, State("k8s:shop/Pod/mine", "execute"), State("node:kubernetes", "root"))


@pytest.mark.parametrize(
    ("start", "steps"),
    [
        (State("cluster:kubernetes", "admin"), ["take-nodes-from-cluster"]),
        (State("namespace:shop", "write"), ["create-privileged-pod", "enter-nodes-of-cluster"]),
    ],
)
def test_the_nodes_of_a_cluster_are_reached_from_it_and_from_its_namespaces(
    start: State, steps: list[str]
) -> None:
    graph = GraphBuilder(model_of(shop=SHOP.replace("PRIVILEGED", "false")), load_steps()).build()
    searcher = Searcher(graph, [start], graph.possible)

    (path,) = searcher.cheapest(State("node:kubernetes", "root"), 1)

    assert [searcher.edges_between(*pair)[0].step.id for pair in pairwise(path)] == steps


def test_files_of_the_kubelet_hold_the_tokens_of_other_pods() -> None:
    reader = """
apiVersion: v1
kind: Pod
metadata: {name: reader, namespace: tools}
spec:
  automountServiceAccountToken: false
  containers:
    - name: reader
      image: example.org/reader:1.0
      volumeMounts: [{name: pods, mountPath: /pods, readOnly: true}]
  volumes: [{name: pods, hostPath: {path: /var/lib/kubelet/pods}}]
"""
    text = SHOP.replace("PRIVILEGED", "false").replace("RESOURCE", "configmaps")
    graph = GraphBuilder(model_of(shop=text, tools=reader), load_steps()).build()
    start = State("k8s:tools/Pod/reader", "execute")

    path = Searcher(graph, [start], graph.possible).cheapest(
        State("k8s:shop/ServiceAccount/web", "assume"), 1
    )[0]

    assert State("node:kubernetes", "read") in path
