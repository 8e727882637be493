"""Service meshes: what they demand of a namespace, and their gateways."""

import pytest

from tests.engine.importers.kubernetes_manifests import read_manifests, value

SHOP = "apiVersion: v1\nkind: Namespace\nmetadata: {{name: shop{}}}\n"
INJECTED = SHOP.format(", labels: {istio-injection: enabled}")


def peers(mode: str, namespace: str = "shop", extra: str = "") -> str:
    return (
        "apiVersion: security.istio.io/v1\nkind: PeerAuthentication\n"
        f"metadata: {{name: default, namespace: {namespace}}}\nspec: {{mtls: {{mode: {mode}}}{extra}}}\n"
    )


def policy(spec: str) -> str:
    return (
        "apiVersion: security.istio.io/v1\nkind: AuthorizationPolicy\n"
        f"metadata: {{name: p, namespace: shop}}\nspec: {spec}\n"
    )


@pytest.mark.parametrize(
    ("metadata", "injected"),
    [
        (", labels: {istio-injection: enabled}", True),
        (", labels: {istio.io/rev: stable}", True),
        (", annotations: {linkerd.io/inject: enabled}", True),
        (", labels: {istio-injection: disabled}", False),
        ("", False),
    ],
)
def test_a_label_asks_for_injection(metadata: str, *, injected: bool) -> None:
    reading = read_manifests(SHOP.format(metadata))

    assert value(reading, "namespace:shop", "sidecar_injection") is injected


@pytest.mark.parametrize(
    ("mode", "expected"), [("STRICT", "strict"), ("PERMISSIVE", "permissive"), ("DISABLE", "disabled")]
)
@pytest.mark.parametrize("namespace", ["shop", "istio-system"])
def test_mutual_tls_is_that_of_the_namespace_or_of_the_whole_mesh(
    namespace: str, mode: str, expected: str
) -> None:
    reading = read_manifests(SHOP.format(""), peers(mode, namespace))

    assert value(reading, "namespace:shop", "mesh_mtls") == expected


def test_a_demand_for_single_workloads_changes_no_namespace() -> None:
    reading = read_manifests(SHOP.format(""), peers("STRICT", extra=", selector: {matchLabels: {app: a}}"))

    assert "mesh_mtls" not in reading.model.elements["namespace:shop"].facts


@pytest.mark.parametrize(
    ("spec", "expected"),
    [("{}", "restricted"), ("{rules: [{}]}", "allow-all"), ("{rules: [{from: [{}]}]}", "restricted")],
)
def test_authorization_is_what_the_policies_say(spec: str, expected: str) -> None:
    reading = read_manifests(INJECTED, policy(spec))

    assert value(reading, "namespace:shop", "mesh_authorization") == expected


def test_authorization_is_absent_in_a_mesh_and_unknown_without_one() -> None:
    inside, outside = read_manifests(INJECTED), read_manifests(SHOP.format(""))

    assert value(inside, "namespace:shop", "mesh_authorization") == "absent"
    assert "mesh_authorization" not in outside.model.elements["namespace:shop"].facts


@pytest.mark.parametrize(
    ("api_version", "spec", "hosts", "tls"),
    [
        (
            "networking.istio.io/v1",
            "{servers: [{hosts: [shop/a.example], port: {protocol: HTTPS}}]}",
            ["a.example"],
            True,
        ),
        ("networking.istio.io/v1", "{servers: [{hosts: ['*'], port: {protocol: HTTP}}]}", ["*"], False),
        (
            "networking.istio.io/v1",
            "{servers: [{hosts: [a.example], port: {protocol: HTTP}, tls: {httpsRedirect: true}}]}",
            ["a.example"],
            True,
        ),
        ("gateway.networking.k8s.io/v1", "{listeners: [{protocol: HTTPS}]}", ["*"], True),
        (
            "gateway.networking.k8s.io/v1",
            "{listeners: [{protocol: HTTP, hostname: b.example}]}",
            ["b.example"],
            False,
        ),
    ],
)
def test_a_gateway_is_a_door_with_hosts_and_tls(
    api_version: str, spec: str, hosts: list[str], *, tls: bool
) -> None:
    text = f"apiVersion: {api_version}\nkind: Gateway\nmetadata: {{name: g}}\nspec: {spec}\n"
    reading = read_manifests(text)

    uid = "k8s:default/Gateway/g"
    assert reading.model.elements[uid].kind == "ingress"
    assert (value(reading, uid, "hosts"), value(reading, uid, "tls")) == (hosts, tls)


@pytest.mark.parametrize(
    ("metadata", "owner"),
    [
        ("labels: {example.org/team: payments}", "payments"),
        ("annotations: {owner: a}", "a"),
        ("labels: {}", ""),
    ],
)
def test_a_label_names_the_owner(metadata: str, owner: str) -> None:
    reading = read_manifests(
        f"apiVersion: v1\nkind: Pod\nmetadata: {{name: p, {metadata}}}\n"
        "spec: {containers: [{name: c, image: example/a}]}\n"
    )

    assert value(reading, "k8s:default/Pod/p", "owner") == owner
