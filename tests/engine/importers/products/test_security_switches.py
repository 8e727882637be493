"""Which variables and options switch a login or TLS on or off, whatever the program."""

import pytest

from threatmodel.engine.importers.products.images import product_called
from threatmodel.engine.importers.products.product_behavior import behavior_of
from threatmodel.engine.importers.products.security_switches import Switch, switch_of


def of_variable(name: str, value: str) -> bool | None:
    found = switch_of("login", {name: value}, ())
    return None if found is None else found.is_on


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
        ("APP_CONFIG_backend_auth_dangerouslyDisableDefaultAuthPolicy", "true"),
        ("APP_CONFIG_auth_providers_guest_dangerouslyAllowOutsideDevelopment", "true"),
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
    assert switch_of("login", {}, words) == Switch(name, is_on=False)


@pytest.mark.parametrize("words", [["serve", "--auth"], ["--auth=basic"], ["no-auth"], ["--auth", "--x"]])
def test_other_arguments_say_nothing(words: list[str]) -> None:
    assert switch_of("login", {}, words) is None


def test_what_lets_callers_in_counts_before_what_asks_for_a_login() -> None:
    found = switch_of("login", {"AUTH_REQUIRED": "true", "DISABLE_AUTH": "true"}, ())

    assert found == Switch("DISABLE_AUTH", is_on=False)


def test_the_facts_name_the_setting_without_a_product() -> None:
    found = behavior_of(None, tag="", variables={"AUTH_ENABLED": "false"}, words=())

    assert {name: trait.value for name, trait in found.items()} == {
        "authentication_required": False,
        "login_switch": "AUTH_ENABLED",
        "login_disabled": True,
    }


@pytest.mark.parametrize(
    ("variables", "is_on"),
    [
        ({"TLS_ENABLED": "false"}, False),
        ({"DISABLE_HTTPS": "1"}, False),
        ({"APP_ENABLE_SSL": "true"}, True),
        ({"REDIS_TLS_ENABLED": "false"}, None),
        ({"SMTP_DISABLE_TLS": "true"}, None),
        ({"AUTH_ENABLED": "false"}, None),
    ],
)
def test_tls_is_switched_likewise(variables: dict[str, str], is_on: bool | None) -> None:
    found = switch_of("tls", variables, ())

    assert (found.is_on if found else None) is is_on


def test_a_server_whose_tls_is_switched_off_serves_none() -> None:
    found = behavior_of(None, tag="", variables={"TLS_ENABLED": "false"}, words=())

    assert found["serves_tls"].value is False
    assert found["serves_tls"].setting == "TLS_ENABLED"


@pytest.mark.parametrize(
    ("name", "value", "is_on"),
    [
        ("SIGNUPS_ALLOWED", "true", True),
        ("GITEA__service__DISABLE_REGISTRATION", "false", True),
        ("GF_USERS_ALLOW_SIGN_UP", "true", True),
        ("CMD_ALLOW_EMAIL_REGISTER", "true", True),
        ("DISABLE_SIGNUP", "true", False),
        ("OVERWRITE_SETTING_Accounts_RegistrationForm", "Disabled", False),
        ("OVERWRITE_SETTING_Accounts_RegistrationForm", "Public", None),
        ("AUTH_DISABLE_SIGNUP", "true", False),
        ("WOODPECKER_OPEN", "true", True),
        ("SIGNUPS_ALLOWED", "false", False),
        ("SIGNUPS_ALLOWED", "${SIGNUPS}", None),  # it may be off
        ("SIGNUPS_VERIFY", "true", None),
        ("OIDC_ALLOW_SIGNUP", "true", None),  # for people whom another program knows
    ],
)
def test_a_setting_lets_anyone_register_or_stops_them(name: str, value: str, is_on: bool | None) -> None:
    traits = behavior_of(None, tag="", variables={name: value}, words=())
    found = traits.get("self_registration")

    assert (found.value if found else None) is is_on


@pytest.mark.parametrize(
    ("product", "variables", "is_open"),
    [
        ("Gitea", {}, True),
        ("Gitea", {"FORGEJO__service__DISABLE_REGISTRATION": "true"}, False),
        ("Vaultwarden", {"SIGNUPS_ALLOWED": "false"}, False),
        ("Woodpecker", {}, None),
    ],
)
def test_some_products_let_anyone_register_as_they_come(
    product: str, variables: dict[str, str], is_open: bool | None
) -> None:
    traits = behavior_of(product_called(product), tag="", variables=variables, words=())
    found = traits.get("self_registration")

    assert (found.value if found else None) is is_open


@pytest.mark.parametrize(
    ("flags", "is_open"),
    [
        ("enable-smtp disable-registration", False),
        ("disable-email-verification enable-smtp", True),
        ("", True),
    ],
)
def test_flags_in_a_variable_switch_registration_off(flags: str, is_open: bool) -> None:
    found = behavior_of(product_called("Penpot"), tag="2", variables={"PENPOT_FLAGS": flags}, words=())

    assert found["self_registration"].value is is_open


def test_options_of_a_compiler_in_a_variable_of_flags_say_nothing() -> None:
    assert switch_of("login", {"JAVA_FLAGS": "-Xmx1g --no-auth"}, ()) is None
