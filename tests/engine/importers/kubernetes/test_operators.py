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


OPERATED = (
    "apiVersion: kafka.strimzi.io/v1\nkind: KafkaConnect\nmetadata: {name: sink, namespace: data}\n"
    "spec: {bootstrapServers: 'events:9092', image: 'example.com/connect:1'%s}\n"
)


def test_what_an_operator_sets_for_its_containers_is_unknown_and_no_default_of_kubernetes() -> None:
    reading = read_manifests(OPERATED % "")

    workload, container = "k8s:data/KafkaConnect/sink", "k8s:data/KafkaConnect/sink/connect"
    for name in ("service_account", "token_mounted", "disruption_budget"):
        assert value(reading, workload, name) is None
    for name in ("run_as_non_root", "seccomp", "memory_limit", "liveness_check", "capabilities_dropped"):
        assert value(reading, container, name) is None
    assert value(reading, container, "privileged") is False
    assert not [one for one in reading.model.relations if one.type == "runs_as"]


def test_what_the_object_says_of_the_containers_of_an_operator_is_known() -> None:
    more = (
        ", resources: {limits: {memory: 1Gi}}, template: {pod: {serviceAccountName: own, "
        "securityContext: {runAsNonRoot: true}}}"
    )

    reading = read_manifests(OPERATED % more)

    assert value(reading, "k8s:data/KafkaConnect/sink", "service_account") == "own"
    assert value(reading, "k8s:data/KafkaConnect/sink/connect", "memory_limit") is True
    assert value(reading, "k8s:data/KafkaConnect/sink/connect", "run_as_non_root") is True


TASK = (
    "apiVersion: tekton.dev/v1\nkind: Task\nmetadata: {name: build}\n"
    "spec: {steps: [{name: go, image: 'go:1'}]}\n"
)


def test_containers_that_people_write_keep_the_defaults_of_kubernetes() -> None:
    reading = read_manifests(TASK)

    assert value(reading, "k8s:default/Task/build/go", "run_as_non_root") is False
    assert value(reading, "k8s:default/Task/build", "service_account") == "default"


def templated(kind: str, api: str) -> str:
    return (
        f"apiVersion: {api}\nkind: {kind}\nmetadata: {{name: build}}\n"
        "spec: {template: {spec: {containers: [{name: a, image: 'a:1'}]}}}\n"
    )


def pod(more: str) -> str:
    return (
        "apiVersion: v1\nkind: Pod\nmetadata: {name: build}\n"
        f"spec: {{{more}containers: [{{name: a, image: 'a:1'}}]}}\n"
    )


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        (TASK, "Task"),
        (templated("AutoscalingRunnerSet", "actions.github.com/v1alpha1"), "AutoscalingRunnerSet"),
        (templated("Job", "batch/v1"), "Job"),
        (pod("restartPolicy: OnFailure, "), "Pod"),
    ],
)
def test_pods_that_end_when_their_work_is_done_are_known(text: str, kind: str) -> None:
    assert value(read_manifests(text), f"k8s:default/{kind}/build", "runs_to_completion") is True


def test_pods_that_stay_are_not_called_short_lived() -> None:
    assert value(read_manifests(pod("")), "k8s:default/Pod/build", "runs_to_completion") is None


MODEL = (
    "apiVersion: serving.kserve.io/v1beta1\nkind: InferenceService\nmetadata: {name: llama, namespace: ai}\n"
    "spec: {predictor: {serviceAccountName: models, %s}}\n"
)
SERVED = (
    "model: {modelFormat: {name: huggingface}, args: [--trust_remote_code], "
    "env: [{name: HF_TOKEN, valueFrom: {secretKeyRef: {name: hub, key: token}}}], "
    "resources: {limits: {memory: 24Gi, nvidia.com/gpu: '1'}}}"
)
OWN_SERVER = (
    "containers: [{name: kserve-container, image: 'example.com/server:1', args: [--trust_remote_code]}]"
)


@pytest.mark.parametrize("predictor", [SERVED, OWN_SERVER])
def test_a_model_of_kserve_runs_a_server_that_its_service_leads_to(predictor: str) -> None:
    caller = _app("MODEL_URL", "http://llama-predictor.ai/v1")

    reading = read_manifests(MODEL % predictor, caller)

    workload = "k8s:ai/InferenceService/llama"
    (flow,) = reading.model.flows.values()
    assert (flow.destination, flow.facts["port"].value) == (workload, 8080)
    assert value(reading, f"{workload}/kserve-container", "remote_code_option") == "--trust_remote_code"
    assert value(reading, workload, "service_account") == "models"
    assert not messages(reading)


def test_the_secret_that_a_model_of_kserve_reads_is_used() -> None:
    model = read_manifests(MODEL % SERVED).model

    read = {(one.type, one.target) for one in model.relations}
    assert ("reads_secret", "k8s:ai/Secret/hub") in read
