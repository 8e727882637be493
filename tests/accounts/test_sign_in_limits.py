"""Sign-in attempts are limited by address and account; the person's own browser still gets in."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.test import Client
from pytest_django import Settings

from tests.accounts.test_recovery_and_second_factor import ACCOUNT, AUTH
from tests.people import PASSWORD, People
from tests.security.test_settings import setting
from tests.services.second_factor import code_of
from threatmodel.accounts.models import RateLimit
from threatmodel.config.fallback_cache import RedisCacheWithFallback

VERA = "vera@example.com"


@pytest.fixture(params=["memory", "redis away"])
def counting(request: pytest.FixtureRequest, settings: Settings) -> Iterator[str]:
    """Where limits are counted: as the embedded mode does, and as a team's servers do without their Redis."""
    if request.param == "redis away":
        settings.CACHES = {
            "default": {
                "BACKEND": "threatmodel.config.fallback_cache.RedisCacheWithFallback",
                "LOCATION": "redis://127.0.0.1:1/0",
                "OPTIONS": {"socket_connect_timeout": 0.2},
            }
        }
    yield request.param
    RedisCacheWithFallback._unreachable_until = 0.0


def attempt(
    client: Client, password: str, *, email: str = VERA, ip: str = "203.0.113.1", host: str = "testserver"
) -> str:
    """Try to sign in; return "in", "wrong" or "limited"."""
    answer = client.post(
        f"{AUTH}/login",
        {"email": email, "password": password},
        content_type="application/json",
        REMOTE_ADDR=ip,
        headers={"host": host},
    )
    if answer.status_code == 200:
        return "in"
    codes = [fault["code"] for fault in answer.json().get("errors", [])]
    return "limited" if answer.status_code == 429 or "too_many_login_attempts" in codes else "wrong"


def addresses(number: int) -> list[str]:
    return [f"203.0.113.{n}" for n in range(1, number + 1)]


def test_an_account_is_guessed_at_a_few_times_whatever_the_address(cast: People, counting: str) -> None:
    tried = [attempt(Client(), f"guess {ip}", ip=ip) for ip in addresses(8)]

    assert tried == ["wrong"] * 5 + ["limited"] * 3


def test_an_address_guesses_a_few_times_whatever_the_account(cast: People, counting: str) -> None:
    tried = [attempt(Client(), "guess", email=f"person{n}@example.com") for n in range(12)]

    assert tried == ["wrong"] * 10 + ["limited"] * 2


def test_another_host_or_spelling_is_not_another_account(cast: People, settings: Settings) -> None:
    settings.ALLOWED_HOSTS = ["*"]
    spellings = [VERA, VERA.upper(), f" {VERA}", VERA.title()]

    tried = [
        attempt(Client(), "guess", ip=ip, host=f"localhost:{8000 + n}", email=spellings[n % 4])
        for n, ip in enumerate(addresses(8))
    ]

    assert tried == ["wrong"] * 5 + ["limited"] * 3


def test_the_persons_own_browser_gets_in_while_others_guess(cast: People, counting: str) -> None:
    own = Client()
    assert attempt(own, PASSWORD, ip="198.51.100.7") == "in"
    own.delete(f"{AUTH}/session")

    guesses = [attempt(Client(), f"guess {ip}", ip=ip) for ip in addresses(15)]

    assert guesses[-1] == "limited"
    assert attempt(Client(), PASSWORD, ip="198.51.100.8") == "limited"  # not known: as any stranger
    assert attempt(own, PASSWORD, ip="198.51.100.7") == "in"


def test_a_known_browser_has_few_guesses_too(cast: People) -> None:
    own = Client()
    attempt(own, PASSWORD)
    own.delete(f"{AUTH}/session")

    tried = [attempt(own, f"guess {ip}", ip=ip) for ip in addresses(7)]

    assert tried == ["wrong"] * 5 + ["limited"] * 2
    assert attempt(Client(), PASSWORD, ip="198.51.100.8") == "in"  # and does not use up those of others


def test_a_browser_known_to_one_account_is_a_stranger_to_another(cast: People) -> None:
    own = Client()
    attempt(own, PASSWORD, email="bob@example.com")
    own.delete(f"{AUTH}/session")
    for ip in addresses(5):
        attempt(Client(), "guess", ip=ip)

    assert attempt(own, PASSWORD, ip="198.51.100.7") == "limited"


def test_the_cookie_of_a_device_is_signed_and_names_no_address(cast: People, settings: Settings) -> None:
    own = Client()
    attempt(own, PASSWORD)
    cookie = own.cookies[settings.DEVICE_COOKIE_NAME]
    forged = Client()
    forged.cookies[settings.DEVICE_COOKIE_NAME] = cookie.value[:-4] + "AAAA"
    for ip in addresses(5):
        attempt(Client(), "guess", ip=ip)

    assert VERA not in cookie.value
    assert (cookie["httponly"], cookie["samesite"]) == (True, "Lax")
    assert attempt(forged, PASSWORD, ip="198.51.100.7") == "limited"


def test_codes_of_the_second_factor_are_limited(client: Client, cast: People, counting: str) -> None:
    attempt(client, PASSWORD)
    client.post(f"{AUTH}/reauthenticate", {"password": PASSWORD}, content_type="application/json")
    secret = client.get(f"{ACCOUNT}/authenticators/totp").json()["meta"]["secret"]
    body = {"code": code_of(secret)}
    assert (
        client.post(f"{ACCOUNT}/authenticators/totp", body, content_type="application/json").status_code
        == 200
    )
    other = Client()
    attempt(other, PASSWORD)

    answers = [
        other.post(
            f"{AUTH}/2fa/authenticate", {"code": "000000"}, content_type="application/json", REMOTE_ADDR=ip
        )
        for ip in addresses(7)
    ]

    codes = [answer.json()["errors"][0]["code"] for answer in answers]
    assert codes[:5] == ["incorrect_code"] * 5
    assert set(codes[5:]) == {"too_many_login_attempts"}


def test_requests_for_a_new_password_are_limited_per_account(cast: People, counting: str) -> None:
    answers = [
        Client().post(
            f"{AUTH}/password/request", {"email": VERA}, content_type="application/json", REMOTE_ADDR=ip
        )
        for ip in addresses(7)
    ]

    assert [answer.status_code for answer in answers] == [200] * 5 + [429] * 2


def test_sign_ups_are_limited_per_address(db: None, counting: str) -> None:
    bodies = [{"email": f"p{n}@example.com", "password": "short"} for n in range(21)]

    answers = [Client().post(f"{AUTH}/signup", body, content_type="application/json") for body in bodies]

    assert [answer.status_code for answer in answers] == [400] * 20 + [429]


def test_without_redis_the_database_counts(cast: People, counting: str) -> None:
    attempt(Client(), "guess")

    assert RateLimit.objects.exists() == (counting == "redis away")


def test_asking_for_many_addresses_does_not_make_it_forget_counts(tmp_path: Path) -> None:
    caches = setting(tmp_path, "CACHES")["CACHES"]

    assert caches["default"]["OPTIONS"]["MAX_ENTRIES"] >= 100_000  # type: ignore[index]
