"""What is where a password may be and is none: where it comes from, or that none is asked for."""

import pytest

from threatmodel.engine.importers.environment_facts import argument_credentials
from threatmodel.engine.importers.redaction import is_credential


def test_an_option_that_says_where_a_password_comes_from_holds_none() -> None:
    assert argument_credentials(["openssl", "enc", "-pass", "env:ARCHIVE_KEY"]) == []
    assert argument_credentials(["openssl", "pkcs12", "-passin", "file:/keys/x", "-passout", "stdin"]) == []
    assert argument_credentials(["openssl", "enc", "-pass", "pass:hunter2"]) == ["-pass"]


@pytest.mark.parametrize(
    "value",
    ["invalid", "disabled", "unset", "None", "sk-none", "not-needed", "sk-no-key-required", "user_provided"],
)
def test_a_value_that_stands_for_none_is_no_credential(value: str) -> None:
    assert not is_credential("API_KEY", value)


@pytest.mark.parametrize("value", ["unused", "ignored", "not-needed", "no-auth", "user_provided"])
def test_such_a_word_as_the_password_of_an_account_is_one(value: str) -> None:
    assert is_credential("POSTGRES_PASSWORD", value)
