"""Which entries of a Secret are worth keeping secret."""

import re
from typing import Final

from threatmodel.engine.importers.redaction import (
    is_credential_value,
    is_literal,
    is_name_of_key,
    is_unissued_key,
)
from threatmodel.engine.importers.variable_names import name_words
from threatmodel.engine.model.short_text_cache import kept_for_short_texts

# The address of a store without a login, neither before the host nor among its settings.
_STORE_ADDRESS: Final = re.compile(
    r"(?:jdbc:)?(?:rediss?|postgres(?:ql)?|mysql|mariadb|amqps?|mongodb(?:\+srv)?|nats|memcached|kafka)://"
    r"(?!\S{0,2000}[?&;][^\s=]{0,60}(?:pass|pwd|secret|token|key|auth=))[^\s@]{1,2000}",
    re.IGNORECASE,
)
# A name, an address or a list of them: no text in which a password may be.
_PLAIN: Final = re.compile(
    r"[\w.+-]{1,253}(?:@[\w.-]{1,253})?(?::\d{1,5})?(?:,[\w.-]{1,253}(?::\d{1,5})?){0,50}"
)
_VARIABLE: Final = re.compile(r"\$(?=\{?(\w+)\}?$)(?:\{\w+\}|\w+)")
_LONGEST_NAME: Final = 200
# The last word of the name of what says who logs in where: mysql-user, DB_HOST.
_PLACES: Final = frozenset({"user", "username", "host", "hostname", "port", "database", "dbname"})


def is_filled_in_before(name: str, value: str) -> bool:
    """Whether an entry is a variable of its own name: `HF_TOKEN: ${HF_TOKEN}`.

    No program can replace that when it runs; who applies the file does, so its value is stored in the clear.
    """
    found = _VARIABLE.fullmatch(value.strip()[:_LONGEST_NAME])
    return found is not None and found[1] == name


def is_secret_value(name: str, value: str) -> bool:
    """Whether an entry of a Secret may be worth keeping secret.

    A key of others that is yet to be filled in or named by its variable, the address of a store without a
    login, and who logs in where are not.
    """
    text = value.strip()
    return (
        is_literal(text)
        and not is_unissued_key(name, text)
        and not is_name_of_key(name, text)
        and (is_credential_value(text) or not (_says_where(name, text) or _STORE_ADDRESS.fullmatch(text)))
    )


def _says_where(name: str, value: str) -> bool:
    return _names_place(name) and _PLAIN.fullmatch(value) is not None


@kept_for_short_texts
def _names_place(name: str) -> bool:
    words = name_words(name)
    return bool(words) and words[-1] in _PLACES
