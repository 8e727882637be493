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
