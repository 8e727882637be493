"""Sign-up does not reveal existing accounts, and refuses passwords made of the own name."""

import re
from typing import Any
from unittest.mock import patch
from urllib.parse import unquote

import pytest
from django.contrib.auth.hashers import Argon2PasswordHasher
from django.core import mail
from django.test import Client
from pytest_django import Settings

from tests.accounts.test_recovery_and_second_factor import AUTH, log_in
from tests.people import People
from threatmodel.accounts.models import User
from threatmodel.jobs.mail_outbox import mail_send_next

PHRASE = "a long enough phrase"


def sign_up(client: Client, **values: str) -> Any:
    body = {"email": "dana@example.com", "password": PHRASE, **values}
    return client.post(f"{AUTH}/signup", body, content_type="application/json")


@pytest.fixture
def with_mail(settings: Settings) -> None:
    """A server with a mail server, as settings.py sets it up."""
    settings.MAIL = True
    settings.ACCOUNT_EMAIL_VERIFICATION = "mandatory"


@pytest.mark.usefixtures("with_mail")
def test_sign_up_answers_alike_for_new_and_known_addresses(cast: People) -> None:
    new, known = Client(), Client()

    answers = [sign_up(new), sign_up(known, email="alice@example.com")]

    assert [answer.status_code for answer in answers] == [401, 401]
    assert answers[0].json() == answers[1].json()
    assert answers[0].headers.keys() == answers[1].headers.keys()
    assert new.cookies.keys() == known.cookies.keys()
    for client in (new, known):
        assert client.get("/api/session/").json()["user"] is None


@pytest.mark.usefixtures("with_mail")
def test_sign_up_takes_as_long_for_known_addresses_as_for_new_ones(cast: People) -> None:
    """Hashing the password is what takes long: it is done once for each, also when asked again."""
    hashed = []
    for email in ("dana@example.com", "alice@example.com", "alice@example.com"):
        with patch.object(Argon2PasswordHasher, "encode", return_value="argon2$x") as encode:
            sign_up(Client(), email=email)
        hashed.append(encode.call_count)

    assert hashed == [1, 1, 1]


@pytest.mark.usefixtures("with_mail")
def test_the_owner_of_a_known_address_gets_a_mail(cast: People) -> None:
    sign_up(Client(), email="Alice@example.com")
    assert mail_send_next()
    (sent,) = mail.outbox
    assert sent.to == ["alice@example.com"]
    assert "already" in str(sent.body)
    assert User.objects.filter(email="alice@example.com").count() == 1


@pytest.mark.usefixtures("with_mail")
def test_a_new_account_is_entered_once_its_address_is_confirmed(client: Client, db: None) -> None:
    sign_up(client)
    assert mail_send_next()
    assert log_in(Client(), "dana@example.com", PHRASE) == 401
    link = re.search(r"/verify-email/(\S+)", str(mail.outbox[0].body))
    assert link is not None

    confirmed = client.post(
        f"{AUTH}/email/verify", {"key": unquote(link.group(1))}, content_type="application/json"
    )

    assert confirmed.status_code in {200, 401}
    assert log_in(Client(), "dana@example.com", PHRASE) == 200


@pytest.mark.parametrize(
    "password",
    [
        "dana@long-company-name.example",
        "DANA@long-company-name.example",
        "danaherself",
        "dana1234567",
        "LongCompanyName1",
        "Herself-Dana",
    ],
)
def test_a_password_made_of_the_own_address_or_name_is_refused(
    client: Client, db: None, password: str
) -> None:
    person = {"email": "dana@long-company-name.example", "name": "Dana Herself"}

    answer = sign_up(client, **person, password=password)

    assert answer.status_code == 400
    assert {fault["param"] for fault in answer.json()["errors"]} == {"password"}
    assert not User.objects.exists()


@pytest.mark.parametrize("password", ["danas long walk home", "over the company fence"])
def test_a_password_may_hold_more_than_a_name(client: Client, db: None, password: str) -> None:
    assert sign_up(client, password=password).status_code == 200
