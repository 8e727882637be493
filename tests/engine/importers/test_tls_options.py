"""Which options switch the verification of certificates off, those that say so with a value too."""

import pytest

from threatmodel.engine.importers.environment_facts import insecure_tls_options


@pytest.mark.parametrize(
    ("words", "found"),
    [
        (["dockerd", "--insecure-registry=registry:5000"], ["--insecure-registry"]),
        (["dockerd", "--insecure-registry", "registry:5000"], ["--insecure-registry"]),
        (["/kaniko/executor", "--insecure-pull"], ["--insecure-pull"]),
        (["podman", "push", "--tls-verify=false", "shop"], ["--tls-verify"]),
        (["buildah", "bud", "--tls-verify", "false", "."], ["--tls-verify"]),
        (["skopeo", "copy", "--dest-tls-verify=False"], ["--dest-tls-verify"]),
        (["client", "--verify-ssl=no", "--strict-ssl", "0"], ["--verify-ssl", "--strict-ssl"]),
        (["podman", "push", "--tls-verify=true", "shop"], []),
        (["podman", "push", "--tls-verify", "shop"], []),
        (["podman", "push", "--tls-verify"], []),
        (["dockerd", "--tlsverify=false"], []),  # it checks callers
        (["client", "tls-verify=false"], []),
        (["client", "--insecure-registry=false"], []),
        (["--server", "api:8080", "--bind", "0.0.0.0:8090", "--insecure"], []),
        (["watch", "--insecure", "--bind=0.0.0.0:8090"], ["--insecure"]),
        (["watch", "--insecure", "https://api:8443"], ["--insecure"]),
        (["argocd", "login", "argocd.example.com:443", "--insecure"], ["--insecure"]),
        (["sh", "-c", "helm", "registry", "login", "--insecure", "images:5000"], ["--insecure"]),
        (["client", "--insecure-skip-tls-verify=false"], []),
        (["client", "--no-tls-verify=false"], []),
        (["client", "--no-ssl-verify=false", "--no-strict-ssl=false"], []),
        ([], []),
    ],
)
def test_options_that_switch_verification_off(words: list[str], found: list[str]) -> None:
    assert insecure_tls_options(words) == found
