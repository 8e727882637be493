"""Stores that keep to an amount of memory by themselves are recognized in compose files and manifests."""

import pytest

from threatmodel.engine.importers import TextFile, read
from threatmodel.engine.importers.products.images import product_called
from threatmodel.engine.importers.products.memory_caps import memory_cap

POD = """
apiVersion: v1
kind: Pod
metadata: {name: store}
spec: {containers: [{name: redis, image: 'redis:7.2', args: [--maxmemory, 100mb]}]}
"""


@pytest.mark.parametrize(
    ("product", "words", "values", "option"),
    [
        ("Redis", ["redis-server", "--maxmemory", "100mb"], [], "--maxmemory"),
        ("Redis", ["redis-server", "--maxmemory=100mb"], [], "--maxmemory"),
        ("Redis", [], ["--maxmemory 100mb"], "--maxmemory"),
        ("Elasticsearch", [], ["-Xms512m -Xmx512m"], "-Xmx"),
        ("Varnish", ["-s", "malloc,256m"], [], "-s malloc"),
        ("Memcached", [], [], "Memcached"),
        ("Redis", ["redis-server", "--maxmemory", "0"], [], ""),
        ("Redis", ["redis-server", "--maxmemory-policy", "noeviction"], [], ""),
        ("PostgreSQL", ["-c", "max_connections=10"], [], ""),
        ("nginx", ["--maxmemory", "1"], [], ""),
    ],
)
def test_options_and_variables_that_cap_a_store(
    product: str, words: list[str], values: list[str], option: str
) -> None:
    why = memory_cap(product_called(product), words=words, values=values)

    assert why.startswith(option) if option else why == ""


def test_the_containers_of_both_formats_have_the_fact() -> None:
    compose = "services: {store: {image: 'redis:7.2', command: redis-server --maxmemory 1mb}}"
    model = read([TextFile("compose.yaml", compose.encode()), TextFile("pod.yaml", POD.encode())]).model

    assert model.elements["compose:store/store"].facts["memory_capped"].value is True
    assert model.elements["k8s:default/Pod/store/redis"].facts["memory_capped"].value is True
