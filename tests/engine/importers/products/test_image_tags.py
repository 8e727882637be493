"""A tag moves unless it names a version, a build, a date or a commit."""

import pytest

from threatmodel.engine.importers.image_reference import ImageReference, parse_image
from threatmodel.engine.importers.products.image_tags import is_mutable

DIGEST = "sha256:" + "a" * 64


@pytest.mark.parametrize(
    "tag",
    [
        *("latest", "main", "master-head", "edge", "nightly", "stable", "lts-alpine", "alpine", "qa", "dind"),
        *("16", "v2", "7-alpine", "3-slim-bookworm", "8-jdk", "2022", "bookworm", "feature-login", "pg16"),
        *("1.9-edge", "1.4-SNAPSHOT", "2022-latest", "3.20-dev"),
    ],
)
def test_tags_that_move(tag: str) -> None:
    assert is_mutable(ImageReference("docker.io", "a/b", tag)) is True


@pytest.mark.parametrize(
    "tag",
    [
        *("1.25", "v2.11", "3.19-alpine", "22.04", "1.2.3-rc1", "9.6-alpine", "1.2.3-dev"),
        *("RELEASE.2024-01-13T07-53-03Z", "nightly-20240101", "main-3f2c1a9", "sha-1a2b3c4", "142", "v1142"),
        *("8u292-jdk", "bookworm-20240110-slim", "2024-01-02", "4d7e1f0c9b2a4d7e1f0c9b2a4d7e1f0c9b2a4d7e"),
    ],
)
def test_tags_that_name_a_version_or_a_build(tag: str) -> None:
    assert is_mutable(ImageReference("docker.io", "a/b", tag)) is False


@pytest.mark.parametrize(
    ("text", "mutable"),
    [("a", True), ("a:1.2", False), (f"a@{DIGEST}", False), (f"a:latest@{DIGEST}", False)],
)
def test_no_tag_is_latest_and_a_digest_never_moves(text: str, *, mutable: bool) -> None:
    reference = parse_image(text)

    assert reference is not None
    assert is_mutable(reference) is mutable


def test_of_a_tag_that_a_variable_decides_nothing_is_known() -> None:
    assert is_mutable(ImageReference("docker.io", "a/b", tag_known=False)) is None
