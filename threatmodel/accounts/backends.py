"""Who may be signed in: asked at every sign-in, and at every request of a session."""

from allauth.account.auth_backends import AuthenticationBackend
from django.conf import settings

from threatmodel.accounts.models import User


class AccountBackend(AuthenticationBackend):  # type: ignore[misc]
    """E-mail and password, for accounts that may sign in."""

    def user_can_authenticate(self, user: User) -> bool:
        """Return False for who may not sign in; their sessions count no longer either."""
        return may_sign_in(user)


def may_sign_in(user: User) -> bool:
    """Whether the account is in use: enabled, and not left over from a demo that is switched off."""
    return user.is_active and (settings.DEMO or not user.is_demo)
