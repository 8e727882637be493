"""What is scaled to zero is not reached until somebody starts a copy."""

import pytest

from tests.engine.importers.kubernetes.manifests import read_manifests
from threatmodel.engine.analysis.evaluation_context import ContextBuilder

WEB = """
apiVersion: v1
kind: Service
metadata: {name: web}
spec: {type: NodePort, selector: {app: web}, ports: [{port: 80}]}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  replicas: REPLICAS
  template:
    metadata: {labels: {app: web}}
    spec: {containers: [{name: web, image: "example.org/web:1", ports: [{containerPort: 80}]}]}
"""


@pytest.mark.parametrize(("replicas", "reached"), [("0", False), ("1", True)])
def test_a_workload_is_reached_where_a_copy_runs(replicas: str, *, reached: bool) -> None:
    context = ContextBuilder(read_manifests(WEB.replace("REPLICAS", replicas)).model)

    found = context.values_of("k8s:default/Deployment/web")
    container = context.values_of("k8s:default/Deployment/web/web")
    assert (found["internet_facing"], found["takes_calls"]) == (reached, reached)
    assert (container["internet_facing"], container["takes_calls"]) == (reached, reached)
