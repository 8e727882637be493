"""Service meshes: what they demand of a namespace, and their gateways."""

from collections.abc import Mapping

import pytest

from tests.engine.importers.kubernetes.manifests import pod, read_manifests, value
from threatmodel.engine.model import Fact

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


def test_a_demand_on_the_whole_mesh_says_nothing_of_callers_in_its_own_namespace() -> None:
    reading = read_manifests(SHOP.format(""), peers("STRICT", "istio-system"))

    root = reading.model.elements["namespace:istio-system"].facts
    assert root["mesh_mtls"].value == "strict"
    assert "mesh_authorization" not in root
    assert value(reading, "namespace:shop", "mesh_authorization") == "absent"


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


# --- between workloads ---------------------------------------------------------------------------

CALLER = (
    "apiVersion: v1\nkind: Pod\nmetadata: {name: web, namespace: shop, labels: {app: web}}\n"
    "spec: {containers: [{name: c, image: i, env: [{name: URL, value: 'http://api'}]}]}\n"
)
CALLED = (
    "apiVersion: v1\nkind: Pod\nmetadata: {name: api, namespace: shop, labels: {app: api}}\n"
    "spec: {containers: [{name: c, image: i}]}\n"
    "---\napiVersion: v1\nkind: Service\nmetadata: {name: api, namespace: shop}\n"
    "spec: {selector: {app: api}, ports: [{port: 80}]}\n"
)


def destination(policy: str, host: str = "api") -> str:
    return (
        "apiVersion: networking.istio.io/v1\nkind: DestinationRule\nmetadata: {name: d, namespace: shop}\n"
        f"spec: {{host: '{host}', trafficPolicy: {policy}}}\n"
    )


def with_mesh_tls(*texts: str) -> dict[str, object]:
    """What is known of how the one flow is protected."""
    (flow,) = read_manifests(CALLER, CALLED, *texts).model.flows.values()
    names = ("encrypted", "authenticated", "certificate_verified")
    return {name: flow.facts[name].value for name in names if name in flow.facts}


MUTUAL = {"encrypted": True, "authenticated": True, "certificate_verified": True}


@pytest.mark.parametrize(
    ("policy", "host", "expected"),
    [
        ("{tls: {mode: ISTIO_MUTUAL}}", "api", MUTUAL),
        ("{tls: {mode: MUTUAL}}", "api.shop.svc.cluster.local", MUTUAL),
        ("{tls: {mode: SIMPLE}}", "*.shop.svc.cluster.local", {"encrypted": True}),
        (
            "{tls: {mode: SIMPLE, insecureSkipVerify: true}}",
            "*.local",
            {"encrypted": True, "certificate_verified": False},
        ),
        ("{tls: {mode: DISABLE}}", "api", {"encrypted": False}),
        ("{tls: {mode: ISTIO_MUTUAL}}", "other", {"encrypted": False}),
        ("{loadBalancer: {simple: RANDOM}}", "api", {"encrypted": False}),
        ("{portLevelSettings: [{port: {number: 80}, tls: {mode: ISTIO_MUTUAL}}]}", "api", MUTUAL),
        ("{portLevelSettings: [{port: {number: 81}, tls: {mode: SIMPLE}}]}", "api", {"encrypted": False}),
    ],
)
def test_a_destination_rule_says_how_callers_connect(
    policy: str, host: str, expected: dict[str, object]
) -> None:
    assert with_mesh_tls(destination(policy, host)) == expected


def test_without_a_sidecar_a_destination_rule_is_nothing() -> None:
    assert with_mesh_tls(SHOP.format(""), destination("{tls: {mode: ISTIO_MUTUAL}}")) == {"encrypted": False}


def test_strict_mutual_tls_between_sidecars_protects_the_flow() -> None:
    assert with_mesh_tls(INJECTED, peers("STRICT")) == MUTUAL
    assert with_mesh_tls(INJECTED, peers("PERMISSIVE")) == {"encrypted": False}
    assert with_mesh_tls(SHOP.format(""), peers("STRICT")) == {"encrypted": False}


def on_api(spec: str) -> str:
    """A demand on the callers of one workload."""
    return (
        "apiVersion: security.istio.io/v1\nkind: PeerAuthentication\nmetadata: {name: api, namespace: shop}\n"
        f"spec: {{selector: {{matchLabels: {{app: api}}}}, {spec}}}\n"
    )


