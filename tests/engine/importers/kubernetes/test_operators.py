"""What operators make of objects of the files: stores that are called by their Services, and Secrets."""

import pytest

from tests.engine.importers.kubernetes.manifests import messages, read_manifests, value
from threatmodel.engine.importers.products.images import product_called
from threatmodel.engine.importers.products.operators import STORES, groups

_KAFKA = "apiVersion: kafka.strimzi.io/v1\nkind: Kafka\nmetadata: {name: events, namespace: data}\nspec: {}\n"
_POSTGRES = "apiVersion: acid.zalan.do/v1\nkind: postgresql\nmetadata: {name: orders}\nspec: {}\n"
_CASSANDRA = (
    "apiVersion: cassandra.datastax.com/v1beta1\nkind: CassandraDatacenter\nmetadata: {name: west}\n"
    "spec: {clusterName: Ring}\n"
)


def _app(name: str, value: str, more: str = "") -> str:
    return (
        "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: app}\nspec:\n"
        "  selector: {matchLabels: {app: app}}\n  template:\n    metadata: {labels: {app: app}}\n"
        "    spec: {containers: [{name: app, image: 'example.com/app:1', "
        f"env: [{{name: {name}, value: '{value}'}}]}}]{more}}}\n"
    )


@pytest.mark.parametrize(
    ("store", "name", "value", "uid", "kind", "port", "protocol"),
    [
        (_KAFKA, "BROKERS", "events-kafka-bootstrap.data:9092", "data/Kafka/events", "queue", 9092, "kafka"),
        (
            _POSTGRES,
            "DB_URL",
            "postgres://u@orders/x",
            "default/postgresql/orders",
            "datastore",
            5432,
            "postgresql",
        ),
        (_POSTGRES, "DB_HOST", "orders-repl", "default/postgresql/orders", "datastore", 5432, "postgresql"),
        (
            _CASSANDRA,
            "CASSANDRA_HOSTS",
            "ring-west-service:9042",
            "default/CassandraDatacenter/west",
            "datastore",
            9042,
            "cql",
        ),
    ],
)
def test_a_call_of_a_service_that_an_operator_makes_leads_to_its_store(
    store: str, name: str, value: str, uid: str, kind: str, port: int, protocol: str
) -> None:
    reading = read_manifests(store, _app(name, value))

    (flow,) = reading.model.flows.values()
    assert flow.destination == f"k8s:{uid}"
    assert (flow.facts["port"].value, flow.facts["protocol"].value) == (port, protocol)
    assert reading.model.elements[flow.destination].kind == kind
    assert not messages(reading)


def test_a_store_whose_service_the_files_declare_is_added_by_that_alone() -> None:
    service = "apiVersion: v1\nkind: Service\nmetadata: {name: orders}\nspec: {ports: [{port: 5432}]}\n"
    model = read_manifests(_POSTGRES, service).model

    assert "k8s:default/postgresql/orders" not in model.elements


def test_a_store_has_the_purpose_of_what_runs_there() -> None:
    element = read_manifests(_POSTGRES).model.elements["k8s:default/postgresql/orders"]

    assert element.facts["purpose"].value == "database"
    assert element.facts["purpose"].source.why == "Its operator runs PostgreSQL for a postgresql."


def test_a_kind_of_another_group_is_none() -> None:
    reading = read_manifests(_KAFKA.replace("kafka.strimzi.io", "example.com"))

    assert "is not supported" in messages(reading)[0]


def test_every_store_is_of_a_product_that_listens() -> None:
    assert [key for key, store in STORES.items() if not store.product.ports] == []
    assert product_called("Kafka").purpose == "queue"
    assert groups()["Redis"] == {"redis.redis.opstreelabs.in", "kubedb.com"}


# --- Secrets ------------------------------------------------------------------------------------------

_SEALED = "apiVersion: bitnami.com/v1alpha1\nkind: SealedSecret\nmetadata: {name: %s}\nspec: {%s}\n"
_CERTIFICATE = (
    "apiVersion: cert-manager.io/v1\nkind: Certificate\nmetadata: {name: site}\n"
    "spec: {secretName: site-tls}\n"
)
_EXTERNAL = (
    "apiVersion: external-secrets.io/v1\nkind: ExternalSecret\nmetadata: {name: login}\n"
    "spec: {target: {name: db}}\n"
)


@pytest.mark.parametrize(
    ("maker", "secret"),
    [
        (_SEALED % ("db", "encryptedData: {a: AgB}"), "db"),
        (_SEALED % ("x", "template: {metadata: {name: db}}"), "db"),
        (_EXTERNAL, "db"),
        (_EXTERNAL.replace("{target: {name: db}}", "{}"), "login"),
        (_CERTIFICATE, "site-tls"),
    ],
)
def test_a_secret_that_is_made_has_where_it_comes_from(maker: str, secret: str) -> None:
    user = _app("A", "b", f", volumes: [{{name: v, secret: {{secretName: {secret}}}}}]")
    reading = read_manifests(maker, user)

    element = reading.model.elements[f"k8s:default/Secret/{secret}"]
    assert (element.facts["external"].value, element.facts["values_in_manifest"].value) == (True, False)
    assert "Generated for" in element.facts["external"].source.why
    assert element.source.origin == "file"
    assert not messages(reading)


