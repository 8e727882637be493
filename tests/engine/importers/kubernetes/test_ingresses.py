"""What Ingresses and the settings of their controllers say of the proxy that serves them."""

import pytest

from tests.engine.importers.kubernetes.manifests import pod, read_manifests, value
from tests.engine.importers.kubernetes.test_network import ingress


@pytest.mark.parametrize(
    ("annotation", "text", "injects"),
    [
        ("nginx.ingress.kubernetes.io/auth-url", "https://sso.example/auth", False),
        ("nginx.ingress.kubernetes.io/auth-url", "https://sso.example/#;}} load_module x", True),
        ("nginx.ingress.kubernetes.io/auth-tls-match-cn", "CN=(web|shop)", False),
        ("nginx.ingress.kubernetes.io/auth-tls-match-cn", "CN=x #(\\n){} }", True),
        ("nginx.ingress.kubernetes.io/rewrite-target", "/$1", False),
        ("nginx.ingress.kubernetes.io/rewrite-target", "/;\\nalias /etc/", True),
        ("nginx.ingress.kubernetes.io/permanent-redirect", "https://shop.example;return 200", True),
        ("nginx.ingress.kubernetes.io/mirror-target", "https://${host}.example$request_uri", False),
        ("nginx.ingress.kubernetes.io/server-alias", "~^[a-z]{2,8}[.]example$", False),
        ("shop.example/comment", "one; two {three}", False),
    ],
)
def test_annotation_that_ends_a_directive_injects_configuration(
    annotation: str, text: str, injects: bool
) -> None:
    reading = read_manifests(ingress("{}", metadata=f', annotations: {{{annotation}: "{text}"}}'))

    assert value(reading, "k8s:default/Ingress/i", "injected_configuration") == [annotation] * injects
    assert text not in repr(reading.model.elements["k8s:default/Ingress/i"].facts)


def test_path_that_ends_a_directive_injects_configuration() -> None:
    paths = "[{path: '/a[0-9]{2}(/|$)', backend: {service: {name: web}}}, {path: '/x/ { deny all; }'}]"
    reading = read_manifests(ingress(f"{{rules: [{{host: a.example, http: {{paths: {paths}}}}}]}}"))

    assert value(reading, "k8s:default/Ingress/i", "injected_configuration") == ["path"]


def test_ingress_names_further_hosts_and_who_gets_a_copy_of_its_requests() -> None:
    text = ingress(
        "{rules: [{host: a.example, http: {paths: [{backend: {service: {name: web}}}]}}]}",
        metadata=", annotations: {nginx.ingress.kubernetes.io/server-alias: 'B.example, ~^c[.]example$',"
        " nginx.ingress.kubernetes.io/mirror-target: 'https://user:word@Copy.example/$request_uri',"
        " nginx.org/location-snippets: x}",
    )
    reading = read_manifests(text)

    uid = "k8s:default/Ingress/i"
    assert value(reading, uid, "hosts") == ["a.example", "b.example"]
    assert value(reading, uid, "mirrored_to") == "copy.example"
    assert value(reading, uid, "snippets") == ["nginx.org/location-snippets"]


def test_settings_open_an_ingress_controller() -> None:
    reading = read_manifests(
        "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: settings}\n"
        "data: {allow-snippet-annotations: 'true', annotations-risk-level: Critical,"
        " strict-validate-path-type: 'true'}\n",
        pod(
            "{containers: [{name: main, image: x,"
            " args: [--enable-annotation-validation=false, -enable-snippets]}, "
            "{name: closed, image: x, args: [--enable-snippets=false, --v=1]},"
            " {name: other, image: x, args: [--v=1]}]}"
        ),
    )

    opened = "open_ingress_settings"
    assert value(reading, "k8s:default/ConfigMap/settings", opened) == [
        "allow-snippet-annotations",
        "annotations-risk-level",
    ]
    assert value(reading, "k8s:default/Pod/app/main", opened) == [
        "--enable-annotation-validation",
        "-enable-snippets",
    ]
    assert value(reading, "k8s:default/Pod/app/closed", opened) == []
    assert value(reading, "k8s:default/Pod/app/other", opened) is None


