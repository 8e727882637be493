"""Whom the program of a known image runs as where no manifest sets a user; only of images of its makers."""

import pytest

from threatmodel.engine.importers import TextFile, read
from threatmodel.engine.importers.image_reference import parse_image
from threatmodel.engine.importers.products.image_users import has_to_start_as_root, image_user


@pytest.mark.parametrize(
    ("image", "is_root"),
    [
        ("nginx:1.27", True),
        ("traefik", True),
        ("grafana/grafana:12.0.0", False),
        ("postgres:16", False),
        ("redis:alpine", False),
        ("bitnami/wordpress:6", False),
        ("nginxinc/nginx-unprivileged:1.27", False),
        ("gcr.io/distroless/static-debian12", True),
    ],
)
def test_the_user_of_an_image_of_its_makers_is_known(image: str, is_root: bool) -> None:
    reference = parse_image(image)
    assert reference is not None

    user = image_user(reference)

    assert user is not None
    assert user.is_root is is_root
    assert user.why


@pytest.mark.parametrize(
    "image",
    ["someone/postgres:16", "registry.example.com/mirror/nginx:1", "example/shop:1", "jwilder/nginx-proxy"],
)
def test_what_others_build_under_that_name_is_not_known(image: str) -> None:
    reference = parse_image(image)
    assert reference is not None

    assert image_user(reference) is None


def test_an_image_says_why_its_user_and_its_updates_are_known() -> None:
    text = "services:\n  db:\n    image: postgres:17\n"

    model = read([TextFile("compose.yaml", text.encode())]).model

    (image,) = (element for element in model.elements.values() if element.kind == "image")
    facts = image.facts
    assert (facts["run_as_root"].value, facts["run_as_root"].source.origin) == (False, "inferred")
    assert facts["run_as_root"].source.why == (
        "The entrypoint of PostgreSQL images switches to a user other than root."
    )
    assert facts["end_of_life"].value is False
    assert facts["end_of_life"].source.why.startswith("PostgreSQL 17 gets security updates until 20")


def test_a_user_in_the_manifest_goes_before_the_image() -> None:
    text = "services:\n  db:\n    image: postgres:17\n    user: '0'\n"

    model = read([TextFile("compose.yaml", text.encode())]).model

    assert model.elements["compose:db/db"].facts["run_as_root"].value is True


@pytest.mark.parametrize(
    ("image", "expected"),
    [
        ("linuxserver/plex", True),
        ("lscr.io/linuxserver/wireguard:latest", True),
        ("pihole/pihole:2025.03.0", True),
        ("example.com/linuxserver/plex", False),
        ("someone/pihole", False),
        ("nginx", False),
    ],
)
def test_images_whose_entrypoint_has_to_start_as_root(image: str, expected: bool) -> None:
    reference = parse_image(image)
    assert reference is not None

    assert has_to_start_as_root(reference) is expected
    facts = read([TextFile("compose.yaml", f"services: {{a: {{image: '{image}'}}}}".encode())]).model.elements
    assert any("needs_root_to_start" in one.facts for one in facts.values()) is expected
