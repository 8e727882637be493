"""Controllers act for every namespace unless an option or variable limits them."""

import pytest

from threatmodel.engine.importers.products.controller_namespace_scope import is_controller, namespace_scope


@pytest.mark.parametrize(
    ("repository", "options", "limit"),
    [
        ("ingress-nginx/controller", [], ""),
        ("mirror/ingress-nginx/controller", [("--watch-namespace", "shop")], "watch-namespace"),
        ("ingress-nginx/controller", [("--watch-namespace", "")], ""),
        ("nginx/nginx-ingress", [("-watch-namespace-label", "team=a")], "watch-namespace-label"),
        ("library/traefik", [("--providers.kubernetesIngress", "")], ""),
        (
            "library/traefik",
            [("--providers.kubernetescrd", ""), ("--providers.kubernetesCRD.namespaces", "shop")],
            "providers.kubernetescrd.namespaces",
        ),
        ("projectcontour/contour", [("", "serve"), ("--incluster", "")], ""),
        ("fluxcd/kustomize-controller", [("--watch-all-namespaces", "true")], ""),
        ("fluxcd/helm-controller", [("--watch-all-namespaces", "false")], "watch-all-namespaces"),
        ("fluxcd/helm-controller", [("--default-service-account", "app")], "default-service-account"),
    ],
)
def test_options_limit_a_controller(repository: str, options: list[tuple[str, str]], limit: str) -> None:
    scope = namespace_scope(repository, options, {})

    assert scope is not None
    assert scope.limit == limit
    assert scope.routes is ("fluxcd" not in repository)


def test_a_variable_limits_a_controller() -> None:
    scope = namespace_scope("kong/kubernetes-ingress-controller", [], {"CONTROLLER_WATCH_NAMESPACE": "shop"})

    assert scope is not None
    assert scope.limit == "controller_watch_namespace"


@pytest.mark.parametrize(
    ("repository", "options"),
    [
        ("library/nginx", []),
        ("example/my-ingress-nginx-controller", []),
        ("library/traefik", [("--providers.docker", "")]),  # a proxy, but of no cluster
        ("projectcontour/contour", [("", "bootstrap")]),
    ],
)
def test_other_images_are_no_controllers(repository: str, options: list[tuple[str, str]]) -> None:
    assert namespace_scope(repository, options, {}) is None


def test_controllers_are_known_by_the_end_of_their_repository() -> None:
    assert is_controller("mirror/ingress-nginx/controller")
    assert not is_controller("ingress-nginx/controller-tests")
