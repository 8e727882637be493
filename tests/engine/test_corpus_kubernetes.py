"""What the importer makes of other people's manifests; skipped where the corpus is absent."""

from collections.abc import Iterator
from pathlib import Path

from threatmodel.engine.analysis.rule_evaluation import analyze
from threatmodel.engine.importers import Reading, TextFile, read
from threatmodel.engine.library.loader import load_library

SUFFIXES = (".yaml", ".yml", ".json")


def files(folder: Path) -> list[TextFile]:
    paths = sorted(path for path in folder.rglob("*") if path.suffix in SUFFIXES and path.is_file())
    return [TextFile(str(path.relative_to(folder)), path.read_bytes()) for path in paths]


def load(folder: Path) -> Reading:
    return read(files(folder))


def calls(reading: Reading) -> set[tuple[str, str]]:
    elements = reading.model.elements
    return {
        (elements[flow.source].name, elements[flow.destination].name)
        for flow in reading.model.flows.values()
        if flow.source != "internet"
    }


def entrances(reading: Reading) -> set[str]:
    elements = reading.model.elements
    return {elements[f.destination].name for f in reading.model.flows.values() if f.source == "internet"}


BOUTIQUE = {
    ("cartservice", "redis-cart"),
    ("recommendationservice", "productcatalogservice"),
    ("loadgenerator", "frontend"),
    *(
        ("checkoutservice", f"{name}service")
        for name in ("productcatalog", "shipping", "payment", "email", "currency", "cart")
    ),
    *(
        ("frontend", f"{name}service")
        for name in ("productcatalog", "currency", "cart", "recommendation", "shipping", "checkout", "ad")
    ),
}


def test_online_boutique_draws_the_16_calls_its_variables_name_and_no_other(corpus: Path) -> None:
    reading = load(corpus / "online-boutique" / "kubernetes-manifests")

    missing = ("frontend", "shoppingassistantservice")  # a part that another folder adds
    assert len(BOUTIQUE) == 16
    assert calls(reading) == BOUTIQUE | {missing}
    assert len(reading.model.flows) == 18
    assert entrances(reading) == {"frontend"}


def test_voting_app_names_no_caller_of_redis_and_db_and_questions_ask_for_them(corpus: Path) -> None:
    reading = load(corpus / "voting-app" / "k8s-specifications")

    assert calls(reading) == set()
    assert entrances(reading) == {"vote", "result"}
    questions = analyze(reading.model, load_library()).questions
    asked = {one.element: one.text for one in questions if one.fact == "no_callers"}
    assert asked.keys() == {"k8s:default/Deployment/db", "k8s:default/Deployment/redis"}
    assert asked["k8s:default/Deployment/db"].startswith("Is it true that no component calls db")


def badpods(folder: Path) -> Iterator[Reading]:
    for file in files(folder):
        yield read([file])


def count(readings: list[Reading], kind: str, name: str, value: object) -> int:
    """How many pods have an element of this kind with this fact."""
    return sum(
        any(
            e.kind == kind and name in e.facts and e.facts[name].value == value
            for e in r.model.elements.values()
        )
        for r in readings
    )


def test_badpods_gives_the_known_numbers_and_nothing_on_nothing_allowed(corpus: Path) -> None:
    readings = list(badpods(corpus / "badpods" / "manifests"))
    harmless = list(badpods(corpus / "badpods" / "manifests" / "nothing-allowed"))

    assert len(readings) == 128
    for kind, name, value, expected in (
        ("container", "privileged", True, 48),
        ("workload", "host_pid", True, 49),
        ("workload", "host_ipc", True, 32),
        ("workload", "host_network", True, 33),
        ("volume", "host_path", "/", 32),
    ):
        assert (name, count(readings, kind, name, value)) == (name, expected)
        assert count(harmless, kind, name, value) == 0


def test_badpods_keeps_every_pod_when_read_as_one_input(corpus: Path) -> None:
    reading = load(corpus / "badpods" / "manifests")

    assert sum(element.kind == "workload" for element in reading.model.elements.values()) == 128
    assert not reading.problems


def test_kube_prometheus_is_resolved_and_none_of_its_kinds_unknown(corpus: Path) -> None:
    reading = load(corpus / "kube-prometheus")
    elements = reading.model.elements

    exporter = elements["k8s:monitoring/DaemonSet/node-exporter"].facts
    assert (exporter["host_pid"].value, exporter["host_network"].value) == (True, True)
    operator = elements["k8s:monitoring/ServiceAccount/prometheus-operator"].facts["rules"].value
    assert isinstance(operator, list)
    assert any("secrets" in rule["resources"] and "*" in rule["verbs"] for rule in operator)
    assert elements["k8s:monitoring/Deployment/grafana"].facts["ingress_policy"].value is True
    assert exporter["ingress_policy"].value is False
    assert [p.message for p in reading.problems] == []


def test_kube_prometheus_reads_metrics_of_whom_its_monitors_select(corpus: Path) -> None:
    reading = load(corpus / "kube-prometheus")

    assert calls(reading) == {
        ("grafana", "prometheus-k8s"),
        ("prometheus-adapter", "prometheus-k8s"),
        ("Kubernetes nodes", "prometheus-adapter"),  # an extension of the API server
        ("Clients with access to the nodes", "node-exporter"),
        *(
            ("prometheus-k8s", name)
            for name in (
                "alertmanager-main",
                "blackbox-exporter",
                "grafana",
                "kube-state-metrics",
                "node-exporter",
                "prometheus-adapter",
                "prometheus-operator",
            )
        ),
    }
    policies = {flow.facts["policy"].value for flow in reading.model.flows.values() if "policy" in flow.facts}
    assert policies == {"admitted"}


def test_kubernetes_goat_shows_its_ways_to_the_node(corpus: Path) -> None:
    reading = load(corpus / "kubernetes-goat")
    elements = reading.model.elements

    monitor = elements["k8s:default/Deployment/system-monitor-deployment"].facts
    assert (monitor["host_pid"].value, monitor["host_ipc"].value) == (True, True)
    mounts = elements["k8s:default/Deployment/health-check-deployment/health-check"].facts["mounts"].value
    assert isinstance(mounts, list)
    assert [mount["source"] for mount in mounts] == ["/run/containerd/containerd.sock"]
    superadmin = elements["k8s:kube-system/ServiceAccount/superadmin"].facts["rules"].value
    assert isinstance(superadmin, list)
    assert superadmin[0]["verbs"] == ["*"]


def test_sock_shop_and_bookinfo_draw_what_their_files_name(corpus: Path) -> None:
    socks = load(corpus / "sock-shop" / "deploy" / "kubernetes" / "manifests")
    books = load(corpus / "bookinfo")

    assert calls(socks) == {("user", "user-db")}
    assert entrances(socks) == {"front-end"}
    assert calls(books) == {
        ("ratings-v2", "mongodb-v1"),
        ("ratings-v2-mysql", "mysqldb-v1"),
        ("ratings-v2-mysql-vm", "mysqldb"),  # mysqldb.vm.svc.cluster.local, a machine outside of the cluster
    }
    assert entrances(books) == {"productpage-v1"}
