"""Where no mail server is set: no link reaches the log, and an operator makes one in the terminal."""

import logging
import re
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from pytest_django import Settings

from tests.accounts.test_recovery_and_second_factor import AUTH, log_in
from tests.people import People
from tests.security.test_settings import TEAM, setting
from threatmodel.accounts.models import User
from threatmodel.jobs.mail_outbox import mail_send_next

CONSOLE = "django.core.mail.backends.console.EmailBackend"


@pytest.mark.no_database
@pytest.mark.parametrize("mode", [{}, TEAM], ids=["embedded", "team"])
def test_links_in_mails_are_written_to_the_log_in_debug_mode_only(
    tmp_path: Path, mode: dict[str, str]
) -> None:
    assert setting(tmp_path, "EMAIL_BACKEND", **mode)["EMAIL_BACKEND"] != CONSOLE
    assert setting(tmp_path, "EMAIL_BACKEND", **mode, BULKHEAD_DEBUG="1")["EMAIL_BACKEND"] == CONSOLE


def test_without_mail_a_reset_link_is_neither_sent_nor_logged(
    client: Client,
    cast: People,
    settings: Settings,
    caplog: pytest.LogCaptureFixture,
    capfd: pytest.CaptureFixture[str],
    tmp_path: Path,
) -> None:
    settings.EMAIL_BACKEND = str(setting(tmp_path, "EMAIL_BACKEND")["EMAIL_BACKEND"])

    with caplog.at_level(logging.DEBUG):
        answer = client.post(
            f"{AUTH}/password/request", {"email": "vera@example.com"}, content_type="application/json"
        )
        assert mail_send_next()  # as a worker does

    written = caplog.text + "".join(capfd.readouterr())
    assert answer.status_code == 200
    assert "mail_not_sent" in written
    assert "reset-password/" not in written
    assert "vera@example.com" not in written


@pytest.mark.parametrize("mail", [True, False])
def test_the_session_says_whether_mail_is_sent(
    client: Client, db: None, settings: Settings, mail: bool
) -> None:
    settings.MAIL = mail

    assert client.get("/api/session/").json()["mail"] is mail


def test_the_command_line_makes_a_link_that_works_once(
    client: Client, cast: People, settings: Settings
) -> None:
    settings.PUBLIC_URL = "https://threats.example.com"
    out = StringIO()

    call_command("users", "reset-link", "Vera@example.com", stdout=out, stderr=StringIO())

    link = re.fullmatch(r"https://threats\.example\.com/reset-password/(\S+)\n", out.getvalue())
    assert link is not None
    body = {"key": link.group(1), "password": "another long phrase"}
    first = client.post(f"{AUTH}/password/reset", body, content_type="application/json")
    again = client.post(f"{AUTH}/password/reset", body, content_type="application/json")
    assert first.status_code in {200, 401}  # 401: done, and to be signed in with the new password
    assert again.status_code == 400
    assert log_in(Client(), "vera@example.com", "another long phrase") == 200


def test_the_command_line_makes_no_link_for_nobody_or_a_disabled_account(cast: People) -> None:
    User.objects.filter(pk=cast.bob.pk).update(is_active=False)

    with pytest.raises(CommandError, match="Unknown account"):
        call_command("users", "reset-link", "nobody@example.com", stdout=StringIO())
    with pytest.raises(CommandError, match="disabled"):
        call_command("users", "reset-link", "bob@example.com", stdout=StringIO())
