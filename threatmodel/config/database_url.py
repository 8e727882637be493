"""Django's database settings from DATABASE_URL.

dj-database-url would parse the address; the options of both databases, which are most of this, stay ours.
"""

import contextlib
import os
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

from threatmodel.config.postgresql.outage import outage


def database_from_url(url: str, *, base: Path, pool: int = 10) -> dict[str, Any]:
    """Return Django's settings for a postgres:// or sqlite: address, or a plain path.

    Relative SQLite paths are taken from `base`; `sqlite:////absolute` and `sqlite:///relative` are both read.
    `pool` is the maximum of connections to PostgreSQL of one process.
    """
    parts = urlsplit(url)
    if parts.scheme in {"postgres", "postgresql"}:
        return _postgresql(url, pool=pool)
    if parts.scheme == "sqlite":
        return _sqlite(base / unquote(parts.path.removeprefix("/")))
    if "://" in url:
        raise ImproperlyConfigured(
            f"DATABASE_URL: {parts.scheme}:// is not supported; use postgres:// or a SQLite path"
        )
    return _sqlite(base / url)


def _postgresql(url: str, *, pool: int) -> dict[str, Any]:
    parts = urlsplit(url)
    options: Mapping[str, str] = dict(parse_qsl(parts.query))
    try:
        port = parts.port
    except ValueError:
        raise ImproperlyConfigured("DATABASE_URL: the port is not a number") from None
    name = unquote(parts.path[1:])
    if not name:
        raise ImproperlyConfigured("DATABASE_URL names no database")
    return {
        "ENGINE": "threatmodel.config.postgresql",
        "NAME": name,
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": options.get("host", unquote(parts.hostname or "")),
        "PORT": str(port or ""),
        "OPTIONS": {
            "connect_timeout": 2,
            # An unreachable server is noticed after 10 s instead of hours.
            "keepalives_idle": 5,
            "keepalives_interval": 2,
            "keepalives_count": 3,
            "tcp_user_timeout": 10_000,
            # As for solid-state disks and what is in memory: at the default of 4 counts of a large model read
            # the whole table rather than an index.
            "options": "-c random_page_cost=1.1",
            # Under ASGI each request runs in its own thread: without a pool each would open a connection.
            # A failed attempt to connect is not retried in the background with growing delays: it fails
            # the waiting requests, and the next request tries again (config/postgresql).
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
    with contextlib.suppress(OSError):  # SQLite reports the error at the first query
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
            "timeout": 60,  # an import of thousands of workloads writes for longer than Python's 5 s
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA cache_size=-16000;",
        },
        "TEST": {"NAME": str(test_file)},
    }
