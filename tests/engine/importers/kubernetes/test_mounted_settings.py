"""Settings of programs in ConfigMaps that their containers mount."""

import pytest

from tests.engine.importers.kubernetes.manifests import fact, read_manifests, value

CONFIG = """apiVersion: v1
kind: ConfigMap
metadata: {name: settings, namespace: obs}
data:
  FILE: |
    [auth.anonymous]
    enabled = true
"""
POD = """apiVersion: v1
kind: Pod
metadata: {name: web, namespace: obs}
spec:
  containers: [{name: web, image: "IMAGE", env: ENV, volumeMounts: [{name: c, mountPath: /etc/grafana}]}]
  volumes: [{name: c, configMap: {name: settings}}]
"""
UID = "k8s:obs/Pod/web"


def test_an_ini_file_lets_everybody_in() -> None:
    pod = POD.replace("IMAGE", "grafana/grafana:11.2.0").replace("ENV", "[]")
    reading = read_manifests(pod, CONFIG.replace("FILE", "grafana.ini"))

    found = fact(reading, UID, "authentication_required")
    assert found.value is False
    assert (found.source.file, found.source.line) == ("2.yaml", 5)


@pytest.mark.parametrize(
    ("image", "file", "env"),
    [
        ("grafana/grafana:11.2.0", "other.ini", "[]"),
        ("grafana/grafana:11.2.0", "grafana.ini", "[{name: GF_AUTH_ANONYMOUS_ENABLED, value: 'false'}]"),
    ],
)
def test_another_file_does_not_and_a_variable_outweighs_it(image: str, file: str, env: str) -> None:
    reading = read_manifests(POD.replace("IMAGE", image).replace("ENV", env), CONFIG.replace("FILE", file))

    assert value(reading, UID, "authentication_required") is True
