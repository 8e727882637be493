"""Calls of the agent on the node of a pod."""

import pytest

from tests.engine.importers.kubernetes.manifests import read_manifests

AGENT = """apiVersion: apps/v1
kind: DaemonSet
metadata: {name: NAME, namespace: monitoring}
spec: {template: {spec: {containers: [{name: agent, image: "acme/agent:1", ports: [PORT]}]}}}
"""
APP = """apiVersion: apps/v1
kind: Deployment
metadata: {name: app, namespace: shop}
spec:
  template:
    spec:
      containers:
        - name: app
          image: acme/app:1
          env:
            - {name: AGENT_HOST, valueFrom: {fieldRef: {fieldPath: FIELD}}}
            MORE
"""
TRACES = "{containerPort: 4317, hostPort: 14317}"


def called(
    *agents: tuple[str, str], more: str = "", field: str = "status.hostIP"
) -> list[tuple[str, object]]:
    manifests = [AGENT.replace("NAME", name).replace("PORT", port) for name, port in agents]
    reading = read_manifests(APP.replace("FIELD", field).replace("MORE", more), *manifests)
    flows = [one for one in reading.model.flows.values() if one.source == "k8s:shop/Deployment/app"]
    return [(one.destination.rpartition("/")[2], one.facts["port"].value) for one in flows]


def test_a_variable_that_is_the_address_of_the_node_means_the_only_agent() -> None:
    assert called(("agent", TRACES)) == [("agent", 4317)]


def test_a_variable_with_a_port_names_the_agent_that_has_it() -> None:
    more = "- {name: TRACES, value: 'http://$(AGENT_HOST):14317'}"

    assert called(("agent", TRACES), ("logs", "{containerPort: 24224, hostPort: 24224}"), more=more) == [
        ("agent", 4317)
    ]


@pytest.mark.parametrize(
    ("agents", "more", "field"),
    [
        ([("agent", TRACES), ("logs", "{containerPort: 24224, hostPort: 24224}")], "", "status.hostIP"),
        ([("agent", TRACES)], "- {name: TRACES, value: 'http://$(AGENT_HOST):4317'}", "status.hostIP"),
        ([("agent", "{containerPort: 4317}")], "", "status.hostIP"),
        ([("agent", TRACES)], "", "status.podIP"),
        ([("agent", TRACES)], "- {name: TRACES, value: 'http://$$(AGENT_HOST):14317'}", "status.podIP"),
    ],
)
def test_without_one_agent_at_that_port_no_call_is_drawn(
    agents: list[tuple[str, str]], more: str, field: str
) -> None:
    assert called(*agents, more=more, field=field) == []


def test_a_variable_that_names_no_agent_is_no_call() -> None:
    for_logs = APP.replace("AGENT_HOST", "NODE_IP").replace("FIELD", "status.hostIP").replace("MORE", "")
    reading = read_manifests(for_logs, AGENT.replace("NAME", "ingress").replace("PORT", TRACES))

    assert [one for one in reading.model.flows.values() if one.source == "k8s:shop/Deployment/app"] == []
