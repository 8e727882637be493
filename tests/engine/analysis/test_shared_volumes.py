"""Containers of one pod are one component: what they share among themselves is shared with no other."""

from tests.engine.importers.kubernetes.manifests import read_manifests
from threatmodel.engine.analysis.rule_evaluation import analyze
from threatmodel.engine.library.loader import load_library

CLAIM = """
apiVersion: v1
kind: PersistentVolumeClaim
metadata: {name: files}
spec: {accessModes: [ReadWriteMany], resources: {requests: {storage: 1Gi}}}
"""
POD = """
apiVersion: v1
kind: Pod
metadata: {name: NAME}
spec:
  initContainers: [{name: setup, image: 'example/setup:1', volumeMounts: [{name: files, mountPath: /files}]}]
  containers: [{name: main, image: 'example/app:1', volumeMounts: [{name: files, mountPath: /files}]}]
  volumes: [{name: files, persistentVolumeClaim: {claimName: files}}]
"""


def shared(*pods: str) -> list[str]:
    model = read_manifests(CLAIM, *(POD.replace("NAME", name) for name in pods)).model
    found = analyze(model, load_library()).threats
    return [one.element for one in found if one.rule == "volume-shared-by-components"]


def test_a_volume_of_one_pod_is_shared_with_no_other() -> None:
    assert shared("shop") == []
    assert shared("shop", "cron") == ["k8s:default/PersistentVolumeClaim/files"]
