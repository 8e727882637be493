"""Variables of brokers name the ports on which they speak the protocol of Kafka."""

import pytest

from threatmodel.engine.importers.products.broker_listeners import with_listeners
from threatmodel.engine.importers.products.images import product_called

KAFKA = product_called("Kafka")


@pytest.mark.parametrize(
    ("name", "value", "ports"),
    [
        ("KAFKA_ADVERTISED_LISTENERS", "PLAINTEXT://broker:29092,EXTERNAL://localhost:9092", {9092, 29092}),
        ("KAFKA_CFG_LISTENERS", "SASL_SSL://:9094,CONTROLLER://:9093", {9092, 9093, 9094}),
        ("KAFKA_LISTENER_SECURITY_PROTOCOL_MAP", "PLAINTEXT:PLAINTEXT", {9092}),
        ("KAFKA_ZOOKEEPER_CONNECT", "ZK://zookeeper:2181", {9092}),
        ("KAFKA_ADVERTISED_LISTENERS", "PLAINTEXT://broker:99999", {9092}),
    ],
)
def test_the_ports_of_listeners_are_those_of_the_broker(name: str, value: str, ports: set[int]) -> None:
    found = with_listeners(KAFKA, {name: value})

    assert found is not None
    assert {port.port for port in found.ports} == ports
    assert {port.protocol for port in found.ports} == {"kafka"}


def test_other_products_keep_their_ports() -> None:
    redis = product_called("Redis")

    assert with_listeners(redis, {"KAFKA_LISTENERS": "PLAINTEXT://broker:29092"}) is redis
    assert with_listeners(None, {}) is None
