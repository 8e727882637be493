"""What sign-up asks for besides e-mail and password. allauth builds its own form on this one."""

from typing import Any

from django import forms
from django.contrib.auth.hashers import make_password
from django.contrib.auth.password_validation import validate_password
from django.http import HttpRequest

from threatmodel.accounts.models import NAME_LENGTH, User
from threatmodel.accounts.signup_policy import signup_refusal
from threatmodel.engine.model import hidden_character


class SignupForm(forms.Form):
    """The name that team mates see; without one, the part of the address before the @ is shown."""

    name = forms.CharField(max_length=NAME_LENGTH, required=False, strip=True)

    invitation = forms.CharField(max_length=100, required=False)  # the token of an invitation's link

    def clean_name(self) -> str:
        """Take a name in which nothing is hidden."""
        name: str = self.cleaned_data["name"]
        if hidden := hidden_character(name):
            raise forms.ValidationError(f"Remove the invisible character {hidden}.")
        return name

    def clean(self) -> dict[str, Any]:
        """Refuse who may not sign up, and passwords made of the person's own address or name."""
        given: dict[str, Any] = super().clean() or self.cleaned_data
        if refusal := signup_refusal(email=given.get("email", ""), invitation=given.get("invitation", "")):
            self.errors.clear()  # so that the response does not reveal whether the address has an account
            self.add_error(None, forms.ValidationError(refusal, code="signup_closed"))
            return given
        password = given.get("password")
        if password:
            try:
                validate_password(password, User(email=given.get("email", ""), name=given.get("name", "")))
            except forms.ValidationError as fault:
                self.add_error("password", fault)
        if password and getattr(self, "account_already_exists", False):
            make_password(password)  # thrown away: a new account takes this long too
        return given

    def signup(self, request: HttpRequest, user: User) -> None:
        """Do nothing more: AccountAdapter.save_user has written everything in one transaction."""
