"""Routes: what the gateways of the Gateway API and of Istio lead on to."""

import pytest

from tests.engine.importers.kubernetes.manifests import messages, read_manifests
from threatmodel.engine.importers import Reading

WEB = """apiVersion: v1
kind: Pod
metadata: {name: web, namespace: shop, labels: {app: web}}
spec: {containers: [{name: c, image: 'nginx:1', ports: [{containerPort: 8080}]}]}
---
apiVersion: v1
kind: Service
metadata: {name: web, namespace: shop}
spec: {selector: {app: web}, ports: [{port: 80, targetPort: 8080}]}
"""
GATEWAY = """apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: {name: door, namespace: infra}
spec: {gatewayClassName: x, listeners: [{name: a, port: 443, protocol: HTTPS}]}
"""
ROUTE = """apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: to-web, namespace: shop}
spec:
  parentRefs: [{name: door, namespace: infra}]
  hostnames: [shop.example.com]
  rules:
  - backendRefs:
    - {name: web, port: 80}
"""
ISTIO = """apiVersion: networking.istio.io/v1
kind: Gateway
metadata: {name: door, namespace: shop}
spec: {selector: {istio: x}, servers: [{port: {number: 80, protocol: HTTP}, hosts: ['*']}]}
"""


def virtual_service(gateways: str, host: str = "web") -> str:
    return (
        "apiVersion: networking.istio.io/v1\nkind: VirtualService\nmetadata: {name: v, namespace: shop}\n"
        f"spec:\n  hosts: ['*']\n  gateways: {gateways}\n  http:\n  - route:\n"
        f"    - destination: {{host: {host}, port: {{number: 80}}}}\n"
    )


def entries(reading: Reading) -> list[tuple[str, str, object, object]]:
    return [
        (f.source, f.destination, f.facts["port"].value, f.facts["encrypted"].value)
        for f in reading.model.flows.values()
    ]


def test_a_route_leads_from_the_gateway_to_the_pods_of_its_service() -> None:
    reading = read_manifests(WEB, GATEWAY, ROUTE)

    assert entries(reading) == [("internet", "k8s:shop/Pod/web", 8080, True)]
    (flow,) = reading.model.flows.values()
    assert flow.why == "HTTPRoute to-web routes host shop.example.com from Gateway door to Service web."
    assert flow.provenance.line > 0
    selected = reading.model.related("selects", "k8s:infra/Gateway/door")
    assert [element.uid for element in selected] == ["k8s:shop/Service/web"]


@pytest.mark.parametrize(
    ("gateways", "host", "opens"),
    [
        ("[door]", "web", True),
        ("[shop/door]", "web.shop.svc.cluster.local", True),
        ("[./door]", "web", True),
        ("[mesh]", "web", False),
        ("[elsewhere/door]", "web", False),
        ("[door]", "gone", False),
        ("[door]", "web.other", False),
    ],
)
def test_a_virtual_service_opens_what_its_gateway_is_part_of_the_input(
    gateways: str, host: str, *, opens: bool
) -> None:
    reading = read_manifests(WEB, ISTIO, virtual_service(gateways, host))

    expected = [("internet", "k8s:shop/Pod/web", 8080, False)] if opens else []
    assert entries(reading) == expected


@pytest.mark.parametrize(
    ("change", "opens"),
    [
        (("", ""), True),
        (("name: door", "name: envoy-internal"), False),
        (("name: door", "name: internet-gateway"), True),
        (("shop.example.com", "shop.internal"), False),
        (("shop.example.com", "web.shop.svc.cluster.local"), False),
        (("shop.example.com", "'*.home.arpa'"), False),
        (("hostnames: [shop.example.com]", "hostnames: []"), False),
        (("kind: HTTPRoute", "kind: TCPRoute"), False),
    ],
)
def test_a_route_with_hosts_is_public_though_no_file_declares_its_gateway(
    change: tuple[str, str], *, opens: bool
) -> None:
    reading = read_manifests(WEB, ROUTE.replace(*change) if change[0] else ROUTE)

    flows = [(f.source, f.destination, f.facts["confidence"].value) for f in reading.model.flows.values()]
    assert flows == ([("internet", "k8s:shop/Pod/web", "medium")] if opens else [])
    assert any("taken as reachable from the internet" in one for one in messages(reading)) is opens


