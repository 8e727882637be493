"""The way back into an account whose password is forgotten."""

from allauth.account.app_settings import PASSWORD_RESET_TOKEN_GENERATOR
from allauth.account.utils import user_pk_to_url_str

from threatmodel.accounts.models import User


def password_reset_key(*, user: User) -> str:
    """Return the last part of a link to a new password: good once, until PASSWORD_RESET_TIMEOUT is over.

    The key is made as allauth makes those it mails, so that one page takes both. It is kept nowhere.
    """
    return f"{user_pk_to_url_str(user)}-{PASSWORD_RESET_TOKEN_GENERATOR().make_token(user)}"
