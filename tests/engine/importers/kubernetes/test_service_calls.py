"""Calls between workloads follow from texts that name a Service, whole and in the right namespace."""

import pytest

from tests.engine.importers.kubernetes.manifests import calls, read_manifests
from threatmodel.engine.importers import Reading


def workload(name: str, container: str = "", *, namespace: str = "default") -> str:
    return (
        "apiVersion: v1\nkind: Pod\n"
        f"metadata: {{name: {name}, namespace: {namespace}, labels: {{app: {name}}}}}\n"
        f"spec: {{containers: [{{name: c, image: example/{name}{', ' + container if container else ''}}}]}}\n"
    )


def service(
    name: str, ports: str = "[{port: 80, targetPort: 8080}]", *, namespace: str = "default", more: str = ""
) -> str:
    return (
        f"apiVersion: v1\nkind: Service\nmetadata: {{name: {name}, namespace: {namespace}}}\n"
        f"spec: {{selector: {{app: {name}}}, ports: {ports}{more}}}\n"
    )


def calling(container: str, *others: str) -> Reading:
    return read_manifests(
        workload("caller", container),
        workload("cart"),
        service("cart"),
        workload("db"),
        service("db", "[{port: 5432}]"),
        *others,
    )


def with_variable(name: str, value: str) -> Reading:
    return calling(f'env: [{{name: {name}, value: "{value}"}}]')


@pytest.mark.parametrize(
    ("name", "value", "called"),
    [
        ("CART_ADDR", "cart:80", "cart"),
        ("CART_ADDR", "cart", "cart"),
        ("CART_SERVICE_HOST", "cart", "cart"),
        ("cartHost", "cart", "cart"),
        ("ANYTHING", "http://cart/path", "cart"),
        ("ANYTHING", "cart:80", "cart"),
        ("ANYTHING", "cart.default.svc", "cart"),
        ("ANYTHING", "cart.default.svc.cluster.local", "cart"),
        ("CART_URL", "cart.default", "cart"),
        ("DATABASE_URL", "postgres://user:secret@db:5432/shop", "db"),
        ("DATABASE_URL", "jdbc:postgresql://db/shop", "db"),
        ("DSN", "user:secret@tcp(db:5432)/shop", "db"),
        ("DSN", "host=db port=5432 dbname=shop", "db"),
        ("HOSTS", "other,cart", "cart"),
        ("DD_CLUSTER_AGENT_KUBERNETES_SERVICE_NAME", "cart", "cart"),
    ],
)
def test_a_variable_that_names_a_service_is_a_call(name: str, value: str, called: str) -> None:
    assert calls(with_variable(name, value)) == {("caller", called)}


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("CART_ADDR", "shopping-cart:80"),
        ("CART_ADDR", "cart-db"),
        ("CART_ADDR", "cart_1"),
        ("CART_URL", "http://cart.example.com/"),
        ("CART_URL", "http://mycart/"),
        ("FEATURE", "cart"),
        ("DATABASE_NAME", "db"),
        ("OTEL_SERVICE_NAME", "cart"),
        ("IMAGE", "cart:7"),
        ("CORS_ALLOWED_ORIGINS", "http://cart"),
        ("NO_PROXY", "cart,db"),
        ("ADVERTISED_LISTENERS", "PLAINTEXT://cart:80"),
        ("PUBLIC_URL", "http://cart"),
    ],
)
def test_no_call_is_invented(name: str, value: str) -> None:
    assert not {pair for pair in calls(with_variable(name, value)) if pair[1] in {"cart", "db"}}


@pytest.mark.parametrize(
    ("container", "called"),
    [
        ("args: ['--cart-url=http://cart']", "cart"),
        ("args: [--db-host, db]", "db"),
        ("args: ['-db.addr=db:5432']", "db"),
        ("command: [sh, -c, 'until nc -z db 5432; do sleep 1; done']", "db"),
        ("command: [psql, -h, db]", "db"),
        ("command: [curl, -fsS, cart/healthz]", "cart"),
        ("args: ['http://$(CART_SERVICE_HOST):80']", "cart"),
        ("env: [{name: A, value: cart}, {name: B, value: 'http://$(A)/'}]", "cart"),
    ],
)
def test_arguments_and_scripts_name_services_too(container: str, called: str) -> None:
    assert calls(calling(container)) == {("caller", called)}