def test_a_certificate_makes_a_secret_for_tls() -> None:
    facts = read_manifests(_CERTIFICATE).model.elements["k8s:default/Secret/site-tls"].facts

    assert facts["type"].value == "kubernetes.io/tls"


def test_a_secret_of_the_files_counts_before_one_that_is_made() -> None:
    declared = "apiVersion: v1\nkind: Secret\nmetadata: {name: site-tls}\nstringData: {a: b}\n"
    facts = read_manifests(_CERTIFICATE, declared).model.elements["k8s:default/Secret/site-tls"].facts

    assert facts["values_in_manifest"].value is True


def test_secret_stores_without_conditions_serve_all_namespaces() -> None:
    store = (
        "apiVersion: external-secrets.io/v1\nkind: ClusterSecretStore\nmetadata: {{name: {}}}\nspec: {{{}}}\n"
    )
    limited = store.format("team", "conditions: [{namespaces: [shop]}]")

    both = read_manifests(store.format("vault", ""), limited)

    assert value(both, "cluster:kubernetes", "open_secret_stores") == ["vault"]
    assert value(read_manifests(limited), "cluster:kubernetes", "open_secret_stores") == []
    assert not messages(both)


# --- pods -----------------------------------------------------------------------------------------

CONNECT = """apiVersion: kafka.strimzi.io/v1beta2
kind: KafkaConnect
metadata: {name: cdc, namespace: data}
spec: {replicas: 2, image: 'example.com/connect:2.7', bootstrapServers: 'events-kafka-bootstrap:9093'}
"""
CONNECTOR = """apiVersion: kafka.strimzi.io/v1beta2
kind: KafkaConnector
metadata: {name: inventory, namespace: data, labels: {strimzi.io/cluster: cdc}}
spec:
  class: io.debezium.connector.postgresql.PostgresConnector
  config: {database.hostname: orders, database.port: 5432, database.password: dbz}
"""


def test_a_connector_calls_what_its_configuration_names() -> None:
    store = _POSTGRES.replace("name: orders", "name: orders, namespace: data")

    reading = read_manifests(_KAFKA, store, CONNECT, CONNECTOR)

    called = {(one.source, one.destination) for one in reading.model.flows.values()}
    connect = "k8s:data/KafkaConnect/cdc"
    assert called == {(connect, "k8s:data/Kafka/events"), (connect, "k8s:data/postgresql/orders")}
    env = {one["name"]: one["credential"] for one in value(reading, f"{connect}/connect", "env")}
    assert env["database.password"] is True
    assert value(reading, connect, "replicas") == 2
    assert not messages(reading)


@pytest.mark.parametrize(
    ("kind", "opening"),
    [("CronWorkflow", "workflowSpec: {"), ("Workflow", ""), ("WorkflowTemplate", "")],
)
def test_a_workflow_runs_the_containers_of_its_templates(kind: str, opening: str) -> None:
    spec = (
        "serviceAccountName: builder, templates: [{name: main, dag: {tasks: []}}, "
        "{name: build, container: {image: 'example.com/build:1', securityContext: {privileged: true}}}, "
        "{name: notify, script: {image: 'python:3.13', source: print(1)}}]"
    )
    text = (
        f"apiVersion: argoproj.io/v1alpha1\nkind: {kind}\nmetadata: {{name: nightly, namespace: ci}}\n"
        f"spec: {{{opening}{spec}{'}' if opening else ''}}}\n"
    )

    reading = read_manifests(text)

    uid = f"k8s:ci/{kind}/nightly"
    assert value(reading, uid, "service_account") == "builder"
    assert value(reading, f"{uid}/build", "privileged") is True
    assert f"{uid}/notify" in reading.model.elements
    assert not messages(reading)


def test_a_workflow_of_steps_alone_runs_nothing() -> None:
    text = (
        "apiVersion: argoproj.io/v1alpha1\nkind: WorkflowTemplate\nmetadata: {name: w}\n"
        "spec: {templates: [{name: main, steps: []}]}\n"
    )

    reading = read_manifests(text)

    assert not [one for one in reading.model.elements.values() if one.kind == "workload"]


