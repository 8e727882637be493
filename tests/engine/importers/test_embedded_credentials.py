"""Credentials inside texts are named; what only looks like one, or is filled in elsewhere, is not."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from threatmodel.engine.importers.embedded_credentials import credentials_in

STRONG = "q7Xk2mWv9TzLr4NcB8Yd"


@pytest.mark.parametrize(
    ("text", "name"),
    [
        (f"REDIS_PASSWORD={STRONG}", "REDIS_PASSWORD"),
        (f"export DB_PASSWORD='{STRONG}'", "DB_PASSWORD"),
        (f"spring.datasource.password={STRONG}", "spring.datasource.password"),
        (f"db:\n  user: x\n  password: {STRONG}  # of the test", "password"),
        (f'{{"adminUser": "a", "adminPass": "{STRONG}"}}', "adminPass"),
        (f'{{\n  "apiKey": "{STRONG}",\n}}', "apiKey"),
        (f"requirepass {STRONG}", "requirepass"),
        (f"masterauth {STRONG}", "masterauth"),
        (f" stats auth ops:{STRONG}", "stats auth"),
        (f"userlist ops\n user ada insecure-password {STRONG}", "user ada insecure-password"),
        (f"lt-cred-mech\nuser=relay:{STRONG}", "user password"),
        (f"[OUTPUT]\n    Name es\n    HTTP_Passwd  {STRONG}", "HTTP_Passwd"),
        (f"[client]\npassword = {STRONG}", "password"),
        (f"gitlab_rails['smtp_password'] = \"{STRONG}\"", "smtp_password"),
        (f"$settings[\"db_password\"] = '{STRONG}';", "db_password"),
        (f"CREATE USER app WITH PASSWORD '{STRONG}';", "PASSWORD"),
        (f"ALTER USER app IDENTIFIED BY '{STRONG}';", "PASSWORD"),
        (f'<Resource name="jdbc" username="sa" password="{STRONG}"/>', "password"),
        (f'<Resource name="jdbc"\n  password="{STRONG}"/>', "password"),
        (f'<property name="connection.password">{STRONG}</property>', "connection.password"),
        (f'<add key="ApiKey" value="{STRONG}" />', "ApiKey"),
        (f"<server><password>{STRONG}</password></server>", "password"),
        (f"db:5432:*:app:{STRONG}", "pgpass password"),
        (f"user default on >{STRONG} ~* +@all", "user default password"),
        (f"set -e\ncurl -s -u admin:{STRONG} http://search", "curl -u"),
        (f"password: ${{DB_PASSWORD:-{STRONG}}}", "password"),
        (f"spring.datasource.password=${{DB_PASSWORD:{STRONG}}}", "spring.datasource.password"),
        (f'{{"password": "${{env:DB_PASSWORD:-{STRONG}}}"}}', "password"),
    ],
)
def test_settings_with_a_literal_credential_are_named(text: str, name: str) -> None:
    assert [(one.name, one.weak) for one in credentials_in(text)] == [(name, False)]


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("\n# the login\nDB_PASSWORD=changeme", 2),
        ("requirepass foobar", 0),
        ("listen stats\n stats auth admin:admin@123", 1),
        ("user=relay:changeme", 0),
        ("user: harbour-master\npassword: harbour-master", 1),
        ('{"username": "harbour-master", "password": "harbour-master"}', 0),
        ("DATABASE_URL=postgres://app:app@db/x", 0),
        ("port: 1\npassword: ${DB_PASSWORD:-changeme}", 1),
        ('<!--\n of the test\n-->\n<Resource password="changeme"/>', 3),
    ],
)
def test_trivial_ones_and_those_that_equal_the_user_are_weak(text: str, line: int) -> None:
    assert [(one.line, one.weak) for one in credentials_in(text)] == [(line, True)]


@pytest.mark.parametrize(
    "text",
    [
        "REDIS_PASSWORD=",
        'secret_key_base = """\nof several lines"""',
        "userlist ops\n user ada password $6$q7Xk2mWv$9TzLr4NcB8Yd",
        "REDIS_PASSWORD=${REDIS_PASSWORD}",
        "password: {{ .Values.password }}",
        "password: <your password>",
        "const password = request.body.password;",
        "password = getenv('PASSWORD')",
        "# password = q7Xk2mWv9TzLr4NcB8Yd",
        "; password = q7Xk2mWv9TzLr4NcB8Yd",
        '<!--\n<Resource password="q7Xk2mWv9TzLr4NcB8Yd"/>\n-->',
        '<Resource password="${db.password}"/>',
        "<password>{COQLCE6DU6GtcS5P=}</password>",
        "db:5432:*:app:${PASSWORD}",
        "root:x:0:0:root:/root:/bin/bash",
        "user default on nopass ~* +@all",
        "user default on #5e884898da28047151d0e56f8dc62927 ~* +@all",
        "curl -u $USER:$PASSWORD http://search",
        "password: ${DB_PASSWORD:?must be set}",
        "password: ${env:DB_PASSWORD}",
        "password_encryption = scram-sha-256",
        "passwordKey: redis-password",
        "secretName: shop-login",
        "proxy_pass http://web;",
        "tokenReview: true",
        "bypass: always-the-cache",
        "password_file: /run/secrets/password",
        "SENTRY_DSN=0",
        "HTTP_Passwd ${ES_PASSWORD}",
        "stats auth $USER:$PASSWORD",
        "user=nginx:nginx",
        "user = 1000:100000",
        "user=$USER:$PASSWORD",
        "REGISTRY_CREDENTIAL_USERNAME: harbor_registry_user",
        "We keep the password in the vault: ask Ann for it",
        "secrets: [a, b]",
        "existingSecret: shop-login",
        "passwordSecret: grafana-password",
        "apiKeyRef: shop-key",
        "clientSecret: shop-client-secret",
        "headers.token = token;",
        "pass_access_token = true",
        "CREATE USER app WITH PASSWORD :password;",
    ],
)
def test_what_is_no_credential(text: str) -> None:
    assert credentials_in(text) == ()


def test_a_name_is_told_once_and_their_number_is_bounded() -> None:
    assert len(credentials_in(f"A_PASSWORD={STRONG}\n" * 3)) == 1
    assert len(credentials_in("".join(f"A{n}_PASSWORD={STRONG}\n" for n in range(500)))) == 50


@pytest.mark.parametrize(
    "piece", ["password=", '"password":"', "a: ", '"', "token: a.b.", "\n", "{", "<a b=", "user a ", "a:1:"]
)
def test_long_repetitive_text_is_read(piece: str) -> None:
    credentials_in(piece * 100_000)


@given(st.text(max_size=200))
def test_only_names_leave(text: str) -> None:
    for one in credentials_in(f"{text}\npassword={text}"):
        assert re.fullmatch(r"[A-Za-z_][\w.-]{0,80}", one.name)


def test_a_reference_to_the_environment_is_no_credential() -> None:
    assert credentials_in("api_key: os.environ/OPENAI_API_KEY\n") == ()
