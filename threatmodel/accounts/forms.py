"""What sign-up asks for besides e-mail and password. allauth builds its own form on this one."""

from django import forms
from django.http import HttpRequest

from threatmodel.accounts.models import NAME_LENGTH, User


class SignupForm(forms.Form):
    """The name that team mates see; without one, the part of the address before the @ is shown."""

    name = forms.CharField(max_length=NAME_LENGTH, required=False, strip=True)

    def signup(self, request: HttpRequest, user: User) -> None:
        """Do nothing more: AccountAdapter.save_user has written everything in one transaction."""
