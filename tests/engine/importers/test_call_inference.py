"""Which names of variables hold an address: one list for every format that has variables."""

import pytest

from threatmodel.engine.importers.variable_names import holds_address, names_own_address


@pytest.mark.parametrize(
    "name",
    [
        "DB_HOST",
        "redisAddr",
        "UPSTREAM_2",
        "OIDC_ISSUER_URL",
        "NEXT_PUBLIC_API_URL",
        "FRONTEND_ADDR",
        "--target",
        "LLM_SERVICE_HOST_IP",
    ],
)
def test_last_word_says_that_it_holds_an_address(name: str) -> None:
    assert holds_address(name)


@pytest.mark.parametrize("name", ["HOST_NAME_PREFIX", "REDIS_HOST_PASSWORD", "MODE", "42", ""])
def test_other_last_words_do_not(name: str) -> None:
    assert not holds_address(name)


@pytest.mark.parametrize(
    "name",
    [
        "CORS_ORIGIN_URL",
        "PUBLIC_URL",
        "FRONTEND_URL",
        "WEB_APP_URL",
        "NO_PROXY",
        "advertisedListeners",
        "BIND_ADDRESS",
    ],
)
def test_names_about_the_program_itself_hold_no_address_of_others(name: str) -> None:
    assert names_own_address(name)
    assert not holds_address(name)
