"""A volume holds the data of a store only where the store writes it."""

import pytest

from tests.engine.importers.kubernetes.manifests import MAIN, one_container, value
from threatmodel.engine.importers.products.data_paths import misses_data, product_keeping
from threatmodel.engine.importers.products.images import product_called


@pytest.mark.parametrize(
    ("product", "kept", "words", "expected"),
    [
        ("Kafka", ["/var/lib/zookeeper/data"], [], True),
        ("Kafka", ["/var/lib/kafka/data"], [], False),
        ("Kafka", ["/var/lib/kafka"], [], False),
        ("Kafka", ["/srv/events"], ["KAFKA_LOG_DIRS"], None),  # the data has moved, perhaps there
        ("PostgreSQL", ["/var/lib"], [], False),  # above it
        ("PostgreSQL", ["/var/lib/postgresql-old"], [], True),
        ("PostgreSQL", ["/pg"], ["PGDATA"], None),
        ("MySQL", ["/backup"], ["--config"], None),  # a file of settings may say where
        ("MySQL", ["/backup", "/var/lib/mysql"], [], False),
        ("MySQL", [], [], None),
        ("nginx", ["/data"], [], None),
    ],
)
def test_mounts_are_compared_with_where_the_data_is(
    product: str, kept: list[str], words: list[str], expected: bool | None
) -> None:
    assert misses_data(product_called(product), kept, words) is expected


@pytest.mark.parametrize(
    ("mounts", "ports", "name"),
    [
        (["/var/lib/postgresql/data"], [5432], "PostgreSQL"),
        (["/var/lib/postgresql"], [5432], "PostgreSQL"),
        (["/tmp", "/var/lib/mysql/"], [3306], "MySQL"),
        (["/var/lib/postgresql/data"], [9187], ""),
        (["/var/lib/postgresql-backups"], [5432], ""),
        (["/data"], [6379], ""),
        ([], [5432], ""),
        (["/var/lib/postgresql/data"], [], ""),
    ],
)
def test_folder_and_port_say_which_store_it_is(mounts: list[str], ports: list[int], name: str) -> None:
    found = product_keeping(mounts, ports)

    assert (found.name if found else "") == name


def test_an_image_of_ones_own_is_the_store_whose_folder_and_port_it_has() -> None:
    reading = one_container(
        "ports: [{containerPort: 5432}], volumeMounts: [{name: d, mountPath: /var/lib/postgresql/data}]",
        "volumes: [{name: d, emptyDir: {}}]",
    )

    assert value(reading, MAIN, "purpose") == "database"