@pytest.mark.parametrize(
    ("settings", "privileged"),
    [
        ("", {"docker"}),
        (", dockerdWithinRunnerContainer: true", {"runner"}),
        (", dockerEnabled: false", set()),
    ],
)
def test_a_runner_of_github_starts_docker_privileged(settings: str, privileged: set[str]) -> None:
    text = (
        "apiVersion: actions.summerwind.dev/v1alpha1\nkind: RunnerDeployment\nmetadata: {name: org}\n"
        f"spec: {{template: {{spec: {{serviceAccountName: deployer, organization: example{settings}}}}}}}\n"
    )

    reading = read_manifests(text)

    uid = "k8s:default/RunnerDeployment/org"
    assert value(reading, uid, "service_account") == "deployer"
    names = [one.name for one in reading.model.elements.values() if one.kind == "container"]
    assert {one for one in names if value(reading, f"{uid}/{one}", "privileged")} == privileged
    assert not messages(reading)


def test_what_the_pod_of_a_listener_says_of_its_container_counts() -> None:
    container = "{resources: {limits: {memory: 1Gi}}, securityContext: {runAsNonRoot: true}}"
    text = (
        "apiVersion: triggers.tekton.dev/v1beta1\nkind: EventListener\nmetadata: {name: hook}\n"
        "spec: {resources: {kubernetesResource: {spec: {template: {spec: {serviceAccountName: hooks, "
        f"containers: [{container}]}}}}}}}}}}}}\n"
    )

    reading = read_manifests(text)

    uid = "k8s:default/EventListener/hook"
    assert value(reading, uid, "service_account") == "hooks"
    facts = [value(reading, f"{uid}/event-listener", name) for name in ("memory_limit", "run_as_non_root")]
    assert facts == [True, True]
    assert not messages(reading)


def test_a_cluster_of_ceph_is_a_store() -> None:
    text = "apiVersion: ceph.rook.io/v1\nkind: {}\nmetadata: {{name: main, namespace: rook}}\nspec: {{}}\n"

    reading = read_manifests(text.format("CephCluster"), text.format("CephFilesystem"))

    kinds = {one.uid: one.kind for one in reading.model.elements.values() if "Ceph" in one.uid}
    assert kinds == {"k8s:rook/CephCluster/main": "datastore", "k8s:rook/CephFilesystem/main": "datastore"}
    assert not messages(reading)


def test_a_task_of_tekton_runs_its_steps_and_sidecars() -> None:
    text = (
        "apiVersion: tekton.dev/v1\nkind: Task\nmetadata: {name: build, namespace: ci}\nspec:\n"
        "  steps: [{name: clone, image: 'alpine/git:2'}, {image: 'golang:1.25', script: go build}]\n"
        "  sidecars: [{name: dind, image: 'docker:dind', securityContext: {privileged: true}}]\n"
    )

    reading = read_manifests(text)

    names = {one.name for one in reading.model.elements.values() if one.kind == "container"}
    assert names == {"clone", "containers-2", "dind"}
    assert value(reading, "k8s:ci/Task/build/dind", "privileged") is True
    assert not messages(reading)


def test_a_call_of_a_pooler_leads_to_its_store() -> None:
    cluster = "apiVersion: postgresql.cnpg.io/v1\nkind: Cluster\nmetadata: {name: orders}\nspec: {}\n"
    pooler = (
        "apiVersion: postgresql.cnpg.io/v1\nkind: Pooler\nmetadata: {name: front}\n"
        "spec: {cluster: {name: orders}}\n"
    )

    reading = read_manifests(cluster, pooler, _app("PGHOST", "front"))

    (flow,) = reading.model.flows.values()
    assert flow.destination == "k8s:default/Cluster/orders"
    assert not messages(reading)


@pytest.mark.parametrize(
    ("published", "outside"),
    [("", False), (", resources: {kubernetesResource: {serviceType: NodePort}}", True)],
)
def test_a_listener_for_events_is_called_by_the_service_that_is_made_for_it(
    published: str, *, outside: bool
) -> None:
    text = (
        "apiVersion: triggers.tekton.dev/v1beta1\nkind: EventListener\nmetadata: {name: push}\n"
        f"spec: {{serviceAccountName: ci{published}}}\n"
    )

    reading = read_manifests(text, _app("HOOK_URL", "http://el-push:8080"))

    uid = "k8s:default/EventListener/push"
    assert value(reading, uid, "service_account") == "ci"
    calls = {flow.source for flow in reading.model.flows.values() if flow.destination == uid}
    assert calls == {"k8s:default/Deployment/app", *(["internet"] if outside else [])}
    assert not messages(reading)


def test_a_service_of_the_files_counts_instead_of_the_one_that_is_made() -> None:
    service = (
        "apiVersion: v1\nkind: Service\nmetadata: {name: cdc-connect-api, namespace: data}\n"
        "spec: {type: NodePort, selector: {strimzi.io/cluster: cdc}, ports: [{port: 8083}]}\n"
    )

    reading = read_manifests(CONNECT, service)

    assert value(reading, "k8s:data/Service/cdc-connect-api", "type") == "NodePort"
