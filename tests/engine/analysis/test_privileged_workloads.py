"""Namespaces with workloads that only the privileged level of Pod Security admits."""

import pytest

from tests.engine.importers.kubernetes.manifests import pod, read_manifests
from threatmodel.engine.analysis.evaluation_context import ContextBuilder


@pytest.mark.parametrize(
    ("spec", "count"),
    [
        ("{containers: [{name: a, image: 'a/b:1'}]}", 0),
        ("{hostNetwork: true, containers: [{name: a, image: 'a/b:1'}]}", 1),
        ("{containers: [{name: a, image: 'a/b:1', securityContext: {privileged: true}}]}", 1),
        (
            (
                "{containers: [{name: a, image: 'a/b:1', volumeMounts: [{name: v, mountPath: /v}]}], "
                "volumes: [{name: v, hostPath: {path: /opt}}]}"
            ),
            1,
        ),
        (
            (
                "{containers: [{name: a, image: 'a/b:1', volumeMounts: [{name: v, mountPath: /v}]}], "
                "volumes: [{name: v, emptyDir: {}}]}"
            ),
            0,
        ),
    ],
)
def test_workloads_that_share_something_with_their_node_count(spec: str, count: int) -> None:
    model = read_manifests(pod(spec, namespace="agents")).model

    assert ContextBuilder(model).values_of("namespace:agents")["privileged_workloads"] == count