@pytest.mark.parametrize(
    ("spec", "expected"),
    [
        ("mtls: {mode: PERMISSIVE}", {"encrypted": False}),
        ("mtls: {mode: UNSET}", MUTUAL),
        ("portLevelMtls: {9090: {mode: DISABLE}}", MUTUAL),
        ("portLevelMtls: {80: {mode: DISABLE}}", {"encrypted": False}),
        ("portLevelMtls: {80: {mode: UNSET}}", MUTUAL),
    ],
)
def test_a_demand_on_a_workload_changes_what_it_names(spec: str, expected: dict[str, object]) -> None:
    assert with_mesh_tls(INJECTED, peers("STRICT"), on_api(spec)) == expected


@pytest.mark.parametrize(
    ("general", "spec", "expected"),
    [
        ("STRICT", "mtls: {mode: PERMISSIVE}", "permissive"),
        ("STRICT", "mtls: {mode: DISABLE}", "disabled"),
        ("STRICT", "mtls: {mode: STRICT}", "strict"),
        ("STRICT", "mtls: {mode: UNSET}", None),
        ("PERMISSIVE", "mtls: {mode: DISABLE}", None),
    ],
)
def test_a_workload_may_be_exempt_from_what_its_namespace_demands(
    general: str, spec: str, expected: str | None
) -> None:
    facts = exempt_facts(peers(general), spec)

    assert (facts["mesh_mtls"].value if "mesh_mtls" in facts else None) == expected


def exempt_facts(general: str, spec: str) -> Mapping[str, Fact]:
    api = (
        "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: api, namespace: shop}\nspec:\n"
        "  selector: {matchLabels: {app: api}}\n  template:\n    metadata: {labels: {app: api}}\n"
        "    spec: {containers: [{name: api, image: 'x/api:1'}]}\n"
    )
    return (
        read_manifests(INJECTED, general, on_api(spec), api).model.elements["k8s:shop/Deployment/api"].facts
    )


def test_a_namespace_that_sets_no_mode_has_that_of_the_mesh() -> None:
    reading = read_manifests(SHOP.format(""), peers("UNSET"), peers("STRICT", "istio-system"))

    assert value(reading, "namespace:shop", "mesh_mtls") == "strict"


def test_a_destination_rule_that_sends_plaintext_comes_before_the_demand() -> None:
    assert with_mesh_tls(INJECTED, peers("STRICT"), destination("{tls: {mode: DISABLE}}")) == {
        "encrypted": False
    }


def ambient_flow(*namespaces: str, caller: str = "", target: str = "") -> dict[str, object]:
    """The facts of a call from namespace `a` to namespace `b`, which have these labels."""
    spaces = "---\n".join(
        f"apiVersion: v1\nkind: Namespace\nmetadata: {{name: {name}, labels: {{{labels}}}}}\n"
        for name, labels in zip("ab", namespaces, strict=True)
    )
    reading = read_manifests(
        spaces,
        "apiVersion: v1\nkind: Pod\nmetadata: {name: web, namespace: a"
        f", labels: {{x: y{caller}}}}}\n"
        "spec: {containers: [{name: c, image: x, env: [{name: API_URL, value: 'http://api.b:8080'}]}]}\n",
        f"apiVersion: v1\nkind: Pod\nmetadata: {{name: api, namespace: b, labels: {{app: api{target}}}}}\n"
        "spec: {containers: [{name: c, image: x}]}\n",
        "apiVersion: v1\nkind: Service\nmetadata: {name: api, namespace: b}\n"
        "spec: {selector: {app: api}, ports: [{port: 8080}]}\n",
    )
    (flow,) = reading.model.flows.values()
    return {name: fact.value for name, fact in flow.facts.items()}


AMBIENT = "istio.io/dataplane-mode: ambient"


