"""What a password must not be made of."""

import re

from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import ValidationError

_OWN_CHARACTERS_LEAST = 8
_PART_LENGTH_LEAST = 3


class OwnNameValidator:
    """Refuses passwords that are little more than the person's address or name.

    Django's validator compares as a whole, which a long domain or a few digits at the end escape.
    `frontend/src/entities/people/passwordRules.ts` says the same while somebody types.
    """

    def validate(self, password: str, user: AbstractBaseUser | None = None) -> None:
        """Raise ValidationError when too little is left without the parts of address and name."""
        rest = password.casefold()
        for part in _parts(getattr(user, "email", ""), getattr(user, "name", "")):
            rest = rest.replace(part, "")
        if len(rest) < min(_OWN_CHARACTERS_LEAST, len(password)):
            raise ValidationError(self.get_help_text(), code="password_of_own_name")

    def get_help_text(self) -> str:
        """Return the rule."""
        return (
            f"The password must contain at least {_OWN_CHARACTERS_LEAST} characters that are "
            "not part of your email address or name."
        )


def _parts(*texts: str) -> list[str]:
    """Return the texts and their words in lower case, the longest first."""
    found = {part for text in texts for part in (text, *text.split("@"), *re.split(r"[\W_]+", text))}
    return sorted(
        (part.casefold() for part in found if len(part) >= _PART_LENGTH_LEAST), key=len, reverse=True
    )
