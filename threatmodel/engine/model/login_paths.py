"""Paths of web pages on which users log in or register."""

import re
from typing import Final

_LOGIN_PATH: Final = re.compile(
    r"/(?:user-?|admin-?|wp-)?(?:log[-_]?[io]n|sign[-_]?(?:in|up)|register|oauth2?|auth|sso|saml2?)(?:[/.?_-]|$)",
    re.IGNORECASE,
)
_LONGEST: Final = 300


def is_login_path(path: str) -> bool:
    """Whether a path is that of a login, as its words say: `/login`, `/users/sign_in`, `/wp-login.php`."""
    return _LOGIN_PATH.search(path[:_LONGEST]) is not None
