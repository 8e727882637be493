"""Calls of Services that no file declares are added, and never as hosts of the internet."""

import pytest

from threatmodel.engine.importers import Reading, TextFile, read
from threatmodel.engine.importers.kubernetes.flows.missing_services import service_named

_SHOP = """apiVersion: apps/v1
kind: Deployment
metadata: {name: web, namespace: shop}
spec:
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      containers:
      - name: web
        image: example.com/web:1
        env:
        - {name: %s, value: '%s'}
"""


def _read(name: str, value: str) -> Reading:
    return read([TextFile("shop.yaml", (_SHOP % (name, value)).encode())])


@pytest.mark.parametrize(
    ("name", "value", "uid", "port"),
    [
        ("PRICES_API_URL", "http://prices:5001/v1", "k8s:shop/Service/prices", 5001),
        (
            "TRACES_ENDPOINT",
            "http://collector.observability:4317",
            "k8s:observability/Service/collector",
            4317,
        ),
        ("TRACES_ENDPOINT", "grpc://tempo.tracing.svc:4317", "k8s:tracing/Service/tempo", 4317),
        ("STORE_URL", "http://web.site.svc.cluster.local:80", "k8s:site/Service/web", 80),
        ("VOTES_HOST", "votes.polls:8080", "k8s:polls/Service/votes", 8080),
        ("SEARCH_URL", "http://es-0.search:9200", "k8s:shop/Service/search", 9200),
    ],
)
def test_a_service_that_no_file_declares_is_added_with_its_call(
    name: str, value: str, uid: str, port: int
) -> None:
    model = _read(name, value).model

    flow = model.flows[f"flow:k8s:shop/Deployment/web->{uid}:{port}"]
    assert flow.facts["confidence"].value == "medium"
    assert "which no file declares" in (flow.why or "")
    assert model.elements[uid].kind == "service"
    assert "internet" not in model.elements


def test_it_is_in_its_namespace_only_when_that_is_of_the_files() -> None:
    own, other = _read("A_URL", "http://a:1").model, _read("A_URL", "http://a.elsewhere:1").model

    assert own.elements["k8s:shop/Service/a"].parent == "namespace:shop"
    assert other.elements["k8s:elsewhere/Service/a"].parent == "cluster:kubernetes"
    assert "namespace:elsewhere" not in other.elements


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("API_URL", "https://kubernetes.default.svc"),
        ("API_ENDPOINT", "https://kubernetes.default"),
        ("API_URL", "http://localhost:8080"),
        ("BACKEND", "prices"),
        ("BASE_IMAGE", "prices:2"),
        ("LISTEN_ADDRESS", "prices:8080"),
    ],
)
def test_what_is_no_call_of_a_service_adds_none(name: str, value: str) -> None:
    model = _read(name, value).model

    assert not [e for e in model.elements.values() if e.kind in {"service", "external-service"}]
    assert model.flows == {}


@pytest.mark.parametrize(
    ("host", "encrypted", "key"),
    [
        ("api.stripe.com", True, None),
        ("sentry.io", True, None),
        ("vendor.cloud", True, None),
        ("portal.cloud", False, ("cloud", "portal")),
        ("cart.shop", True, ("shop", "cart")),
        ("10.0.0.7", False, None),
        ("a.b.svc.cluster.local", False, ("b", "a")),
        ("pod-0.a.b.svc.cluster.local", False, ("b", "a")),
    ],
)
def test_what_a_host_means_in_a_cluster(host: str, encrypted: bool, key: tuple[str, str] | None) -> None:
    assert service_named(host, "here", frozenset({"shop"}), encrypted=encrypted) == key


_SHARED = """apiVersion: v1
kind: ConfigMap
metadata: {name: addresses}
data: {PRICES_ADDR: 'prices:8080'}
---
apiVersion: v1
kind: Service
metadata: {name: prices}
spec: {selector: {app: prices}, ports: [{port: 8080, targetPort: 0}]}
"""
_WORKLOAD = """---
apiVersion: apps/v1
kind: Deployment
metadata: {name: NAME}
spec:
  selector: {matchLabels: {app: NAME}}
  template:
    metadata: {labels: {app: NAME}}
    spec:
      containers: [{name: app, image: 'example.com/NAME:1', envFrom: [{configMapRef: {name: addresses}}]}]
"""


@pytest.mark.parametrize(("others", "confidence"), [((), "high"), (("cart",), "medium")])
def test_settings_that_several_share_prove_less(others: tuple[str, ...], confidence: str) -> None:
    text = _SHARED + "".join(_WORKLOAD.replace("NAME", name) for name in ("web", *others))
    text += _WORKLOAD.replace("NAME", "prices").replace(", envFrom: [{configMapRef: {name: addresses}}]", "")
    model = read([TextFile("all.yaml", text.encode())]).model

    flow = model.flows["flow:k8s:default/Deployment/web->k8s:default/Deployment/prices:8080"]
    assert flow.facts["confidence"].value == confidence