def test_config_maps_and_secrets_are_read_for_their_consumers_only() -> None:
    config = (
        "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: c}\ndata: {CART_ADDR: 'cart:80', other: text}\n"
    )
    secret = (
        "apiVersion: v1\nkind: Secret\nmetadata: {name: s}\n"
        "data: {url: cG9zdGdyZXM6Ly91OmNhbmFyeUBkYjo1NDMyL3g=}\n"  # postgres://u:canary@db:5432/x
    )
    whole = calling("envFrom: [{configMapRef: {name: c}}]", config)
    key = calling("env: [{name: U, valueFrom: {secretKeyRef: {name: s, key: url}}}]", secret)

    assert calls(calling("", config, secret)) == set()
    assert calls(whole) == {("caller", "cart")}
    assert calls(key) == {("caller", "db")}
    assert "canary" not in repr(list(key.model.flows.values())) + repr(key.model.elements) + repr(
        key.problems
    )


def test_mounted_configuration_files_are_searched_without_their_comments() -> None:
    config = (
        "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: c}\ndata:\n  app.conf: |\n"
        "    # was http://db:5432 once\n    targets: ['cart:80', 'cart:9999']\n"
    )
    pod = (
        "apiVersion: v1\nkind: Pod\nmetadata: {name: caller}\nspec: {containers: [{name: c, image: i,"
        " volumeMounts: [{name: v, mountPath: /x}]}], volumes: [{name: v, configMap: {name: c}}]}\n"
    )
    reading = read_manifests(pod, config, workload("cart"), service("cart"), workload("db"), service("db"))

    assert calls(reading) == {("caller", "cart")}
    (flow,) = reading.model.flows.values()
    assert flow.why == "Key app.conf of ConfigMap c, a file of container c, names Service cart."


def test_names_mean_services_of_the_callers_namespace() -> None:
    there = service("cart", namespace="there")
    reading = read_manifests(
        workload("near", "env: [{name: CART_HOST, value: cart}]"),
        workload("far", "env: [{name: CART_URL, value: 'http://cart.there'}]"),
        workload("cart", namespace="there"),
        there,
    )

    assert calls(reading) == {("far", "cart")}


def test_a_workload_does_not_call_itself_by_its_own_service() -> None:
    reading = read_manifests(
        workload(
            "cart", "env: [{name: SELF_URL, value: 'http://cart'}], livenessProbe: {httpGet: {port: 80}}"
        ),
        service("cart"),
    )

    assert not reading.model.flows


def test_pods_of_a_headless_service_have_names_of_their_own() -> None:
    text = "env: [{name: BROKERS, value: 'kafka-0.kafka:9092,kafka-1.kafka.default.svc:9092'}]"
    headless = service("kafka", "[{port: 9092}]", more=", clusterIP: None")
    plain = service("kafka", "[{port: 9092}]")

    assert calls(calling(text, workload("kafka"), headless)) == {("caller", "kafka")}
    assert calls(calling(text, workload("kafka"), plain)) == set()


def test_an_external_name_is_a_service_outside() -> None:
    external = (
        "apiVersion: v1\nkind: Service\nmetadata: {name: mail}\n"
        "spec: {type: ExternalName, externalName: smtp.provider.example}\n"
    )
    reading = calling("env: [{name: MAIL_HOST, value: mail}]", external)

    assert calls(reading) == {("caller", "external:smtp.provider.example")}
    assert reading.model.elements["external:smtp.provider.example"].kind == "external-service"


def test_another_name_for_a_service_of_the_cluster_has_its_ports() -> None:
    alias = (
        "apiVersion: v1\nkind: Service\nmetadata: {name: alias, namespace: default}\n"
        "spec: {type: ExternalName, externalName: cache.default.svc.cluster.local}\n"
    )
    cache = service("cache", "[{port: 6379}]")

    inside = calling("env: [{name: CACHE_HOST, value: alias}]", alias, cache)
    elsewhere = calling("env: [{name: CACHE_HOST, value: alias}]", alias)

    (flow,) = inside.model.flows.values()
    assert (flow.destination, flow.facts["port"].value) == ("k8s:default/Service/cache", 6379)
    assert [one.destination for one in elsewhere.model.flows.values()] == ["k8s:default/Service/alias"]


