"""Authorization in service meshes: policies of Istio and Linkerd count for what they select."""

import pytest

from tests.engine.importers.kubernetes.manifests import read_manifests, value

SHOP = "apiVersion: v1\nkind: Namespace\nmetadata: {{name: shop{}}}\n"
INJECTED = SHOP.format(", labels: {istio-injection: enabled}")


def policy(spec: str) -> str:
    return (
        "apiVersion: security.istio.io/v1\nkind: AuthorizationPolicy\n"
        f"metadata: {{name: p, namespace: shop}}\nspec: {spec}\n"
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
        ([policy("{targetRefs: [{kind: Service, name: elsewhere}]}")], "absent"),
        ([policy("{targetRefs: [{kind: Gateway, name: waypoint}]}")], "restricted"),
        ([policy("{action: DENY, rules: [{to: [{operation: {paths: [/admin]}}]}]}")], "absent"),
        ([policy("{action: DENY, rules: [{from: [{source: {notNamespaces: [shop]}}]}]}")], "restricted"),
        ([policy("{action: DENY, rules: [{}]}")], "restricted"),
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
        ([_linkerd("AuthorizationPolicy", "{targetRef: {kind: Server, name: none}}")], "absent"),
        ([SERVER.replace("podSelector", "externalWorkloadSelector")], "absent"),
        ([SERVER.replace("port: 80", "accessPolicy: audit")], "allow-all"),
    ],
)
def test_a_server_of_linkerd_is_about_the_pods_it_selects(policies: list[str], expected: str) -> None:
    joined = SHOP.format(", annotations: {linkerd.io/inject: enabled}")

    reading = read_manifests(joined, _served("web", "api"), *policies)

    assert value(reading, "namespace:shop", "mesh_authorization") == expected


def test_servers_of_one_name_in_two_namespaces_keep_their_labels() -> None:
    joined = SHOP.format(", annotations: {linkerd.io/inject: enabled}")
    known = "{server: {selector: {matchLabels: {x: y}}}, client: {meshTLS: {}}}"
    labeled = SERVER.replace("namespace: shop", "namespace: shop, labels: {x: y}")
    other = SERVER.replace("namespace: shop", "namespace: till, labels: {x: z}")

    reading = read_manifests(
        joined, _served("web", "api"), labeled, other, _linkerd("ServerAuthorization", known)
    )

    assert value(reading, "namespace:shop", "mesh_authorization") == "partial"
