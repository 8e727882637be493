"""A second factor for somebody with a browser session, set up as an authenticator app does."""

from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time

from tests.services.visitor import PASSWORD, Refused, Visitor

_AUTHENTICATORS = "/_allauth/browser/v1/account/authenticators/totp"


def code_of(secret: str) -> str:
    """Return the code that an authenticator app shows now."""
    return str(format_hotp_value(hotp_value(secret, next(iter(yield_hotp_counters_from_time())))))


def add_second_factor(visitor: Visitor) -> None:
    """Give the account an authenticator app."""
    visitor.post("/_allauth/browser/v1/auth/reauthenticate", {"password": PASSWORD})
    visitor.post(_AUTHENTICATORS, {"code": code_of(_secret(visitor))})


def _secret(visitor: Visitor) -> str:
    """Return the key of an authenticator that is not active yet: the server answers 404 with it."""
    try:
        visitor.get(_AUTHENTICATORS)
    except Refused as refused:
        secret: str = refused.json()["meta"]["secret"]
        return secret
    raise AssertionError("the account has an authenticator already")
