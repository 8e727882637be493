"""Typed readers of environment variables; a value that makes no sense stops the start, with its name."""

import contextlib
import os
import re
import secrets
import tempfile
from collections.abc import Mapping, Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

from threatmodel.config.postgresql.outage import outage

_TRUE = frozenset({"1", "true", "yes", "on"})
_FALSE = frozenset({"0", "false", "no", "off", ""})
_DURATION = re.compile(r"(\d{1,6})\s?([smhd])")
_UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days"}
_DAYS_LEAST = 30  # browsers that were away for a while send edits of days ago
_SECRET_KEY_LENGTH = 50  # what Django's deployment checklist asks for
_GUESSABLE = ("django-insecure", "changeme", "change-me", "secret", "insecure", "replace")


class InvalidSetting(ImproperlyConfigured, ValueError):
    """An environment variable is missing or makes no sense."""


def env_text(name: str, default: str = "") -> str:
    """Return the variable without surrounding blanks, or the default when it is absent."""
    return os.environ.get(name, default).strip()


def env_words(name: str) -> list[str]:
    """Return the comma-separated words of the variable."""
    return [word.strip() for word in env_text(name).split(",") if word.strip()]


def env_choice(name: str, *, default: str, choices: Sequence[str]) -> str:
    """Return the variable, which must be one of the choices."""
    text = env_text(name).lower() or default
    if text not in choices:
        raise InvalidSetting(f"{name} must be one of {', '.join(choices)}, not {text!r}")
    return text


def env_bool(name: str, *, default: bool) -> bool:
    """Return the variable as yes or no; anything but 1/0, true/false, yes/no, on/off is refused."""
    text = env_text(name).lower()
    if name not in os.environ or not text:
        return default
    if text in _TRUE:
        return True
    if text in _FALSE:
        return False
    raise InvalidSetting(f"{name} must be 1 or 0, not {text!r}")


def env_int(name: str, *, default: int, least: int, most: int) -> int:
    """Return the variable as a whole number between least and most."""
    text = env_text(name)
    if not text:
        return default
    try:
        number = int(text)
    except ValueError:
        raise InvalidSetting(f"{name} must be a whole number, not {text!r}") from None
    if not least <= number <= most:
        raise InvalidSetting(f"{name} must be between {least} and {most}, not {number}")
    return number


def env_duration(name: str, *, default: str, least: timedelta, most: timedelta) -> timedelta:
    """Return the variable as a time, such as 30m, 12h or 14d."""
    text = env_text(name) or default
    found = _DURATION.fullmatch(text.lower())
    if found is None:
        raise InvalidSetting(f"{name} must be a time such as 30m, 12h or 14d, not {text!r}")
    duration = timedelta(**{_UNITS[found[2]]: int(found[1])})
    if not least <= duration <= most:
        raise InvalidSetting(f"{name} must be between {least} and {most}, not {text!r}")
    return duration


def env_days(name: str, *, default: int) -> int:
    """Return the variable as a number of days: none at all (0, for ever) or at least 30."""
    days = env_int(name, default=default, least=0, most=36_500)
    if 0 < days < _DAYS_LEAST:
        raise InvalidSetting(f"{name} must be 0 (keep forever) or at least {_DAYS_LEAST}, not {days}")
    return days


def env_address(name: str, *schemes: str) -> str:
    """Return the variable as an address of one of the schemes, or nothing when it is absent."""
    text = env_text(name)
    if text and (urlsplit(text).scheme not in schemes or not text.isprintable() or " " in text):
        raise InvalidSetting(f"{name} must start with {' or '.join(f'{scheme}:' for scheme in schemes)}")
    return text


def env_secret(name: str) -> str:
    """Return a secret from NAME, or from the file that NAME_FILE names (as container secrets are mounted).

    Naming both is refused: nobody could tell which one counts. The value never appears in a message.
    """
    path = env_text(f"{name}_FILE")
    if not path:
        return env_text(name)
    if env_text(name):
        raise InvalidSetting(f"{name} and {name}_FILE are both set; set one of them")
    try:
        return Path(path).read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as fault:
        raise InvalidSetting(f"{name}_FILE names a file that cannot be read: {path}") from fault


