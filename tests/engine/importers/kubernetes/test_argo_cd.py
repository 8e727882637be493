"""Argo CD: projects are pipelines that bring repositories into namespaces."""

import pytest

from tests.engine.importers.kubernetes.manifests import messages, read_manifests, value
from threatmodel.engine.importers import Reading

API = "apiVersion: argoproj.io/v1alpha1\n"
UID = "k8s:argocd/AppProject/shop"


def application(
    source: str = "repoURL: 'https://github.com/acme/deploy.git', path: shop",
    *,
    destination: str = "server: 'https://kubernetes.default.svc', namespace: shop",
    policy: str = "",
    project: str = "shop",
    name: str = "web",
) -> str:
    return (
        f"{API}kind: Application\nmetadata: {{name: {name}, namespace: argocd}}\n"
        f"spec: {{project: {project}, source: {{{source}}}, destination: {{{destination}}}"
        f"{', syncPolicy: ' + policy if policy else ''}}}\n"
    )


def project(spec: str) -> str:
    return f"{API}kind: AppProject\nmetadata: {{name: shop, namespace: argocd}}\nspec: {spec}\n"


def delivery(reading: Reading) -> dict[str, object]:
    (record,) = value(reading, UID, "deliveries")
    assert isinstance(record, dict)
    return record


def test_an_application_is_a_delivery_from_a_repository_to_a_namespace() -> None:
    reading = read_manifests(application(policy="{automated: {prune: true}}"))

    assert delivery(reading) == {
        "application": "web",
        "repository": "acme/deploy",
        "revision": "HEAD",
        "fixed": False,
        "namespace": "shop",
        "here": True,
        "automatic": True,
        "prunes": True,
        "self_heals": False,
    }
    (flow,) = reading.model.flows.values()
    assert (flow.source, flow.destination) == (UID, "repository:github.com/acme/deploy")
    assert (flow.facts["protocol"].value, flow.facts["encrypted"].value) == ("https", True)
    assert [place.uid for place in reading.model.related("deploys", UID)] == ["namespace:shop"]
    assert reading.model.elements["repository:github.com/acme/deploy"].parent == "internet"
    assert reading.model.elements[UID].source.origin == "inferred"
    assert not messages(reading)


@pytest.mark.parametrize(
    ("source", "uid", "protocol"),
    [
        ("repoURL: 'git@git.acme.dev:team/app.git'", "repository:git.acme.dev/team/app", "ssh"),
        ("repoURL: 'ssh://git@git.acme.dev:2222/team/app'", "repository:git.acme.dev/team/app", "ssh"),
        ("repoURL: 'http://u:canary@git.acme.dev/app'", "repository:git.acme.dev/app", "http"),
        ("repoURL: 'https://charts.acme.dev', chart: web", "registry:charts.acme.dev", "https"),
        ("repoURL: 'registry.acme.dev/charts', chart: web", "registry:registry.acme.dev", "oci"),
    ],
)
def test_repositories_are_distinguished_by_host_and_path(source: str, uid: str, protocol: str) -> None:
    reading = read_manifests(application(source))

    (flow,) = reading.model.flows.values()
    assert (flow.destination, flow.facts["protocol"].value) == (uid, protocol)
    assert flow.facts["encrypted"].value is (protocol != "http")
    assert "canary" not in repr(reading)


@pytest.mark.parametrize(
    ("source", "fixed"),
    [
        (f"repoURL: 'https://a.io/b', targetRevision: {'0a' * 20}", True),
        ("repoURL: 'https://a.io/b', targetRevision: v1.2.3", False),  # a tag can be moved
        ("repoURL: 'https://a.io/b', chart: c, targetRevision: 1.2.3", True),
        ("repoURL: 'https://a.io/b', chart: c, targetRevision: 1.2.*", False),
    ],
)
def test_a_revision_is_fixed_or_moves(source: str, *, fixed: bool) -> None:
    assert delivery(read_manifests(application(source)))["fixed"] is fixed


ANY_KIND = "clusterResourceWhitelist: [{group: '*', kind: '*'}]"
ADMITS_ALL = f"{{sourceRepos: ['*'], destinations: [{{namespace: '*'}}], {ANY_KIND}}}"
LIMITED = "{sourceRepos: ['https://a.io/*'], destinations: [{namespace: shop}], signatureKeys: [{keyID: A}]}"


