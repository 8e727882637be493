"""A volume holds the data of a store only where the store writes it."""

import pytest

from threatmodel.engine.importers.products.data_paths import misses_data
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