@pytest.mark.parametrize(("listener", "encrypted"), [("https", True), ("websecure", True), ("web", None)])
def test_the_name_of_a_listener_of_an_undeclared_gateway_says_whether_it_encrypts(
    listener: str, *, encrypted: bool | None
) -> None:
    named = ROUTE.replace("namespace: infra}]", f"namespace: infra, sectionName: {listener}}}]")

    (flow,) = read_manifests(WEB, named).model.flows.values()

    assert (flow.facts["encrypted"].value if "encrypted" in flow.facts else None) is encrypted


def test_hosts_of_a_service_entry_stand_outside() -> None:
    entry = (
        "apiVersion: networking.istio.io/v1\nkind: ServiceEntry\nmetadata: {name: e}\n"
        "spec: {hosts: [api.example.com, '*.example.org'], location: MESH_EXTERNAL}\n"
    )

    reading = read_manifests(entry)

    outside = [e for e in reading.model.elements.values() if e.kind == "external-service"]
    assert [(e.name, e.parent) for e in outside] == [("api.example.com", "internet")]


@pytest.mark.parametrize(
    "spec", ["{rules: 1}", "{parentRefs: [7], rules: [{backendRefs: [x]}]}", "[]", "{http: {a: 1}}"]
)
@pytest.mark.parametrize(
    ("kind", "group"),
    [("HTTPRoute", "gateway.networking.k8s.io"), ("VirtualService", "networking.istio.io")],
)
def test_routes_of_any_shape_are_read_or_reported(kind: str, group: str, spec: str) -> None:
    reading = read_manifests(
        WEB, f"apiVersion: {group}/v1\nkind: {kind}\nmetadata: {{name: r}}\nspec: {spec}\n"
    )

    assert "k8s:shop/Pod/web" in reading.model.elements


def grant(origin: str = "HTTPRoute", namespace: str = "front", to: str = "{group: '', kind: Service}") -> str:
    return (
        "apiVersion: gateway.networking.k8s.io/v1beta1\nkind: ReferenceGrant\n"
        "metadata: {name: g, namespace: shop}\nspec:\n"
        f"  from: [{{group: gateway.networking.k8s.io, kind: {origin}, namespace: {namespace}}}]\n"
        f"  to: [{to}]\n"
    )


@pytest.mark.parametrize(
    ("granting", "granted"),
    [
        ("", False),
        (grant(), True),
        (grant(to="{group: '', kind: Service, name: web}"), True),
        (grant(to="{group: '', kind: Service, name: other}"), False),
        (grant(to="{group: '', kind: Secret}"), False),
        (grant("GRPCRoute"), False),
        (grant(namespace="shop"), False),
    ],
)
def test_a_route_into_a_namespace_that_does_not_grant_it_is_reported(granting: str, granted: bool) -> None:
    route = ROUTE.replace("namespace: shop", "namespace: front").replace(
        "web, port", "web, namespace: shop, port"
    )

    reading = read_manifests(WEB, GATEWAY, route, *filter(None, [granting]))

    told = [
        (p.file, p.line) for p in reading.problems if "without a ReferenceGrant in the files" in p.message
    ]
    assert told == ([] if granted else [("3.yaml", 9)])
    assert len(reading.model.flows) == 1


def test_a_gateway_that_no_file_declares_is_reported_once_for_all_its_routes() -> None:
    route = (
        "apiVersion: gateway.networking.k8s.io/v1\nkind: HTTPRoute\nmetadata: {name: %s, namespace: shop}\n"
        "spec: {parentRefs: [{name: edge, namespace: infra}], rules: []}\n"
    )

    told = messages(read_manifests(route % "one", route % "two"))

    assert told[0].startswith(
        "HTTPRoute one and 1 more is attached to Gateway edge in namespace infra, which no"
    )
    assert told[1].startswith("The input contains only objects that refer to others.")


