"""What the rules say of other people's manifests: the specific threat, and little noise."""

from collections import Counter
from collections.abc import Callable, Iterable
from pathlib import Path

import pytest

from threatmodel.engine.analysis.rule_evaluation import Threat
from threatmodel.engine.command_line.input_files import read_inputs
from threatmodel.engine.command_line.report_builder import build_report
from threatmodel.engine.exporters import Report
from threatmodel.engine.library.methods import methods_by

Analyze = Callable[..., Report]
MEDIUM_OR_ABOVE = frozenset({"critical", "high", "medium"})
CREDENTIALS_IN_THE_OPEN = frozenset(
    {
        "container-plaintext-credential",
        "container-weak-credential",
        "container-weak-credential-exposed",
        "container-argument-credential",
        "container-encryption-key-in-manifest",
        "container-signing-key-in-manifest",
        "config-holds-credentials",
        "secret-values-in-manifest",
    }
)


@pytest.fixture(scope="module")
def analyze(corpus: Path) -> Analyze:
    """Analyze files and folders of the corpus, each set of them once."""
    known: dict[tuple[str, ...], Report] = {}

    def report(*paths: str) -> Report:
        if paths not in known:
            known[paths] = build_report(
                read_inputs([str(corpus / path) for path in paths]), methods_by("rules")
            )
        return known[paths]

    return report


def found(report: Report) -> set[tuple[str, str]]:
    return {(threat.rule, threat.element) for threat in report.analysis.threats}


def rules_on(report: Report, *uids: str) -> set[str]:
    """The rules that fired on these elements and on what stands inside them."""
    return {threat.rule for threat in report.analysis.threats if stands_in(threat, uids)}


def stands_in(threat: Threat, uids: Iterable[str]) -> bool:
    return any(threat.element == uid or threat.element.startswith(f"{uid}/") for uid in uids)


def workloads(report: Report) -> list[str]:
    return [e.uid for e in report.model.elements.values() if e.kind == "workload"]


# --- a well-hardened shop ------------------------------------------------------------------------

SHOP = "online-boutique/kubernetes-manifests"
POLICIES = "online-boutique/kustomize/components/network-policies"
SHOP_WORKLOADS = 12


def test_hardened_workloads_have_nothing_critical_or_high(analyze: Analyze) -> None:
    report = analyze(SHOP)

    assert len(workloads(report)) == SHOP_WORKLOADS
    severities = Counter(t.severity for t in report.analysis.threats if stands_in(t, workloads(report)))
    assert severities["critical"] == severities["high"] == 0


def test_hardened_workloads_have_at_most_four_threats_of_medium_or_above_on_average(
    analyze: Analyze,
) -> None:
    """All of the model's count, not only those on the workloads themselves."""
    report = analyze(SHOP)

    serious = Counter(t.rule for t in report.analysis.threats if t.severity in MEDIUM_OR_ABOVE)

    assert serious.total() / SHOP_WORKLOADS <= 4
    assert serious == {
        "workload-incoming-traffic-open": 1,  # of redis-cart; the network policies are an optional component
        "image-mutable-tag": 1,  # of the frontend, which faces the internet
        "flow-plaintext-from-outside": 1,  # frontend-external answers on port 80
        "store-without-authentication": 1,  # redis-cart has no password
    }


def test_policies_clear_the_threats_of_missing_ones_on_the_pods_they_select_and_no_other(
    analyze: Analyze,
) -> None:
    before, after = found(analyze(SHOP)), found(analyze(SHOP, POLICIES))
    pods = workloads(analyze(SHOP))

    missing = {"workload-incoming-traffic-open", "workload-outgoing-traffic-open"}
    assert before - after == {(rule, pod) for rule in missing for pod in pods}
    # Each policy opens every destination again, so egress is told of as it is.
    assert after - before == {("workload-policy-opens-every-destination", pod) for pod in pods}


