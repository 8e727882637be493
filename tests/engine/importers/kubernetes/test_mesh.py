"""Service meshes: what they demand of a namespace, and their gateways."""

import pytest

from tests.engine.importers.kubernetes.manifests import read_manifests, value

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


def _linkerd(kind: str, spec: str) -> str:
    return (
        f"apiVersion: policy.linkerd.io/v1beta1\nkind: {kind}\n"
        f"metadata: {{name: p, namespace: shop}}\nspec: {spec}\n"
    )


@pytest.mark.parametrize(
    ("kind", "spec", "expected"),
    [
        (
            "AuthorizationPolicy",
            "{requiredAuthenticationRefs: [{kind: ServiceAccount, name: web}]}",
            "restricted",
        ),
        ("AuthorizationPolicy", "{requiredAuthenticationRefs: []}", "allow-all"),
        ("ServerAuthorization", "{client: {meshTLS: {serviceAccounts: [{name: web}]}}}", "restricted"),
        ("ServerAuthorization", "{client: {unauthenticated: true}}", "allow-all"),
        ("Server", "{port: grpc}", "absent"),
    ],
)
def test_policies_of_linkerd_restrict_callers(kind: str, spec: str, expected: str) -> None:
    joined = SHOP.format(", annotations: {linkerd.io/inject: enabled}")

    reading = read_manifests(joined, _linkerd(kind, spec))

    assert value(reading, "namespace:shop", "mesh_authorization") == expected


@pytest.mark.parametrize(
    ("policy_name", "expected"),
    [("deny", "restricted"), ("all-authenticated", "restricted"), ("all-unauthenticated", "absent")],
)
def test_the_default_policy_of_linkerd_restricts_callers(policy_name: str, expected: str) -> None:
    annotations = f"linkerd.io/inject: enabled, config.linkerd.io/default-inbound-policy: {policy_name}"

    reading = read_manifests(SHOP.format(f", annotations: {{{annotations}}}"))

    assert value(reading, "namespace:shop", "mesh_authorization") == expected


# --- policies of single workloads -----------------------------------------------------------------


def _served(*names: str) -> str:
    """Pods with a Service each."""
    return "---\n".join(
        f"apiVersion: v1\nkind: Pod\nmetadata: {{name: {name}, namespace: shop, labels: {{app: {name}}}}}\n"
        "spec: {containers: [{name: c, image: i}]}\n"
        f"---\napiVersion: v1\nkind: Service\nmetadata: {{name: {name}, namespace: shop}}\n"
        f"spec: {{selector: {{app: {name}}}, ports: [{{port: 80}}]}}\n"
        for name in names
    )


def _on(app: str, name: str, rest: str = "rules: [{from: [{}]}]") -> str:
    spec = f"{{selector: {{matchLabels: {{app: {app}}}}}, {rest}}}"
    return policy(spec).replace("name: p,", f"name: {name},")


@pytest.mark.parametrize(
    ("policies", "expected"),
    [
        ([_on("web", "a")], "partial"),
        ([_on("web", "a"), _on("api", "b")], "restricted"),
        ([_on("web", "a"), _on("api", "b", "rules: [{}]")], "partial"),
        ([_on("web", "a"), policy("{}")], "restricted"),
        ([_on("web", "a", "rules: [{}]"), _on("api", "b", "rules: [{}]")], "allow-all"),
        ([_on("none", "a")], "absent"),
        ([policy("{action: AUDIT}")], "absent"),
        ([policy("{targetRefs: [{kind: Service, name: web}]}")], "partial"),
    ],
)
def test_a_policy_of_istio_is_about_what_it_selects(policies: list[str], expected: str) -> None:
    reading = read_manifests(INJECTED, _served("web", "api"), *policies)

    assert value(reading, "namespace:shop", "mesh_authorization") == expected


def test_what_no_policy_selects_is_named() -> None:
    reading = read_manifests(INJECTED, _served("a", "b", "c", "d", "e"), _on("a", "one"))

    why = reading.model.elements["namespace:shop"].facts["mesh_authorization"].source.why
    assert why == "No policy of the mesh restricts callers of b, c, d and 1 more."


SERVER = _linkerd("Server", "{podSelector: {matchLabels: {app: web}}, port: 80}").replace(
    "name: p", "name: s"
)


@pytest.mark.parametrize(
    ("policies", "expected"),
    [
        ([SERVER], "partial"),
        ([SERVER, _linkerd("ServerAuthorization", "{server: {name: s}, client: {meshTLS: {}}}")], "partial"),
        (
            [SERVER, _linkerd("ServerAuthorization", "{server: {name: s}, client: {unauthenticated: true}}")],
            "allow-all",
        ),
        (
            [
                SERVER.replace("namespace: shop", "namespace: shop, labels: {x: y}"),
                _linkerd(
                    "ServerAuthorization",
                    "{server: {selector: {matchLabels: {x: y}}}, client: {unauthenticated: true}}",
                ),
            ],
            "allow-all",
        ),
        (
            [SERVER, _linkerd("AuthorizationPolicy", "{targetRef: {kind: Server, name: s}}")],
            "partial",
        ),
        ([SERVER, _linkerd("AuthorizationPolicy", "{targetRef: {kind: HTTPRoute, name: r}}")], "partial"),
        ([_linkerd("AuthorizationPolicy", "{targetRef: {kind: Namespace, name: shop}}")], "restricted"),
        ([SERVER.replace("port: 80", "accessPolicy: audit")], "allow-all"),
    ],
)
def test_a_server_of_linkerd_is_about_the_pods_it_selects(policies: list[str], expected: str) -> None:
    joined = SHOP.format(", annotations: {linkerd.io/inject: enabled}")

    reading = read_manifests(joined, _served("web", "api"), *policies)

    assert value(reading, "namespace:shop", "mesh_authorization") == expected


def test_a_demand_on_a_workload_comes_before_that_of_its_namespace() -> None:
    on_api = {
        mode: peers(mode, extra=", selector: {matchLabels: {app: api}}").replace("default", "api")
        for mode in ("STRICT", "PERMISSIVE")
    }

    assert with_mesh_tls(INJECTED, on_api["STRICT"]) == MUTUAL
    assert with_mesh_tls(INJECTED, peers("STRICT"), on_api["PERMISSIVE"]) == {"encrypted": False}
    assert with_mesh_tls(INJECTED, peers("PERMISSIVE"), on_api["STRICT"]) == MUTUAL
