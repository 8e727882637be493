"""Routes: what the gateways of the Gateway API and of Istio lead on to."""

import pytest

from tests.engine.importers.kubernetes_manifests import messages, read_manifests
from threatmodel.engine.importers import Reading

WEB = """apiVersion: v1
kind: Pod
metadata: {name: web, namespace: shop, labels: {app: web}}
spec: {containers: [{name: c, image: 'nginx:1', ports: [{containerPort: 8080}]}]}
---
apiVersion: v1
kind: Service
metadata: {name: web, namespace: shop}
spec: {selector: {app: web}, ports: [{port: 80, targetPort: 8080}]}
"""
GATEWAY = """apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: {name: door, namespace: infra}
spec: {gatewayClassName: x, listeners: [{name: a, port: 443, protocol: HTTPS}]}
"""
ROUTE = """apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: to-web, namespace: shop}
spec:
  parentRefs: [{name: door, namespace: infra}]
  hostnames: [shop.example.com]
  rules:
  - backendRefs:
    - {name: web, port: 80}
"""
ISTIO = """apiVersion: networking.istio.io/v1
kind: Gateway
metadata: {name: door, namespace: shop}
spec: {selector: {istio: x}, servers: [{port: {number: 80, protocol: HTTP}, hosts: ['*']}]}
"""


def virtual_service(gateways: str, host: str = "web") -> str:
    return (
        "apiVersion: networking.istio.io/v1\nkind: VirtualService\nmetadata: {name: v, namespace: shop}\n"
        f"spec:\n  hosts: ['*']\n  gateways: {gateways}\n  http:\n  - route:\n"
        f"    - destination: {{host: {host}, port: {{number: 80}}}}\n"
    )


def entries(reading: Reading) -> list[tuple[str, str, object, object]]:
    return [
        (f.source, f.destination, f.facts["port"].value, f.facts["encrypted"].value)
        for f in reading.model.flows.values()
    ]


def test_a_route_leads_from_the_gateway_to_the_pods_of_its_service() -> None:
    reading = read_manifests(WEB, GATEWAY, ROUTE)

    assert entries(reading) == [("internet", "k8s:shop/Pod/web", 8080, True)]
    (flow,) = reading.model.flows.values()
    assert flow.why == "HTTPRoute to-web leads host shop.example.com from Gateway door to Service web."
    assert flow.provenance.line > 0
    selected = reading.model.related("selects", "k8s:infra/Gateway/door")
    assert [element.uid for element in selected] == ["k8s:shop/Service/web"]


@pytest.mark.parametrize(
    ("gateways", "host", "opens"),
    [
        ("[door]", "web", True),
        ("[shop/door]", "web.shop.svc.cluster.local", True),
        ("[./door]", "web", True),
        ("[mesh]", "web", False),
        ("[elsewhere/door]", "web", False),
        ("[door]", "gone", False),
        ("[door]", "web.other", False),
    ],
)
def test_a_virtual_service_opens_what_its_gateway_is_part_of_the_input(
    gateways: str, host: str, *, opens: bool
) -> None:
    reading = read_manifests(WEB, ISTIO, virtual_service(gateways, host))

    expected = [("internet", "k8s:shop/Pod/web", 8080, False)] if opens else []
    assert entries(reading) == expected


def test_a_route_without_its_gateway_opens_no_door() -> None:
    assert entries(read_manifests(WEB, ROUTE)) == []


def test_hosts_of_a_service_entry_stand_outside() -> None:
    entry = (
        "apiVersion: networking.istio.io/v1\nkind: ServiceEntry\nmetadata: {name: e}\n"
        "spec: {hosts: [api.example.com, '*.example.org'], location: MESH_EXTERNAL}\n"
    )

    reading = read_manifests(entry)

    outside = [e for e in reading.model.elements.values() if e.kind == "external-service"]
    assert [(e.name, e.parent) for e in outside] == [("api.example.com", "internet")]


@pytest.mark.parametrize(
    "spec", ["{rules: 1}", "{parentRefs: [7], rules: [{backendRefs: [x]}]}", "[]", "{http: {a: 1}}"]
)
@pytest.mark.parametrize(
    ("kind", "group"),
    [("HTTPRoute", "gateway.networking.k8s.io"), ("VirtualService", "networking.istio.io")],
)
def test_routes_of_any_shape_are_read_or_told(kind: str, group: str, spec: str) -> None:
    reading = read_manifests(
        WEB, f"apiVersion: {group}/v1\nkind: {kind}\nmetadata: {{name: r}}\nspec: {spec}\n"
    )

    assert "k8s:shop/Pod/web" in reading.model.elements


def grant(origin: str = "HTTPRoute", namespace: str = "front", to: str = "{group: '', kind: Service}") -> str:
    return (
        "apiVersion: gateway.networking.k8s.io/v1beta1\nkind: ReferenceGrant\n"
        "metadata: {name: g, namespace: shop}\nspec:\n"
        f"  from: [{{group: gateway.networking.k8s.io, kind: {origin}, namespace: {namespace}}}]\n"
        f"  to: [{to}]\n"
    )


@pytest.mark.parametrize(
    ("granting", "granted"),
    [
        ("", False),
        (grant(), True),
        (grant(to="{group: '', kind: Service, name: web}"), True),
        (grant(to="{group: '', kind: Service, name: other}"), False),
        (grant(to="{group: '', kind: Secret}"), False),
        (grant("GRPCRoute"), False),
        (grant(namespace="shop"), False),
    ],
)
def test_a_route_into_a_namespace_that_does_not_grant_it_is_told(granting: str, granted: bool) -> None:
    route = ROUTE.replace("namespace: shop", "namespace: front").replace(
        "web, port", "web, namespace: shop, port"
    )

    reading = read_manifests(WEB, GATEWAY, route, *filter(None, [granting]))

    told = [
        (p.file, p.line) for p in reading.problems if "no ReferenceGrant of the files allows it" in p.message
    ]
    assert told == ([] if granted else [("3.yaml", 9)])
    assert len(reading.model.flows) == 1


def test_a_gateway_that_no_file_declares_is_told_once_for_all_its_routes() -> None:
    route = (
        "apiVersion: gateway.networking.k8s.io/v1\nkind: HTTPRoute\nmetadata: {name: %s, namespace: shop}\n"
        "spec: {parentRefs: [{name: edge, namespace: infra}], rules: []}\n"
    )

    told = messages(read_manifests(route % "one", route % "two"))

    assert told[0].startswith("HTTPRoute one and 1 more hangs on Gateway edge of namespace infra, which no")
    assert told[1].startswith(
        "Nothing in the input can be drawn: what it holds only says more of other objects."
    )
