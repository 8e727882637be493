"""People as the API shows them, and what they own."""

import uuid
from collections.abc import Sequence
from typing import Any, Final

from django.db.models import Q

from threatmodel.accounts.models import User

Row = dict[str, Any]
ME: Final = "me"
NOBODY: Final = "none"


def person_row(user: User | None) -> Row | None:
    """Return a person as the API shows them."""
    return {"id": user.pk, "email": user.email, "name": user.get_full_name()} if user else None


def owned_by(words: Sequence[str], user_id: uuid.UUID) -> Q:
    """The condition of what these people own: ids, "me" for who asks, "none" for what nobody owns."""
    ids = [user_id if word == ME else word for word in words if word != NOBODY]
    condition = Q(owner__in=ids)
    return condition | Q(owner__isnull=True) if NOBODY in words else condition
