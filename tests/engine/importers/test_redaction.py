"""Credentials are reported by name and by value; what only speaks about one is left alone."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from threatmodel.engine.importers.debug_switches import is_debug_switch
from threatmodel.engine.importers.environment_facts import (
    argument_credentials,
    arguments_of,
    environment_record,
    insecure_tls_options,
    insecure_tls_variables,
    program_of,
    runs_ssh_server,
    split_command,
)
from threatmodel.engine.importers.redaction import (
    is_credential,
    is_credential_name,
    is_credential_value,
    is_weak_credential,
    url_password,
    users_of,
)


@pytest.mark.parametrize(
    "name",
    [
        "POSTGRES_PASSWORD",
        "DB_PASS",
        "SMTP_PASS",
        "SECRET_KEY",
        "JWT_SECRET",
        "AWS_SECRET_ACCESS_KEY",
        "API_KEY",
        "dbPassword",
        "PGPASSWORD",
        "spring.datasource.password",
        "GITHUB_TOKEN",
        "TLS_KEYSTORE_PASSWORD",
        "client-secret",
        "X-Api-Key",
        "encryptionKey",
        "DB_PWD",
        "RABBITMQ_ERLANG_COOKIE",
        "ERLANG_COOKIE",
    ],
)
def test_names_of_credentials(name: str) -> None:
    assert is_credential_name(name)


@pytest.mark.parametrize(
    "name",
    [
        "PASSWORD_FILE",
        "secretEnv",  # of Dex
        "TOKEN_URL",
        "SORT_KEY",
        "PUBLIC_KEY",
        "ALLOW_EMPTY_PASSWORD",
        "KEYBOARD",
        "PASSPORT",
        "TOKENIZERS_PARALLELISM",
        "PATH",
        "SECRET_NAME",
        "PASSWORD_MIN_LENGTH",
        "SECRET_ITERATIONS",
        "TOKEN_BYTES",
        "TOKEN_EXPIRY",
        "DATABASE_URL",
        "COMPASS_HOME",
        "KEY",
        "AWS_ACCESS_KEY_ID",
        "AUTHENTICATION_APIKEY_USERS",
        "bypass",
    ],
)
def test_names_that_only_speak_of_credentials(name: str) -> None:
    assert not is_credential_name(name)


@pytest.mark.parametrize(
    "value",
    [
        "postgres://user:hunter2@db/x",
        "admin:hunter2@mongodb:27017",
        "Server=db;Password=hunter2;",
        "Server=db;Password=nonesuch;",
        "Server=db;Password=Winter(2024",
        "Server=db;Password=Pass1[x]y",
        "Server=db;Password=true-love-9!x",
        "Server=db;Password=None.Shall1",
        "Server=db;Password=settings.Xy9zz",
        "c.DummyAuthenticator.password = 'hunter2'",
        "-----BEGIN RSA PRIVATE KEY-----\nMII",
        "AKIA" + "A" * 16,
        "ghp_" + "a" * 36,
        "eyJhbGciOiJIUzI1.eyJzdWIiOiIxMjM0.sig",
        "$2y$10$abcdefghijklmnop",
        "https://hooks.slack.com/services/T0/B0/xyz",
    ],
)
def test_values_that_carry_a_credential(value: str) -> None:
    assert is_credential_value(value)


@pytest.mark.parametrize(
    "value",
    [
        "postgres://user@db/x",
        "postgres://user:${PASSWORD}@db/x",
        "http://db:5432/x",
        "redis:6379",
        "Password=${PW}",
        "c.DummyAuthenticator.password = None",
        "password = null",
        "db.password = os.environ['PASSWORD']",
        "password = get_secret_value('db')",
        "2024-01-01 12:00:00",
        "",
        "key: value",
    ],
)
def test_values_that_carry_none(value: str) -> None:
    assert not is_credential_value(value)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("POSTGRES_PASSWORD", "postgres"),
        ("X_PASSWORD", ""),
        ("MYSQL_ALLOW_EMPTY_PASSWORD", "yes"),
        ("ALLOW_EMPTY_PASSWORD", "1"),
        ("POSTGRES_HOST_AUTH_METHOD", "trust"),
        ("DB_PASSWORD", "P@ssw0rd!"),
        ("DB_PASSWORD", "mysecretpassword"),
        ("DB_PASSWORD", "changeme"),
        ("DB_PASSWORD", "xxxxxxxx"),
        ("DB_PASSWORD", "123456"),
        ("JWT_SECRET", "crapi"),
        ("DATABASE_URL", "postgres://postgres:postgres@db/x"),
        ("DATABASE_URL", "postgres://shipping:shipping@db/x"),
        ("SECRET_KEY", "changeme"),
        ("AUTH_TOKEN", "changeRunnerAuthToken"),
        ("GF_SECURITY_SECRET_KEY", "SW2YcwTIb9zpOOhoPsMm"),
        ("SECRET_KEY", "django-insecure-0x!kz9#q7w2mv9tzlr4"),
        ("SECRET_KEY", "a" * 64),
        ("SECRET_KEY", "0" * 32),
        ("SECRET_KEY", "0101010101010101"),
        ("ENCRYPTION_KEY", "0123456789abcdef0123456789abcdef"),
        ("JWT_SECRET", "super-secret-jwt-token-with-at-least-32-characters-long"),
        ("SPLUNK_PASSWORD", "changeme"),
        ("AZURE_JWT_SECRET", "change-me"),
        ("SENTRY_SECRET_KEY", "changeme"),
        ("ACME_API_KEY", "changeme"),
        ("LITELLM_MASTER_KEY", "sk-1234"),
        ("APP_KEY", "base64:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="),
        ("APP_KEY", "base64:YWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWE="),
        ("SECRET_KEY", "0x" + "41" * 32),
        ("DASHBOARD_PASSWORD", "this_password_is_insecure_and_should_be_updated"),
    ],
)
def test_weak_credentials(name: str, value: str) -> None:
    assert is_weak_credential(name, value)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("POSTGRES_PASSWORD", "kf93hf93k-x2"),
        ("MYSQL_ALLOW_EMPTY_PASSWORD", "no"),
        ("POSTGRES_HOST_AUTH_METHOD", "scram-sha-256"),
        ("DB_PASSWORD", "${DB_PASSWORD}"),
        ("DATABASE_URL", "postgres://postgres:kf93hf93k@db/postgres"),
        ("DATABASE_URL", "postgres://postgres@db/postgres"),
        ("POSTGRES_USER", "postgres"),
        ("PASSWORD_FILE", "/run/secrets/password"),
        ("OPENAI_API_KEY", ""),
        ("WEBUI_SECRET_KEY", " "),
        ("SMTP_PASSWORD", ""),
        ("INIT_USER_PASSWORD", ""),
        ("SENTRY_DSN", "0"),
        ("API_TOKEN", "false"),
        ("BYPASS_AUTH", "1"),
        ("byPass", "1"),
        ("COMPASS_URL", "abc"),
        ("VAULT_SECRETS", "db"),
        ("SECRET_KEY", "q7Xk2mWv9TzLr4NcB8YdQ1wEr5TyUi0p"),
        ("GITHUB_TOKEN", "replace-with-token"),
        ("APP_KEY", "base64:q7Xk2mWv9TzLr4NcB8YdQ1wEr5TyUi0pAAAAAAAAAAA="),
    ],
)
def test_what_is_no_weak_credential(name: str, value: str) -> None:
    assert not is_weak_credential(name, value)


def test_a_password_that_equals_the_user_name_is_weak() -> None:
    users = users_of([("DB_USER", "Harbour"), ("DB_HOST", "pier-nine-gq"), ("SMTP_LOGIN", "")])

    assert users == {"harbour"}
    assert is_weak_credential("DB_PASSWORD", "harbour", users)
    assert not is_weak_credential("DB_PASSWORD", "pier-nine-gq", users)
    assert not is_weak_credential("DB_NAME", "harbour", users)
    assert not is_weak_credential("API_KEY", "harbour", users)


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("DB_PASSWORD", "kf93hf93k-x2", True),
        ("SENTRY_DSN", "0", False),
        ("SENTRY_DSN", "https://1f2e3d@sentry.example/4", True),
        ("SENTRY_DSN", "https://sentry.example/4", False),
        ("SENTRY_DSN", "https://2c9f1e0a77b64f3fa0d7a4d3e0b1c2d3@o44123.ingest.sentry.io/5561", False),
        ("GLITCHTIP_DSN", "http://2c9f1e0a77b64f3fa0d7a4d3e0b1c2d3@errors.shop.example:8000/errors/7", False),
        ("SENTRY_DSN", "https://2c9f1e0a77b64f3f:a0d7a4d3e0b1c2d3@sentry.example/4", True),
        ("DATABASE_DSN", "postgres://2c9f1e0a77b64f3fa0d7a4d3e0b1c2d3@db/4", True),
        ("API_TOKEN", "false", False),
        ("BYPASS_AUTH", "abcdefgh", False),
        ("encompass", "abcdefgh", False),
        ("byPass", "abcdefgh", False),
        ("proxy_pass", "http://web", False),
        ("passwordKey", "redis-password", False),
        ("credentials", "see the vault", False),
        ("credentials", "AKIAABCDEFGHIJKLMNOP", True),
    ],
)
def test_what_is_a_credential(name: str, value: str, *, expected: bool) -> None:
    assert is_credential(name, value) is expected


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("DEBUG", "1", True),
        ("FLASK_DEBUG", "true", True),
        ("DEBUG", "false", False),
        ("NODE_ENV", "development", True),
        ("NODE_ENV", "production", False),
        ("JAVA_TOOL_OPTIONS", "-agentlib:jdwp=transport=dt_socket", True),
        ("LOG_LEVEL", "debug", False),
        ("BITNAMI_DEBUG", "true", False),
        ("DEBUG", "${DEBUG}", False),
        ("MANAGEMENT_ENDPOINTS_WEB_EXPOSURE_INCLUDE", "*", True),
        ("MANAGEMENT_ENDPOINTS_WEB_EXPOSURE_INCLUDE", "health, heapdump", True),
        ("management.endpoints.web.exposure.include", "env,info", True),
        ("MANAGEMENT_ENDPOINTS_WEB_EXPOSURE_INCLUDE", "health,info,prometheus", False),
        ("MANAGEMENT_ENDPOINTS_WEB_EXPOSURE_EXCLUDE", "*", False),
    ],
)
def test_debug_switches(name: str, value: str, *, expected: bool) -> None:
    assert is_debug_switch(name, value) is expected


def test_the_password_of_a_url_is_found() -> None:
    assert url_password("redis://:hunter2@cache") == "hunter2"


def test_an_environment_record_says_about_a_value_and_does_not_hold_it() -> None:
    record = environment_record("DB_PASSWORD", "canary-4711", origin="literal")

    assert record == {
        "name": "DB_PASSWORD",
        "origin": "literal",
        "credential": True,
        "weak": False,
        "debug": False,
        "ref": "",
    }


def test_a_file_that_a_variable_holds_is_judged() -> None:
    config = "external_url 'http://x'\ngitlab_rails['initial_root_password'] = 'changeme'\n"

    records = [environment_record("CONFIG", text, origin="literal") for text in (config, "a\nb=c\n")]
    assert [(one["credential"], one["weak"]) for one in records] == [(True, True), (False, False)]


def test_a_credential_that_names_a_file_is_no_literal() -> None:
    assert environment_record("TLS_KEY", "certs/server.key", origin="literal")["origin"] == "file"


@pytest.mark.parametrize(
    ("words", "names"),
    [
        (["mysql", "-pmysecretpassword", "shop"], ["argument 2"]),
        (["mysql", "-pmy_password", "shop"], ["argument 2"]),
        (["mysql", "-phunter2", "http://a:hunter2@h/x"], ["argument 2", "URL of h"]),
        (["app", "-password", "hunter2"], ["-password"]),
        (["app", "-db-password", "hunter2"], ["-db-password"]),
        (["java", "-DdbPassword=hunter2"], ["-DdbPassword"]),
        (["app", "-dsn", "postgres://a:hunter2@h/x"], ["-dsn", "URL of h"]),
    ],
)
def test_a_password_behind_the_letter_of_its_option_is_no_name(words: list[str], names: list[str]) -> None:
    assert argument_credentials(words) == names


def test_options_with_literal_credentials_are_named() -> None:
    words = ["redis-server", "--requirepass", "foo", "--db-password=x", "--token=$(T)", "--password", "${P}"]
    script = ["sh", "-c", "psql postgres://a:hunter2@h/x"]

    assert argument_credentials(words) == ["--requirepass", "--db-password"]
    assert argument_credentials(arguments_of(script)) == ["URL of h"]
    assert argument_credentials(["http://admin:hunter2@grafana:3000/api"] * 2) == ["URL of grafana"]
    assert argument_credentials(["curl", "http://a:hunter2@canary/x@h"]) == ["argument 2"]
    assert argument_credentials(["--password-file", "/x", "--secret-name", "y"]) == []
    assert argument_credentials(["--tls-key=/tls/tls.key", "--private-key", "certs/server.pem"]) == []


def test_switches_that_turn_verification_off_are_named() -> None:
    words = ["curl", "--insecure", "--insecure-skip-tls-verify=false", "--kubelet-insecure-tls"]
    variables = [("NODE_TLS_REJECT_UNAUTHORIZED", "0"), ("X_SKIP_VERIFY", "true"), ("SSL_VERIFY", "true")]

    assert insecure_tls_options(words) == ["--insecure", "--kubelet-insecure-tls"]
    assert insecure_tls_variables(variables) == ["NODE_TLS_REJECT_UNAUTHORIZED", "X_SKIP_VERIFY"]


@pytest.mark.parametrize(
    "words",
    [
        ["/usr/local/bin/argocd-server", "--insecure"],
        ["start-single-node", "--insecure"],
        ["/bin/bash", "-ecx", "exec", "/cockroach/cockroach", "start", "--logtostderr", "--insecure"],
    ],
)
def test_a_server_that_serves_without_tls_verifies_no_less(words: list[str]) -> None:
    assert insecure_tls_options(words) == []


def test_commands_are_taken_apart() -> None:
    assert split_command("a 'b c'") == ["a", "b c"]
    assert split_command("a 'b") == ["a", "'b"]
    assert program_of(["/bin/server", "--password=x"]) == "/bin/server"
    assert program_of(["PASSWORD=x", "run"]) == ""
    assert runs_ssh_server(["/usr/sbin/sshd", "-D"])


@given(st.text(max_size=200), st.text(max_size=400))
def test_no_text_raises(name: str, value: str) -> None:
    judged = [
        is_credential_name(name),
        is_credential_value(value),
        is_weak_credential(name, value),
        is_debug_switch(name, value),
    ]

    assert all(type(answer) is bool for answer in judged)
    assert len(argument_credentials([name, value])) <= 2


@pytest.mark.parametrize("piece", ["a:", "//", "password", "test", "@", "a.", "=", "${", "eyJ", "pass1"])
def test_long_repetitive_text_is_judged(piece: str) -> None:
    """One expression that backtracks would take hours."""
    text = piece * 20_000

    judged = [is_credential_value(text), is_weak_credential("PASSWORD", text), is_credential_name(text)]

    assert all(type(answer) is bool for answer in judged)
    assert insecure_tls_options([text]) == insecure_tls_variables([(text, "1")]) == []
    assert len(argument_credentials([f"--password={text}"])) <= 1


def test_an_account_that_no_password_makes_lets_nobody_in() -> None:
    assert is_weak_credential("DB_PASSWORD", "")
    assert not is_weak_credential("DOVECOT_MASTER_PASS", "")


@pytest.mark.parametrize(
    ("name", "value", "weak"),
    [
        ("HARBOR_ADMIN_PASSWORD", "Harbor12345", True),
        ("GF_SECURITY_ADMIN_PASSWORD", "prom-operator", True),
        ("GITHUB_TOKEN", "REPLACE_WITH_YOUR_PAT", False),
        ("API_TOKEN", "REPLACE_WITH_YOUR_TOKEN", True),
        ("ACCESS_TOKEN", "XXXX", False),
        ("GITHUB_SECRET", "xxx", False),
        ("AGENT_SECRET", "xxx", True),
        ("TOKEN_PASSWORD", "xxxxxxxx", True),
        ("REFRESH_TOKEN_SECRET", "xxxxxxxx", True),
        ("ADMIN_TOKEN", "xxxx", True),
        ("K3S_TOKEN", "xxxx", True),
    ],
)
def test_published_passwords_are_weak_and_keys_to_be_issued_are_not(
    name: str, value: str, *, weak: bool
) -> None:
    assert is_weak_credential(name, value) is weak


def test_lists_of_users_hold_their_passwords() -> None:
    assert all(map(is_credential_name, ("BASICAUTH_USERS", "VAULT_DEV_ROOT_TOKEN_ID", "VAULT_SECRET_ID")))
    assert not any(map(is_credential_name, ("BASICAUTH_USER", "AWS_SECRET_ID", "TOKEN_ID")))
