"""How attackers get through other people's systems."""

from collections.abc import Callable
from pathlib import Path

import pytest

from threatmodel.engine.analysis.model_edits import FactSet
from threatmodel.engine.analysis.paths.attack_analysis import AttackAnalysis
from threatmodel.engine.analysis.paths.attack_graph import Edge, GraphBuilder
from threatmodel.engine.analysis.paths.path_types import AttackPath
from threatmodel.engine.analysis.paths.shortest_paths import Searcher
from threatmodel.engine.command_line.input_files import read_inputs
from threatmodel.engine.command_line.report_builder import build_report
from threatmodel.engine.exporters import Report
from threatmodel.engine.library.attack_steps import State, load_steps
from threatmodel.engine.library.attackers_and_goals import Attacker, Goal
from threatmodel.engine.model import Element, Fact, FactValue, Relation, Source

Read = Callable[[str], Report]


@pytest.fixture(scope="module")
def read(corpus: Path) -> Read:
    """Analyze a folder of the corpus, each once."""
    known: dict[str, Report] = {}

    def report(path: str) -> Report:
        if path not in known:
            known[path] = build_report(read_inputs([str(corpus / path)]))
        return known[path]

    return report


def leading_to(report: Report, end: State) -> set[str]:
    """The workloads from which a state can be reached without any unknown fact."""
    graph = GraphBuilder(report.model, load_steps()).build()
    before = Searcher(graph, [], graph.possible).ancestors(end)
    return {state.element for state in before if report.model.kind_of(state.element) == "workload"}


def paths_from(report: Report, attacker: str, goal: str) -> list[AttackPath]:
    return [
        path
        for path in report.paths.paths
        if (path.attacker.id, path.goal.id, path.is_possible) == (attacker, goal, False)
    ]


def elements(path: AttackPath) -> list[str]:
    return [state.element for state in path.states]


# --- badpods -----------------------------------------------------------------------------------

ESCAPING = ("everything-allowed", "priv", "priv-and-hostpid", "hostpath")
STAYING = ("hostpid", "hostnetwork", "hostipc", "nothing-allowed")


def kind_of_pod(uid: str) -> str:
    """The folder of the pod: the longest of the names that its own name begins with."""
    name = uid.rsplit("/", 1)[-1]
    return max((one for one in (*ESCAPING, *STAYING) if name.startswith(one)), key=len)


def test_bad_pods_that_escape_reach_node_and_cluster(read: Read) -> None:
    report = read("badpods/manifests")
    for end in (State("node:kubernetes", "root"), State("cluster:kubernetes", "admin")):
        assert {kind_of_pod(uid) for uid in leading_to(report, end)} == {*ESCAPING}


def test_every_one_of_the_escaping_pods_does(read: Read) -> None:
    report = read("badpods/manifests")
    escaping = {uid for uid in report.model.of_kind("workload") if kind_of_pod(uid) in ESCAPING}

    assert leading_to(report, State("node:kubernetes", "root")) == escaping


@pytest.mark.parametrize(
    ("folder", "steps"),
    [
        ("hostipc", {"share-host-ipc"}),
        ("hostnetwork", {"use-host-network"}),
        ("hostpid", {"read-host-processes"}),
        ("nothing-allowed", set()),
    ],
)
def test_bad_pods_that_stay_have_the_lateral_steps_of_what_they_share(
    read: Read, folder: str, steps: set[str]
) -> None:
    """Of what leads out of the pod: sharing something of the host gives a step, but no escape."""
    report = read("badpods/manifests")
    secret = Element("s", "secret", "s", "namespace:default", {}, Source("person"))
    user = next(uid for uid in report.model.of_kind("workload") if kind_of_pod(uid) == "priv")
    model = report.model.with_element(secret).with_relation(Relation("reads_secret", user, "s"))
    pod = next(uid for uid in model.of_kind("workload") if uid.startswith(f"k8s:default/Pod/{folder}-exec"))
    mine = {pod, *model.children_uids(pod)}

    found = {
        edge.step.id
        for edge in GraphBuilder(model, load_steps()).build().edges
        if edge.start.element in mine and edge.end.element not in mine and not edge.is_possible
    }

    sharing = {"share-host-ipc", "use-host-network", "read-host-processes"}
    assert found & sharing == steps
    assert not any(step.startswith("escape-") for step in found)


# --- Kubernetes Goat ---------------------------------------------------------------------------


def test_goat_containers_reach_their_node_and_the_cluster(read: Read) -> None:
    report = read("kubernetes-goat/scenarios")
    names = {uid.rsplit("/", 1)[-1] for uid in leading_to(report, State("cluster:kubernetes", "admin"))}

    assert {"system-monitor-deployment", "health-check-deployment"} <= names
    for path in paths_from(report, "compromised-workload", "node-takeover"):
        assert all(step.evidence or step.edge.step.grade in ("modeled", "assumed") for step in path.steps)


