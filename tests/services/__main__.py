"""Run a command with DATABASE_URL and REDIS_URL naming servers that live only as long as the command.

    python -m tests.services pytest tests

An address that the environment already gives is left alone and no server is started for it. A server
that cannot be started is announced and left out; the tests that need it then skip, or fail with CI=true.
"""

import os
import secrets
import signal
import subprocess
import sys
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, ExitStack

from tests.services.postgres import postgres
from tests.services.process import NotStarted
from tests.services.redis import redis

_SERVERS: tuple[tuple[str, Callable[[], AbstractContextManager[str]]], ...] = (
    ("DATABASE_URL", postgres),
    ("REDIS_URL", redis),
)

# With Redis, Bulkhead starts only with a key of its own, and otherwise over TLS.
_SETTINGS = {"SECRET_KEY": secrets.token_urlsafe(48), "BULKHEAD_INSECURE_HTTP": "1"}


def main(command: Sequence[str]) -> int:
    """Run `command` beside the servers and return its exit code."""
    # Turned into an exception so that the servers are stopped on the way out.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    signal.signal(signal.SIGHUP, lambda *_: sys.exit(129))
    with ExitStack() as servers:
        environment = {**_SETTINGS, **os.environ}
        for name, server in _SERVERS:
            if environment.get(name):
                continue
            try:
                environment[name] = servers.enter_context(server())
            except NotStarted as reason:
                print(f"No server for {name}: {reason}", file=sys.stderr)
        return _run(command, environment)


def _run(command: Sequence[str], environment: dict[str, str]) -> int:
    child = subprocess.Popen(command, env=environment)
    try:
        return child.wait()
    except BaseException:
        child.terminate()
        child.wait()
        raise


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        sys.exit(130)
