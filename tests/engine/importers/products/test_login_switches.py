"""Which variables and options switch a login on or off, whatever the program."""

import pytest

from threatmodel.engine.importers.products.login_switches import LoginSwitch, login_switch
from threatmodel.engine.importers.products.product_behavior import behavior_of


def of_variable(name: str, value: str) -> bool | None:
    found = login_switch({name: value}, ())
    return None if found is None else found.required


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("ENABLE_AUTH", "0"),
        ("AUTH_ENABLED", "false"),
        ("MYAPP_AUTH_ENABLED", "False"),
        ("authEnabled", "no"),
        ("security.enabled", "false"),
        ("REQUIRE_AUTHENTICATION", "off"),
        ("DISABLE_AUTH", "true"),
        ("NO_AUTH", "1"),
        ("SKIP_LOGIN", "yes"),
        ("AUTH_MODE", "none"),
        ("AUTH_TYPE", "disabled"),
        ("AUTH", "false"),
        ("ALLOW_ANONYMOUS", "true"),
    ],
)
def test_a_value_lets_every_caller_in(name: str, value: str) -> None:
    assert of_variable(name, value) is False


@pytest.mark.parametrize(
    ("name", "value"), [("ENABLE_AUTH", "1"), ("AUTH_REQUIRED", "true"), ("DISABLE_AUTH", "false")]
)
def test_a_value_asks_for_a_login(name: str, value: str) -> None:
    assert of_variable(name, value) is True


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("LDAP_AUTH_ENABLED", "false"),
        ("SMTP_AUTH", "false"),
        ("BASIC_AUTH_ENABLED", "false"),
        ("REDIS_AUTH_ENABLED", "false"),
        ("TLS_CLIENT_AUTH", "none"),
        ("GITHUB_LOGIN_REQUIRED", "false"),
        ("AUTH_ENABLED", ""),
        ("AUTH_ENABLED", "${AUTH}"),
        ("AUTH_MODE", "oidc"),
        ("AUTH_DISABLED_USERS", "true"),
        ("AUTHOR_ENABLED", "false"),
    ],
)
def test_other_settings_say_nothing(name: str, value: str) -> None:
    assert of_variable(name, value) is None


@pytest.mark.parametrize(
    ("words", "name"),
    [
        (["serve --no-auth"], "--no-auth"),
        (["serve", "--allow-unauthenticated"], "--allow-unauthenticated"),
        (["serve", "--auth", "none"], "--auth"),
        (["serve", "--auth=false"], "--auth"),
        (["java", "-Dsecurity.enabled=false"], "-Dsecurity.enabled"),
    ],
)
def test_an_option_lets_every_caller_in(words: list[str], name: str) -> None:
    assert login_switch({}, words) == LoginSwitch(name, required=False)


@pytest.mark.parametrize("words", [["serve", "--auth"], ["--auth=basic"], ["no-auth"], ["--auth", "--x"]])
def test_other_arguments_say_nothing(words: list[str]) -> None:
    assert login_switch({}, words) is None


def test_what_lets_callers_in_counts_before_what_asks_for_a_login() -> None:
    found = login_switch({"AUTH_REQUIRED": "true", "DISABLE_AUTH": "true"}, ())

    assert found == LoginSwitch("DISABLE_AUTH", required=False)


def test_the_facts_name_the_setting_without_a_product() -> None:
    found = behavior_of(None, tag="", variables={"AUTH_ENABLED": "false"}, words=())

    assert {name: trait.value for name, trait in found.items()} == {
        "authentication_required": False,
        "login_switch": "AUTH_ENABLED",
        "login_disabled": True,
    }
