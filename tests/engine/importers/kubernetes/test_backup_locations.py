"""Velero sends backups where its BackupStorageLocations say."""

from tests.engine.importers.kubernetes.manifests import calls, pod, read_manifests

_STORE = (
    "apiVersion: v1\nkind: Service\nmetadata: {name: minio, namespace: velero}\n"
    "spec: {selector: {app: minio}, ports: [{port: 9000}]}\n---\n"
    "apiVersion: v1\nkind: Pod\nmetadata: {name: minio, namespace: velero, labels: {app: minio}}\n"
    "spec: {containers: [{name: main, image: 'minio/minio:1', ports: [{containerPort: 9000}]}]}\n"
)
_LOCATION = (
    "apiVersion: velero.io/v1\nkind: BackupStorageLocation\nmetadata: {name: default, namespace: velero}\n"
    "spec: {provider: aws, config: {s3Url: 'http://minio.velero.svc:9000'}}\n"
)


def test_only_pods_of_velero_call_the_place_of_the_backups() -> None:
    velero = pod("{containers: [{name: main, image: 'velero/velero:v1.14.1'}]}", name="a", namespace="velero")
    other = pod("{containers: [{name: main, image: 'example/app:1'}]}", name="b", namespace="velero")

    reading = read_manifests(_STORE, _LOCATION, velero, other)

    assert calls(reading) == {("a", "minio")}