def test_goat_has_one_entry_from_the_internet(read: Read) -> None:
    report = read("kubernetes-goat/scenarios")
    paths = paths_from(report, "internet", "node-takeover")

    assert paths
    assert {elements(path)[1] for path in paths} == {"k8s:default/Deployment/internal-proxy-deployment"}


@pytest.mark.parametrize("workload", ["health-check-deployment", "system-monitor-deployment"])
def test_fixing_the_facts_of_goat_removes_the_path(read: Read, workload: str) -> None:
    fixed: dict[str, FactValue] = {"privileged": False, "mounts": [], "allow_privilege_escalation": False}
    report = read("kubernetes-goat/scenarios")
    uid = f"k8s:default/Deployment/{workload}"
    box = next(one for one in report.model.children_uids(uid) if report.model.kind_of(one) == "container")
    inside = Attacker("asked", "asked", at=(State(box, "execute"),))
    node = Goal("asked", "asked", at=(State("node:kubernetes", "root"),))
    analysis = AttackAnalysis(report.model)
    person = Source("person")
    fixes = [FactSet(box, name, Fact(value, person)) for name, value in fixed.items()]
    fixes += [FactSet(uid, "host_pid", Fact(False, person)), FactSet(uid, "host_ipc", Fact(False, person))]

    direct = [path for path in analysis.between(inside, node) if len(path.steps) == 1]
    after = [path for path in analysis.changed(fixes).between(inside, node) if len(path.steps) == 1]

    assert any(step.step.grade == "configured" for path in direct for step in edges(path))
    assert all(path.is_possible for path in after)


def edges(path: AttackPath) -> list[Edge]:
    return [step.edge for step in path.steps]


def test_goat_hunger_check_reads_the_secrets_of_its_namespace(read: Read) -> None:
    report = read("kubernetes-goat/scenarios")

    end = State("namespace:big-monolith", "read")
    (hunger,) = (uid for uid in leading_to(report, end) if "hunger-check" in uid)
    (box,) = (one for one in report.model.children_uids(hunger) if report.model.kind_of(one) == "container")
    inside = Attacker("asked", "asked", at=(State(box, "execute"),))
    path = AttackAnalysis(report.model).between(inside, Goal("asked", "asked", at=(end,)))[0]
    assert "service-account" in {report.model.kind_of(uid) for uid in elements(path)}
    assert all(step.evidence for step in path.steps if step.edge.step.grade == "configured")


def test_an_account_that_no_workload_uses_lies_on_no_path(read: Read) -> None:
    paths = read("kubernetes-goat/scenarios").paths.paths

    assert not any("superadmin" in uid for path in paths for uid in elements(path))


# --- the others --------------------------------------------------------------------------------


def test_node_exporter_is_a_way_to_the_node_for_a_compromised_pod_only(read: Read) -> None:
    report = read("kube-prometheus")
    exporter = next(uid for uid in report.model.of_kind("workload") if uid.endswith("/node-exporter"))

    assert exporter in leading_to(report, State("node:kubernetes", "root"))
    assert not paths_from(report, "internet", "node-takeover")


def test_sock_shop_leads_from_the_front_end_to_the_socket_of_queue_master(read: Read) -> None:
    report = read("sock-shop/deploy/docker-compose/docker-compose.yml")
    path = paths_from(report, "internet", "node-takeover")[0]

    assert elements(path)[0] == "internet"
    assert path.steps[-1].edge.step.id == "escape-by-runtime-socket"
    assert path.steps[-1].edge.subject.startswith("compose:queue-master")
    graph = GraphBuilder(report.model, load_steps()).build()
    front_end = State("compose:front-end", "execute")
    assert Searcher(graph, [State("internet", "execute")], graph.possible).cost_to(front_end) is not None
    (onward,) = Searcher(graph, [front_end], graph.possible).cheapest(State("node:compose", "root"), 1)
    passed = list(dict.fromkeys(state.element.split("/")[0] for state in onward))
    assert passed[0] == "compose:front-end"
    assert passed[-2:] == ["compose:queue-master", "node:compose"]


def test_voting_app_leads_to_its_stores_but_not_to_the_host(read: Read) -> None:
    report = read("voting-app/docker-compose.yml")
    stores = {elements(path)[-1].rsplit(":", 1)[-1] for path in paths_from(report, "internet", "stored-data")}

    assert "db" in stores
    assert not paths_from(report, "internet", "node-takeover")
    graph = GraphBuilder(report.model, load_steps()).build()
    searcher = Searcher(graph, [State("internet", "execute")], graph.possible)
    for program, store in (("vote", "redis"), ("result", "db")):
        paths = searcher.cheapest(State(f"compose:{store}", "read"), 10)
        assert any(State(f"compose:{program}", "execute") in path for path in paths), (program, store)
