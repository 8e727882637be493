"""A store without a login that gets the logs of all nodes is worse than one of a single application."""

import pytest

from tests.engine.importers.kubernetes.manifests import read_manifests
from threatmodel.engine.analysis.evaluation_context import ContextBuilder
from threatmodel.engine.analysis.rule_evaluation import analyze
from threatmodel.engine.library.loader import load_library

SERVICE = """
apiVersion: v1
kind: Service
metadata: {name: search}
spec: {selector: {app: search}, ports: [{port: 9200}]}
"""
STORE = """
apiVersion: apps/v1
kind: StatefulSet
metadata: {name: search}
spec:
  selector: {matchLabels: {app: search}}
  template:
    metadata: {labels: {app: search}}
    spec: {containers: [{name: main, image: 'elasticsearch:7.17.0'}]}
"""
AGENT = """
apiVersion: apps/v1
kind: {kind}
metadata: {{name: agent}}
spec:
  selector: {{matchLabels: {{app: agent}}}}
  template:
    metadata: {{labels: {{app: agent}}}}
    spec:
      containers:
        - name: main
          image: fluent/fluentd:v1.19
          env: [{{name: FLUENT_ELASTICSEARCH_HOST, value: search}}]
          volumeMounts: [{{name: logs, mountPath: /logs}}]
      volumes: [{{name: logs, hostPath: {{path: {path}}}}}]
"""


@pytest.mark.parametrize(
    ("kind", "path", "severity"),
    [
        ("DaemonSet", "/var/log", "high"),
        ("DaemonSet", "/var/log/pods/", "high"),
        ("DaemonSet", "/var/lib/docker/containers", "high"),
        ("DaemonSet", "/var/log/agent", "medium"),
        ("Deployment", "/var/log", "medium"),
    ],
)
def test_logs_of_all_nodes_make_an_open_store_worse(kind: str, path: str, severity: str) -> None:
    model = read_manifests(SERVICE, STORE, AGENT.format(kind=kind, path=path)).model

    found = analyze(model, load_library()).threats

    assert [one.severity for one in found if one.rule == "store-without-authentication"] == [severity]


def test_the_agents_are_named() -> None:
    model = read_manifests(SERVICE, STORE, AGENT.format(kind="DaemonSet", path="/var/log")).model

    values = ContextBuilder(model).values_of("k8s:default/StatefulSet/search")

    assert values["node_logs_from"] == "agent"
