"""The outbox of mails: written in the transaction that needs them, and sent by a worker.

A mail may contain a link that opens an account, so its content is encrypted while it waits and deleted after
it was sent or has failed.
"""

import json
import smtplib
from datetime import timedelta

import structlog
from django.conf import settings
from django.core.mail import EmailMessage
from django.db.models import F, QuerySet
from django.db.models.functions import Now

from threatmodel.jobs.encryption import InvalidToken, decrypt, encrypt
from threatmodel.jobs.models import Mail, MailState
from threatmodel.jobs.selectors import mails_due, mails_sending

log = structlog.get_logger(__name__)

MAX_MAIL_ATTEMPTS = 8  # with the waits between them: about an hour
_MAIL_PURPOSE = "mail"
_FIRST_WAIT = timedelta(seconds=30)
_SEND_WITHIN = timedelta(minutes=2)  # longer than EMAIL_TIMEOUT allows for every step of one mail
_REFUSED = (smtplib.SMTPRecipientsRefused, smtplib.SMTPDataError, smtplib.SMTPSenderRefused, InvalidToken)


def mail_write(*, to: str, subject: str, body: str) -> Mail:
    """Create a mail in the transaction of the change that needs it.

    The caller, a view, dispatches the job with `send_mails.delay_on_commit()`.
    """
    text = json.dumps({"subject": subject, "body": body}).encode()
    return Mail.objects.create(recipient=to, ciphertext=encrypt(text, purpose=_MAIL_PURPOSE), due_at=Now())


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
        _give_up(mail, fault)
    except (OSError, smtplib.SMTPException) as fault:
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


def _send(mail: Mail) -> None:
    content = json.loads(decrypt(bytes(mail.ciphertext), purpose=_MAIL_PURPOSE))
    EmailMessage(content["subject"], content["body"], to=[mail.recipient]).send()


def _postpone(mail: Mail, fault: Exception) -> None:
    """Wait longer after each attempt; other mails wait a little too, as they would fail as well."""
    if mail.attempts >= MAX_MAIL_ATTEMPTS:
        _give_up(mail, fault)
        return
    name = type(fault).__name__
    log.warning("mail_not_sent", mail=str(mail.pk), attempt=mail.attempts, fault=name)
    wait = _FIRST_WAIT * 2 ** (mail.attempts - 1)
    _mine(mail).update(state=MailState.QUEUED, due_at=Now() + wait, fault=name)
    mails_due().update(due_at=Now() + _FIRST_WAIT)


def _give_up(mail: Mail, fault: Exception) -> None:
    name = type(fault).__name__  # its text may name the address
    log.error("mail_given_up", mail=str(mail.pk), attempts=mail.attempts, fault=name)
    _end(mail, MailState.FAILED, fault=name)


def _end(mail: Mail, state: MailState, *, fault: str = "") -> None:
    _mine(mail).update(state=state, ciphertext=b"", fault=fault, ended_at=Now())


def _mine(mail: Mail) -> QuerySet[Mail]:
    return Mail.objects.filter(pk=mail.pk, state=MailState.SENDING, attempts=mail.attempts)
