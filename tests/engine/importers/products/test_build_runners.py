"""Runners that start builds privileged say so by variables, options and files."""

import pytest

from tests.engine.importers.kubernetes.manifests import read_manifests
from threatmodel.engine.importers.products.build_runners import (
    privileged_builds_line,
    privileged_builds_setting,
)
from threatmodel.engine.importers.products.images import product_called


@pytest.mark.parametrize(
    ("variables", "words", "setting"),
    [
        ([("KUBERNETES_PRIVILEGED", "true")], [], "KUBERNETES_PRIVILEGED"),
        ([("DRONE_RUNNER_PRIVILEGED_IMAGES", "plugins/docker")], [], "DRONE_RUNNER_PRIVILEGED_IMAGES"),
        ([("KUBERNETES_PRIVILEGED", "false"), ("WOODPECKER_PLUGINS_PRIVILEGED", "")], [], ""),
        ([], ["register", "--docker-privileged"], "--docker-privileged"),
        ([], ["register", "--docker-privileged=false"], ""),
        ([], ["--docker-image", "alpine"], ""),
    ],
)
def test_variables_and_options(variables: list[tuple[str, str]], words: list[str], setting: str) -> None:
    assert privileged_builds_setting(variables, words) == setting


def test_only_files_of_runners_count() -> None:
    files = {"config.toml": "[[runners]]\n  [runners.docker]\n    privileged = true\n"}

    assert privileged_builds_line(product_called("GitLab Runner"), files) == "config.toml"
    assert privileged_builds_line(product_called("GitLab"), files) == ""
    assert privileged_builds_line(None, files) == ""


def test_a_mounted_configuration_is_read() -> None:
    reading = read_manifests(
        "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: runner}\n"
        'data: {config.template.toml: "[runners.kubernetes]\\n privileged = true"}\n',
        "apiVersion: v1\nkind: Pod\nmetadata: {name: runner}\nspec:\n"
        "  volumes: [{name: c, configMap: {name: runner}}]\n"
        "  containers: [{name: main, image: 'gitlab/gitlab-runner:v17.3.1',"
        " volumeMounts: [{name: c, mountPath: /c}]}]\n",
    )

    facts = reading.model.elements["k8s:default/Pod/runner/main"].facts
    assert facts["privileged_builds"].value == "config.template.toml"