def secret_key_checked(key: str) -> str:
    """Return the key when it is long enough and no well-known placeholder."""
    if not key:
        raise InvalidSetting("SECRET_KEY (or SECRET_KEY_FILE) must be set to a random value")
    if len(key) < _SECRET_KEY_LENGTH or key.lower().startswith(_GUESSABLE):
        raise InvalidSetting(f"SECRET_KEY must be random and at least {_SECRET_KEY_LENGTH} characters long")
    return key


def secret_key_kept(path: Path) -> tuple[str, bool]:
    """Return the key kept in a file, made on first use, and whether it survives a restart.

    Where the folder cannot be written (a read-only container that only analyses files) the key lives as
    long as the process; `serve` refuses to run with such a key.
    """
    fresh = secrets.token_urlsafe(48)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        _write_new(path, fresh)
        return secret_key_checked(path.read_text(encoding="ascii").strip()), True
    except OSError:
        return fresh, False


def _write_new(path: Path, text: str) -> None:
    """Write the file in one step unless it exists: two first starts at once end with one key."""
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


def database_from_url(url: str, *, base: Path, pool: int = 10) -> dict[str, Any]:
    """Return Django's description of the database behind a postgres:// or sqlite: address, or a plain path.

    Relative SQLite paths are taken from `base`; `sqlite:////absolute` and `sqlite:///relative` are both read.
    `pool` is the most connections to PostgreSQL that one process holds.
    """
    parts = urlsplit(url)
    if parts.scheme in {"postgres", "postgresql"}:
        return _postgresql(url, pool=pool)
    if parts.scheme == "sqlite":
        return _sqlite(base / unquote(parts.path.removeprefix("/")))
    if "://" in url:
        raise InvalidSetting(
            f"DATABASE_URL: {parts.scheme}:// is not supported; use postgres:// or a SQLite path"
        )
    return _sqlite(base / url)


def _postgresql(url: str, *, pool: int) -> dict[str, Any]:
    parts = urlsplit(url)
    options: Mapping[str, str] = dict(parse_qsl(parts.query))
    try:
        port = parts.port
    except ValueError:
        raise InvalidSetting("DATABASE_URL: the port is not a number") from None
    name = unquote(parts.path[1:])
    if not name:
        raise InvalidSetting("DATABASE_URL names no database")
    return {
        "ENGINE": "threatmodel.config.postgresql",
        "NAME": name,
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": options.get("host", unquote(parts.hostname or "")),
        "PORT": str(port or ""),
        "OPTIONS": {
            "connect_timeout": 2,
            # A server that went away without a word is noticed after 10 s instead of hours.
            "keepalives_idle": 5,
            "keepalives_interval": 2,
            "keepalives_count": 3,
            "tcp_user_timeout": 10_000,
            # Under ASGI each request runs in a thread of its own: without a pool each would connect anew.
            # An attempt to connect that fails is not repeated behind the scenes, later and later: it ends
            # the waiting, and the next request tries again (config/postgresql).
            "pool": {
                "min_size": 1,
                "max_size": pool,
                "timeout": 5,
                "reconnect_timeout": 0,
                "reconnect_failed": outage.begin,
            },
            **{key: value for key, value in options.items() if key != "host"},
        },
    }


def _sqlite(path: Path) -> dict[str, Any]:
    with contextlib.suppress(OSError):  # SQLite itself says what is wrong, when it is first asked
        path.parent.mkdir(parents=True, exist_ok=True)
    # A file also under test: threads share no database in memory, and WAL needs one.
    test_file = Path(tempfile.gettempdir()) / f"bulkhead-test-{os.getpid()}.sqlite3"
    return {
        "ENGINE": "threatmodel.config.sqlite",
        "NAME": str(path),
        "OPTIONS": {
            # Readers never wait in WAL. IMMEDIATE takes the write lock at BEGIN, where the timeout applies:
            # a transaction that reads first and writes later would fail at once instead of waiting.
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA cache_size=-16000;",
        },
        "TEST": {"NAME": str(test_file)},
    }
