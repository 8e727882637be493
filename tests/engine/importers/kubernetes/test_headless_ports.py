"""The port on which a store behind a headless Service is called."""

import pytest

from tests.engine.importers.kubernetes.manifests import read_manifests
from tests.engine.importers.kubernetes.test_service_calls import service, workload


@pytest.mark.parametrize(
    ("image", "ports", "more", "port"),
    [
        ("zookeeper:3.9", "[{port: 2888}, {port: 3888}]", ", clusterIP: None", 2181),
        (
            "zookeeper:3.9",
            "[{port: 2888}, {port: 2181}]",
            ", clusterIP: None",
            2888,
        ),  # the first one it lists
        ("zookeeper:3.9", "[{port: 2888}, {port: 3888}]", "", 2888),  # only its ports are open
        ("example/other", "[{port: 2888}, {port: 3888}]", ", clusterIP: None", 2888),
    ],
)
def test_a_headless_service_of_a_store_may_list_the_ports_between_its_members_alone(
    image: str, ports: str, more: str, port: int
) -> None:
    store = workload("zk", "ports: [{containerPort: 2181}, {containerPort: 2888}]")
    reading = read_manifests(
        workload("caller", "env: [{name: ZOOKEEPER_SERVERS, value: zk}]"),
        store.replace("example/zk", image),
        service("zk", ports, more=more),
    )

    (flow,) = reading.model.flows.values()
    assert flow.facts["port"].value == port
