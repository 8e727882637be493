"""Plain HTTP of a load balancer may only redirect where it serves TLS as well."""

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