@pytest.mark.parametrize(
    ("spec", "expected"),
    [(ADMITS_ALL, (False, False, True, False)), (LIMITED, (True, True, False, True))],
)
def test_a_project_says_what_it_limits(spec: str, expected: tuple[bool, ...]) -> None:
    reading = read_manifests(project(spec))

    names = (
        "sources_restricted",
        "destinations_restricted",
        "cluster_objects_allowed",
        "signatures_required",
    )
    assert tuple(value(reading, UID, name) for name in names) == expected


def test_the_default_project_admits_everything_and_of_another_nothing_is_known() -> None:
    reading = read_manifests(application(), application(project="default", name="other"))

    assert value(reading, "k8s:argocd/AppProject/default", "sources_restricted") is False
    assert value(reading, UID, "sources_restricted") is None


def test_another_cluster_is_not_this_one() -> None:
    reading = read_manifests(application(destination="server: 'https://prod.acme.dev', namespace: shop"))

    assert delivery(reading)["here"] is False
    assert not reading.model.related("deploys", UID)


def test_the_template_of_a_set_counts_as_far_as_no_parameter_is_in_it() -> None:
    template = (
        f"{API}kind: ApplicationSet\nmetadata: {{name: all, namespace: argocd}}\nspec: {{generators: [], "
        "template: {spec: {project: shop, destination: {namespace: '{{ns}}', server: '{{server}}'}, "
        "sources: [{repoURL: '{{url}}'}, {repoURL: 'https://github.com/acme/deploy'}]}}}\n"
    )

    assert delivery(read_manifests(template))["repository"] == "acme/deploy"


@pytest.mark.parametrize(("sources", "restricted"), [("['*']", False), ("['https://a.io/*']", True)])
def test_the_controller_is_limited_by_its_projects(sources: str, *, restricted: bool) -> None:
    controller = (
        "apiVersion: apps/v1\nkind: StatefulSet\nmetadata: {name: argocd-application-controller, "
        "namespace: argocd}\nspec: {template: {spec: {containers: [{name: argocd-application-controller, "
        "image: 'quay.io/argoproj/argocd:v3.0.0'}]}}}\n"
    )
    reading = read_manifests(controller, project(f"{{sourceRepos: {sources}}}"))

    uid = "k8s:argocd/StatefulSet/argocd-application-controller"
    assert value(reading, uid, "sources_restricted") is restricted


SERVER = """apiVersion: apps/v1
kind: Deployment
metadata: {name: NAME, namespace: argocd}
spec: {template: {spec: {containers: [{name: NAME, image: "quay.io/argoproj/argocd:v2.10.4"}]}}}
"""
CONFIG = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: NAME, namespace: argocd}\ndata: {KEY: 'VALUE'}\n"


def config(name: str, key: str, setting: str) -> str:
    return CONFIG.replace("NAME", name).replace("KEY", key).replace("VALUE", setting)


def login(name: str, anonymous: str, role: str) -> tuple[object, object]:
    reading = read_manifests(
        SERVER.replace("NAME", name),
        config("argocd-cm", "users.anonymous.enabled", anonymous),
        config("argocd-rbac-cm", "policy.default", role),
    )
    uid = f"k8s:argocd/Deployment/{name}"
    return value(reading, uid, "authentication_required"), value(reading, uid, "login_disabled")


@pytest.mark.parametrize(
    ("name", "anonymous", "role", "expected"),
    [
        ("argocd-server", "true", "role:admin", (False, True)),
        ("argocd-server", "true", "role:readonly", (False, None)),
        ("argocd-server", "true", "", (True, None)),
        ("argocd-server", "true", "role:none", (True, None)),
        ("argocd-server", "false", "role:admin", (True, None)),
        ("argocd-repo-server", "true", "role:admin", (True, None)),
    ],
)
def test_anonymous_users_of_argo_cd_with_a_role_need_no_login(
    name: str, anonymous: str, role: str, expected: tuple[object, object]
) -> None:
    assert login(name, anonymous, role) == expected
