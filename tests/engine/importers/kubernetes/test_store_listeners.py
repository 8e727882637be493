"""What operators publish of their stores, and what the listeners of these ask of callers."""

import pytest

from tests.engine.importers.kubernetes.manifests import read_manifests, value

_KAFKA = (
    "apiVersion: kafka.strimzi.io/v1beta2\nkind: Kafka\nmetadata: {name: events, namespace: data}\n"
    "spec: {kafka: {listeners: [%s]}}\n"
)
_UID = "k8s:data/Kafka/events"
_PLAIN = "{name: plain, port: 9092, type: internal, tls: false}"
_TLS = "{name: tls, port: 9093, type: internal, tls: true, authentication: {type: tls}}"


def test_an_external_listener_is_reached_from_the_internet() -> None:
    outside = "{name: external, port: 9094, type: loadbalancer, tls: false}"

    reading = read_manifests(_KAFKA % f"{_TLS}, {outside}")

    (flow,) = reading.model.flows.values()
    assert (flow.source, flow.destination) == ("internet", _UID)
    assert (flow.facts["port"].value, flow.facts["encrypted"].value) == (9094, False)
    assert flow.facts["protocol"].value == "kafka"


def test_a_listener_without_a_type_is_not_published() -> None:
    reading = read_manifests(_KAFKA % "{name: external, port: 9094}")

    assert not reading.model.flows


@pytest.mark.parametrize(("listeners", "login"), [(_TLS, True), (f"{_TLS}, {_PLAIN}", False), ("", None)])
def test_one_listener_without_a_login_lets_callers_in(listeners: str, *, login: bool | None) -> None:
    reading = read_manifests(_KAFKA % listeners)

    assert value(reading, _UID, "authentication_required") is login


@pytest.mark.parametrize(("port", "encrypted"), [(9092, False), (9093, True)])
def test_calls_travel_as_their_listener_says(port: int, *, encrypted: bool) -> None:
    app = (
        "apiVersion: v1\nkind: Pod\nmetadata: {name: app}\nspec: {containers: [{name: app, image: 'a/b:1', "
        f"env: [{{name: BROKERS, value: 'events-kafka-bootstrap.data:{port}'}}]}}]}}\n"
    )

    reading = read_manifests(_KAFKA % f"{_PLAIN}, {_TLS}", app)

    (flow,) = reading.model.flows.values()
    assert (flow.facts["port"].value, flow.facts["encrypted"].value) == (port, encrypted)


@pytest.mark.parametrize(
    ("version", "kind", "spec"),
    [
        ("acid.zalan.do/v1", "postgresql", "{enableMasterLoadBalancer: true}"),
        ("rabbitmq.com/v1beta1", "RabbitmqCluster", "{service: {type: LoadBalancer}}"),
        (
            "postgresql.cnpg.io/v1",
            "Cluster",
            "{managed: {services: {additional: [{serviceTemplate: {spec: {type: LoadBalancer}}}]}}}",
        ),
    ],
)
def test_operators_publish_a_store_that_asks_for_it(version: str, kind: str, spec: str) -> None:
    asking = f"apiVersion: {version}\nkind: {kind}\nmetadata: {{name: x}}\nspec: {spec}\n"
    other = f"apiVersion: {version}\nkind: {kind}\nmetadata: {{name: y}}\nspec: {{}}\n"

    reading = read_manifests(asking, other)

    ends = [(flow.source, flow.destination) for flow in reading.model.flows.values()]
    assert ends == [("internet", f"k8s:default/{kind}/x")]


def test_fields_of_another_shape_publish_nothing() -> None:
    reading = read_manifests(
        "apiVersion: rabbitmq.com/v1beta1\nkind: RabbitmqCluster\nmetadata: {name: x}\n"
        "spec: {service: [LoadBalancer]}\n",
        _KAFKA % "7, {name: a, port: x, type: route}",
    )

    assert not reading.model.flows


