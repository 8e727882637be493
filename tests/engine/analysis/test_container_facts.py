"""What is true of one container of a pod says nothing of the others, and a port nothing of other ports."""

import pytest

from threatmodel.engine.analysis.evaluation_context import ContextBuilder
from threatmodel.engine.analysis.rule_evaluation import analyze
from threatmodel.engine.importers import TextFile, read
from threatmodel.engine.library.loader import load_library
from threatmodel.engine.model import Model

POD = """
apiVersion: v1
kind: Pod
metadata: {name: shop, labels: {app: shop}}
spec:
  initContainers: [{name: prepare, image: "acme/prepare:1", securityContext: {privileged: true}}]
  containers:
    - {name: web, image: "acme/web:1", PORTS}
    - {name: agent, image: "acme/agent:1"}
---
apiVersion: v1
kind: Service
metadata: {name: shop}
spec: {type: LoadBalancer, selector: {app: shop}, ports: [{port: 80, targetPort: 8080}]}
"""


def model_of(text: str, name: str = "shop.yaml") -> Model:
    return read([TextFile(name, text.encode())]).model


@pytest.mark.parametrize(
    ("ports", "reached"),
    [
        ("ports: [{containerPort: 8080}]", {"web"}),
        ("ports: [{containerPort: 9000}]", {"web", "agent", "prepare"}),  # the port of the flow is of any
        ("ports: []", {"web", "agent", "prepare"}),
    ],
)
def test_a_flow_to_a_pod_reaches_the_container_that_lists_its_port(ports: str, reached: set[str]) -> None:
    facts = ContextBuilder(model_of(POD.replace("PORTS", ports)))

    values = {name: facts.values_of(f"k8s:default/Pod/shop/{name}") for name in ("web", "agent", "prepare")}

    assert {name for name, one in values.items() if one["internet_facing"]} == reached
    images = [facts.values_of(f"image:acme/{name}")["serves_internet"] for name in values]
    assert images == [name in reached for name in values]


@pytest.mark.parametrize(
    ("ports", "called"),
    [("ports: [{containerPort: 9000}]", {"web"}), ("ports: []", {"web", "agent", "prepare"})],
)
def test_calls_of_a_pod_are_for_the_containers_that_list_ports(ports: str, called: set[str]) -> None:
    facts = ContextBuilder(model_of(POD.replace("PORTS", ports)))

    names = ("web", "agent", "prepare")

    found = {name for name in names if facts.values_of(f"k8s:default/Pod/shop/{name}")["takes_calls"]}
    assert found == called


def test_an_image_is_powerful_by_the_container_that_runs_it_alone() -> None:
    facts = ContextBuilder(model_of(POD.replace("PORTS", "ports: []")))

    powerful = [
        facts.values_of(f"image:acme/{name}")["powerful_workloads"] for name in ("prepare", "web", "agent")
    ]

    assert powerful == [["shop"], [], []]


@pytest.mark.parametrize(
    ("service", "rule"),
    [
        ("command: node --inspect=0.0.0.0 a.js, ports: ['9229:9229']", "container-debugger-open"),
        (
            "command: node --inspect=0.0.0.0 a.js, ports: ['80:80', '127.0.0.1:9229:9229']",
            "container-debugger-reachable-inside",
        ),
        ("command: node --inspect=0.0.0.0:80 a.js, ports: ['80:80']", "container-debugger-open"),
        (
            "environment: {NODE_ENV: development}, ports: ['9229:9229']",
            "container-debugger-port-published",
        ),
        ("environment: {NODE_ENV: development}, ports: ['127.0.0.1:9229:9229']", "container-debug-mode"),
        ("environment: {NODE_ENV: development}, ports: ['80:80']", "container-debug-mode"),
        ("environment: {NODE_ENV: production}, ports: ['9229:9229']", ""),
    ],
)
def test_a_debugger_is_exposed_by_its_own_port(service: str, rule: str) -> None:
    model = model_of(f"services:\n  shop: {{image: 'acme/shop:1', {service}}}\n", "compose.yaml")

    found = {one.rule for one in analyze(model, load_library()).threats if "debug" in one.rule}

    assert found == ({rule} if rule else set())


def test_a_port_of_debuggers_on_which_a_product_listens_is_none() -> None:
    service = "{image: 'n8nio/n8n:1', environment: {NODE_ENV: development}, ports: ['5678:5678']}"

    found = ContextBuilder(model_of(f"services:\n  n8n: {service}\n", "compose.yaml")).values_of(
        "compose:n8n/n8n"
    )

    assert "debugger_exposed_by" not in found
