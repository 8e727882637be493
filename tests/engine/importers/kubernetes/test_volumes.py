"""Volumes of every type, what containers mount of them, and the objects behind them."""

import pytest

from tests.engine.importers.kubernetes.manifests import (
    APP,
    MAIN,
    fact,
    messages,
    one_container,
    read_manifests,
    value,
)


def mounted(volume: str, mount: str = "") -> dict[str, object]:
    reading = one_container(
        f"volumeMounts: [{{name: v, mountPath: /x{mount}}}]", f"volumes: [{{name: v{volume}}}]"
    )
    (record,) = value(reading, MAIN, "mounts")
    return dict(record)


@pytest.mark.parametrize(
    ("volume", "kind", "source", "element"),
    [
        (", hostPath: {path: /var/log/}", "host-path", "/var/log", f"{APP}/volume/v"),
        (", hostPath: {path: /}", "host-path", "/", f"{APP}/volume/v"),
        (", hostPath: {path: //run/../run//docker.sock}", "host-path", "/run/docker.sock", f"{APP}/volume/v"),
        (", emptyDir: {}", "empty-dir", "v", f"{APP}/volume/v"),
        ("", "empty-dir", "v", f"{APP}/volume/v"),
        (", emptyDir: {medium: Memory}", "tmpfs", "v", f"{APP}/volume/v"),
        (", persistentVolumeClaim: {claimName: c}", "claim", "c", "k8s:default/PersistentVolumeClaim/c"),
        (", ephemeral: {volumeClaimTemplate: {}}", "claim", "v", f"{APP}/volume/v"),
        (", configMap: {name: c}", "config", "c", ""),
        (", secret: {secretName: s}", "secret", "s", ""),
        (", downwardAPI: {}", "projected", "v", ""),
        (", gitRepo: {repository: 'https://example.com/r'}", "git-repo", "v", f"{APP}/volume/v"),
        (", image: {reference: example/data}", "image", "v", f"{APP}/volume/v"),
        (", nfs: {server: files, path: /}", "other", "v", f"{APP}/volume/v"),
        (", iscsi: {targetPortal: a}", "other", "v", f"{APP}/volume/v"),
    ],
)
def test_every_type_of_volume_is_mounted(volume: str, kind: str, source: str, element: str) -> None:
    record = mounted(volume)

    assert (record["type"], record["source"], record["volume"]) == (kind, source, element)


def test_mounts_tell_how_they_are_mounted() -> None:
    host = ", hostPath: {path: /var}"

    assert mounted(host)["read_only"] is False
    assert mounted(host, ", readOnly: true")["read_only"] is True
    assert mounted(", secret: {secretName: s}")["read_only"] is True
    assert mounted(host, ", mountPropagation: Bidirectional")["propagation"] == "bidirectional"
    assert mounted(host, ", subPath: log/app")["source"] == "/var/log/app"


def test_devices_of_the_host_are_named() -> None:
    reading = one_container(
        "volumeMounts: [{name: disk, mountPath: /d}, {name: fuse, mountPath: /f}, {name: m, mountPath: /m}]",
        "volumes: [{name: disk, hostPath: {path: /x, type: BlockDevice}},"
        " {name: fuse, hostPath: {path: /dev/fuse}}, {name: m, hostPath: {path: /dev/shm}}]",
    )

    assert value(reading, MAIN, "devices") == ["/x", "/dev/fuse"]


def test_a_projected_volume_uses_its_sources_and_mounts_the_token() -> None:
    reading = one_container(
        "volumeMounts: [{name: v, mountPath: /x}]",
        "automountServiceAccountToken: false, volumes: [{name: v, projected: {sources: [{secret: {name: s}},"
        " {configMap: {name: c}}, {serviceAccountToken: {path: t}}]}}]",
    )

    assert value(reading, APP, "token_mounted") is True
    assert [e.name for e in reading.model.related("reads_secret", MAIN)] == ["s"]
    assert [e.name for e in reading.model.related("reads_config", MAIN)] == ["c"]


def test_a_claim_bound_to_a_path_of_the_host_says_so() -> None:
    claim = (
        "apiVersion: v1\nkind: PersistentVolumeClaim\nmetadata: {name: c}\n"
        "spec: {accessModes: [ReadWriteMany], volumeName: pv, resources: {requests: {storage: 1Gi}}}\n"
    )
    volume = "apiVersion: v1\nkind: PersistentVolume\nmetadata: {name: pv}\nspec: {hostPath: {path: /srv/}}\n"
    reading = read_manifests(claim, volume)

    uid = "k8s:default/PersistentVolumeClaim/c"
    assert value(reading, uid, "host_path") == "/srv"
    assert value(reading, uid, "access_modes") == ["ReadWriteMany"]
    assert value(reading, uid, "size_limited") is True
    assert value(reading, "k8s:/PersistentVolume/pv", "type") == "host-path"
    assert reading.model.elements["k8s:/PersistentVolume/pv"].parent == "cluster:kubernetes"