@pytest.mark.parametrize(
    ("config", "login"),
    [
        ("{node.store.allow_mmap: false}", True),
        ("{xpack.security.authc.anonymous.roles: monitoring_user}", False),
        ("{xpack.security.authc: {anonymous: {username: anonymous, roles: superuser}}}", False),
        ("{xpack: {security: {authc: {anonymous: {roles: [viewer]}}}}}", False),
        ("{xpack: {security: {authc: {anonymous: {username: guest}}}}}", True),
        ("{xpack.security.authc.anonymous: {username: guest, roles: []}}", True),
        ("{xpack: false, xpack.security.authc.anonymous.username: guest}", True),
    ],
)
def test_elasticsearch_of_its_operator_asks_for_a_login_unless_a_role_is_anonymous(
    config: str, *, login: bool
) -> None:
    reading = read_manifests(
        "apiVersion: elasticsearch.k8s.elastic.co/v1\nkind: Elasticsearch\n"
        "metadata: {name: logs, namespace: data}\n"
        f"spec: {{nodeSets: [{{name: a, count: 3}}, {{name: b, count: 1, config: {config}}}]}}\n"
    )

    assert value(reading, "k8s:data/Elasticsearch/logs", "authentication_required") is login


@pytest.mark.parametrize(
    ("ranges", "public"), [("[10.0.0.0/8, 127.0.0.1/32]", False), ("[203.0.113.0/24]", True)]
)
def test_a_store_for_private_addresses_alone_is_not_published(ranges: str, *, public: bool) -> None:
    spec = f"{{enableMasterLoadBalancer: true, allowedSourceRanges: {ranges}}}"
    reading = read_manifests(
        f"apiVersion: acid.zalan.do/v1\nkind: postgresql\nmetadata: {{name: a}}\nspec: {spec}\n"
    )

    assert bool(reading.model.flows) is public


@pytest.mark.parametrize(
    ("spec", "login"),
    [
        ("{}", True),
        ("{postgresql: {pg_hba: ['host all all all scram-sha-256']}}", True),
        ("{postgresql: {pg_hba: ['local all all trust', 'host all all 127.0.0.1/32 trust']}}", True),
        ("{postgresql: {pg_hba: ['host all all 10.0.0.0/8 trust']}}", False),
        ("{postgresql: {pg_hba: ['host all all all trust']}}", False),
    ],
)
def test_callers_of_a_store_log_in_unless_it_is_told_to_trust_some(spec: str, *, login: bool) -> None:
    manifest = (
        "apiVersion: postgresql.cnpg.io/v1\nkind: Cluster\nmetadata: {name: a, namespace: data}\nspec: "
    )

    reading = read_manifests(manifest + spec + "\n")

    assert value(reading, "k8s:data/Cluster/a", "authentication_required") is login


@pytest.mark.parametrize(
    ("kind", "spec", "login"),
    [
        ("k8s.mariadb.com/v1alpha1 MariaDB", "{rootEmptyPassword: true}", False),
        ("k8s.mariadb.com/v1alpha1 MariaDB", "{rootEmptyPassword: false}", True),
        ("cassandra.datastax.com/v1beta1 CassandraDatacenter", "{clusterName: c}", None),
    ],
)
def test_an_empty_password_or_a_default_without_logins_is_no_login(
    kind: str, spec: str, *, login: bool | None
) -> None:
    version, name = kind.split()

    reading = read_manifests(
        f"apiVersion: {version}\nkind: {name}\nmetadata: {{name: a, namespace: data}}\nspec: {spec}\n"
    )

    assert value(reading, f"k8s:data/{name}/a", "authentication_required") is login


@pytest.mark.parametrize(("way", "public"), [("LoadBalancer", False), ("NodePort", True)])
def test_ranges_of_addresses_restrict_load_balancers_alone(way: str, *, public: bool) -> None:
    service = f"{{spec: {{type: {way}, loadBalancerSourceRanges: [10.0.0.0/8]}}}}"

    reading = read_manifests(
        "apiVersion: elasticsearch.k8s.elastic.co/v1\nkind: Elasticsearch\n"
        f"metadata: {{name: a}}\nspec: {{http: {{service: {service}}}}}\n"
    )

    assert bool(reading.model.flows) is public
