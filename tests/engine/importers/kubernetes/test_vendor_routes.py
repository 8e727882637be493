"""Routes of Traefik, Contour and OpenShift open ways in like Ingresses do."""

import pytest

from tests.engine.importers.kubernetes.manifests import messages, read_manifests
from threatmodel.engine.importers import Reading
from threatmodel.engine.model import Element, Flow

_SHOP = """apiVersion: apps/v1
kind: Deployment
metadata: {name: shop}
spec:
  selector: {matchLabels: {app: shop}}
  template:
    metadata: {labels: {app: shop}}
    spec: {containers: [{name: c, image: 'example.com/shop:1', ports: [{name: web, containerPort: 8080}]}]}
"""
_SERVICE = """apiVersion: v1
kind: Service
metadata: {name: shop}
spec: {selector: {app: shop}, ports: [{name: http, port: 80, targetPort: web}, {name: admin, port: 81}]}
"""
_MIDDLEWARE = "apiVersion: traefik.io/v1alpha1\nkind: Middleware\nmetadata: {name: %s}\nspec: {%s: {}}\n"


def _traefik(route: str, more: str = "") -> str:
    return (
        "apiVersion: traefik.io/v1alpha1\nkind: IngressRoute\nmetadata: {name: door}\nspec:\n"
        "  entryPoints: [web]\n  routes:\n"
        f"  - {{kind: Rule, services: [{{name: shop, port: 80}}], {route}}}\n{more}"
    )


def _contour(host: str, name: str = "door", routes: str = "[{services: [{name: shop, port: 80}]}]") -> str:
    return (
        f"apiVersion: projectcontour.io/v1\nkind: HTTPProxy\nmetadata: {{name: {name}}}\n"
        f"spec: {{{host}routes: {routes}}}\n"
    )


def _openshift(spec: str) -> str:
    return (
        "apiVersion: route.openshift.io/v1\nkind: Route\nmetadata: {name: door}\n"
        f"spec: {{to: {{kind: Service, name: shop}}, {spec}}}\n"
    )


def _read(*doors: str) -> Reading:
    return read_manifests(_SHOP, _SERVICE, *doors)


def _flow(reading: Reading) -> Flow:
    (flow,) = reading.model.flows.values()
    return flow


def _door(reading: Reading, kind: str = "IngressRoute") -> Element:
    return reading.model.elements[f"k8s:default/{kind}/door"]


@pytest.mark.parametrize(
    ("door", "hosts", "encrypted"),
    [
        (_traefik("match: 'Host(`a.example.io`) && PathPrefix(`/x`)'"), ["a.example.io"], False),
        (_traefik("match: 'Host(`a.io`, `b.io`) || Host(`c.io`)'"), ["a.io", "b.io", "c.io"], False),
        (_traefik("match: 'PathPrefix(`/x`)'", "  tls: {secretName: cert}\n"), ["*"], True),
        (_traefik("match: 'Host(`a.io`)'", "  tls: {}\n"), ["a.io"], True),
        (_traefik("match: x").replace("[web]", "[websecure]"), ["*"], True),
        (_contour("virtualhost: {fqdn: a.io}, "), ["a.io"], False),
        (_contour("virtualhost: {fqdn: a.io, tls: {secretName: certs/cert}}, "), ["a.io"], True),
        (_openshift("host: a.io, port: {targetPort: http}"), ["a.io"], False),
        (_openshift("port: {targetPort: 8080}, tls: {termination: edge}"), ["*"], True),
        (_openshift("tls: {termination: edge, insecureEdgeTerminationPolicy: Allow}"), ["*"], False),
    ],
)
def test_a_route_lets_the_internet_in(door: str, hosts: list[str], encrypted: bool) -> None:
    reading = _read(door)

    flow = _flow(reading)
    assert (flow.source, flow.destination) == ("internet", "k8s:default/Deployment/shop")
    assert (flow.facts["port"].value, flow.facts["encrypted"].value) == (8080, encrypted)
    kind = next(k for k in ("IngressRoute", "HTTPProxy", "Route") if f"kind: {k}\n" in door)
    element = _door(reading, kind)
    assert element.kind == "ingress"
    assert element.facts["hosts"].value == hosts
    assert element.facts["tls"].value is encrypted
    assert [e.uid for e in reading.model.related("selects", element.uid)] == ["k8s:default/Service/shop"]
    assert not messages(reading)


def test_a_route_says_which_object_opens_it() -> None:
    assert _flow(_read(_traefik("match: 'Host(`a.io`)'"))).why == (
        "IngressRoute door routes host a.io to Service shop."
    )