CLAIM = "apiVersion: v1\nkind: PersistentVolumeClaim\nmetadata: {name: c}\nspec: {SPEC}\n"
VOLUME = "apiVersion: v1\nkind: PersistentVolume\nmetadata: {name: pv}\nspec: {SPEChostPath: {path: /etc/}}\n"
POD = (
    "apiVersion: v1\nkind: Pod\nmetadata: {name: p}\nspec:\n"
    "  volumes: [{name: v, persistentVolumeClaim: {claimName: c}}]\n"
    "  containers: [{name: main, image: a/b, volumeMounts: [{name: v, mountPath: /x, subPath: ssh}]}]\n"
)


@pytest.mark.parametrize(
    ("claim", "volume"),
    [
        ("volumeName: pv", ""),
        ("", "claimRef: {name: c, namespace: default}, "),
        ("storageClassName: manual", "storageClassName: manual, "),
    ],
)
def test_a_pod_mounts_the_path_of_the_host_behind_its_claim(claim: str, volume: str) -> None:
    reading = read_manifests(POD, CLAIM.replace("SPEC", claim), VOLUME.replace("SPEC", volume))

    (mount,) = value(reading, "k8s:default/Pod/p/main", "mounts")
    assert (mount["type"], mount["source"], mount["read_only"]) == ("host-path", "/etc/ssh", False)
    assert mount["volume"] == "k8s:default/PersistentVolumeClaim/c"


OTHER = "apiVersion: v1\nkind: PersistentVolume\nmetadata: {name: q}\nspec: {storageClassName: manual}\n"
SECOND_CLAIM = CLAIM.replace("name: c", "name: d").replace("SPEC", "storageClassName: manual")
PROVISIONER = "apiVersion: storage.k8s.io/v1\nkind: StorageClass\nmetadata: {name: manual}\n"


@pytest.mark.parametrize(
    ("claim", "volume", "more"),
    [
        ("storageClassName: manual", "storageClassName: other, ", []),
        ("storageClassName: manual", "storageClassName: manual, claimRef: {name: d}, ", []),
        ("storageClassName: manual", "storageClassName: manual, ", [OTHER]),
        ("storageClassName: manual", "storageClassName: manual, ", [PROVISIONER]),
        ("storageClassName: manual", "storageClassName: manual, ", [SECOND_CLAIM]),
        ("", "", []),
    ],
)
def test_a_claim_that_may_get_another_volume_is_no_path_of_the_host(
    claim: str, volume: str, more: list[str]
) -> None:
    reading = read_manifests(POD, CLAIM.replace("SPEC", claim), VOLUME.replace("SPEC", volume), *more)

    (mount,) = value(reading, "k8s:default/Pod/p/main", "mounts")
    assert (mount["type"], mount["source"]) == ("claim", "c")


def test_a_storage_class_says_whether_claims_are_encrypted() -> None:
    claim = (
        "apiVersion: v1\nkind: PersistentVolumeClaim\nmetadata: {name: c}\nspec: {storageClassName: fast}\n"
    )
    storage_class = (
        "apiVersion: storage.k8s.io/v1\nkind: StorageClass\nmetadata: {name: fast}\n"
        "parameters: {encrypted: 'true'}\n"
    )
    uid = "k8s:default/PersistentVolumeClaim/c"

    assert value(read_manifests(claim), uid, "encrypted_at_rest") is None
    assert value(read_manifests(claim, storage_class), uid, "encrypted_at_rest") is True
    assert fact(read_manifests(claim, storage_class), uid, "encrypted_at_rest").source.file == "2.yaml"


def test_a_mount_without_its_volume_is_reported_and_left_out() -> None:
    reading = one_container("volumeMounts: [{name: ghost, mountPath: /x}]")

    assert value(reading, MAIN, "mounts") == []
    assert messages(reading) == ["The container mounts an unknown volume ghost."]


@pytest.mark.parametrize(
    ("audience", "mounted"),
    [("", True), ("vault", False), ("sts.amazonaws.com", False), ("https://kubernetes.default.svc", True)],
)
def test_a_token_for_others_than_the_api_server_is_no_token_of_the_cluster(
    audience: str, mounted: bool
) -> None:
    token = f"serviceAccountToken: {{path: t, audience: '{audience}'}}"
    reading = one_container(
        "",
        f"automountServiceAccountToken: false, volumes: [{{name: t, projected: {{sources: [{{{token}}}]}}}}]",
    )

    assert value(reading, APP, "token_mounted") is mounted
