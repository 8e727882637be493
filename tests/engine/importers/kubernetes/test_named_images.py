"""Images that a controller is told to start are images of the system."""

import pytest

from threatmodel.engine.importers import read
from threatmodel.engine.importers.text_file import TextFile
from threatmodel.engine.model import Model

POD = """apiVersion: v1
kind: Pod
metadata: {name: controller}
spec:
  containers:
    - name: main
      image: example/controller:1
      args: %s
      env: %s
"""
MAIN = "k8s:default/Pod/controller/main"


def model(args: str = "[]", env: str = "[]") -> Model:
    return read([TextFile("pod.yaml", (POD % (args, env)).encode())]).model


def deployed(args: str = "[]", env: str = "[]") -> tuple[str, ...]:
    return model(args, env).related_uids("deploys", MAIN)


@pytest.mark.parametrize(
    "args",
    [
        "[--engine-image, 'example/engine:v1']",
        "['--engine-image=example/engine:v1']",
        "['--engine-image=docker.io/example/engine:v1']",
    ],
)
def test_an_option_names_an_image(args: str) -> None:
    assert deployed(args) == ("image:example/engine",)


def test_what_is_written_like_an_image_needs_no_name() -> None:
    args = "['--config-reloader=quay.io/example/reloader:v0.87.0', '--listen=example.com/path:8080']"

    assert deployed(args) == ("image:quay.io/example/reloader",)


def test_variables_name_images() -> None:
    env = "[{name: CSI_IMAGE, value: 'example/csi:v1'}, {name: RELATED_IMAGE_HOOK, value: 'example/hook:v2'}]"

    assert deployed(env=env) == ("image:example/csi", "image:example/hook")


@pytest.mark.parametrize(
    "value",
    ["", "img/logo.png", "/img/logo:1", "$(IMAGE)", "example/csi", "https://example.com/a:1", "redis"],
)
def test_other_values_are_no_images(value: str) -> None:
    assert deployed(env=f"[{{name: LOGO_IMAGE, value: '{value}'}}]") == ()


def test_its_own_image_is_not_deployed_by_it() -> None:
    assert deployed("[--image, 'example/controller:1']") == ()


def test_it_is_described_like_an_image_that_runs() -> None:
    found = model("[--engine-image, 'example/engine:latest']")
    image = found.elements["image:example/engine"]

    assert image.facts["mutable_tag"].value is True
    assert (image.source.file, image.source.line) == ("pod.yaml", 8)
    assert found.related_uids("uses_image", MAIN) == ("image:example/controller",)
