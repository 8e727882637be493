"""An Ingress without TLS is one threat, and says how much is disclosed by what is behind it."""

import pytest

from tests.engine.importers.kubernetes.manifests import deployment, read_manifests
from threatmodel.engine.analysis.rule_evaluation import Threat, analyze
from threatmodel.engine.library.loader import load_library

MANIFESTS = """
apiVersion: v1
kind: Service
metadata: {name: web}
spec: {selector: {app: web}, ports: [{port: 80, targetPort: 8080}]}
---
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: {name: shop}
spec:
  TLS
  rules:
    - host: shop.example
      http: {paths: [{path: /, pathType: Prefix, backend: {service: {name: web, port: {number: 80}}}}]}
"""
RULES = {"ingress-without-tls", "flow-plaintext-from-outside"}


OTHER_PORT = """
---
apiVersion: v1
kind: Service
metadata: {name: admin}
spec: {type: LoadBalancer, selector: {app: web}, ports: [{name: http, port: 9090, targetPort: 9090}]}
"""


def threats(
    *, image: str = "example.com/shop/web:1.2.3", env: str = "", tls: str = "", more: str = ""
) -> list[Threat]:
    text = deployment(f"image: {image}, ports: [{{containerPort: 8080}}], env: [{env}]") + MANIFESTS + more
    return threats_of(text.replace("TLS", tls))


def threats_of(text: str) -> list[Threat]:
    model = read_manifests(text).model
    return [one for one in analyze(model, load_library()).threats if one.rule in RULES]


def test_one_ingress_is_one_threat_with_the_flow_that_it_lets_in() -> None:
    (found,) = threats(env="{name: SESSION_SECRET, valueFrom: {secretKeyRef: {name: web, key: session}}}")

    assert (found.rule, found.element) == ("ingress-without-tls", "k8s:default/Ingress/shop")
    assert [one.fact for one in found.evidence] == ["tls", "exposed_by"]
    assert found.evidence[1].value == "flow:internet->k8s:default/Deployment/web:8080"


@pytest.mark.parametrize(
    ("image", "env", "severity"),
    [
        ("example.com/shop/web:1.2.3", "", "low"),
        ("example.com/shop/web:1.2.3", "{name: KEY, valueFrom: {secretKeyRef: {name: w, key: k}}}", "medium"),
        ("quay.io/keycloak/keycloak:26.0", "", "high"),
    ],
)
def test_its_severity_is_that_of_what_is_behind_it(image: str, env: str, severity: str) -> None:
    (found,) = threats(image=image, env=env)

    assert found.severity == severity


def test_an_ingress_with_tls_is_none() -> None:
    assert threats(tls="tls: [{hosts: [shop.example], secretName: shop}]") == []


def test_a_port_that_no_ingress_leads_to_has_a_threat_of_its_own() -> None:
    found = threats(more=OTHER_PORT)

    assert {(one.rule, one.element) for one in found} == {
        ("ingress-without-tls", "k8s:default/Ingress/shop"),
        ("flow-plaintext-from-outside", "flow:internet->k8s:default/Deployment/web:9090"),
    }
    (ingress,) = (one for one in found if one.rule == "ingress-without-tls")
    assert ingress.evidence[1].value == "flow:internet->k8s:default/Deployment/web:8080"


GATEWAY = """
apiVersion: networking.istio.io/v1
kind: Gateway
metadata: {name: edge}
spec:
  selector: {istio: ingressgateway}
  servers: [{port: {number: 80, name: http, protocol: HTTP}, hosts: ["*"]}]
---
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: {name: shop}
spec:
  hosts: ["*"]
  gateways: [edge]
  http: [{match: [MATCHES], route: [{destination: {host: elsewhere}}]}]
"""
ROUTE = """
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: {name: edge}
spec: {DEFAULT rules: [{http: {paths: [PATHS]}}]}
"""


@pytest.mark.parametrize(
    ("matches", "severity"),
    [
        ("{uri: {prefix: /.well-known/acme-challenge/}}", "low"),
        ("{uri: {prefix: /.well-known/acme-challenge/}}, {uri: {prefix: /shop}}", "medium"),
        ("{uri: {exact: /productpage}}, {uri: {exact: /login}}", "high"),
        ("{uri: {exact: /oauth2/callback}}", "high"),
        ("{uri: {exact: /author}}", "medium"),
        ("{uri: {regex: '/log[i]n'}}, {uri: {prefix: /.well-known/acme-challenge/}}", "medium"),
        ("", "medium"),
    ],
)
def test_the_only_paths_of_a_gateway_say_whether_users_log_in_behind_it(matches: str, severity: str) -> None:
    (threat,) = threats_of(GATEWAY.replace("MATCHES", matches))

    assert threat.severity == severity


@pytest.mark.parametrize(
    ("path", "has_default", "severity"),
    [
        ("/.well-known/acme-challenge/token", "", "low"),
        (
            "/.well-known/acme-challenge/token",
            "defaultBackend: {service: {name: b, port: {number: 80}}},",
            "medium",
        ),
        ("/admin/login", "", "high"),
        ("/", "", "medium"),
    ],
)
def test_the_only_paths_of_an_ingress_say_it_as_well(path: str, has_default: bool, severity: str) -> None:
    service = "service: {name: elsewhere, port: {number: 80}}"
    text = ROUTE.replace("PATHS", f"{{path: {path}, pathType: Prefix, backend: {{{service}}}}}")
    text = text.replace("DEFAULT ", f"defaultBackend: {{{service}}}, " if has_default else "")

    (threat,) = threats_of(text)

    assert threat.severity == severity
