"""The second factors of a person: authenticator apps and security keys."""

from typing import Any

from allauth.mfa.models import Authenticator
from django.db.models import QuerySet

TYPES = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)


def second_factors(**of_whom: Any) -> QuerySet[Authenticator]:
    """Second factors of the people that the lookups name; recovery codes alone are none."""
    found: QuerySet[Authenticator] = Authenticator.objects.filter(type__in=TYPES, **of_whom)
    return found
