"""Where pods may run beside those of others, and storage that they address themselves."""

import pytest

from tests.engine.importers.kubernetes.manifests import APP, one_container, read_manifests, value

NODE = "topologyKey: kubernetes.io/hostname"


def repelling(term: str, *, required: bool = True) -> str:
    if required:
        return (
            f"affinity: {{podAntiAffinity: {{requiredDuringSchedulingIgnoredDuringExecution: [{{{term}}}]}}}}"
        )
    preferred = f"[{{weight: 1, podAffinityTerm: {{{term}}}}}]"
    return f"affinity: {{podAntiAffinity: {{preferredDuringSchedulingIgnoredDuringExecution: {preferred}}}}}"


@pytest.mark.parametrize(
    ("spec", "spread", "repelled"),
    [
        ("", False, None),
        (repelling(NODE), True, None),
        (repelling(NODE, required=False), True, None),
        (repelling(f"{NODE}, namespaces: [default]"), True, None),
        (repelling(f"{NODE}, namespaces: [payments, default]"), True, ["payments"]),
        (repelling(f"{NODE}, namespaces: [payments]"), False, ["payments"]),
        (repelling(f"{NODE}, namespaces: [payments]", required=False), False, None),
        (repelling(f"{NODE}, namespaceSelector: {{}}"), True, ["*"]),
    ],
)
def test_anti_affinity_is_about_the_namespaces_that_it_names(
    spec: str, repelled: list[str] | None, *, spread: bool
) -> None:
    reading = one_container("", spec)

    assert value(reading, APP, "spread") is spread
    assert value(reading, APP, "repelled_namespaces") == repelled


@pytest.mark.parametrize(
    ("volume", "direct"),
    [
        ("nfs: {server: s, path: /p}", "nfs"),
        ("iscsi: {targetPortal: s, iqn: i, lun: 0}", "iscsi"),
        ("cephfs: {monitors: [m]}", "cephfs"),
        ("rbd: {monitors: [m], image: i}", "rbd"),
        ("flexVolume: {driver: d}", "flexVolume"),
        ("scaleIO: {gateway: g, system: s, volumeName: v, secretRef: {name: login}}", "scaleIO"),
        ("persistentVolumeClaim: {claimName: c}", None),
        ("csi: {driver: d}", None),
        ("emptyDir: {}", None),
    ],
)
def test_storage_that_a_pod_addresses_itself_is_named(volume: str, direct: str | None) -> None:
    reading = one_container("", f"volumes: [{{name: v, {volume}}}]")

    found = [e for e in reading.model.elements.values() if e.kind == "volume"]
    assert [e.facts["direct_storage"].value for e in found if "direct_storage" in e.facts] == (
        [direct] if direct else []
    )


def test_volume_of_the_cluster_is_the_platforms_storage() -> None:
    reading = read_manifests(
        "apiVersion: v1\nkind: PersistentVolume\nmetadata: {name: v}\nspec: {nfs: {server: s, path: /p}}\n"
    )

    assert value(reading, "k8s:/PersistentVolume/v", "type") == "nfs"
    assert value(reading, "k8s:/PersistentVolume/v", "direct_storage") is None


def test_azure_files_read_the_secret_that_they_name() -> None:
    reading = one_container("", "volumes: [{name: v, azureFile: {secretName: login, shareName: s}}]")

    assert [e.name for e in reading.model.related("reads_secret", f"{APP}/volume/v")] == ["login"]


def test_annotation_with_a_mail_address_names_who_answers() -> None:
    pods = "apiVersion: v1\nkind: Pod\nmetadata: {{name: app, annotations: {{email: {}}}}}\nspec: {{}}\n"

    assert value(read_manifests(pods.format("shop@example.org")), APP, "owner") == "shop@example.org"
    assert value(read_manifests(pods.format("daily")), APP, "owner") == ""


def test_supplemental_group_of_root_counts_as_the_root_group() -> None:
    reading = one_container("", "securityContext: {runAsGroup: 1000, supplementalGroups: [5, 0]}")

    assert value(reading, f"{APP}/main", "root_group") is True


@pytest.mark.parametrize(
    ("context", "volume", "merged"),
    [
        ("runAsGroup: 7", "hostPath: {path: /srv}", True),
        ("fsGroup: 7", "nfs: {server: s, path: /p}", True),
        ("", "hostPath: {path: /srv}", None),
        ("supplementalGroupsPolicy: Merge", "hostPath: {path: /srv}", True),
        ("supplementalGroupsPolicy: Strict", "hostPath: {path: /srv}", False),
        ("fsGroup: 7", "emptyDir: {}", None),
    ],
)
def test_groups_of_the_image_count_beside_named_ones_where_storage_is_shared(
    context: str, volume: str, merged: bool | None
) -> None:
    reading = one_container("", f"securityContext: {{{context}}}, volumes: [{{name: v, {volume}}}]")

    assert value(reading, APP, "image_groups_merged") is merged
