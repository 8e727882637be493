"""Secrets that custom resources name are read by an operator."""

import pytest

from tests.engine.importers.kubernetes.manifests import fact, read_manifests, value

SECRET = "apiVersion: v1\nkind: Secret\nmetadata: {name: key, namespace: ci}\nstringData: {token: hunter2}\n"


def resource(spec: str, *, api: str = "actions.github.com/v1alpha1", namespace: str = "ci") -> str:
    return (
        f"apiVersion: {api}\nkind: Thing\nmetadata: {{name: one, namespace: {namespace}}}\nspec: {{{spec}}}\n"
    )


@pytest.mark.parametrize(
    "text",
    [
        resource("githubConfigSecret: key"),
        resource("auth: {passwordSecretRef: {name: key, key: token}}"),
        resource("pullSecrets: [{name: key}]"),
        resource("valuesFrom: [{valueFrom: {secretKeyRef: {name: key, key: token}}}]"),
        resource("secretRefs: [key]"),
        resource("secretRef: {name: key, namespace: ci}", namespace="other"),
        resource("template: {spec: {containers: [{name: a, image: 'a:1'}]}}, configSecret: key"),
    ],
)
def test_a_secret_that_a_custom_resource_names_is_known(text: str) -> None:
    reading = read_manifests(SECRET, text)

    assert value(reading, "k8s:ci/Secret/key", "named_by_resource") is True
    assert fact(reading, "k8s:ci/Secret/key", "named_by_resource").source.why == "Thing one names it."


@pytest.mark.parametrize(
    "text",
    [
        resource("githubConfigSecret: other"),
        resource("name: key"),
        resource("secretKey: key"),
        resource("secretStoreRef: {name: key}"),
        resource("secretName: key", namespace="other"),
        resource("secretName: key", api="example/v1"),
    ],
)
def test_a_secret_that_no_custom_resource_names_stays_unknown(text: str) -> None:
    assert value(read_manifests(SECRET, text), "k8s:ci/Secret/key", "named_by_resource") is None


def test_a_secret_that_each_cluster_makes_by_itself_is_named_without_being_drawn() -> None:
    made = (
        "apiVersion: v1\nkind: Secret\ntype: kubernetes.io/service-account-token\n"
        "metadata: {name: default-token-bcdfg, namespace: ci, "
        "annotations: {kubernetes.io/service-account.name: default}}\n"
    )

    reading = read_manifests(SECRET, made, resource("tokenSecretRef: {name: default-token-bcdfg}"))

    assert "k8s:ci/Secret/key" in reading.model.elements
    assert "k8s:ci/Secret/default-token-bcdfg" not in reading.model.elements


def test_a_very_long_key_is_no_key_of_a_secret() -> None:
    key = "secret" * 4_000 + "key" + "x" * 12_000

    reading = read_manifests(SECRET, resource(f"? {key}\n    : {{name: key}}, other: 1"))

    assert value(reading, "k8s:ci/Secret/key", "named_by_resource") is None
