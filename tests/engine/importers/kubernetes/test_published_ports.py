"""Plain HTTP of a load balancer, which may redirect to HTTPS."""

import pytest

from tests.engine.importers.compose.readings import of

MANIFEST = """
apiVersion: v1
kind: Service
metadata: {name: edge, namespace: shop}
spec: {type: LoadBalancer, selector: {app: edge}, ports: PORTS}
---
apiVersion: v1
kind: Pod
metadata: {name: edge, namespace: shop, labels: {app: edge}}
spec: {containers: [{name: a, image: "acme/edge:1"}]}
"""


@pytest.mark.parametrize(
    ("ports", "expected"),
    [
        ("[{name: http, port: 80}]", {80: False}),
        ("[{name: http, port: 80}, {name: https, port: 443}]", {80: None, 443: True}),
        ("[{name: http, port: 80}, {name: metrics, port: 9090}]", {80: False, 9090: None}),
    ],
)
def test_plain_http_beside_tls(ports: str, expected: dict[int, bool | None]) -> None:
    flows = of({"a.yaml": MANIFEST.replace("PORTS", ports)}).model.flows.values()

    assert {
        flow.facts["port"].value: flow.facts["encrypted"].value if "encrypted" in flow.facts else None
        for flow in flows
        if flow.source == "internet"
    } == expected


EDGE = """
apiVersion: v1
kind: Service
metadata: {name: edge, namespace: shop}
spec: {type: LoadBalancer, selector: {app: edge}, ports: [{port: 80, targetPort: web}]}
---
apiVersion: v1
kind: Pod
metadata: {name: edge, namespace: shop, labels: {app: edge}}
spec:
  containers:
    - name: a
      image: "IMAGE"
      args: ["--entryPoints.web.address=:8000/tcp", "OPTION"]
      ports: [{name: web, containerPort: 8000}]
"""
TO_HTTPS = "--entryPoints.web.http.redirections.entryPoint.to=:443"


@pytest.mark.parametrize(
    ("image", "option", "encrypted"),
    [
        ("traefik:v3.2", TO_HTTPS, True),
        ("traefik:v3.2", TO_HTTPS.replace(".web.", ".metrics."), False),
        ("acme/edge:1", TO_HTTPS, False),
    ],
)
def test_an_entry_point_of_traefik_that_redirects_serves_nothing_in_the_clear(
    image: str, option: str, encrypted: bool
) -> None:
    text = EDGE.replace("IMAGE", image).replace("OPTION", option)
    (flow,) = of({"a.yaml": text}).model.flows.values()

    assert flow.facts["port"].value == 8000
    assert flow.facts["encrypted"].value is encrypted