# --- listeners ------------------------------------------------------------------------------------


def gateway(*listeners: str, namespace: str = "shop") -> str:
    return (
        "apiVersion: gateway.networking.k8s.io/v1\nkind: Gateway\n"
        f"metadata: {{name: door, namespace: {namespace}}}\n"
        f"spec: {{gatewayClassName: x, listeners: [{', '.join(listeners)}]}}\n"
    )


def route(kind: str = "HTTPRoute", parent: str = "name: door", rest: str = "", backend: str = "") -> str:
    reference = backend or "{name: web, port: 80}"
    return (
        f"apiVersion: gateway.networking.k8s.io/v1\nkind: {kind}\nmetadata: {{name: r, namespace: shop}}\n"
        f"spec: {{parentRefs: [{{{parent}}}], {rest}rules: [{{backendRefs: [{reference}]}}]}}\n"
    )


PLAIN = "{name: plain, port: 80, protocol: HTTP}"
SECURE = "{name: secure, port: 8443, protocol: HTTPS}"
RAW = "{name: raw, port: 5432, protocol: TCP}"
PASSED = "{name: passed, port: 443, protocol: TLS, tls: {mode: Passthrough}}"


def doors(*texts: str) -> tuple[set[object], list[str]]:
    """Port outside, encryption and protocol of the ways in, and why gateways refuse routes."""
    reading = read_manifests(WEB, *texts)
    told = [p.message for p in reading.problems if "rejects it" in p.message]
    facts = [flow.facts for flow in reading.model.flows.values()]
    names = ("published_port", "encrypted", "protocol")
    return {tuple(one[name].value if name in one else None for name in names) for one in facts}, told


@pytest.mark.parametrize(
    ("kind", "parent", "listeners", "expected"),
    [
        ("HTTPRoute", "name: door", (PLAIN,), (80, False, "http")),
        ("HTTPRoute", "name: door", (SECURE,), (8443, True, "https")),
        ("HTTPRoute", "name: door, sectionName: secure", (PLAIN, SECURE), (8443, True, "https")),
        ("HTTPRoute", "name: door, port: 8443", (PLAIN, SECURE), (8443, True, "https")),
        ("GRPCRoute", "name: door", (SECURE,), (8443, True, "grpc")),
        ("GRPCRoute", "name: door", (PLAIN,), (80, False, "grpc")),
        ("TLSRoute", "name: door", (PLAIN, PASSED), (443, True, "tls")),
        ("TCPRoute", "name: door", (PLAIN, RAW), (5432, False, "http")),  # what nginx speaks
        ("UDPRoute", "name: door", ("{name: u, port: 53, protocol: UDP}",), (53, None, "udp")),
        ("HTTPRoute", "name: door", ("{name: v, port: 81, protocol: example.com/bar}",), (81, False, "http")),
    ],
)
def test_a_route_is_reached_by_the_listeners_it_hangs_on(
    kind: str, parent: str, listeners: tuple[str, ...], expected: tuple[object, ...]
) -> None:
    assert doors(gateway(*listeners), route(kind, parent)) == ({expected}, [])


def test_one_listener_without_encryption_is_enough_to_be_read() -> None:
    (flow,) = read_manifests(WEB, gateway(PLAIN, SECURE), route()).model.flows.values()

    assert flow.facts["encrypted"].value is False


def allowing(words: str) -> str:
    return PLAIN.replace("}", f", allowedRoutes: {words}}}")


