"""TargetGroupBindings join a Service to a load balancer of AWS that is made elsewhere."""

import pytest

from tests.engine.importers.kubernetes.manifests import messages, read_manifests
from threatmodel.engine.importers import Reading

WEB = """
apiVersion: v1
kind: Service
metadata: {name: web, namespace: shop}
spec: {selector: {app: web}, ports: [{name: http, port: 80, targetPort: 8080}]}
---
apiVersion: v1
kind: Pod
metadata: {name: web, namespace: shop, labels: {app: web}}
spec: {containers: [{name: a, image: "acme/web:1"}]}
"""


def reading_of(spec: str, labels: str = "{}") -> Reading:
    head = "apiVersion: elbv2.k8s.aws/v1beta1\nkind: TargetGroupBinding\n"
    metadata = f"metadata: {{name: web, namespace: shop, labels: {labels}}}\n"
    return read_manifests(WEB, f"{head}{metadata}spec: {{targetGroupARN: '$(WEB_ARN)', {spec}}}\n")


def admitting(peer: str) -> str:
    return f"serviceRef: {{name: web, port: 80}}, networking: {{ingress: [{{from: [{{{peer}}}]}}]}}"


@pytest.mark.parametrize("port", ["80", "http"])
def test_a_binding_is_a_way_in_of_which_the_rest_is_unknown(port: str) -> None:
    reading = reading_of(f"serviceRef: {{name: web, port: {port}}}")

    (flow,) = reading.model.flows.values()
    assert (flow.source, flow.destination) == ("internet", "k8s:shop/Pod/web")
    assert (flow.facts["port"].value, flow.facts["confidence"].value) == (8080, "medium")
    assert "encrypted" not in flow.facts
    assert messages(reading) == []


@pytest.mark.parametrize(
    ("spec", "ways_in"),
    [
        ("serviceRef: {name: other, port: 80}", 0),
        ("serviceRef: {name: web, port: 81}", 0),
        (admitting("ipBlock: {cidr: 10.0.0.0/8}"), 1),  # of the load balancer, not of its callers
        (admitting("ipBlock: {cidr: 0.0.0.0/0}"), 1),
        (admitting("securityGroup: {groupID: a}"), 1),
    ],
)
def test_what_is_joined_to_no_service_is_no_way_in(spec: str, ways_in: int) -> None:
    assert len(reading_of(spec).model.flows) == ways_in


@pytest.mark.parametrize("label", ["ingress.k8s.aws/stack", "service.k8s.aws/stack-name"])
def test_a_binding_that_the_controller_makes_for_an_ingress_is_no_way_in_of_its_own(label: str) -> None:
    assert not reading_of("serviceRef: {name: web, port: 80}", f"{{{label}: web}}").model.flows
