"""Callers of a database use its administrator, other accounts, or nothing says which."""

from collections.abc import Mapping

import pytest

from threatmodel.engine.importers.products.database_accounts import Caller, shared_account, superuser_login
from threatmodel.engine.importers.products.images import product_called


def used(product: str, store: Mapping[str, str], *callers: Mapping[str, str]) -> bool | None:
    found = superuser_login(
        product_called(product), store, [Caller(f"caller-{n}", one) for n, one in enumerate(callers)]
    )
    return None if found is None else found.used


@pytest.mark.parametrize(
    ("product", "store", "caller", "expected"),
    [
        ("PostgreSQL", {"POSTGRES_USER": "shop"}, {"DATABASE_URL": "postgres://shop:x@db/shop"}, True),
        ("PostgreSQL", {"POSTGRES_USER": "shop"}, {"DB_USER": "shop"}, True),
        ("PostgreSQL", {}, {"DATABASE_URL": "postgresql+psycopg2://postgres@db/shop"}, True),
        ("PostgreSQL", {"POSTGRES_USER": "shop"}, {"DB_USER": "reader"}, False),
        ("PostgreSQL", {"POSTGRES_USER": "${ADMIN}"}, {"DB_USER": "shop"}, None),
        ("PostgreSQL", {"POSTGRES_USER": "changeUser"}, {"DB_USER": "shop"}, None),  # a placeholder
        ("PostgreSQL", {"POSTGRES_USER": "changeUser"}, {"DB_USER": "changeUser"}, True),  # both are replaced
        ("PostgreSQL", {"POSTGRES_USER": "${PG_USER}"}, {"DB_USER": "${PG_USER}"}, True),
        ("PostgreSQL", {"POSTGRES_USER": "${PG_USER}"}, {"URL": "postgres://${PG_USER}:${PW}@db/x"}, True),
        ("PostgreSQL", {"POSTGRES_USER": "${PG_USER}"}, {"DB_USER": "${APP_USER}"}, None),
        ("PostgreSQL", {"POSTGRES_USER": ""}, {"DB_USER": ""}, None),
        ("PostgreSQL", {}, {"DB_USER": "${DB_USER}"}, None),
        ("PostgreSQL", {}, {"DATABASE_URL": "mysql://postgres:x@db/shop"}, None),  # of another database
        ("PostgreSQL", {}, {"SMTP_USER": "postgres"}, None),
        ("MySQL", {}, {"SPRING_DATASOURCE_USERNAME": "root"}, True),
        ("MySQL", {}, {"READER1_DATASOURCEUSERNAME": "ROOT"}, True),
        ("MySQL", {}, {"DB_USER": "orders"}, False),
        ("SQL Server", {}, {"DB_USER": "sa"}, True),
        ("MongoDB", {"MONGO_INITDB_ROOT_USERNAME": "admin"}, {"URL": "mongodb://admin:x@mongo/"}, True),
        ("Redis", {}, {"REDIS_USER": "default"}, None),
        ("MinIO", {"MINIO_ROOT_USER": "${ROOT}"}, {"S3_ACCESS_KEY": "${ROOT}"}, True),
        ("MinIO", {"MINIO_ROOT_USER": "root"}, {"AWS_ACCESS_KEY_ID": "uploads"}, False),
        ("MinIO", {"MINIO_ROOT_USER": "root"}, {"AWS_SECRET_ACCESS_KEY": "q7Xk2mWv9TzLr"}, None),
        ("MinIO", {}, {"S3_SECRET_ACCESS_KEY": "minioadmin"}, None),
        ("MinIO", {"MINIO_ROOT_USER": "root"}, {"DB_USER": "root"}, None),
        ("PostgreSQL", {"POSTGRES_USER": "shop"}, {"S3_ACCESS_KEY": "shop"}, None),
    ],
)
def test_names_of_users_are_compared(
    product: str, store: dict[str, str], caller: dict[str, str], expected: bool | None
) -> None:
    assert used(product, store, caller) is expected


def test_one_caller_is_enough() -> None:
    assert used("MySQL", {}, {"DB_USER": "orders"}, {"DB_USER": "root"}) is True


def test_a_caller_that_says_nothing_leaves_it_open() -> None:
    assert used("MySQL", {}, {"DB_USER": "orders"}, {}) is None


def test_the_reason_names_the_variable_and_no_value() -> None:
    found = superuser_login(
        product_called("PostgreSQL"),
        {"POSTGRES_USER": "topsecretname"},
        [Caller("api", {"DATABASE_URL": "postgres://topsecretname:x@db/shop"})],
    )

    assert found is not None
    assert found.why == "The variable DATABASE_URL of api logs in as the administrator of PostgreSQL."


def shared(*callers: Caller) -> str:
    found = shared_account(product_called("PostgreSQL"), {"POSTGRES_USER": "admin"}, callers)
    return found.why if found else ""


def test_programs_that_log_in_as_one_user_share_an_account() -> None:
    orders = Caller("orders", {"DB_USER": "shop"}, "example/orders")
    users = Caller("users", {"DATABASE_URL": "postgres://shop:x@db/shop"}, "example/users")

    assert shared(orders, users) == "orders and users log in to PostgreSQL with the same account."


def test_two_of_those_who_share_an_account_are_named() -> None:
    many = [Caller(name, {"DB_USER": "shop"}, name) for name in ("c", "d", "e")]

    assert shared(*many) == "c and d and 1 more log in to PostgreSQL with the same account."


def test_a_user_name_that_no_file_holds_is_known_by_its_secret() -> None:
    callers = [Caller(name, {"DB_USER": ""}, name, {"DB_USER": "shop/db/user"}) for name in ("a", "b")]

    assert shared(*callers)
    assert not shared(callers[0], Caller("c", {"DB_USER": ""}, "c", {"DB_USER": "shop/other/user"}))


@pytest.mark.parametrize(
    "callers",
    [
        [Caller("orders", {"DB_USER": "orders"}), Caller("users", {"DB_USER": "users"})],
        [
            Caller("web", {"DB_USER": "shop"}, "example/shop"),
            Caller("job", {"DB_USER": "shop"}, "example/shop"),
        ],
        [
            Caller("orders", {"DB_USER": "admin"}),
            Caller("users", {"DB_USER": "admin"}),
        ],  # told by its own fact
        [Caller("orders", {"SMTP_USER": "shop"}), Caller("users", {"SMTP_USER": "shop"})],
        [Caller("orders", {"DB_USER": "shop"})],
    ],
)
def test_separate_accounts_copies_and_administrators_are_not_shared(callers: list[Caller]) -> None:
    assert not shared(*callers)


def test_nothing_is_told_of_stores_without_known_accounts() -> None:
    callers = [Caller(name, {"DB_USER": "shop"}) for name in ("a", "b")]

    assert shared_account(product_called("Redis"), {}, callers) is None