def test_policies_leave_pods_that_they_do_not_select(analyze: Analyze) -> None:
    report = analyze(SHOP, f"{POLICIES}/network-policy-redis.yaml")

    open_pods = {uid for rule, uid in found(report) if rule == "workload-incoming-traffic-open"}

    assert open_pods == {*workloads(report)} - {"k8s:default/Deployment/redis-cart"}


# --- the same services with and without hardening ------------------------------------------------

BOOKINFO = "bookinfo/samples/bookinfo/platform/kube"
BOOKINFO_CONTAINERS = {
    f"k8s:default/Deployment/{workload}/{container}"
    for workload, container in (
        ("details-v1", "details"),
        ("productpage-v1", "productpage"),
        ("ratings-v1", "ratings"),
        ("reviews-v1", "reviews"),
        ("reviews-v2", "reviews"),
        ("reviews-v3", "reviews"),
    )
}


def test_exactly_the_hardening_that_is_added_disappears(analyze: Analyze) -> None:
    """The file adds runAsNonRoot, allowPrivilegeEscalation: false and drop: [all] to six containers."""
    before = found(analyze(f"{BOOKINFO}/bookinfo.yaml"))
    after = found(analyze(f"{BOOKINFO}/bookinfo-psa.yaml"))

    added = {
        "container-may-run-as-root",
        "container-privilege-escalation-allowed",
        "container-capabilities-not-dropped",
    }
    assert before - after == {(rule, uid) for rule in added for uid in BOOKINFO_CONTAINERS} | {
        ("namespace-workloads-unrestricted", "namespace:default")
    }
    assert after - before == set()


# --- passwords in compose files ------------------------------------------------------------------

# Read by eye: each file of awesome-compose with a password in it, and where it stands.
LITERAL_PASSWORDS = {
    "aspnet-mssql/compose.yaml": {"db"},
    "gitea-postgres/compose.yaml": {"gitea", "db"},
    "nextcloud-postgres/compose.yaml": {"nc", "db"},
    "nextcloud-redis-mariadb/compose.yaml": {"nc", "db"},
    "prometheus-grafana/compose.yaml": {"grafana"},
    "react-rust-postgres/compose.yaml": {"backend", "db"},
    "wasmedge-kafka-mysql/compose.yml": {"etl", "db"},
    "wasmedge-mysql-nginx/compose.yml": {"backend", "db"},
    "wordpress-mysql/compose.yaml": {"wordpress", "db"},
}
COMPOSE_SECRETS = {
    "nginx-aspnet-mysql",
    "nginx-flask-mysql",
    "nginx-golang-mysql",
    "nginx-golang-postgres",
    "react-express-mysql",
    "react-java-mysql",
    "sparkjava-mysql",
    "spring-postgres",
}


def test_each_compose_file_with_a_literal_password_is_told_of_and_no_other(
    analyze: Analyze, corpus: Path
) -> None:
    folder = corpus / "awesome-compose"
    files = sorted(str(path.relative_to(folder)) for path in folder.rglob("*compose*.y*ml"))

    told = {}
    for file in files:
        report = analyze(f"awesome-compose/{file}")
        services = {uid.split("/")[-1] for rule, uid in found(report) if rule in CREDENTIALS_IN_THE_OPEN}
        if services:
            told[file] = services

    assert told == LITERAL_PASSWORDS
    assert {file.split("/")[0] for file in files} >= COMPOSE_SECRETS
    assert COMPOSE_SECRETS.isdisjoint({file.split("/")[0] for file in told})


# --- a cluster that is vulnerable on purpose -----------------------------------------------------

GOAT = "kubernetes-goat/scenarios"