@pytest.mark.parametrize(
    ("namespaces", "caller", "target", "encrypted"),
    [
        ((AMBIENT, AMBIENT), "", "", True),
        ((AMBIENT, "istio-injection: enabled"), "", "", True),
        ((AMBIENT, ""), "", "", False),
        (("", AMBIENT), "", "", False),
        (("", AMBIENT), f", {AMBIENT}", "", True),
        ((AMBIENT, AMBIENT), "", ", istio.io/dataplane-mode: none", False),
        (("", ""), "", "", False),
    ],
)
def test_ambient_mesh_encrypts_between_its_pods(
    namespaces: tuple[str, str], caller: str, target: str, *, encrypted: bool
) -> None:
    facts = ambient_flow(*namespaces, caller=caller, target=target)

    assert facts["encrypted"] is encrypted
    assert (facts.get("certificate_verified") is True) is encrypted


def test_ambient_namespace_is_in_a_mesh() -> None:
    reading = read_manifests(SHOP.format(f", labels: {{{AMBIENT}}}"))

    assert value(reading, "namespace:shop", "ambient_mesh") is True
    assert value(reading, "namespace:shop", "sidecar_injection") is False
    assert value(reading, "namespace:shop", "mesh_authorization") == "absent"


@pytest.mark.parametrize(
    ("hosts", "all_namespaces"),
    [
        ("['*']", True),
        ("['*/shop.example.com']", True),
        ("['./*']", False),
        ("[shop/*, shop/a.example.com]", False),
    ],
)
def test_hosts_of_a_gateway_say_whose_routes_attach(hosts: str, *, all_namespaces: bool) -> None:
    gateway = (
        "apiVersion: networking.istio.io/v1\nkind: Gateway\nmetadata: {name: edge, namespace: shop}\n"
        f"spec: {{servers: [{{port: {{number: 443, protocol: HTTPS}}, hosts: {hosts}}}]}}\n"
    )

    assert (
        value(read_manifests(gateway), "k8s:shop/Gateway/edge", "routes_for_all_namespaces") is all_namespaces
    )


@pytest.mark.parametrize(
    ("allowed", "all_namespaces"),
    [
        ("", False),
        (", allowedRoutes: {namespaces: {from: Same}}", False),
        (", allowedRoutes: {namespaces: {from: Selector, selector: {matchLabels: {team: a}}}}", False),
        (", allowedRoutes: {namespaces: {from: All}}", True),
    ],
)
def test_listeners_say_whose_routes_attach(allowed: str, *, all_namespaces: bool) -> None:
    gateway = (
        "apiVersion: gateway.networking.k8s.io/v1\nkind: Gateway\nmetadata: {name: edge, namespace: shop}\n"
        f"spec: {{listeners: [{{name: web, port: 443, protocol: HTTPS{allowed}}}]}}\n"
    )

    assert (
        value(read_manifests(gateway), "k8s:shop/Gateway/edge", "routes_for_all_namespaces") is all_namespaces
    )


def test_a_demand_on_a_workload_comes_before_that_of_its_namespace() -> None:
    on_api = {
        mode: peers(mode, extra=", selector: {matchLabels: {app: api}}").replace("default", "api")
        for mode in ("STRICT", "PERMISSIVE")
    }

    assert with_mesh_tls(INJECTED, on_api["STRICT"]) == MUTUAL
    assert with_mesh_tls(INJECTED, peers("STRICT"), on_api["PERMISSIVE"]) == {"encrypted": False}
    assert with_mesh_tls(INJECTED, peers("PERMISSIVE"), on_api["STRICT"]) == MUTUAL


def test_a_demand_on_the_whole_mesh_says_nothing_of_namespaces_beside_its_members() -> None:
    demand = (
        "apiVersion: security.istio.io/v1\nkind: PeerAuthentication\n"
        "metadata: {name: default, namespace: istio-system}\nspec: {mtls: {mode: STRICT}}\n"
    )
    namespace = "apiVersion: v1\nkind: Namespace\nmetadata: {name: shop, labels: {istio-injection: %s}}\n"
    outsider = pod("{containers: [{name: a, image: 'a/b:1'}]}", namespace="logs")

    beside = read_manifests(demand, namespace % "enabled", outsider)
    alone = read_manifests(demand, namespace % "disabled", outsider)

    assert value(beside, "namespace:shop", "mesh_authorization") == "absent"
    assert value(beside, "namespace:logs", "mesh_authorization") is None
    assert value(alone, "namespace:logs", "mesh_authorization") == "absent"
