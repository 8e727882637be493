"""What sign-up asks for besides e-mail and password. allauth builds its own form on this one."""

from django import forms
from django.http import HttpRequest

from threatmodel.accounts.models import NAME_LENGTH, User
from threatmodel.engine.model import hidden_character


class SignupForm(forms.Form):
    """The name that team mates see; without one, the part of the address before the @ is shown."""

    name = forms.CharField(max_length=NAME_LENGTH, required=False, strip=True)

    def clean_name(self) -> str:
        """Take a name in which nothing is hidden."""
        name: str = self.cleaned_data["name"]
        if hidden := hidden_character(name):
            raise forms.ValidationError(f"Leave out the character {hidden}: it is not seen.")
        return name

    def signup(self, request: HttpRequest, user: User) -> None:
        """Do nothing more: AccountAdapter.save_user has written everything in one transaction."""
