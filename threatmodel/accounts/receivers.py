"""Records what django-allauth does to accounts: it says so by signals.

Factors are recorded when their rows change, inside the transaction of adapter.AtomicFactorChanges; sign-ins
and their failures before the answer is sent, so that none is answered without being recorded.
"""

from typing import Any

from allauth.account.models import EmailAddress
from allauth.account.signals import email_changed, user_logged_in
from allauth.mfa.models import Authenticator
from allauth.mfa.signals import authentication_failed, authenticator_used
from django.contrib.auth.signals import user_logged_out
from django.db.models.signals import post_delete, post_save
from django.dispatch import receiver
from django.http import HttpRequest

from threatmodel.accounts.audit_recording import user_recorded
from threatmodel.accounts.models import User
from threatmodel.audit.actions import Action

_CODES = Authenticator.Type.RECOVERY_CODES


@receiver(user_logged_in, dispatch_uid="accounts.signed_in")
def signed_in(*, request: HttpRequest, user: User, **_rest: Any) -> None:
    """Record a sign-in with the steps it took."""
    steps = request.session.get("account_authentication_methods", [])
    methods = [str(step.get("type") or step["method"]) for step in steps]
    user_recorded(user, Action.SIGNED_IN, actor=user, after={"methods": methods})


@receiver(user_logged_out, dispatch_uid="accounts.signed_out")
def signed_out(*, user: User | None, **_rest: Any) -> None:
    """Record a sign-out."""
    if user is not None:
        user_recorded(user, Action.SIGNED_OUT, actor=user)


@receiver(authentication_failed, dispatch_uid="accounts.second_factor_failed")
def second_factor_failed(*, user: User, authenticator: Authenticator | None = None, **_rest: Any) -> None:
    """Record that the password was right and the second factor was not."""
    kind = str(authenticator.type) if authenticator is not None else "mfa"
    user_recorded(user, Action.SIGN_IN_FAILED, after={"step": kind})


@receiver(post_save, sender=Authenticator, dispatch_uid="accounts.factor_saved")
def factor_saved(
    *, instance: Authenticator, created: bool, update_fields: frozenset[str] | None = None, **_rest: Any
) -> None:
    """Record a new factor, or the new name of a passkey; recovery codes come by themselves with the first."""
    if created:
        action = Action.MFA_CODES_MADE if instance.type == _CODES else Action.MFA_ENABLED
        user_recorded(instance.user, action, after=_factor(instance))
    elif instance.type == Authenticator.Type.WEBAUTHN and update_fields is None:  # a use names its fields
        user_recorded(instance.user, Action.MFA_RENAMED, after=_factor(instance))


@receiver(post_delete, sender=Authenticator, dispatch_uid="accounts.factor_removed")
def factor_removed(*, instance: Authenticator, **_rest: Any) -> None:
    """Record that a factor is no longer asked for, or that recovery codes are no longer taken."""
    user_recorded(instance.user, Action.MFA_DISABLED, before=_factor(instance))


def _factor(authenticator: Authenticator) -> dict[str, str]:
    """Return what the log has of a factor: its kind and, of a passkey, the name that the person gave it."""
    name = authenticator.data.get("name")
    return {"factor": str(authenticator.type)} | ({"name": str(name)} if name else {})


@receiver(authenticator_used, dispatch_uid="accounts.code_used")
def code_used(*, user: User, authenticator: Authenticator, **_rest: Any) -> None:
    """Record that one of the recovery codes is spent; the other factors are named by the sign-in."""
    if authenticator.type == _CODES:
        user_recorded(user, Action.MFA_CODE_USED, actor=user)


@receiver(email_changed, dispatch_uid="accounts.address_changed")
def address_changed(
    *,
    user: User,
    from_email_address: EmailAddress | None,
    to_email_address: EmailAddress,
    **_rest: Any,
) -> None:
    """Record the new address of an account."""
    before = {"email": from_email_address.email} if from_email_address is not None else {}
    user_recorded(user, Action.EMAIL_CHANGED, before=before, after={"email": to_email_address.email})
