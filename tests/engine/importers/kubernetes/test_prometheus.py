"""The Prometheus operator's objects: the StatefulSets it makes of them, and whom they call."""

import pytest

from tests.engine.importers.kubernetes.manifests import messages, read_manifests, value
from threatmodel.engine.importers import Reading

API = "apiVersion: monitoring.coreos.com/v1\n"
UID = "k8s:watch/StatefulSet/prometheus-main"


def prometheus(
    more: str = "", *, selectors: str = "serviceMonitorSelector: {}, podMonitorSelector: {}"
) -> str:
    return (
        f"{API}kind: Prometheus\nmetadata: {{name: main, namespace: watch}}\n"
        "spec: {image: 'quay.io/prometheus/prometheus:v3.1.0', serviceAccountName: reader, replicas: 2, "
        f"serviceMonitorNamespaceSelector: {{}}, podMonitorNamespaceSelector: {{}}, {selectors}"
        f"{', ' + more if more else ''}}}\n"
    )


def app(name: str = "api", namespace: str = "shop") -> str:
    return (
        f"apiVersion: v1\nkind: Pod\n"
        f"metadata: {{name: {name}, namespace: {namespace}, labels: {{app: {name}}}}}\n"
        f"spec: {{containers: [{{name: c, image: 'example.com/{name}:1', ports: [{{name: metrics, "
        "containerPort: 9102}]}]}\n"
    )


def service(name: str = "api", namespace: str = "shop", port: int = 80) -> str:
    return (
        f"apiVersion: v1\nkind: Service\n"
        f"metadata: {{name: {name}, namespace: {namespace}, labels: {{app: {name}}}}}\n"
        f"spec: {{selector: {{app: {name}}}, ports: [{{name: http, port: {port}, targetPort: metrics}}]}}\n"
    )


def monitor(
    endpoint: str, more: str = "namespaceSelector: {matchNames: [shop]}", *, kind: str = "Service"
) -> str:
    field = "endpoints" if kind == "Service" else "podMetricsEndpoints"
    return (
        f"{API}kind: {kind}Monitor\nmetadata: {{name: api, namespace: watch, labels: {{team: a}}}}\n"
        f"spec: {{selector: {{matchLabels: {{app: api}}}}, {field}: [{endpoint}], {more}}}\n"
    )


def scraped(reading: Reading) -> dict[str, object]:
    (flow,) = (flow for flow in reading.model.flows.values() if flow.source == UID)
    assert flow.destination == "k8s:shop/Pod/api"
    return {name: fact.value for name, fact in flow.facts.items()}


def test_a_prometheus_runs_pods_as_its_account_from_its_image() -> None:
    reading = read_manifests(
        prometheus(
            "secrets: [tls], securityContext: {runAsUser: 1000}, storage: {volumeClaimTemplate: {spec: "
            "{accessModes: [ReadWriteOnce], storageClassName: fast}}}"
        )
    )

    model = reading.model
    assert value(reading, UID, "service_account") == "reader"
    assert value(reading, UID, "replicas") == 2
    assert value(reading, f"{UID}/prometheus", "user_id") == 1000
    assert [e.uid for e in model.related("uses_image", f"{UID}/prometheus")] == [
        "image:quay.io/prometheus/prometheus"
    ]
    assert [e.uid for e in model.related("reads_secret", f"{UID}/prometheus")] == ["k8s:watch/Secret/tls"]
    mounts = {mount["path"]: mount["type"] for mount in value(reading, f"{UID}/prometheus", "mounts")}
    assert mounts == {"/prometheus": "claim", "/etc/prometheus/secrets/tls": "secret"}
    source = model.elements[UID].source
    assert (source.file, source.line) == ("1.yaml", 1)


def test_what_the_operator_sets_is_reported_as_concluded_and_a_file_overrules_it() -> None:
    reading = read_manifests(
        prometheus("containers: [{name: prometheus, securityContext: {readOnlyRootFilesystem: false}}]")
    )

    facts = reading.model.elements[f"{UID}/prometheus"].facts
    assert facts["capabilities_dropped"].value == ["ALL"]
    assert facts["capabilities_dropped"].source.origin == "inferred"
    assert facts["read_only_root_filesystem"].value is False


@pytest.mark.parametrize(
    ("kind", "name", "port"),
    [
        ("Alertmanager", "alertmanager-main", 9093),
        ("ThanosRuler", "thanos-ruler-main", 10902),
        ("PrometheusAgent", "prom-agent-main", 9090),
    ],
)
def test_the_other_kinds_run_pods_too(kind: str, name: str, port: int) -> None:
    reading = read_manifests(f"{API}kind: {kind}\nmetadata: {{name: main}}\nspec: {{version: v1.2.3}}\n")

    (container,) = reading.model.children(f"k8s:default/StatefulSet/{name}")[:1]
    ports = container.facts["ports"].value
    assert isinstance(ports, list)
    assert port in {one["port"] for one in ports}
    images = reading.model.related("uses_image", container.uid)
    assert [image.facts["tag"].value for image in images] == ["v1.2.3"]


