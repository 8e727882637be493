"""Image references are taken apart as Docker does, and known images are reported by their repository."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from threatmodel.engine.importers.image_reference import parse_image
from threatmodel.engine.importers.products.images import (
    is_end_of_life,
    is_public_registry,
    product_of,
    publisher_of,
    purpose_of_name,
)

DIGEST = "sha256:" + "a" * 64


@pytest.mark.parametrize(
    ("text", "registry", "repository", "tag", "name"),
    [
        ("redis", "docker.io", "library/redis", "", "redis"),
        ("redis:7-alpine", "docker.io", "library/redis", "7-alpine", "redis"),
        ("docker.io/library/redis", "docker.io", "library/redis", "", "redis"),
        ("index.docker.io/grafana/grafana:1", "docker.io", "grafana/grafana", "1", "grafana/grafana"),
        ("localhost:5000/a/b:x", "localhost:5000", "a/b", "x", "localhost:5000/a/b"),
        (f"quay.io/a/b:1@{DIGEST}", "quay.io", "a/b", "1", "quay.io/a/b"),
    ],
)
def test_references_are_taken_apart(text: str, registry: str, repository: str, tag: str, name: str) -> None:
    reference = parse_image(text)

    assert reference is not None
    assert (reference.registry, reference.repository, reference.tag, reference.name) == (
        registry,
        repository,
        tag,
        name,
    )
    assert reference.uid == f"image:{name}"


@pytest.mark.parametrize("text", ["", "${IMAGE}", "a b", "a:", "a@sha256:zz", "-", "a//b:", "x" * 300])
def test_what_is_no_reference(text: str) -> None:
    assert parse_image(text) is None


@pytest.mark.parametrize(
    ("text", "mutable"), [("a", True), ("a:latest", True), ("a:1", False), (f"a@{DIGEST}", False)]
)
def test_mutable_tags(text: str, *, mutable: bool) -> None:
    reference = parse_image(text)

    assert reference is not None
    assert reference.is_mutable is mutable


@pytest.mark.parametrize(
    ("text", "product", "purpose"),
    [
        ("postgres:15", "PostgreSQL", "database"),
        ("bitnami/postgresql", "PostgreSQL", "database"),
        ("registry.example.org/mirror/redis", "Redis", "cache"),
        ("jwilder/nginx-proxy", "nginx-proxy", "proxy"),
        ("quay.io/prometheus/node-exporter", "Node exporter", "monitoring"),
        ("dpage/pgadmin4", "pgAdmin", "admin-ui"),
    ],
)
def test_known_images(text: str, product: str, purpose: str) -> None:
    reference = parse_image(text)

    assert reference is not None
    found = product_of(reference)
    assert found is not None
    assert (found.name, found.purpose) == (product, purpose)


def test_unknown_images_are_unknown() -> None:
    reference = parse_image("weaveworksdemos/carts:1")

    assert reference is not None
    assert product_of(reference) is None


@pytest.mark.parametrize(
    ("text", "ended"),
    [
        ("mysql:5.7", True),
        ("mysql:8.0", False),
        ("postgres:9.6-alpine", True),
        ("postgres:13", False),
        ("mongo:3.4", True),
        ("mongo", False),
        ("mongo:latest", False),
        ("mariadb:10", False),
        ("mariadb:10.4", True),
        ("bitnami/mariadb:10.4", True),
        ("somebody/mariadb:1.0.1", False),
        ("ghcr.io/somebody/postgres:2", False),
        ("mirror.example.com/base/postgres:9", True),
        ("public.ecr.aws/docker/library/postgres:9", True),
    ],
)
def test_old_versions_are_reported(text: str, *, ended: bool) -> None:
    reference = parse_image(text)

    assert reference is not None
    assert is_end_of_life(reference) is ended


@pytest.mark.parametrize(
    ("text", "publisher"),
    [
        ("redis", "official"),
        ("grafana/grafana", "verified"),
        ("someone/x", "community"),
        ("registry.k8s.io/pause", "verified"),
        ("registry.example.org/x", "unknown"),
        ("ghcr.io/a/b", "community"),
    ],
)
def test_publishers(text: str, publisher: str) -> None:
    reference = parse_image(text)

    assert reference is not None
    assert publisher_of(reference) == publisher


def test_registries_that_anyone_may_publish_to() -> None:
    assert is_public_registry("docker.io") is True
    assert is_public_registry("registry.k8s.io") is False
    assert is_public_registry("registry.example.org") is None


@pytest.mark.parametrize(
    ("name", "purpose"),
    [
        ("catalogue-db", "database"),
        ("db-migrations", ""),
        ("web1", "web"),
        ("front-end", "web"),
        ("vote", ""),
        ("-", ""),
    ],
)
def test_the_last_word_of_a_name_says_its_purpose(name: str, purpose: str) -> None:
    assert purpose_of_name(name) == purpose


@given(st.text(max_size=120))
def test_no_text_raises(text: str) -> None:
    reference = parse_image(text)
    purpose_of_name(text)
    if reference is not None:
        product_of(reference)
        is_end_of_life(reference)
        publisher_of(reference)
