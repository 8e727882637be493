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
                "{containers: [{name: a, image: 'a/b:1', "
                "securityContext: {capabilities: {add: [NET_ADMIN]}}}]}"
            ),
            1,
        ),
        (
            "{containers: [{name: a, image: 'a/b:1', securityContext: {capabilities: {add: [CHOWN]}}}]}",
            0,
        ),
        ("{containers: [{name: a, image: 'a/b:1', ports: [{containerPort: 80, hostPort: 80}]}]}", 1),
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


def test_a_claim_needs_no_level_though_its_volume_is_a_path_of_a_node() -> None:
    volume = (
        "apiVersion: v1\nkind: PersistentVolume\nmetadata: {name: disk}\n"
        "spec: {hostPath: {path: /data}, claimRef: {name: data, namespace: agents}}\n"
    )
    claim = (
        "apiVersion: v1\nkind: PersistentVolumeClaim\nmetadata: {name: data, namespace: agents}\n"
        "spec: {volumeName: disk}\n"
    )
    spec = (
        "{containers: [{name: a, image: 'a/b:1', volumeMounts: [{name: v, mountPath: /v}]}], "
        "volumes: [{name: v, persistentVolumeClaim: {claimName: data}}]}"
    )

    model = read_manifests(volume, claim, pod(spec, namespace="agents")).model

    assert ContextBuilder(model).values_of("namespace:agents")["privileged_workloads"] == 0


def test_what_the_pod_sets_counts_like_what_its_container_sets() -> None:
    spec = (
        "{securityContext: {seccompProfile: {type: Unconfined}}, containers: [{name: a, image: 'a/b:1', "
        "securityContext: {seccompProfile: {type: RuntimeDefault}}}]}"
    )

    model = read_manifests(pod(spec, namespace="agents")).model

    assert ContextBuilder(model).values_of("namespace:agents")["privileged_workloads"] == 1
