"""Registries that cloud providers run are known by their hosts, and what is the same for all is not asked."""

import pytest

from tests.engine.importers.kubernetes.manifests import pod, read_manifests
from threatmodel.engine.analysis.rule_evaluation import analyze
from threatmodel.engine.importers.products.registries import cloud_registry
from threatmodel.engine.library.loader import load_library
from threatmodel.engine.model import Model


@pytest.mark.parametrize(
    "host",
    [
        "123456789012.dkr.ecr.eu-west-1.amazonaws.com",
        "europe-west1-docker.pkg.dev",
        "eu.gcr.io",
        "shop.azurecr.io",
        "de.icr.io",
        "fra.ocir.io",
        "registry.digitalocean.com",
        "rg.fr-par.scw.cloud",
        "shop-registry.eu-central-1.cr.aliyuncs.com",
        "shop.jfrog.io",
    ],
)
def test_registries_of_cloud_providers_are_known(host: str) -> None:
    assert cloud_registry(host) is not None


@pytest.mark.parametrize(
    "host", ["registry.example.com", "gcr.io.example.com", "harbor.shop.example", "notgcr.io"]
)
def test_other_registries_are_none(host: str) -> None:
    assert cloud_registry(host) is None


@pytest.mark.parametrize(("host", "asked"), [("shop.azurecr.io", False), ("registry.shop.example", True)])
def test_only_a_registry_of_ones_own_is_asked_about_tls(host: str, asked: bool) -> None:
    model = model_with_image(host)

    questions = analyze(model, load_library()).questions

    found = {one.fact for one in questions if one.element == f"registry:{host}"}
    assert ("tls" in found, "self_hosted" in found) == (asked, asked)


def test_a_pull_of_a_registry_that_admits_none_without_a_login_is_not_asked_about() -> None:
    host = "123456789012.dkr.ecr.eu-west-1.amazonaws.com"

    model = model_with_image(host)

    facts = model.elements[f"registry:{host}"].facts
    assert facts["anonymous_pull"].value is False


def model_with_image(host: str) -> Model:
    return read_manifests(pod(f"{{containers: [{{name: main, image: '{host}/shop/api:1.2.3'}}]}}")).model
