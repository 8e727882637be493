"""People as the API shows them."""

from typing import Any

from threatmodel.accounts.models import User

Row = dict[str, Any]


def person_row(user: User | None) -> Row | None:
    """Return a person as the API shows them."""
    return {"id": user.pk, "email": user.email, "name": user.get_full_name()} if user else None