@pytest.mark.parametrize(
    ("listener", "place", "refusal"),
    [
        (PLAIN, "shop", ""),
        (PLAIN, "infra", "its listeners do not allow routes in namespace shop"),
        (allowing("{namespaces: {from: All}}"), "infra", ""),
        (
            allowing("{namespaces: {from: None}}"),
            "shop",
            "its listeners do not allow routes in namespace shop",
        ),
        (allowing("{namespaces: {from: Selector, selector: {matchLabels: {team: red}}}}"), "infra", ""),
        (
            allowing("{namespaces: {from: Selector, selector: {matchLabels: {team: blue}}}}"),
            "infra",
            "its listeners do not allow routes in namespace shop",
        ),
        (allowing("{kinds: [{kind: GRPCRoute}]}"), "shop", "none of its listeners serves a HTTPRoute"),
        (RAW, "shop", "none of its listeners serves a HTTPRoute"),
        (PLAIN.replace("}", ", hostname: '*.example.com'}"), "shop", ""),
        (PLAIN.replace("}", ", hostname: other.org}"), "shop", "its listeners are for other hosts"),
    ],
)
def test_a_route_that_its_gateway_refuses_is_reported_and_added(
    listener: str, place: str, refusal: str
) -> None:
    namespace = "apiVersion: v1\nkind: Namespace\nmetadata: {name: shop, labels: {team: red}}\n"
    hanging = route(parent=f"name: door, namespace: {place}", rest="hostnames: [shop.example.com], ")

    found, told = doors(namespace, gateway(listener, namespace=place), hanging)

    assert len(found) == 1
    assert [text.partition("rejects it: ")[2].partition(".")[0] for text in told] == (
        [refusal] if refusal else []
    )


def test_labels_of_a_namespace_that_no_file_declares_refuse_nothing() -> None:
    listener = allowing("{namespaces: {from: Selector, selector: {matchLabels: {team: blue}}}}")

    assert doors(gateway(listener, namespace="infra"), route(parent="name: door, namespace: infra"))[1] == []


def test_a_backend_without_a_share_gets_nothing_and_a_mirror_a_copy() -> None:
    other = WEB.replace("web", "shadow")
    idle = route(backend="{name: web, port: 80}, {name: shadow, port: 80, weight: 0}")
    mirror = (
        "{name: web, port: 80, filters: [{type: RequestMirror, requestMirror: {backendRef: {name: shadow}}}]}"
    )

    def reached(text: str) -> set[str]:
        return {
            flow.destination for flow in read_manifests(WEB, other, gateway(PLAIN), text).model.flows.values()
        }

    assert reached(idle) == {"k8s:shop/Pod/web"}
    assert reached(route(backend=mirror)) == {"k8s:shop/Pod/web", "k8s:shop/Pod/shadow"}


def test_mirrors_of_a_virtual_service_get_a_copy_too() -> None:
    mirrored = virtual_service("[door]") + "    mirror: {host: shadow}\n"

    flows = read_manifests(WEB, WEB.replace("web", "shadow"), ISTIO, mirrored).model.flows.values()

    assert {flow.destination for flow in flows} == {"k8s:shop/Pod/web", "k8s:shop/Pod/shadow"}


def test_a_server_that_only_redirects_is_no_way_in() -> None:
    servers = (
        "{port: {number: 80, protocol: HTTP}, tls: {httpsRedirect: true}, hosts: ['*']}, "
        "{port: {number: 443, protocol: HTTPS}, hosts: ['*']}"
    )
    istio = ISTIO.replace("{port: {number: 80, protocol: HTTP}, hosts: ['*']}", servers)

    assert doors(istio, virtual_service("[door]")) == ({(443, True, "https")}, [])


@pytest.mark.parametrize("granted", [False, True])
def test_a_gateway_reads_the_secrets_of_its_certificates(*, granted: bool) -> None:
    secure = SECURE.replace("}", ", tls: {certificateRefs: [{name: cert, namespace: certs}]}}")
    allowed = (
        "apiVersion: gateway.networking.k8s.io/v1beta1\nkind: ReferenceGrant\n"
        "metadata: {name: g, namespace: certs}\nspec:\n"
        "  from: [{group: gateway.networking.k8s.io, kind: Gateway, namespace: shop}]\n"
        "  to: [{group: '', kind: Secret}]\n"
    )

    reading = read_manifests(WEB, gateway(secure), *([allowed] if granted else []))

    read = reading.model.related("reads_secret", "k8s:shop/Gateway/door")
    assert [element.uid for element in read] == ["k8s:certs/Secret/cert"]
    told = [p.message for p in reading.problems if "uses the certificate" in p.message]
    assert len(told) == (0 if granted else 1)
