"""Where django-allauth asks us: what a new account consists of, and how its secrets are kept."""

from collections.abc import Callable, Iterable
from http import HTTPStatus
from typing import Any

import structlog
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.manage_email import email_already_exists
from allauth.account.internal.flows.signup import prevent_enumeration
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.core.internal import ratelimit
from allauth.headless.base.response import AuthenticationResponse
from allauth.headless.internal.restkit.response import ErrorResponse
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.usersessions.adapter import DefaultUserSessionsAdapter
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.sites.shortcuts import get_current_site
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse

from threatmodel.accounts.audit_recording import sign_in_failure_record, user_recorded
from threatmodel.accounts.backends import may_sign_in
from threatmodel.accounts.known_devices import known_device
from threatmodel.accounts.models import User
from threatmodel.accounts.services import first_team_create
from threatmodel.audit.actions import Action
from threatmodel.jobs.encryption import decrypt, encrypt
from threatmodel.jobs.mail_outbox import mail_write
from threatmodel.jobs.tasks import send_mails

log = structlog.get_logger(__name__)

_MFA_PURPOSE = "mfa"
_FACTORS = "/_allauth/browser/v1/account/authenticators"
_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Accounts with a name and a first team; refused logins are logged."""

    def save_user(self, request: HttpRequest, user: User, form: Any, commit: bool = True) -> User:  # noqa: FBT001, FBT002
        """Write the user with a first team; who comes second is answered as with a known address."""
        try:
            return self._save_user(request, user, form, commit=commit)
        except IntegrityError:
            raise ImmediateHttpResponse(_address_taken(request, form)) from None

    @transaction.atomic
    def _save_user(self, request: HttpRequest, user: User, form: Any, *, commit: bool) -> User:
        user.name = form.cleaned_data.get("name", "")
        saved: User = super().save_user(request, user, form, commit=commit)
        if commit:
            user_recorded(saved, Action.ACCOUNT_CREATED, actor=saved)
            first_team_create(user=saved)
        return saved

    def pre_login(self, request: HttpRequest, user: User, **login: Any) -> HttpResponse | None:
        """Stop the sign-in of an account that is disabled or that belongs to a demo which is switched off."""
        user.is_active = may_sign_in(user)  # as allauth asks it; the row is not written
        stopped: HttpResponse | None = super().pre_login(request, user, **login)
        return stopped

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Count the attempt: a browser the account has signed in with before has a counter of its own.

        So guesses from elsewhere use up their own attempts, not those of the person.
        """
        device = known_device(request, email=credentials.get("email", ""))
        if device is None:
            super().pre_authenticate(request, **credentials)
            return
        self._login_failed_rl_usage = ratelimit.consume(
            request, app="allauth.account", action="login_failed_known_device", key=device
        )
        if not self._login_failed_rl_usage:
            raise self.validation_error("too_many_login_attempts")

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:  # noqa: ARG002
        """Count per account alone: allauth adds the Host header, so each port in it would count anew.

        In upper case, as databases compare without case: letters such as the dotless i are no new account.
        """
        return str(credentials.get("email", "")).upper()

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Create the mail for a worker to send, so that no request waits for a mail server."""
        site = {"request": self.request, "email": email, "current_site": get_current_site(self.request)}
        message = self.render_mail(template_prefix, email, {**site, **context})
        mail_write(to=email, subject=message.subject, body=message.body)
        send_mails.delay_on_commit()

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        """Log the refusal by its origin; what was typed as an address may be a password."""
        log.warning("login_failed", ip=self.get_client_ip(request))
        sign_in_failure_record(email=str(credentials.get("email", "")))
        super().authentication_failed(request, **credentials)

    def set_password(self, user: User, password: str) -> None:
        """Store the new password and record that it was changed, or reset by a link."""
        user.set_password(password)  # slow on purpose: before the transaction
        changed = self.request.user.is_authenticated
        with transaction.atomic():
            user.save()
            action = Action.PASSWORD_CHANGED if changed else Action.PASSWORD_RESET
            user_recorded(user, action, actor=user)


class SessionsAdapter(DefaultUserSessionsAdapter):  # type: ignore[misc]
    """Sessions that people end from their list, recorded."""

    @transaction.atomic
    def end_sessions(self, sessions: Iterable[UserSession]) -> None:
        """End the sessions, which are of one account."""
        ended = list(sessions)
        super().end_sessions(ended)
        if ended:
            user_recorded(ended[0].user, Action.SESSIONS_ENDED, after={"sessions": len(ended)})


class AtomicFactorChanges:
    """Middleware: change second factors and record it in one transaction; allauth uses several."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method in _SAFE or not request.path.startswith(_FACTORS):
            return self.get_response(request)
        with transaction.atomic():
            response = self.get_response(request)
            if response.status_code >= HTTPStatus.INTERNAL_SERVER_ERROR:
                transaction.set_rollback(True)
        return response


class MfaAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """Second factors, encrypted at rest."""

    def encrypt(self, text: str) -> str:
        """Return the secret as the database keeps it."""
        return encrypt(text.encode(), purpose=_MFA_PURPOSE).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """Return the secret in the clear, for checking a code."""
        return decrypt(encrypted_text.encode(), purpose=_MFA_PURPOSE).decode()

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        """Return what passkeys are bound to: the host name of the request, shown as Bulkhead."""
        return {**super().get_public_key_credential_rp_entity(), "name": settings.MFA_TOTP_ISSUER}


def _address_taken(request: HttpRequest, form: Any) -> HttpResponse:
    """Return what allauth answers to a sign-up with an address that has an account."""
    email = form.cleaned_data["email"]
    try:
        email_already_exists(email)
    except ValidationError as fault:
        form.add_error("email", fault)
        refusal: HttpResponse = ErrorResponse(request, input=form)
        return refusal
    answer: HttpResponse = AuthenticationResponse.from_response(
        request, prevent_enumeration(request, email=email)
    )
    return answer
