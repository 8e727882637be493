"""Manifests that name no namespace are in the one into which Argo CD or Flux delivers their folder."""

import pytest

from threatmodel.engine.importers import TextFile, read

ARGO = """
apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: {{name: shop, namespace: argocd}}
spec:
  source: {{repoURL: 'https://github.com/acme/deploy.git', path: {path}{more}}}
  destination: {{server: 'https://kubernetes.default.svc', namespace: {namespace}}}
"""
FLUX = """
apiVersion: kustomize.toolkit.fluxcd.io/v1
kind: Kustomization
metadata: {{name: shop, namespace: flux-system}}
spec: {{path: ./{path}, targetNamespace: {namespace}}}
"""
WEB = """
apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec: {template: {spec: {containers: [{name: web, image: 'example.org/web:1'}]}}}
"""


def namespaces(**files: str) -> set[str]:
    texts = [TextFile(name, text.encode()) for name, text in files.items()]
    model = read(texts).model
    return {
        uid.split("/")[0].removeprefix("k8s:") for uid in model.of_kind("workload") if uid.endswith("/web")
    }


def argo(path: str = "apps/shop", namespace: str = "shop", more: str = "") -> str:
    return ARGO.format(path=path, namespace=namespace, more=more)


@pytest.mark.parametrize(
    ("delivery", "file", "expected"),
    [
        (argo(), "apps/shop/web.yaml", "shop"),
        (argo(path="apps/shop/"), "repo/apps/shop/web.yaml", "shop"),
        (argo(), "apps/shop/base/web.yaml", "default"),
        (argo(more=", directory: {recurse: true}"), "apps/shop/base/web.yaml", "shop"),
        (argo(), "apps/other/web.yaml", "default"),
        (argo(path="."), "apps/shop/web.yaml", "default"),
        (argo(path="'{{path}}'"), "{{path}}/web.yaml", "default"),
        (FLUX.format(path="apps/shop", namespace="shop"), "apps/shop/base/web.yaml", "shop"),
    ],
)
def test_manifests_are_in_the_namespace_of_their_delivery(delivery: str, file: str, expected: str) -> None:
    home = "repo/argocd/shop.yaml" if file.startswith("repo/") else "argocd/shop.yaml"

    assert namespaces(**{home: delivery, file: WEB}) == {expected}


def test_a_namespace_of_its_own_comes_before_that_of_argo_cd() -> None:
    own = WEB.replace("{name: web}", "{name: web, namespace: own}")

    assert namespaces(**{"argocd/shop.yaml": argo(), "apps/shop/web.yaml": own}) == {"own"}


def test_the_target_namespace_of_flux_is_in_place_of_their_own() -> None:
    own = WEB.replace("{name: web}", "{name: web, namespace: own}")
    flux = FLUX.format(path="apps/shop", namespace="shop")

    assert namespaces(**{"flux/shop.yaml": flux, "apps/shop/web.yaml": own}) == {"shop"}
    assert namespaces(**{"flux/shop.yaml": flux, "apps/other/web.yaml": own}) == {"own"}


def test_a_folder_delivered_into_two_namespaces_is_in_none_of_them() -> None:
    both = argo() + "---" + argo(namespace="test").replace("name: shop,", "name: test,")

    assert namespaces(**{"argocd/shop.yaml": both, "apps/shop/web.yaml": WEB}) == {"default"}


def test_equal_names_in_folders_of_two_deliveries_are_two_objects() -> None:
    deliveries = argo() + "---" + argo("apps/blog", "blog").replace("name: shop,", "name: blog,")
    files = {"argocd/apps.yaml": deliveries, "apps/shop/web.yaml": WEB, "apps/blog/web.yaml": WEB}

    assert namespaces(**files) == {"shop", "blog"}