def test_the_hosts_that_certificates_are_made_for_are_not_called() -> None:
    maker = "k8s.io/ingress-nginx/kube-webhook-certgen:v1"
    reading = read_manifests(
        "apiVersion: batch/v1\nkind: Job\nmetadata: {name: certgen}\nspec: {template: {spec: {containers: "
        f"[{{name: c, image: registry.{maker}, args: [create, --host=cart, '--patch=http://cart']}}]}}}}}}\n",
        service("cart", "[{port: 443}]"),
    )

    assert not reading.model.flows


def test_a_service_without_workloads_is_called_itself() -> None:
    reading = calling("env: [{name: CACHE_ADDR, value: 'cache:6379'}]", service("cache", "[{port: 6379}]"))

    (flow,) = reading.model.flows.values()
    assert flow.destination == "k8s:default/Service/cache"


@pytest.mark.parametrize(
    ("value", "ports", "protocol", "encrypted"),
    [
        ("https://cart", "[{port: 443, targetPort: 8443}]", "https", True),
        ("http://cart", "[{port: 80}]", "http", False),
        ("rediss://cart:6379", "[{port: 6379}]", "redis", True),
        ("cart:7000", "[{name: grpc-public, port: 7000}]", "grpc", None),
        ("cart:7000", "[{port: 7000, appProtocol: https}]", "https", True),
        ("cart:5432", "[{port: 5432}]", "postgresql", None),
        ("cart:7000", "[{port: 7000}]", None, None),
        ("cart:7000", "[{port: 7000, protocol: UDP}]", "udp", None),
    ],
)
def test_the_protocol_comes_from_scheme_name_or_number(
    value: str, ports: str, protocol: str | None, *, encrypted: bool | None
) -> None:
    reading = read_manifests(
        workload("caller", f"env: [{{name: A_URL, value: '{value}'}}]"),
        workload("cart"),
        service("cart", ports),
    )

    (flow,) = reading.model.flows.values()
    facts = {name: fact.value for name, fact in flow.facts.items()}
    assert (facts.get("protocol"), facts.get("encrypted")) == (protocol, encrypted)


def test_a_flow_says_why_and_where_it_was_found() -> None:
    (flow,) = with_variable("CART_ADDR", "cart:80").model.flows.values()

    assert flow.uid == "flow:k8s:default/Pod/caller->k8s:default/Pod/cart:8080"
    assert flow.why == "Environment variable CART_ADDR of container c names Service cart."
    assert (flow.origin, flow.provenance.file, flow.provenance.line) == ("inferred", "1.yaml", 4)
    assert flow.facts["port"].value == 8080


@pytest.mark.parametrize(
    ("value", "expected"), [("cart:80", "high"), ("http://cart", "high"), ("cart", "medium")]
)
def test_an_address_with_a_port_or_scheme_is_surer_than_a_name(value: str, expected: str) -> None:
    (flow,) = with_variable("CART_ADDR", value).model.flows.values()

    assert flow.facts["confidence"].value == expected


def test_the_surest_of_several_reasons_counts() -> None:
    reading = calling("env: [{name: A_HOST, value: cart}, {name: B, value: 'http://cart'}]")

    (flow,) = reading.model.flows.values()
    assert flow.facts["confidence"].value == "high"


def test_the_word_after_an_option_is_reported_once_and_with_it() -> None:
    reading = read_manifests(
        workload("near", "args: [--cart-url, 'http://cart', --advertise-url, 'http://db']"),
        workload("cart"),
        service("cart"),
        service("db"),
    )

    (flow,) = reading.model.flows.values()
    assert flow.why == "Argument --cart-url of container c names Service cart."


def test_the_namespace_of_a_pod_is_known_where_a_variable_means_it() -> None:
    own = "{name: HERE, valueFrom: {fieldRef: {fieldPath: metadata.namespace}}}"
    address = "{name: CART_URL, value: 'http://cart.$(HERE).svc:80'}"

    assert calls(calling(f"env: [{own}, {address}]", workload("cart"), service("cart"))) == {
        ("caller", "cart")
    }


