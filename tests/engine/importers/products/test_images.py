"""Image references are taken apart as Docker does, and known images are reported by their repository."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from threatmodel.engine.importers.image_reference import image_name, parse_image
from threatmodel.engine.importers.products.end_of_life import end_of_life
from threatmodel.engine.importers.products.image_tags import is_mutable
from threatmodel.engine.importers.products.images import (
    PRODUCTS,
    product_named,
    product_of,
    product_of_command,
    product_offering,
    program_within,
    purpose_of_name,
)
from threatmodel.engine.importers.products.registries import is_public_registry, publisher_of

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
    assert image_name(reference.uid) == name


@pytest.mark.parametrize("text", ["", "${IMAGE}", "a b", "a:", "a@sha256:zz", "-", "a//b:", "x" * 300])
def test_what_is_no_reference(text: str) -> None:
    assert parse_image(text) is None


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
    ("text", "publisher"),
    [
        ("redis", "official"),
        ("grafana/grafana", "verified"),
        ("someone/x", "community"),
        ("registry.k8s.io/pause", "verified"),
        ("docker/mcp-gateway", "verified"),
        ("nvcr.io/nvidia/k8s-device-plugin", "verified"),
        ("ghcr.io/immich-app/postgres", "verified"),
        ("quay.io/jetstack/cert-manager-controller", "verified"),
        ("public.ecr.aws/docker/library/redis", "official"),
        ("mirror.gcr.io/library/redis", "official"),
        ("mirror.gcr.io/someone/x", "community"),
        ("public.ecr.aws/someone/x", "community"),
        ("registry.example.org/x", "unknown"),
        ("ghcr.io/a/b", "community"),
        ("lmsysorg/sglang", "verified"),
        ("mcp/filesystem", "verified"),
        ("livekit/egress", "verified"),  # of the maker of a product that is known
        ("gcr.io/google.com/cloudsdktool/google-cloud-cli", "verified"),
        ("quay.io/ansible/awx", "verified"),
        ("wurstmeister/kafka", "community"),  # the product is known, and made by others
        ("quay.io/pires/docker-elasticsearch-kubernetes", "community"),
        ("someone/livekit-server", "community"),
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
        ("service-registry", ""),  # of services, schemas or patients as well as of images
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
        end_of_life(reference)
        is_mutable(reference)
        publisher_of(reference)


@pytest.mark.parametrize(
    ("name", "ports", "product"),
    [
        ("zookeeper", {2181}, "ZooKeeper"),
        ("shop-zookeeper", {2181, 2888}, "ZooKeeper"),
        ("acme/eventuate-kafka", {9092}, "Kafka"),
        ("mysqldb", {3306}, "MySQL"),  # people add what it is
        ("userdb", {3306}, None),
        ("zookeeper", {8080}, None),  # another port
        ("zookeeper", set(), None),
        ("zookeeper-exporter", {2181}, None),
        ("python", {8000}, None),  # may be anything
        ("acme/docker-elasticsearch-kubernetes", {9200, 9300}, "Elasticsearch"),
        ("search-opensearch-cluster", {9200}, "OpenSearch"),
        ("solr-cloud", {8983}, "Solr"),
        ("couchdb-cluster", {5984}, "CouchDB"),
        ("influxdb-v2", {8086}, "InfluxDB"),
        ("redis-master", {6379}, "Redis"),
        ("elasticsearch-exporter", {9200}, None),
        ("elasticsearch-head", {9100}, None),
        ("postgres-pooler", {5432}, None),
        ("mysql-proxy", {3306}, None),
        ("redis/tools", {6379}, None),  # of an organization
        ("weaviate-demo", {8080}, None),  # of many programs
        ("", {80}, None),
    ],
)
def test_a_name_counts_beside_a_port_of_the_product(name: str, ports: set[int], product: str | None) -> None:
    found = product_named(name, frozenset(ports))

    assert (found.name if found else None) == product


def test_an_image_of_redis_that_offers_the_port_of_sentinel_alone_is_no_store() -> None:
    reference = parse_image("redis:8")
    assert reference is not None
    redis = product_of(reference)

    names = [
        found.name if (found := product_offering(redis, ports)) else ""
        for ports in ([26379], [6379, 26379], [6379], [], [9000])
    ]

    assert names == ["Redis Sentinel", "Redis", "Redis", "Redis", "Redis"]
    assert product_offering(None, [26379]) is None


@pytest.mark.parametrize(
    "words", [["redis-sentinel", "/etc/sentinel.conf"], ["redis-server", "/s", "--sentinel"]]
)
def test_a_command_starts_sentinel_instead_of_redis(words: list[str]) -> None:
    found = product_of_command(words)

    assert found is not None
    assert (found.name, found.purpose) == ("Redis Sentinel", "other")


@pytest.mark.parametrize(
    ("words", "name"),
    [
        (["sh", "-c", "mkdir", "/tmp/a", "su", "-c", "/vt/bin/vtctld -port 15000"], "Vitess vtctld"),
        (["/vt/bin/vtctld"], "Vitess vtctld"),
        (["/vt/bin/vtgate", "-port", "15001"], ""),
        ([], ""),
    ],
)
def test_a_shell_starts_another_program_of_an_image(words: list[str], name: str) -> None:
    found = program_within(PRODUCTS["Vitess"], words)

    assert (found.name if found else "") == name
    assert program_within(PRODUCTS["Redis"], words) is None
    assert program_within(None, words) is None


@pytest.mark.parametrize(
    ("words", "name"),
    [
        (["worker"], "Concourse worker"),
        (["concourse", "worker"], "Concourse worker"),
        (["web"], ""),
        ([], ""),
    ],
)
def test_the_image_of_a_product_starts_the_part_that_it_is_told(words: list[str], name: str) -> None:
    found = program_within(PRODUCTS["Concourse"], words)

    assert (found.name if found else "") == name
    assert program_within(PRODUCTS["Authentik"], words) is None


@pytest.mark.parametrize(
    ("action", "name"), [("zookeeper", "Pulsar ZooKeeper"), ("bookie", "BookKeeper"), ("broker", "")]
)
def test_a_program_of_an_image_does_what_it_is_told(action: str, name: str) -> None:
    words = ["sh", "-c", "bin/apply-config-from-env.py", "conf/x.conf", "&&", "bin/pulsar", action]

    found = program_within(PRODUCTS["Pulsar"], words)

    assert (found.name if found else "") == name


@pytest.mark.parametrize(
    ("image", "runs"), [("hub", False), ("node-chrome", True), ("standalone-chrome", True)]
)
def test_the_hub_of_selenium_runs_no_browser_itself(image: str, runs: bool) -> None:
    reference = parse_image(f"selenium/{image}:4")
    assert reference is not None
    product = product_of(reference)

    assert product is not None
    assert product.runs_code is runs


def test_an_option_that_one_product_has_shows_it_in_an_image_of_any_name() -> None:
    found = product_of_command(["--host=0.0.0.0", "--backend-store-uri=sqlite:///x.db"])

    assert found is not None
    assert found.name == "MLflow"
