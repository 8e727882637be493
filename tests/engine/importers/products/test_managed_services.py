"""Stores that providers run are known by the names of their hosts."""

import pytest

from tests.engine.importers.kubernetes.manifests import APP, one_container
from threatmodel.engine.importers.products.managed_services import managed_service


@pytest.mark.parametrize(
    ("host", "name"),
    [
        ("shop.cluster-abc123.eu-central-1.rds.amazonaws.com", "Amazon RDS"),
        ("b-1.orders.x1y2.c3.kafka.eu-west-1.amazonaws.com", "Amazon MSK"),
        ("shop.postgres.database.azure.com", "Azure Database for PostgreSQL"),
        ("cluster0.ab1cd.mongodb.net", "MongoDB Atlas"),
    ],
)
def test_hosts_of_providers_are_known(host: str, name: str) -> None:
    found = managed_service(host)

    assert found is not None
    assert found.name == name


@pytest.mark.parametrize(
    "host", ["rds.amazonaws.com", "s3.amazonaws.com", "mongodb.net.example.com", "redis"]
)
def test_other_hosts_are_none(host: str) -> None:
    assert managed_service(host) is None


def test_a_name_alone_of_a_managed_store_is_called() -> None:
    host = "shop.cluster-abc123.eu-central-1.rds.amazonaws.com"

    reading = one_container(f"env: [{{name: DB_HOST, value: {host}}}, {{name: NOTE, value: {host}}}]")

    assert [(flow.source, flow.destination) for flow in reading.model.flows.values()] == [
        (APP, f"external:{host}")
    ]


def test_the_provider_says_what_it_speaks() -> None:
    reading = one_container("env: [{name: CACHE_HOST, value: shop.abc.0001.euw1.cache.amazonaws.com}]")

    (flow,) = reading.model.flows.values()
    assert (flow.facts["protocol"].value, flow.facts["port"].value) == ("redis", 6379)
