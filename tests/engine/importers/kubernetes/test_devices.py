"""Devices by resource claims: who has administrative access to those of others."""

import pytest

from tests.engine.importers.kubernetes.manifests import APP, one_container, pod, read_manifests, value

POD = pod("{resourceClaims: [{name: gpu, REFERENCE}], containers: [{name: a, image: b}]}")


def claim(devices: str, kind: str = "ResourceClaim") -> str:
    spec = f"{{devices: {{requests: [{devices}]}}}}"
    spec = f"{{spec: {spec}}}" if kind == "ResourceClaimTemplate" else spec
    return f"apiVersion: resource.k8s.io/v1\nkind: {kind}\nmetadata: {{name: gpu}}\nspec: {spec}\n"


@pytest.mark.parametrize(
    ("kind", "reference"),
    [
        ("ResourceClaim", "resourceClaimName: gpu"),
        ("ResourceClaimTemplate", "resourceClaimTemplateName: gpu"),
    ],
)
@pytest.mark.parametrize(
    ("request_", "is_admin"),
    [
        ("{name: all, adminAccess: true}", True),
        ("{name: all, exactly: {adminAccess: true, allocationMode: All}}", True),
        ("{name: one, exactly: {deviceClassName: gpu}}", False),
    ],
)
def test_claim_gives_administrative_access(
    kind: str, reference: str, request_: str, *, is_admin: bool
) -> None:
    reading = read_manifests(POD.replace("REFERENCE", reference), claim(request_, kind))

    assert value(reading, APP, "device_admin_access") is is_admin


def test_pod_without_claims_says_nothing_of_devices() -> None:
    admin = claim("{name: all, adminAccess: true}")

    assert (
        value(read_manifests(pod("{containers: [{name: a, image: b}]}"), admin), APP, "device_admin_access")
        is None
    )


def test_image_in_a_volume_is_an_image_like_any_other() -> None:
    reading = one_container(
        "volumeMounts: [{name: model, mountPath: /m}]",
        "volumes: [{name: model, image: {reference: 'ghcr.io/example/model:latest', pullPolicy: Always}}]",
    )

    volume = "k8s:default/Pod/app/volume/model"
    (image,) = reading.model.related("uses_image", volume)
    assert image.uid.startswith("image:ghcr.io/example/model")
    assert image.facts["mutable_tag"].value is True


@pytest.mark.parametrize(
    ("signer", "mounted"),
    [("kubernetes.io/kube-apiserver-client-pod", True), ("shop.example/internal", False)],
)
def test_certificate_for_the_api_server_is_a_token(signer: str, *, mounted: bool) -> None:
    reading = one_container(
        "",
        "automountServiceAccountToken: false, volumes: [{name: id, projected: {sources:"
        f" [{{podCertificate: {{signerName: {signer}, keyType: ED25519, keyPath: key.pem}}}}]}}}}]",
    )

    assert value(reading, APP, "token_mounted") is mounted
