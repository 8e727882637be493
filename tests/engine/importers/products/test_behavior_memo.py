"""What products do is found once for settings that say the same."""

import random

import pytest

from threatmodel.engine.importers.products import images
from threatmodel.engine.importers.products.behavior_memo import BehaviorMemo
from threatmodel.engine.importers.products.images import product_called
from threatmodel.engine.importers.products.product_behavior import behavior_of

NAMES = (
    *("ALLOW_EMPTY_PASSWORD", "REDIS_PASSWORD", "POSTGRES_PASSWORD", "MYSQL_ROOT_PASSWORD", "AUTH_ENABLED"),
    *("KAFKA_LISTENERS", "DISABLE_REGISTRATION", "JAVA_FLAGS", "xpack.security.enabled", "TLS_ENABLED"),
    *("MINIO_ROOT_PASSWORD", "GF_SECURITY_ADMIN_PASSWORD", "UPSTREAM_ADDR", "NEO4J_AUTH"),
)
VALUES = (
    "",
    "true",
    "false",
    "0",
    "yes",
    "PLAINTEXT://:9092",
    "SSL://:9093",
    "auth=true",
    "$PASSWORD",
    "none",
)
WORDS = ((), ("--auth",), ("--protected-mode no",), ("serve", "--insecure"))


def test_an_answer_is_that_without_a_memo_whatever_came_before() -> None:
    choose = random.Random(7)
    memo = BehaviorMemo()

    for product in (None, *images.PRODUCTS.values()):
        names = choose.sample(NAMES, 6)
        for _ in range(12):
            variables = {name: choose.choice(VALUES) for name in names}
            tag, words = choose.choice(("", "8.0")), choose.choice(WORDS)
            found = memo.behavior_of(product, tag=tag, variables=variables, words=words)

            assert found == behavior_of(product, tag=tag, variables=variables, words=words)


def test_a_variable_that_decides_nothing_may_have_any_value() -> None:
    memo, redis = BehaviorMemo(), product_called("Redis")
    first, second = (
        memo.behavior_of(redis, tag="7", variables={"UPSTREAM_ADDR": host}, words=()) for host in ("a", "b")
    )

    assert first
    assert first is second


@pytest.mark.parametrize("is_certain", [True, False])
def test_a_variable_that_decides_is_looked_at_again(is_certain: bool) -> None:
    memo = BehaviorMemo()
    found = [
        memo.behavior_of(None, tag="", variables={"AUTH_ENABLED": value}, words=(), is_certain=is_certain)
        for value in ("true", "false")
    ]

    assert [one["authentication_required"].value for one in found] == [True, False]
