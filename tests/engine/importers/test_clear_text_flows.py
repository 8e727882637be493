"""Flows to servers that encrypt nothing unless they are told to, and are not."""

import pytest

from threatmodel.engine.importers import read
from threatmodel.engine.importers.text_file import TextFile

APP = "services:\n  app: {image: example/app:1, environment: {CACHE_HOST: cache}}\n  cache: %s\n"
POD = """apiVersion: v1
kind: Pod
metadata: {name: %(name)s, namespace: shop, labels: {app: %(name)s}}
spec: {containers: [{name: main, image: %(image)s, env: [{name: CACHE_ADDR, value: 'cache:6379'}]}]}
"""
SERVICE = """---
apiVersion: v1
kind: Service
metadata: {name: cache, namespace: shop}
spec: {selector: {app: cache}, ports: [{port: 6379}]}
"""
INJECTED = (
    "---\napiVersion: v1\nkind: Namespace\nmetadata: {name: shop, labels: {istio-injection: enabled}}\n"
)


def encrypted(text: str) -> list[object]:
    flows = read([TextFile("files.yaml", text.encode())]).model.flows.values()
    return [flow.facts["encrypted"].value if "encrypted" in flow.facts else None for flow in flows]


def test_a_server_that_nothing_configures_encrypts_nothing() -> None:
    assert encrypted(APP % "{image: 'redis:7'}") == [False]


@pytest.mark.parametrize(
    "cache",
    [
        "{image: 'redis:7', command: redis-server --tls-port 6379 --port 0}",
        "{image: 'redis:7', command: redis-server /etc/redis.conf}",
        "{image: 'bitnami/redis:7', environment: {REDIS_TLS_ENABLED: 'yes'}}",
        "{image: 'redis:7', volumes: ['./redis.conf:/usr/local/etc/redis/redis.conf']}",
        "{image: 'mysql:8'}",
        "{image: 'example/cache:1'}",
    ],
)
def test_what_may_be_configured_is_left_open(cache: str) -> None:
    assert encrypted(APP % cache) == [None]


def test_an_address_that_says_so_counts_more() -> None:
    text = APP.replace("CACHE_HOST: cache", "CACHE_URL: 'rediss://cache:6379'")

    assert encrypted(text % "{image: 'redis:7'}") == [True]


def test_listeners_without_encryption_are_known() -> None:
    kafka = "{image: 'apache/kafka:4', environment: {KAFKA_ADVERTISED_LISTENERS: 'PLAINTEXT://cache:9092'}}"

    assert encrypted(APP % kafka) == [False]


def test_sidecars_may_encrypt_what_the_server_does_not() -> None:
    pods = "---\n".join(
        POD % {"name": name, "image": image} for name, image in (("app", "x/app:1"), ("cache", "redis:7"))
    )

    assert encrypted(pods + SERVICE) == [False]
    assert encrypted(pods + SERVICE + INJECTED) == [None]
