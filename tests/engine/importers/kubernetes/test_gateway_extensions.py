"""What extends the Gateway API: sets of listeners, pools of model servers, TLS to backends."""

import pytest

from tests.engine.importers.kubernetes.manifests import messages, read_manifests
from tests.engine.importers.kubernetes.test_gateway_api import GATEWAY, ROUTE, WEB, entries

POOL = """apiVersion: inference.networking.k8s.io/v1
kind: InferencePool
metadata: {name: web, namespace: shop}
spec:
  selector: {matchLabels: {app: model}}
  targetPorts: [{number: 8000}]
  endpointPickerRef: {name: picker}
"""
MODEL = """apiVersion: v1
kind: Pod
metadata: {name: model, namespace: shop, labels: {app: model}}
spec: {containers: [{name: c, image: 'example/model:1'}]}
"""
TO_POOL = ROUTE.replace(
    "{name: web, port: 80}", "{name: web, group: inference.networking.k8s.io, kind: InferencePool}"
)


@pytest.mark.parametrize(
    "pool",
    [
        POOL,
        POOL.replace("k8s.io/v1", "x-k8s.io/v1alpha2")
        .replace("{matchLabels: {app: model}}", "{app: model}")
        .replace("targetPorts: [{number: 8000}]", "targetPortNumber: 8000"),
    ],
)
def test_a_route_leads_to_the_model_servers_of_a_pool(pool: str) -> None:
    reading = read_manifests(WEB, MODEL, GATEWAY, TO_POOL, pool)

    assert entries(reading) == [("internet", "k8s:shop/Pod/model", 8000, True)]
    (flow,) = reading.model.flows.values()
    assert flow.why.endswith("from Gateway door to InferencePool web.")
    assert [e.uid for e in reading.model.related("selects", "k8s:shop/InferencePool/web")] == [
        "k8s:shop/Pod/model"
    ]
    (door,) = (e.uid for e in reading.model.elements.values() if e.kind == "ingress")
    assert [e.uid for e in reading.model.related("selects", door)] == ["k8s:shop/InferencePool/web"]


SET = """apiVersion: gateway.networking.k8s.io/v1
kind: ListenerSet
metadata: {name: more, namespace: shop}
spec:
  parentRef: {name: door, namespace: infra, kind: Gateway}
  listeners:
  - {name: own, hostname: shop.example.com, port: 8443, protocol: HTTPS,
    tls: {certificateRefs: [{name: cert}]}}
"""
BY_SET = ROUTE.replace("{name: door, namespace: infra}", "{name: more, kind: ListenerSet}")


def test_a_set_of_listeners_is_an_entry_point() -> None:
    reading = read_manifests(WEB, GATEWAY, SET, BY_SET)

    assert entries(reading) == [("internet", "k8s:shop/Pod/web", 8080, True)]
    (flow,) = reading.model.flows.values()
    assert flow.why.endswith("from ListenerSet more to Service web.")
    more = reading.model.elements["k8s:shop/ListenerSet/more"]
    assert (more.kind, more.facts["hosts"].value, more.facts["tls"].value) == (
        "ingress",
        ["shop.example.com"],
        True,
    )
    assert [e.name for e in reading.model.related("reads_secret", more.uid)] == ["cert"]


def test_a_missing_set_of_listeners_is_reported_by_its_kind() -> None:
    assert any(
        "is attached to ListenerSet more in namespace shop" in message
        for message in messages(read_manifests(WEB, GATEWAY, BY_SET))
    )


TLS_POLICY = """apiVersion: gateway.networking.k8s.io/v1
kind: BackendTLSPolicy
metadata: {name: web, namespace: shop}
spec:
  targetRefs: [{group: '', kind: Service, name: web}]
  validation: {hostname: web.shop, wellKnownCACertificates: System}
"""


@pytest.mark.parametrize(
    ("policy", "verified"),
    [
        (TLS_POLICY, True),
        (TLS_POLICY.replace("name: web}]", "name: other}]"), None),
        (TLS_POLICY.replace("namespace: shop", "namespace: infra"), None),
    ],
)
def test_a_policy_for_tls_to_backends_verifies_their_certificate(policy: str, verified: bool | None) -> None:
    (flow,) = read_manifests(WEB, GATEWAY, ROUTE, policy).model.flows.values()

    known = flow.facts.get("certificate_verified")
    assert (known.value if known else None) is verified
