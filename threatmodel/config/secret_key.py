"""The secret key: from the environment, or generated once and kept in a file."""

import os
import secrets
from pathlib import Path
from typing import Final

from django.core.exceptions import ImproperlyConfigured

_MIN_LENGTH: Final = 50  # as in Django's deployment checklist
_GUESSABLE: Final = ("django-insecure", "changeme", "change-me", "secret", "insecure", "replace")


def secret_key_checked(key: str) -> str:
    """Return the key if it is long enough and no known placeholder."""
    if not key:
        raise ImproperlyConfigured("SECRET_KEY (or SECRET_KEY_FILE) must be set to a random value")
    if len(key) < _MIN_LENGTH or key.lower().startswith(_GUESSABLE):
        raise ImproperlyConfigured(f"SECRET_KEY must be random and at least {_MIN_LENGTH} characters long")
    return key


def secret_key_kept(path: Path) -> tuple[str, bool]:
    """Return the key in a file, generated on first use, and whether it survives a restart.

    Where the folder cannot be written (a read-only container that only analyzes files) the key lasts as long
    as the process; `serve` refuses to run with such a key.
    """
    fresh = secrets.token_urlsafe(48)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        _write_new(path, fresh)
        return secret_key_checked(path.read_text(encoding="ascii").strip()), True
    except OSError:
        return fresh, False


def _write_new(path: Path, text: str) -> None:
    """Write the file atomically unless it exists: two first starts at once get one key."""
    if path.exists():
        return
    draft = path.with_name(f"{path.name}.{os.getpid()}")
    draft.touch(mode=0o600)
    draft.write_text(text, encoding="ascii")
    try:
        path.hardlink_to(draft)
    except FileExistsError:
        return
    finally:
        draft.unlink()
