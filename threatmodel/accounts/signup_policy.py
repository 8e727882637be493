"""Who may make an account: everybody, the invited, or people of some domains (BULKHEAD_SIGNUP)."""

from typing import Final

from django.conf import settings

from threatmodel.accounts.services import invitation_usable

OPEN: Final = "open"
INVITED: Final = "invited"
DOMAINS: Final = "domains"


def signup_refusal(*, email: str, invitation: str) -> str:
    """Return why the address may make no account here, or nothing when it may.

    An invitation that was made for the address always lets it in.
    """
    if settings.SIGNUP == OPEN or (
        invitation and invitation_usable(token=invitation, email=email) is not None
    ):
        return ""
    if settings.SIGNUP == DOMAINS:
        if email.rpartition("@")[2].lower() in settings.SIGNUP_DOMAINS:
            return ""
        return f"Sign-up is limited to addresses of {', '.join(settings.SIGNUP_DOMAINS)}, or by invitation."
    return "Sign-up is by invitation only. Ask an owner of your team to invite this address."
