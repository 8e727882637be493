"""Mails of notices are sent once: what may have arrived is not sent again, and what has not is not lost."""

from datetime import timedelta

import pytest
from django.utils import timezone

from tests.services.smtp_fake import SmtpFake
from threatmodel.jobs.choices import MailState
from threatmodel.jobs.mail_outbox import mail_send_next, mail_write, mails_interrupted_end
from threatmodel.jobs.models import Mail

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


class Killed(BaseException):
    """The worker is gone: nothing after this is run."""


def write_once(to: str = "bob@example.com") -> Mail:
    return mail_write(to=to, subject="Notice", body="Hello", once=True)


def pass_time() -> None:
    Mail.objects.filter(ended_at=None).update(due_at=timezone.now() - timedelta(seconds=1))


def test_a_worker_that_is_killed_before_anything_is_sent_loses_no_mail(
    smtp: SmtpFake, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_once()
    with monkeypatch.context() as patch:
        patch.setattr("threatmodel.jobs.mail_outbox.get_connection", lambda: (_ for _ in ()).throw(Killed()))
        with pytest.raises(Killed):
            mail_send_next()
    pass_time()

    assert mails_interrupted_end() == 0
    assert mail_send_next() is True

    assert len(smtp.received) == 1


def test_a_worker_that_is_killed_while_the_server_has_the_mail_sends_it_no_second_time(
    smtp: SmtpFake, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = write_once()
    with monkeypatch.context() as patch:
        patch.setattr(
            "threatmodel.jobs.mail_outbox._end", lambda *_args, **_rest: (_ for _ in ()).throw(Killed())
        )
        with pytest.raises(Killed):
            mail_send_next()
    pass_time()

    assert mail_send_next() is False
    assert mails_interrupted_end() == 1

    row.refresh_from_db()
    assert (row.state, row.fault, bytes(row.ciphertext)) == (MailState.FAILED, "Interrupted", b"")
    assert len(smtp.received) == 1


def test_a_line_that_breaks_after_the_mail_was_sent_is_no_reason_to_send_it_again(smtp: SmtpFake) -> None:
    row = write_once()
    smtp.data_answers.append("break")

    mail_send_next()
    pass_time()

    row.refresh_from_db()
    assert (row.state, mail_send_next()) == (MailState.FAILED, False)
    assert len(smtp.received) == 1


def test_other_mails_are_sent_again_under_the_same_message_id(smtp: SmtpFake) -> None:
    mail_write(to="bob@example.com", subject="Reset", body="A link")
    smtp.data_answers.append("break")

    mail_send_next()
    pass_time()
    mail_send_next()

    first, second = smtp.received
    assert first["Message-ID"] == second["Message-ID"]


def test_a_server_that_greylists_is_asked_again(smtp: SmtpFake) -> None:
    row = write_once()
    smtp.recipient_answers.append("450 try later")

    mail_send_next()
    row.refresh_from_db()
    assert (row.state, smtp.received) == (MailState.QUEUED, [])
    pass_time()
    mail_send_next()

    row.refresh_from_db()
    assert row.state == MailState.SENT


def test_an_address_that_is_refused_for_good_is_given_up(smtp: SmtpFake) -> None:
    row = write_once()
    smtp.recipient_answers.append("550 unknown")

    mail_send_next()

    row.refresh_from_db()
    assert row.state == MailState.FAILED
