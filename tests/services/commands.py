"""Runs management commands in forks of a process that has loaded Django: all but the first start at once.

Tests ask an installation for what is in its database, again and again; a process that loads everything first
takes seconds. Run as `python -m tests.services.commands` with the settings in the environment.
"""

import os
import subprocess
from collections.abc import Mapping, Sequence
from typing import Final

from tests.services.forks import ForkServer, answer_requests

_servers: Final = list[ForkServer]()  # the last one: a test asks one installation after the other


def manage(arguments: Sequence[str], *, environment: Mapping[str, str]) -> str:
    """Run a management command with the environment and return its standard output.

    Raises subprocess.CalledProcessError when it fails.
    """
    if not (_servers and _servers[0].serves(environment)):
        while _servers:
            _servers.pop().stop()
        _servers.append(ForkServer("tests.services.commands", environment))
    done = _servers[0].run({"arguments": list(arguments)})
    if done.returncode != 0:
        raise subprocess.CalledProcessError(done.returncode, list(arguments), done.stdout, done.stderr)
    return done.stdout


def main() -> None:
    """Run the commands that are asked for, one after the other."""
    import django  # noqa: PLC0415 (the settings are read here)

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "threatmodel.config.settings")
    django.setup()
    answer_requests(_execute)


def _execute(arguments: list[str]) -> None:
    from django.core.management import execute_from_command_line  # noqa: PLC0415

    execute_from_command_line(["manage.py", *arguments])


if __name__ == "__main__":
    main()
