"""Where django-allauth asks us: what a new account consists of, and how its secrets are kept."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from django.db import transaction
from django.http import HttpRequest

from threatmodel.accounts.models import User
from threatmodel.accounts.services import first_team_create
from threatmodel.jobs.secrecy import decrypt, encrypt

_MFA_PURPOSE = "mfa"


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Accounts with a name and a first team."""

    @transaction.atomic
    def save_user(self, request: HttpRequest, user: User, form: Any, commit: bool = True) -> User:  # noqa: FBT001, FBT002
        """Write the user and, in the same transaction, the team everybody starts with."""
        user.name = form.cleaned_data.get("name", "")
        saved: User = super().save_user(request, user, form, commit=commit)
        if commit:
            first_team_create(user=saved)
        return saved


class MfaAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """Second factors, encrypted at rest."""

    def encrypt(self, text: str) -> str:
        """Return the secret as the database keeps it."""
        return encrypt(text.encode(), purpose=_MFA_PURPOSE).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """Return the secret in the clear, for checking a code."""
        return decrypt(encrypted_text.encode(), purpose=_MFA_PURPOSE).decode()