_OPEN = """apiVersion: v1
kind: Service
metadata: {name: collector%s}
spec: {selector: {app: collector}, ports: [{port: 4317}]}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: web%s}
spec:
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec: {containers: [{name: web, image: 'example.com/web:1', env: [{name: TRACES_URL, value: 'http://collector:4317'}]}]}
"""


@pytest.mark.parametrize(
    ("service", "caller", "called"),
    [
        (", namespace: traces", "", "k8s:traces/Service/collector"),
        ("", ", namespace: shop", "k8s:default/Service/collector"),
        (", namespace: traces", ", namespace: shop", "k8s:shop/Service/collector"),
    ],
)
def test_who_says_no_namespace_may_be_in_that_of_the_other(service: str, caller: str, called: str) -> None:
    model = read([TextFile("all.yaml", (_OPEN % (service, caller)).encode())]).model

    (flow,) = model.flows.values()
    assert flow.destination == called
    assert flow.facts["confidence"].value == "medium"


def test_a_file_of_a_chart_may_name_a_service_that_says_no_namespace() -> None:
    config = (
        "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: relay, namespace: traces}\n"
        "data: {relay.yaml: 'endpoint: collector:4317'}\n---\n"
    )
    user = _SHOP.replace("namespace: shop", "namespace: traces") % ("A", "b")
    user = user.replace(
        "      containers:\n      - name: web\n",
        "      volumes: [{name: v, configMap: {name: relay}}]\n      containers:\n      - name: web\n"
        "        volumeMounts: [{name: v, mountPath: /conf}]\n",
    )
    service = (
        "---\napiVersion: v1\nkind: Service\nmetadata: {name: collector}\nspec: {ports: [{port: 4317}]}\n"
    )
    model = read([TextFile("all.yaml", (config + user + service).encode())]).model

    assert [flow.destination for flow in model.flows.values()] == ["k8s:default/Service/collector"]


@pytest.mark.parametrize(
    ("host", "uid"),
    [("redis.cache.svc.cluster.local", "k8s:cache/Service/redis"), ("redis", "k8s:shop/Service/redis")],
)
def test_the_port_of_a_missing_service_may_be_in_a_variable_beside_its_host(host: str, uid: str) -> None:
    more = "        - {name: REDIS_PORT, value: '6379'}\n"
    text = _SHOP % ("REDIS_HOST", host) + more

    (flow,) = read([TextFile("shop.yaml", text.encode())]).model.flows.values()

    assert (flow.destination, flow.facts["port"].value, flow.facts["protocol"].value) == (uid, 6379, "redis")


_SETTINGS = """---
apiVersion: v1
kind: ConfigMap
metadata: {name: settings, namespace: shop}
data:
  config.yaml: |
    base: http://models.ml.svc.cluster.local:8000/v1
    # base: http://old.ml.svc:8000
---
apiVersion: v1
kind: Pod
metadata: {name: gateway, namespace: shop}
spec:
  containers: [{name: a, image: 'acme/gateway:1', volumeMounts: [{name: c, mountPath: /app}]}]
  volumes: [{name: c, configMap: {name: settings}}]
---
apiVersion: v1
kind: Service
metadata: {name: web, namespace: shop}
spec: {selector: {app: web}, ports: [{port: 80}]}
"""


def test_a_mounted_file_names_a_missing_service_by_its_whole_address() -> None:
    model = read([TextFile("shop.yaml", _SETTINGS.encode())]).model

    assert [flow.destination for flow in model.flows.values()] == ["k8s:ml/Service/models"]


@pytest.mark.parametrize(
    ("namespace", "uid"), [("prod", "k8s:default/Service/db"), ("other", "k8s:prod/Service/db")]
)
def test_a_whole_name_means_the_service_that_says_no_namespace_where_other_objects_say_it(
    namespace: str, uid: str
) -> None:
    objects = (
        "---\napiVersion: v1\nkind: Service\nmetadata: {name: db}\nspec: {ports: [{port: 5432}]}\n"
        f"---\napiVersion: v1\nkind: ServiceAccount\nmetadata: {{name: app, namespace: {namespace}}}\n"
    )
    text = _SHOP % ("DB_URL", "postgres://db.prod.svc.cluster.local:5432/x") + objects

    model = read([TextFile("shop.yaml", text.encode())]).model

    assert [flow.destination for flow in model.flows.values()] == [uid]