@pytest.mark.parametrize(
    ("scenario", "expected"),
    [
        (
            "system-monitor",
            {
                ("container-privileged", "k8s:default/Deployment/system-monitor-deployment/system-monitor"),
                ("secret-values-in-manifest", "k8s:default/Secret/goatvault"),
            },
        ),
        (
            "health-check",
            {
                ("container-privileged", "k8s:default/Deployment/health-check-deployment/health-check"),
            },
        ),
        (
            "hunger-check",
            {
                ("workload-token-is-powerful", "k8s:big-monolith/Deployment/hunger-check-deployment"),
                ("secret-values-in-manifest", "k8s:big-monolith/Secret/vaultapikey"),
                ("secret-values-in-manifest", "k8s:big-monolith/Secret/webhookapikey"),
            },
        ),
        ("insecure-rbac", {("role-cluster-admin-bound", "k8s:/ClusterRole/cluster-admin")}),
        (
            "docker-bench-security",
            {
                ("container-privileged", "k8s:default/DaemonSet/docker-bench-security/docker-bench"),
            },
        ),
    ],
)
def test_each_scenario_of_the_goat_raises_what_it_teaches(
    analyze: Analyze, scenario: str, expected: set[tuple[str, str]]
) -> None:
    report = analyze(f"{GOAT}/{scenario}")

    found_by_rules = [t for t in report.analysis.threats if t.scenario is None]
    serious = {(t.rule, t.element) for t in found_by_rules if t.severity in ("critical", "high")}

    assert serious == expected


@pytest.mark.parametrize(
    ("scenario", "rules"),
    [
        ("system-monitor", {"container-host-root-mounted", "workload-host-pid", "workload-host-ipc"}),
        ("health-check", {"container-runtime-socket-mounted"}),
        (
            "docker-bench-security",
            {
                "container-runtime-socket-mounted",
                "container-node-secrets-mounted",
                "container-host-system-directory-mounted",
                "workload-host-pid",
                "workload-host-ipc",
                "workload-host-network",
            },
        ),
    ],
)
def test_what_privileges_give_anyway_is_low(analyze: Analyze, scenario: str, rules: set[str]) -> None:
    threats = analyze(f"{GOAT}/{scenario}").analysis.threats

    assert {(t.rule, t.severity) for t in threats if t.rule in rules} == {(rule, "low") for rule in rules}


def test_the_goat_names_who_holds_cluster_admin_and_what_mounts_the_socket(analyze: Analyze) -> None:
    admin = threat_of(analyze(f"{GOAT}/insecure-rbac"), "role-cluster-admin-bound")
    socket = threat_of(analyze(f"{GOAT}/health-check"), "container-runtime-socket-mounted")
    reader = threat_of(analyze(f"{GOAT}/hunger-check"), "role-wildcard-resources")

    assert [e.value["name"] for e in admin.evidence if isinstance(e.value, dict)] == ["superadmin"]
    assert [e.value["source"] for e in socket.evidence if isinstance(e.value, dict)] == [
        "/run/containerd/containerd.sock"
    ]
    assert "RBC-003" in reader.covers  # reading secrets
    assert all(e.file and e.line for threat in (admin, socket, reader) for e in threat.evidence)


def threat_of(report: Report, rule: str) -> Threat:
    (threat,) = (threat for threat in report.analysis.threats if threat.rule == rule)
    return threat


# --- agents of a cluster -------------------------------------------------------------------------


def test_an_agent_without_rights_that_reads_the_host_is_not_called_its_master(analyze: Analyze) -> None:
    """node-exporter of kube-prometheus: read-only, user 65534, drops all capabilities and adds SYS_TIME."""
    report = analyze("kube-prometheus")

    assert rules_on(report, "k8s:monitoring/DaemonSet/node-exporter/node-exporter") >= {
        "container-host-root-readable",
        "container-capability-changes-host-settings",
    }
    assert "critical" not in {threat.severity for threat in report.analysis.threats}


def test_a_policy_that_admits_everyone_is_told_of_once(analyze: Analyze) -> None:
    report = analyze("kube-prometheus")

    rules = rules_on(report, "k8s:monitoring/Deployment/prometheus-adapter")

    assert "workload-policy-admits-everyone" in rules
    assert "workload-incoming-traffic-open" not in rules