@pytest.mark.parametrize(("resource", "judges"), [("ingresses", True), ("pods", None)])
def test_workload_behind_a_webhook_for_ingresses_is_marked(resource: str, judges: bool | None) -> None:
    reading = read_manifests(
        "apiVersion: v1\nkind: Pod\nmetadata: {name: guard, labels: {app: guard}}\n"
        "spec: {containers: [{name: c, image: guard}]}\n",
        "apiVersion: v1\nkind: Service\nmetadata: {name: guard}\n"
        "spec: {selector: {app: guard}, ports: [{port: 443}]}\n",
        "apiVersion: admissionregistration.k8s.io/v1\nkind: ValidatingWebhookConfiguration\n"
        "metadata: {name: g}\n"
        "webhooks: [{name: v.guard.io, clientConfig: {service: {name: guard, namespace: default}},"
        f" rules: [{{operations: [CREATE], resources: [{resource}], apiGroups: [networking.k8s.io]}}]}}]\n",
    )

    assert value(reading, "k8s:default/Pod/guard", "ingress_webhook") is judges


def test_a_controller_has_the_fixes_of_its_version() -> None:
    pods = [
        f"apiVersion: v1\nkind: Pod\nmetadata: {{name: {name}}}\n"
        f"spec: {{containers: [{{name: c, image: 'registry.k8s.io/ingress-nginx/controller:{tag}'}}]}}\n"
        for name, tag in (("new", "v1.15.1"), ("old", "v1.9.4"))
    ]

    reading = read_manifests(*pods)

    assert value(reading, "k8s:default/Pod/new", "fixed_exploits") == ["CVE-2025-1974"]
    assert value(reading, "k8s:default/Pod/old", "fixed_exploits") is None


@pytest.mark.parametrize(
    ("annotations", "tls", "plain"),
    [
        ("nginx.ingress.kubernetes.io/ssl-redirect: 'false'", "tls: [{secretName: c}], ", True),
        ("nginx.ingress.kubernetes.io/ssl-redirect: 'true'", "tls: [{secretName: c}], ", None),
        (
            "nginx.ingress.kubernetes.io/ssl-redirect: 'false'",
            "",
            None,
        ),  # without TLS there is nothing beside it
    ],
)
def test_switched_off_redirect_serves_plain_http_beside_tls(
    annotations: str, tls: str, plain: bool | None
) -> None:
    spec = (
        f"{{{tls}rules: [{{host: a.example, http: {{paths: [{{backend: {{service: {{name: web}}}}}}]}}}}]}}"
    )
    reading = read_manifests(ingress(spec, metadata=f", annotations: {{{annotations}}}"))

    assert value(reading, "k8s:default/Ingress/i", "plain_http") is plain


@pytest.mark.parametrize(
    ("verify", "authenticates"), [("", True), ("on", True), ("optional", None), ("off", None)]
)
def test_client_certificates_authenticate_where_they_are_required(
    verify: str, authenticates: bool | None
) -> None:
    more = f", nginx.ingress.kubernetes.io/auth-tls-verify-client: '{verify}'" if verify else ""
    metadata = f", annotations: {{nginx.ingress.kubernetes.io/auth-tls-secret: default/ca{more}}}"

    assert value(
        read_manifests(ingress("{}", metadata=metadata)), "k8s:default/Ingress/i", "authentication"
    ) is (authenticates)


@pytest.mark.parametrize(
    ("annotations", "authenticated"),
    [
        ("nginx.ingress.kubernetes.io/auth-url: 'https://sso.example/auth'", True),
        ("nginx.ingress.kubernetes.io/auth-secret: users", None),  # without auth-type it is not read
        ("alb.ingress.kubernetes.io/auth-type: oidc", True),
        (
            (
                "alb.ingress.kubernetes.io/auth-type: oidc, "
                "alb.ingress.kubernetes.io/auth-on-unauthenticated-request: allow"
            ),
            None,
        ),
        ("shop.example/comment: none", None),
    ],
)
def test_calls_through_an_ingress_with_a_login_are_authenticated(
    annotations: str, *, authenticated: bool | None
) -> None:
    """A login that requests may go without is none."""
    web = (
        "apiVersion: v1\nkind: Service\nmetadata: {name: web}\n"
        "spec: {selector: {app: web}, ports: [{port: 80}]}\n---\n"
        "apiVersion: v1\nkind: Pod\nmetadata: {name: web, labels: {app: web}}\n"
        "spec: {containers: [{name: a, image: 'acme/web:1'}]}\n"
    )
    backend = "{service: {name: web, port: {number: 80}}}"
    rules = f"{{rules: [{{host: a.example, http: {{paths: [{{backend: {backend}}}]}}}}]}}"
    metadata = f", annotations: {{alb.ingress.kubernetes.io/scheme: internet-facing, {annotations}}}"
    reading = read_manifests(web, ingress(rules, metadata=metadata))

    (flow,) = [one for one in reading.model.flows.values() if one.source == "internet"]
    found = flow.facts.get("authenticated")
    assert (found.value if found else None) is authenticated
