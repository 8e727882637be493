"""A mail is a row first: no request waits for a mail server, and no link is kept after sending."""

import json
import smtplib
from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from tests.people import PASSWORD, People
from threatmodel.accounts.models import User
from threatmodel.jobs import tasks
from threatmodel.jobs.choices import MailState
from threatmodel.jobs.mail_outbox import MAX_MAIL_ATTEMPTS, mail_send_next, mail_write, mails_delete_old
from threatmodel.jobs.models import Mail

AUTH = "/_allauth/browser/v1/auth"
LINK = "https://threats.example.com/reset-password/secret-key-of-the-link"

pytestmark = pytest.mark.django_db


@pytest.fixture
def away(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Let the mail server be away, and count who asked for it."""
    asked: list[int] = []

    def refuse(_self: Any, _messages: Any) -> int:
        asked.append(1)
        raise ConnectionRefusedError("refused")

    monkeypatch.setattr(EmailBackend, "send_messages", refuse)
    return asked


def write(to: str = "vera@example.com") -> Mail:
    return mail_write(to=to, subject="Reset", body=f"Follow {LINK}")


def due() -> None:
    """Let the time until the next attempt pass."""
    Mail.objects.update(due_at=timezone.now() - timedelta(seconds=1))


def test_sign_up_does_not_need_the_mail_server(client: Client, settings: Settings, away: list[int]) -> None:
    settings.ACCOUNT_EMAIL_VERIFICATION = "optional"
    body = {"email": "new@example.com", "password": "a long enough phrase", "name": "New"}

    answer = client.post(f"{AUTH}/signup", body, content_type="application/json")

    assert answer.status_code == 200
    assert User.objects.filter(email="new@example.com").exists()
    assert Mail.objects.get().recipient == "new@example.com"
    assert away == []


def test_a_forgotten_password_does_not_need_the_mail_server(
    client: Client, cast: People, away: list[int]
) -> None:
    body = {"email": "vera@example.com"}

    answer = client.post(f"{AUTH}/password/request", body, content_type="application/json")

    assert answer.status_code == 200
    assert Mail.objects.get().state == MailState.QUEUED
    assert away == []


def test_what_waits_is_sent_once_and_its_content_is_gone() -> None:
    row = write()

    assert mail_send_next() is True
    assert mail_send_next() is False

    (message,) = mail.outbox
    assert (message.subject, message.to, LINK in message.body) == ("Reset", ["vera@example.com"], True)
    row.refresh_from_db()
    assert (row.state, bytes(row.ciphertext)) == (MailState.SENT, b"")


def test_the_database_never_holds_the_link_in_the_clear() -> None:
    write()

    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM jobs_mail")
        stored = b"".join(
            bytes(value) if isinstance(value, bytes | memoryview) else str(value).encode()
            for value in cursor.fetchone()
        )

    assert b"secret-key-of-the-link" not in stored


def test_a_server_that_is_away_is_asked_again_later_and_not_for_every_mail(away: list[int]) -> None:
    write("one@example.com")
    write("two@example.com")

    assert mail_send_next() is True
    assert mail_send_next() is False

    assert len(away) == 1
    assert {row.state for row in Mail.objects.all()} == {MailState.QUEUED}
    assert all(row.due_at > timezone.now() for row in Mail.objects.all())


def test_it_is_given_up_in_the_end_and_operators_see_it(
    away: list[int], caplog: pytest.LogCaptureFixture
) -> None:
    row = write()

    for _ in range(MAX_MAIL_ATTEMPTS):
        due()
        assert mail_send_next() is True

    row.refresh_from_db()
    assert (row.state, row.attempts, row.fault) == (
        MailState.FAILED,
        MAX_MAIL_ATTEMPTS,
        "ConnectionRefusedError",
    )
    assert bytes(row.ciphertext) == b""
    assert "mail_given_up" in caplog.text
    assert "secret-key" not in caplog.text
    told = StringIO()
    call_command("mails", stdout=told)
    assert "vera@example.com" in told.getvalue()
    assert "ConnectionRefusedError" in told.getvalue()


def test_an_address_that_the_server_refuses_keeps_no_other_mail_waiting(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    write("refused@example.com")
    write("fine@example.com")
    send = EmailBackend.send_messages

    def choosy(self: EmailBackend, messages: Any) -> int:
        if messages[0].to == ["refused@example.com"]:
            raise smtplib.SMTPRecipientsRefused({"refused@example.com": (550, b"no such user")})
        return send(self, messages)

    monkeypatch.setattr(EmailBackend, "send_messages", choosy)

    assert [mail_send_next() for _ in range(3)] == [True, True, False]

    states = {row.recipient: row.state for row in Mail.objects.all()}
    assert states == {"refused@example.com": MailState.FAILED, "fine@example.com": MailState.SENT}


def test_two_workers_do_not_send_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """A silent mail server may take up one worker, never all."""
    write()
    write()
    seen: list[bool] = []
    send = EmailBackend.send_messages

    def slow(self: EmailBackend, messages: Any) -> int:
        seen.append(mail_send_next())
        return send(self, messages)

    monkeypatch.setattr(EmailBackend, "send_messages", slow)

    assert mail_send_next() is True
    assert seen == [False]


def test_lost_jobs_dispatch_finds_unsent_mails(monkeypatch: pytest.MonkeyPatch) -> None:
    sent: list[Any] = []
    monkeypatch.setattr(tasks.send_mails, "apply_async", lambda *args, **_options: sent.append(args))
    write()
    due()

    tasks.lost_jobs_dispatch()

    assert len(sent) == 1


def test_rows_of_mails_go_after_a_while(settings: Settings) -> None:
    write()
    mail_send_next()
    assert mails_delete_old() == 0
    Mail.objects.update(ended_at=timezone.now() - settings.MAIL_ROWS_KEPT - timedelta(minutes=1))

    assert mails_delete_old() == 1


def test_mails_are_in_no_answer_of_the_api(client: Client, cast: People) -> None:
    client.post(f"{AUTH}/password/request", {"email": "vera@example.com"}, content_type="application/json")
    client.post(
        f"{AUTH}/login", {"email": "vera@example.com", "password": PASSWORD}, content_type="application/json"
    )

    answers = json.dumps([client.get(path).json() for path in ("/api/session/", "/api/teams/")])

    assert "reset-password" not in answers