@pytest.mark.parametrize(
    "container",
    [
        "args: [--configmap, settings]",
        "args: ['--config-map-name=default/settings']",
        "env: [{name: CONFIG_MAP_NAME, value: settings}]",
    ],
)
def test_a_config_that_a_program_is_given_by_name_is_read(container: str) -> None:
    settings = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: settings}\ndata: {a: 'endpoint: cart:80'}\n"
    reading = calling(container, settings, workload("cart"), service("cart"))

    assert calls(reading) == {("caller", "cart")}
    (reader,) = [r.source for r in reading.model.relations if r.type == "reads_config"]
    assert reader == "k8s:default/Pod/caller/c"


def test_a_word_that_names_a_config_by_chance_reads_none() -> None:
    settings = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: settings}\ndata: {a: 'cart:80'}\n"

    reading = calling("args: [--mode, settings]", settings, workload("cart"), service("cart"))
    assert calls(reading) == set()


SETS = """
apiVersion: v1
kind: Service
metadata: {name: primary}
spec: {selector: SELECTOR, ports: [{port: 5432}]}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: db-0}
spec: {template: {metadata: {labels: {app: db}}, spec: {containers: [{name: main, image: "example/db:1"}]}}}
---
""" + "---\n".join(
    f"""
apiVersion: apps/v1
kind: StatefulSet
metadata: {{name: {name}}}
spec:
  template:
    metadata: {{labels: {{app: db}}}}
    spec: {{containers: [{{name: main, image: "example/db:1"}}]}}
"""
    for name in ("db", "db-replica")
)


@pytest.mark.parametrize(
    ("selector", "selected"),
    [
        ("{statefulset.kubernetes.io/pod-name: db-0}", {"db"}),
        ("{statefulset.kubernetes.io/pod-name: db-replica-12, app: db}", {"db-replica"}),
        ("{apps.kubernetes.io/pod-index: '0', app: db}", {"db", "db-replica"}),
        ("{statefulset.kubernetes.io/pod-name: db-0, app: web}", set()),
        ("{statefulset.kubernetes.io/pod-name: db}", set()),
        ("{statefulset.kubernetes.io/pod-name: db-primary}", set()),
    ],
)
def test_a_service_of_one_pod_selects_the_set_that_makes_it(selector: str, selected: set[str]) -> None:
    reading = read_manifests(SETS.replace("SELECTOR", selector))

    found = {one.target for one in reading.model.relations if one.type == "selects"}
    assert found == {f"k8s:default/StatefulSet/{name}" for name in selected}


@pytest.mark.parametrize(("value", "protocol"), [("true", "http"), ("false", "https")])
def test_what_a_server_speaks_follows_from_its_variables(value: str, protocol: str) -> None:
    server = workload("argo", f"env: [{{name: ARGOCD_SERVER_INSECURE, value: '{value}'}}]")
    reading = read_manifests(
        workload("caller", "env: [{name: ARGO_ADDR, value: 'argo:8080'}]"),
        server.replace("example/argo", "argoproj/argocd:v2.13.0"),
        service("argo", "[{port: 8080}]"),
    )

    (flow,) = [one for one in reading.model.flows.values() if one.source.endswith("/caller")]
    assert flow.facts["protocol"].value == protocol


_BESIDE_A_JOB = """
apiVersion: v1
kind: Pod
metadata: {name: app, labels: {app: a}}
spec: {containers: [{name: a, image: 'acme/a:1', ports: [{name: web, containerPort: 8080}]}]}
---
apiVersion: batch/v1
kind: CronJob
metadata: {name: backup}
spec:
  schedule: "0 2 * * *"
  jobTemplate:
    spec:
      template: {metadata: {labels: {app: a}}, spec: {containers: [{name: b, image: 'busybox:1'}]}}
---
apiVersion: v1
kind: Service
metadata: {name: app}
spec: {type: LoadBalancer, selector: {app: a}, ports: [{port: 80, targetPort: PORT}]}
"""


@pytest.mark.parametrize("port", ["web", "8080"])
def test_a_job_with_the_labels_of_what_it_belongs_to_is_not_behind_its_service(port: str) -> None:
    reading = read_manifests(_BESIDE_A_JOB.replace("PORT", port))

    assert calls(reading) == {("internet", "app")}
