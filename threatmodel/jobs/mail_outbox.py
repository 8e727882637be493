"""The outbox of mails: written in the transaction that needs them, and sent by a worker.

A mail may contain a link that opens an account, so its content is encrypted while it waits and deleted after
it was sent or has failed. Its Message-ID is the same in every attempt, so that mail servers can recognize it.
"""

import json
import smtplib
from collections.abc import Mapping
from datetime import timedelta
from email.utils import parseaddr

import structlog
from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.db.models import F, QuerySet
from django.db.models.functions import Now
from django.utils import timezone

from threatmodel.jobs.choices import MailState
from threatmodel.jobs.encryption import InvalidToken, decrypt, encrypt
from threatmodel.jobs.models import Mail
from threatmodel.jobs.selectors import mails_due, mails_interrupted, mails_sending

log = structlog.get_logger(__name__)

MAX_MAIL_ATTEMPTS = 8  # with the waits between them: about an hour
_MAIL_PURPOSE = "mail"
_NO_HEADERS: Mapping[str, str] = {}
_FIRST_WAIT = timedelta(seconds=30)
_SEND_WITHIN = timedelta(minutes=2)  # longer than EMAIL_TIMEOUT allows for every step of one mail
_REFUSED = (smtplib.SMTPRecipientsRefused, smtplib.SMTPDataError, smtplib.SMTPSenderRefused, InvalidToken)


def mail_write(
    *,
    to: str,
    subject: str,
    body: str,
    html: str = "",
    headers: Mapping[str, str] = _NO_HEADERS,
    once: bool = False,
) -> Mail:
    """Create a mail in the transaction of the change that needs it; `once`: rather not at all than twice.

    The caller dispatches the job with `send_mails.delay_on_commit()`.
    """
    one_line = " ".join(subject.split())
    content = {"subject": one_line, "body": body, "html": html, "headers": dict(headers)}
    ciphertext = encrypt(json.dumps(content).encode(), purpose=_MAIL_PURPOSE)
    return Mail.objects.create(recipient=to, ciphertext=ciphertext, once=once, due_at=Now())


def mail_send_next() -> bool:
    """Send the oldest due mail; return False when there is none.

    One at a time: a mail server that does not answer takes up one worker, never all.
    """
    mail = _claim_next()
    if mail is None:
        return False
    try:
        _send(mail)
    except _REFUSED as fault:
        if _is_temporary(fault):
            _postpone(mail, fault)
        else:
            _give_up(mail, fault)
    except (OSError, smtplib.SMTPException) as fault:
        if mail.once and mail.handed_at:  # the server may have taken it before the line broke
            _give_up(mail, fault)
        else:
            _postpone(mail, fault)
    else:
        _end(mail, MailState.SENT)
    return True


def mails_delete_old() -> int:
    """Delete the rows of mails that ended long ago; return how many."""
    deleted, _by_model = Mail.objects.filter(ended_at__lt=Now() - settings.MAIL_ROWS_KEPT).delete()
    return deleted


def _claim_next() -> Mail | None:
    if mails_sending().exists():
        return None
    mail_id = mails_due().order_by("created_at", "id").values_list("pk", flat=True).first()
    if mail_id is None:
        return None
    claimed = (
        mails_due()
        .filter(pk=mail_id)
        .update(state=MailState.SENDING, attempts=F("attempts") + 1, due_at=Now() + _SEND_WITHIN)
    )
    return Mail.objects.get(pk=mail_id) if claimed else None


def mails_interrupted_end() -> int:
    """Give up mails of which nobody knows whether they were taken; return how many."""
    return mails_interrupted().update(
        state=MailState.FAILED, ciphertext=b"", fault="Interrupted", ended_at=Now()
    )


def _send(mail: Mail) -> None:
    content = json.loads(decrypt(bytes(mail.ciphertext), purpose=_MAIL_PURPOSE))
    _, sender = parseaddr(settings.DEFAULT_FROM_EMAIL)
    message = EmailMultiAlternatives(
        content["subject"],
        content["body"],
        to=[mail.recipient],
        headers={"Message-ID": f"<{mail.pk}@{sender.rpartition('@')[2]}>", **content["headers"]},
    )
    if content["html"]:
        message.attach_alternative(content["html"], "text/html")
    with get_connection() as connection:  # the mail server answers; it knows nothing of the mail yet
        mail.handed_at = timezone.now()
        if _mine(mail).update(handed_at=mail.handed_at):  # else it took so long that another worker has it
            connection.send_messages([message])


def _is_temporary(fault: Exception) -> bool:
    """Whether the mail server wants to be asked again, as those do that greylist."""
    if isinstance(fault, smtplib.SMTPRecipientsRefused):
        codes = [code for code, _text in fault.recipients.values()]
    elif isinstance(fault, smtplib.SMTPResponseException):
        codes = [fault.smtp_code]
    else:
        return False
    return all(400 <= code < 500 for code in codes)


def _postpone(mail: Mail, fault: Exception) -> None:
    """Wait longer after each attempt; other mails wait a little too, as they would fail as well."""
    if mail.attempts >= MAX_MAIL_ATTEMPTS:
        _give_up(mail, fault)
        return
    name = type(fault).__name__
    log.warning("mail_not_sent", mail=str(mail.pk), attempt=mail.attempts, fault=name)
    wait = _FIRST_WAIT * 2 ** (mail.attempts - 1)
    _mine(mail).update(state=MailState.QUEUED, handed_at=None, due_at=Now() + wait, fault=name)
    mails_due().update(due_at=Now() + _FIRST_WAIT)


def _give_up(mail: Mail, fault: Exception) -> None:
    name = type(fault).__name__  # its text may name the address
    log.error("mail_given_up", mail=str(mail.pk), attempts=mail.attempts, fault=name)
    _end(mail, MailState.FAILED, fault=name)


def _end(mail: Mail, state: MailState, *, fault: str = "") -> None:
    _mine(mail).update(state=state, ciphertext=b"", fault=fault, ended_at=Now())


def _mine(mail: Mail) -> QuerySet[Mail]:
    return Mail.objects.filter(pk=mail.pk, state=MailState.SENDING, attempts=mail.attempts)
