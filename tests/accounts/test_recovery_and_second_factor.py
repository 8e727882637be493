"""Forgotten passwords, one-time codes, and the list of one's own sessions."""

import re

from allauth.mfa.models import Authenticator
from django.core import mail
from django.test import Client
from pytest_django import Settings

from tests.people import PASSWORD, People
from tests.services.second_factor import code_of
from threatmodel.accounts.models import User
from threatmodel.jobs.mail_outbox import mail_send_next

AUTH = "/_allauth/browser/v1/auth"
ACCOUNT = "/_allauth/browser/v1/account"


def log_in(client: Client, email: str, password: str = PASSWORD) -> int:
    answer = client.post(
        f"{AUTH}/login", {"email": email, "password": password}, content_type="application/json"
    )
    return answer.status_code


def test_a_forgotten_password_is_replaced_by_a_link_in_a_mail(client: Client, cast: People) -> None:
    asked = client.post(
        f"{AUTH}/password/request", {"email": "vera@example.com"}, content_type="application/json"
    )

    assert asked.status_code == 200
    assert mail_send_next()
    assert "Bulkhead" in mail.outbox[0].subject
    link = re.search(r"https?://\S+/reset-password/(\S+)", str(mail.outbox[0].body))
    assert link is not None, mail.outbox[0].body
    reset = client.post(
        f"{AUTH}/password/reset",
        {"key": link.group(1), "password": "another long phrase"},
        content_type="application/json",
    )
    assert reset.status_code in {200, 401}  # 401: done, and to be signed in with the new password
    assert log_in(Client(), "vera@example.com") == 400
    assert log_in(Client(), "vera@example.com", "another long phrase") == 200


def test_the_link_leads_to_the_public_address(client: Client, cast: People, settings: Settings) -> None:
    settings.HEADLESS_FRONTEND_URLS = {
        **settings.HEADLESS_FRONTEND_URLS,
        "account_reset_password_from_key": "https://threats.example.com/reset-password/{key}",
    }

    client.post(f"{AUTH}/password/request", {"email": "vera@example.com"}, content_type="application/json")

    assert mail_send_next()
    assert "https://threats.example.com/reset-password/" in mail.outbox[0].body


def test_asking_for_an_unknown_address_looks_the_same(client: Client, cast: People) -> None:
    known, unknown = (
        client.post(f"{AUTH}/password/request", {"email": email}, content_type="application/json")
        for email in ("vera@example.com", "nobody@example.com")
    )

    assert (known.status_code, known.json()) == (unknown.status_code, unknown.json())


def test_with_a_second_factor_the_password_alone_does_not_sign_in(client: Client, cast: People) -> None:
    log_in(client, "alice@example.com")
    secret = client.get(f"{ACCOUNT}/authenticators/totp").json()["meta"]["secret"]
    address, form = f"{ACCOUNT}/authenticators/totp", "application/json"

    unproven = client.post(address, {"code": code_of(secret)}, content_type=form)
    client.post(f"{AUTH}/reauthenticate", {"password": PASSWORD}, content_type=form)
    activated = client.post(address, {"code": code_of(secret)}, content_type=form)  # codes expire

    assert (unproven.status_code, activated.status_code) == (401, 200)
    kept = Authenticator.objects.get(user=cast.alice, type="totp")
    assert secret not in str(kept.data)
    other = Client()
    assert log_in(other, "alice@example.com") == 401
    assert other.get("/api/session/").json()["user"] is None
    wrong = other.post(f"{AUTH}/2fa/authenticate", {"code": "000000"}, content_type="application/json")
    assert wrong.status_code == 400


def test_people_see_their_sessions_and_end_the_others(client: Client, cast: People) -> None:
    elsewhere = Client()
    log_in(elsewhere, "bob@example.com")
    elsewhere.get("/api/session/")
    log_in(client, "bob@example.com")
    client.get("/api/session/")

    listed = client.get("/_allauth/browser/v1/auth/sessions").json()["data"]
    others = [row["id"] for row in listed if not row["is_current"]]
    ended = client.delete(
        "/_allauth/browser/v1/auth/sessions", {"sessions": others}, content_type="application/json"
    )

    assert (len(listed), len(others), ended.status_code) == (2, 1, 200)
    assert elsewhere.get("/api/session/").json()["user"] is None
    assert client.get("/api/session/").json()["user"]["name"] == "Bob"


def test_a_disabled_account_is_out_at_once(client: Client, cast: People) -> None:
    log_in(client, "bob@example.com")

    User.objects.filter(pk=cast.bob.pk).update(is_active=False)

    assert client.get("/api/session/").json()["user"] is None


def test_who_signed_up_without_mail_can_add_a_second_factor(client: Client, db: None) -> None:
    client.post(
        f"{AUTH}/signup",
        {"email": "dana@example.com", "password": PASSWORD, "name": "Dana"},
        content_type="application/json",
    )

    answer = client.get(f"{ACCOUNT}/authenticators/totp")

    assert answer.status_code == 404  # none yet, and here is the key for one
    assert answer.json()["meta"]["secret"]
