"""Public keys, comments, settings about secrets and empty options are no credentials."""

import pytest

from threatmodel.engine.importers.environment_facts import argument_credentials, environment_record
from threatmodel.engine.importers.redaction import is_credential


@pytest.mark.parametrize(
    ("value", "credential"),
    [
        ('{"jwk_url": "https://id.example/jwks"}', False),
        ('{"type":"RS256","key":"-----BEGIN PUBLIC KEY-----\\nMII"}', False),
        ('{"keys":[{"kty":"RSA","n":"0vx7","e":"AQAB"}]}', False),
        ("-----BEGIN CERTIFICATE-----\nMII", False),
        ("pk.eyJ1Ijoic2hvcCJ9.q7Xk2mWv9TzLr4NcB8Yd", False),
        ('{"type":"HS256","key":"q7Xk2mWv9TzLr4NcB8YdQ1wEr5TyUi0p"}', True),
        ('{"keys":[{"kty":"oct","k":"q7Xk2mWv9TzLr4NcB8Yd"}]}', True),
        ("-----BEGIN PRIVATE KEY-----\nMII", True),
        ("sk.eyJ1Ijoic2hvcCJ9.q7Xk2mWv9TzLr4NcB8Yd", True),
    ],
)
def test_public_keys_and_addresses_of_key_sets_are_no_credentials(value: str, *, credential: bool) -> None:
    assert is_credential("HASURA_GRAPHQL_JWT_SECRET", value) is credential


def test_a_comment_in_a_file_that_a_variable_holds_is_no_credential() -> None:
    assert not environment_record("APP_CONFIG", "a=b\n# password=oldpassword", origin="literal")["credential"]
    assert environment_record("APP_CONFIG", "a=b\npassword=q7Xk2mWv9T", origin="literal")["credential"]


def test_quotes_around_nothing_are_an_empty_option() -> None:
    assert argument_credentials(["start-notebook.sh", "--NotebookApp.token=''", "--password", '""']) == []
    assert argument_credentials(["start-notebook.sh", "--NotebookApp.token='x7f'"]) == ["--NotebookApp.token"]


def test_a_token_that_is_crossed_out_is_no_credential() -> None:
    assert not is_credential("ACCESS_TOKEN", "XXXX")
    assert is_credential("AGENT_SECRET", "xxx")


@pytest.mark.parametrize(
    "name",
    [
        "SECRETS_BACKEND",
        "AUTH_SECRET_BACKEND",
        "AWS_SESSION_TOKEN_DURATION",
        "TOKEN_REFRESH_WINDOW",
        "SECRET_KEY_LOCATION",
        "PASSWORD_CHARSET",
        "CREDENTIALS_SOURCE",
        "TOKEN_STORE",
        "JWT_TOKEN_SCOPES",
        "PASSWORD_KIND",
    ],
)
def test_a_setting_about_secrets_is_no_credential(name: str) -> None:
    assert not is_credential(name, "vault")
