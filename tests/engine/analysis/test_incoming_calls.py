"""Whether anything outside a workload may call it, and what several workloads behind one Service share."""

from typing import Any

import pytest

from threatmodel.engine.analysis.evaluation_context import ContextBuilder
from threatmodel.engine.importers import TextFile, read
from threatmodel.engine.model import Element, Fact, Flow, Model, Relation, Source

POD = """
apiVersion: v1
kind: Pod
metadata: {name: NAME, labels: {app: shop}}
spec: {POD containers: [{name: main, image: IMAGE, ports: [PORTS]}]}
"""
SERVICE = """---
apiVersion: v1
kind: Service
metadata: {name: shop}
spec: {type: LoadBalancer, selector: {app: shop}, ports: [{port: 80, targetPort: 8080}]}
"""
COMPOSE = """services:
  web: {image: example/web:1, ports: ['80:8080'], environment: {DB_HOST: db}}
  db: {image: 'postgres:17'EXPOSED}
  agent: {image: example/agent:1}
  store: {image: 'mongo:8'}
"""


def pod(name: str, *, spec: str = "", ports: str = "", image: str = "example.com/agent:1") -> str:
    words = {"NAME": name, "PORTS": ports, "IMAGE": image, "POD ": spec}
    text = POD
    for word, value in words.items():
        text = text.replace(word, value)
    return text


def model_of(text: str, name: str = "shop.yaml") -> Model:
    return read([TextFile(name, text.encode())]).model


def takes_calls(model: Model, container: str) -> Any:
    return ContextBuilder(model).values_of(container)["takes_calls"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (pod("agent"), False),
        (pod("agent", ports="{containerPort: 9000}"), True),  # other pods reach it without a Service
        (pod("agent", ports="{containerPort: 9000, hostPort: 9000}"), True),
        (pod("agent", ports="{containerPort: 9000}", spec="hostNetwork: true,"), True),
        (pod("agent", spec="hostNetwork: true,"), True),
        (pod("agent") + SERVICE, True),
    ],
)
def test_a_pod_takes_calls_by_a_service_or_a_port(text: str, expected: bool) -> None:
    assert takes_calls(model_of(text), "k8s:default/Pod/agent/main") is expected


@pytest.mark.parametrize(
    ("name", "expected"), [("web", True), ("db", True), ("agent", False), ("store", True)]
)
def test_a_service_of_compose_takes_calls_by_its_ports_callers_and_purpose(name: str, expected: bool) -> None:
    model = model_of(COMPOSE.replace("EXPOSED", ""), "compose.yaml")

    assert takes_calls(model, f"compose:{name}/{name}") is expected


def drawn(kind: str, uid: str, parent: str | None = None, **facts: Any) -> Element:
    known = {name: Fact(value, Source("person")) for name, value in facts.items()}
    return Element(uid, kind, uid, parent, known, Source("person"))


PORT = {"port": 8080, "protocol": "tcp", "name": "", "host_port": 0, "host_ip": ""}


@pytest.mark.parametrize(
    ("elements", "expected"),
    [
        ([drawn("container", "main", ports=[])], False),
        ([drawn("container", "main", ports=[PORT])], True),
        ([drawn("container", "main")], True),  # its ports are unknown
        ([drawn("node", "host"), drawn("container", "main", "host", ports=[PORT])], True),
        ([drawn("node", "host"), drawn("container", "main", "host", ports=[])], False),
        ([drawn("workload", "pod"), drawn("container", "main", "pod", ports=[])], False),
        ([drawn("workload", "pod"), drawn("container", "main", "pod")], True),
        (
            [
                drawn("workload", "pod"),
                drawn("container", "main", "pod", ports=[]),
                drawn("container", "side", "pod"),
            ],
            True,
        ),
        ([drawn("workload", "pod", host_network=True), drawn("container", "main", "pod", ports=[])], True),
        ([drawn("workload", "pod", host_network=False), drawn("container", "main", "pod", ports=[])], False),
    ],
)
def test_what_is_unknown_of_a_drawn_container_is_no_reason_against_calls(
    elements: list[Element], expected: bool
) -> None:
    assert takes_calls(Model({one.uid: one for one in elements}), "main") is expected


@pytest.mark.parametrize(
    ("exposed", "ports"), [("", None), (", expose: [5432]", 0), (", expose: [5432, 8008]", 1)]
)
def test_ports_beside_that_of_the_call_are_counted_where_any_is_listed(
    exposed: str, ports: int | None
) -> None:
    model = model_of(COMPOSE.replace("EXPOSED", exposed), "compose.yaml")
    (flow,) = (one for one in model.flows.values() if one.destination == "compose:db")

    assert ContextBuilder(model).of_flow(flow).variables["flow"].get("further_ports") == ports


def test_of_several_workloads_behind_a_service_the_first_stands_for_its_calls() -> None:
    model = model_of("---".join([pod("one"), pod("two"), SERVICE.removeprefix("---")]))
    builder = ContextBuilder(model)

    told = {
        flow.destination: builder.of_flow(flow).variables["flow"]["alternative_of"]
        for flow in model.flows.values()
        if flow.source == "internet"
    }

    assert told == {"k8s:default/Pod/one": "", "k8s:default/Pod/two": "one"}


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ({}, "one"),
        ({"encrypted": False}, "one"),
        ({"encrypted": True}, ""),
        ({"review": "rejected"}, ""),
        ({"review": "confirmed"}, "one"),
        ({"port": 1}, ""),
    ],
)
def test_a_call_that_is_encrypted_or_does_not_exist_is_no_alternative(
    facts: dict[str, Any], expected: str
) -> None:
    known = {name: Fact(value, Source("person")) for name, value in facts.items()}
    elements = (
        drawn("internet", "internet"),
        drawn("service", "shop"),
        *(drawn("workload", uid) for uid in ("one", "two")),
    )
    first = Flow("a", "internet", "one", "", known)
    second = Flow("b", "internet", "two")
    selects = tuple(Relation("selects", "shop", uid) for uid in ("one", "two"))
    model = Model({one.uid: one for one in elements}, selects, {"a": first, "b": second})

    assert ContextBuilder(model).of_flow(second).variables["flow"]["alternative_of"] == expected


def test_a_container_beside_one_with_ports_takes_no_calls() -> None:
    text = pod("agent", ports="{containerPort: 9102}").replace(
        "9102}]}", "9102}]}, {name: du, image: alpine}"
    )

    found = model_of(text)

    assert takes_calls(found, "k8s:default/Pod/agent/main") is True
    assert takes_calls(found, "k8s:default/Pod/agent/du") is False