def test_the_stateful_set_of_a_dump_counts_instead() -> None:
    made = (
        "apiVersion: apps/v1\nkind: StatefulSet\nmetadata: {name: prometheus-main, namespace: watch, "
        "ownerReferences: [{kind: Prometheus, name: main}]}\n"
        "spec: {replicas: 5, template: {spec: {containers: [{name: prometheus, image: a:1}]}}}\n"
    )
    reading = read_manifests(made, prometheus())

    assert value(reading, UID, "replicas") == 5
    assert [e.uid for e in reading.model.children(UID)] == [f"{UID}/prometheus"]


@pytest.mark.parametrize(
    ("endpoint", "expected"),
    [
        ("{port: http}", {"protocol": "http", "encrypted": False, "port": 9102}),
        (
            "{port: http, scheme: https, tlsConfig: {insecureSkipVerify: true}, bearerTokenFile: /t}",
            {
                "protocol": "https",
                "encrypted": True,
                "port": 9102,
                "certificate_verified": False,
                "authenticated": True,
            },
        ),
        ("{targetPort: 9999}", {"protocol": "http", "encrypted": False, "port": 9999}),
    ],
)
def test_a_service_monitor_makes_prometheus_call_the_pods(endpoint: str, expected: dict[str, object]) -> None:
    facts = scraped(read_manifests(prometheus(), app(), service(), monitor(endpoint)))

    assert facts == {**expected, "confidence": "high", "policy": "open"}


def test_a_pod_monitor_does_too() -> None:
    reading = read_manifests(prometheus(), app(), monitor("{port: metrics}", kind="Pod"))

    assert scraped(reading)["port"] == 9102


@pytest.mark.parametrize(
    ("selectors", "where"),
    [
        ("podMonitorSelector: {}", "namespaceSelector: {any: true}"),  # no selector selects nothing
        ("serviceMonitorSelector: {matchLabels: {team: b}}", "namespaceSelector: {any: true}"),
        ("serviceMonitorSelector: {}", "jobLabel: app"),  # its own namespace only
    ],
)
def test_who_is_not_selected_is_not_called(selectors: str, where: str) -> None:
    reading = read_manifests(
        prometheus(selectors=selectors), app(), service(), monitor("{port: http}", where)
    )

    assert not reading.model.flows


def test_alerts_and_remote_writes_are_flows() -> None:
    reading = read_manifests(
        prometheus(
            "alerting: {alertmanagers: [{name: api, namespace: shop, port: http}]}, "
            "remoteWrite: [{url: 'https://user:canary@metrics.vendor.io/write'}]"
        ),
        app(),
        service(),
    )

    ends = {flow.destination for flow in reading.model.flows.values()}
    assert ends == {"k8s:shop/Pod/api", "external:metrics.vendor.io"}
    assert "canary" not in repr(reading)


def test_alerting_rules_are_counted_where_they_are_selected() -> None:
    rules = (
        f"{API}kind: PrometheusRule\nmetadata: {{name: r, namespace: watch}}\n"
        "spec: {groups: [{name: g, rules: [{alert: A, expr: x}, {record: b, expr: y}, {alert: C}]}]}\n"
    )

    assert value(read_manifests(prometheus("ruleSelector: {}"), rules), UID, "alert_rules") == 2
    assert value(read_manifests(prometheus(), rules), UID, "alert_rules") == 0


def test_none_of_the_kinds_is_called_unknown() -> None:
    reading = read_manifests(prometheus(), app(), service(), monitor("{port: http}"))

    assert not messages(reading)


@pytest.mark.parametrize(
    ("selectors", "more", "all_namespaces"),
    [
        ("serviceMonitorSelector: {}", "", True),
        ("podMonitorSelector: {matchLabels: {team: a}}", "", True),
        ("serviceMonitorSelector: {}", "arbitraryFSAccessThroughSMs: {deny: true}", False),
        ("probeSelector: {}", "", False),  # of its own namespace, as no selector of namespaces is set
    ],
)
def test_monitors_of_all_namespaces_say_what_is_scraped(
    selectors: str, more: str, *, all_namespaces: bool
) -> None:
    reading = read_manifests(prometheus(more, selectors=selectors))

    assert value(reading, UID, "scrapes_for_all_namespaces") is all_namespaces


def test_monitors_of_selected_namespaces_are_told_apart() -> None:
    text = prometheus(selectors="serviceMonitorSelector: {}")
    limited = text.replace(
        "serviceMonitorNamespaceSelector: {}", "serviceMonitorNamespaceSelector: {matchLabels: {a: b}}"
    )

    assert value(read_manifests(limited), UID, "scrapes_for_all_namespaces") is False
