"""Users, hosts and keys that are yet to be issued are no secrets."""

import pytest

from threatmodel.engine.importers.secret_values import is_secret_value


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("controller_github_token", "REPLACE_WITH_YOUR_PAT", False),
        ("datadog_api-key", "PUT_YOUR_API_KEY_HERE", False),
        ("shop_password", "REPLACE_ME", True),
        ("github-access-token_apiKey", "GITHUB_ACCESS_TOKEN", False),
        ("gateway_apiKey", "AZURE_OPENAI_API_KEY", False),
        ("gateway_apiKey", "PAYMENT_API_KEY", True),
        ("github_db_password", "DB_PASSWORD", True),
        ("github_session_key", "GITHUB_SESSION_KEY", True),
        ("github_token", "HELLO_WORLD", True),
        ("datadog_api-key", "0123456789abcdef0123456789abcdee", True),
        ("trivy_redisURL", "redis://harbor-redis:6379/5?idle_timeout_seconds=30", False),
        ("trivy_redisURL", "redis://:q7Xk2mWv9TzLr4@harbor-redis:6379/5", True),
        ("alerts_webhook", "https://hooks.example.com/T0/B0/q7Xk2mWv9TzLr4NcB8Yd", True),
        ("empty_key", " ", False),
        ("shop_mysql-user", "shop", False),
        ("shop_DB_HOST", "db.example.com", False),
        ("shop_mysql-user", "shop@example.com", False),
        ("shop_host", "rediss://cache?auth=abcd1234", True),
        ("shop_database", "production:\n  password: kf93hf93k", True),
        ("shop_database", '{"password": "kf93hf93k"}', True),
        ("shop_database", "app/kf93hf93k@db:1521", True),
        ("shop_user-password", "q7Xk2mWv9TzLr4", True),
        ("shop_admin", "q7Xk2mWv9TzLr4", True),
    ],
)
def test_what_of_a_secret_is_worth_keeping_secret(name: str, value: str, *, expected: bool) -> None:
    assert is_secret_value(name, value) is expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("redis://cache:6379/0", False),
        ("mongodb://db/app?authSource=admin", False),
        ("rediss://cache?auth=abcd1234", True),
        ("jdbc:postgresql://db/app?user=app&pass=kf93hf93k", True),
        ("postgres://db/app?sslpassword=kf93hf93k", True),
        ("postgres://app:kf93hf93k@db/app", True),
    ],
)
def test_the_address_of_a_store_is_a_secret_with_a_login(value: str, *, expected: bool) -> None:
    assert is_secret_value("shop_address", value) is expected
