"""Options that say where a password comes from, which is none itself."""

from threatmodel.engine.importers.environment_facts import argument_credentials


def test_an_option_that_says_where_a_password_comes_from_holds_none() -> None:
    assert argument_credentials(["openssl", "enc", "-pass", "env:ARCHIVE_KEY"]) == []
    assert argument_credentials(["openssl", "pkcs12", "-passin", "file:/keys/x", "-passout", "stdin"]) == []
    assert argument_credentials(["openssl", "enc", "-pass", "pass:hunter2"]) == ["-pass"]
