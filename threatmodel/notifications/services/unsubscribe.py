"""Ends mails by the link in each of them, without a sign-in (RFC 8058).

Only a POST ends them: programs that follow the links of a mail to scan them make no difference.
"""

import uuid
from typing import Final

from django.core import signing

from threatmodel.accounts.models import User
from threatmodel.notifications.choices import KINDS
from threatmodel.notifications.selectors.preferences import modes_of, preferences_of
from threatmodel.notifications.services.preferences import preferences_update

SCOPES: Final = ("all", "digest", *KINDS)
_SALT: Final = "threatmodel.notifications.unsubscribe"


class InvalidLink(ValueError):
    """The link is none of ours, or of an account that is gone."""


def unsubscribe_path(*, user_id: uuid.UUID, scope: str) -> str:
    """Return the path that ends the mails of a scope to the person, for as long as SECRET_KEY is valid."""
    return f"/unsubscribe/{scope}/{signing.dumps([user_id.hex, scope], salt=_SALT)}"


def unsubscribe(*, scope: str, token: str) -> None:
    """Send the person no more mails of the scope; the inbox stays as it is. Raises InvalidLink."""
    try:
        user_hex, signed_scope = signing.loads(token, salt=_SALT)
    except (signing.BadSignature, ValueError, TypeError):
        raise InvalidLink("This link is not valid.") from None
    user = User.objects.filter(pk=uuid.UUID(user_hex), is_active=True).first()
    if user is None or signed_scope != scope:
        raise InvalidLink("This link is not valid.")
    modes = modes_of(preferences_of(user_id=user.pk))
    stopped = [kind for kind, mode in modes.items() if scope in ("all", kind) or scope == mode]
    preferences_update(user=user, changes={"modes": dict.fromkeys(stopped, "off")})