@pytest.mark.parametrize(
    ("key", "fact"),
    [("basicAuth", "authentication"), ("forwardAuth", "authentication"), ("rateLimit", "rate_limited")],
)
def test_a_middleware_guards_a_route(key: str, fact: str) -> None:
    door = _door(_read(_traefik("match: x, middlewares: [{name: guard}]"), _MIDDLEWARE % ("guard", key)))

    assert door.facts[fact].value is True
    assert door.facts[fact].source.why == f"Middleware guard sets {key} for it."


def test_a_middleware_of_one_route_does_not_guard_the_other() -> None:
    two = _traefik(
        "match: x, middlewares: [{name: guard}]",
        "  - {match: y, kind: Rule, services: [{name: shop, port: 81}]}\n",
    )

    assert "authentication" not in _door(_read(two, _MIDDLEWARE % ("guard", "basicAuth"))).facts


def test_a_route_that_redirects_serves_nothing_in_the_clear() -> None:
    reading = _read(_traefik("match: x, middlewares: [{name: up}]"), _MIDDLEWARE % ("up", "redirectScheme"))

    assert _flow(reading).facts["encrypted"].value is True
    assert _door(reading).facts["tls"].value is True


def test_a_proxy_has_the_host_of_the_one_that_includes_it() -> None:
    parent = _contour("virtualhost: {fqdn: a.io, tls: {}}, includes: [{name: door}], ", "parent", "[]")

    assert _door(_read(parent, _contour("")), "HTTPProxy").facts["hosts"].value == ["a.io"]


def test_proxies_that_include_each_other_end() -> None:
    one, other = _contour("includes: [{name: b}], ", "a"), _contour("includes: [{name: a}], ", "b")

    assert len(_read(one, other).model.flows) == 1


def test_a_route_leads_into_another_namespace() -> None:
    elsewhere = _traefik("match: x").replace("name: shop,", "name: shop, namespace: default,")
    reading = _read(elsewhere.replace("{name: door}", "{name: door, namespace: edge}"))

    assert _flow(reading).destination == "k8s:default/Deployment/shop"


def test_a_route_of_knative_is_none() -> None:
    reading = _read(_openshift("host: a.io").replace("route.openshift.io", "serving.knative.dev"))

    assert reading.model.flows == {}
    assert "Kind Route of apiVersion serving.knative.dev/v1 is not supported" in messages(reading)[0]


@pytest.mark.parametrize(
    ("labels", "entrances"),
    [("", ["internet"]), ("networking.knative.dev/visibility: cluster-local", [])],
)
def test_a_service_of_knative_is_published_unless_a_label_keeps_it_inside(
    labels: str, entrances: list[str]
) -> None:
    reading = read_manifests(
        "apiVersion: serving.knative.dev/v1\nkind: Service\n"
        f"metadata: {{name: hello, labels: {{{labels}}}}}\n"
        "spec: {template: {spec: {containers: [{image: example.com/hello:1}]}}}\n"
    )

    assert [flow.source for flow in reading.model.flows.values()] == entrances
    assert not [message for message in messages(reading) if "no name" in message]


def _shared(name: str, spec: str) -> str:
    head = "apiVersion: traefik.io/v1alpha1\nkind: TraefikService\n"
    return f"{head}metadata: {{name: {name}}}\nspec: {{{spec}}}\n"


@pytest.mark.parametrize(
    "shared",
    [
        [_shared("canary", "weighted: {services: [{name: shop, port: 80, weight: 1}]}")],
        [_shared("canary", "mirroring: {name: shop, port: 80}")],
        [
            _shared("canary", "weighted: {services: [{kind: TraefikService, name: inner}]}"),
            _shared(
                "inner",
                "weighted: {services: [{name: shop, port: 80}, {kind: TraefikService, name: canary}]}",
            ),
        ],
    ],
)
def test_a_route_leads_on_through_services_of_traefik(shared: list[str]) -> None:
    door = _traefik("match: 'Host(`a.io`)'").replace(
        "{name: shop, port: 80}", "{kind: TraefikService, name: canary}"
    )

    assert _flow(_read(door, *shared)).destination == "k8s:default/Deployment/shop"


def test_a_route_to_nothing_of_the_files_keeps_its_hosts() -> None:
    door = _traefik("match: 'Host(`a.io`)'").replace(
        "{name: shop", "{kind: TraefikService, name: api@internal"
    )

    assert _door(_read(door)).facts["hosts"].value == ["a.io"]


@pytest.mark.parametrize(
    ("name", "tls"), [("https-redirect", True), ("redirect-to-https", True), ("login", False)]
)
def test_a_middleware_that_no_file_declares_redirects_when_it_is_called_so(name: str, *, tls: bool) -> None:
    reading = _read(_traefik(f"match: 'Host(`shop.example`)', middlewares: [{{name: {name}}}]"))

    assert _door(reading).facts["tls"].value is tls
