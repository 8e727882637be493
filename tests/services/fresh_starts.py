"""Starts Python with an environment of its own, in forks of a process that has loaded all but the settings.

A process reads its settings once; loading what they import takes nearly all of the time. Run as
`python -m tests.services.fresh_starts`.
"""

import importlib
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Final

from tests.services.forks import ForkServer, answer_requests

# Whatever settings.py imports; and what the apps load and no setting changes.
_LOADED: Final = (
    "csp.constants", "django.conf", "environs", "manage", "threatmodel.config.beat_schedule",
    "threatmodel.config.database_url", "threatmodel.config.env_readers", "threatmodel.config.logging_config",
    "threatmodel.config.mail_backends", "threatmodel.config.openapi", "threatmodel.config.project_apps",
    "threatmodel.config.secret_key", "threatmodel.engine.importers.limits",
    "threatmodel.engine.library.loader", "django.core.management.commands.check", "django.db.models",
    "fido2.server", "markdown_it", "openpyxl", "redis.asyncio",
)  # fmt: skip
_SETTINGS: Final = "threatmodel.config.settings"


def start(arguments: Sequence[str], environment: Mapping[str, str]) -> subprocess.CompletedProcess[str]:
    """Run `manage.py` with arguments, or code after `-c`, with nothing but PATH and what is given."""
    environment = {"PATH": os.environ["PATH"], **environment}
    return _server().run({"arguments": list(arguments), "environment": environment})


@cache
def _server() -> ForkServer:
    return ForkServer("tests.services.fresh_starts", {"PATH": os.environ["PATH"]})


def main() -> None:
    """Load all but the settings, and start what is asked for."""
    for name in _LOADED:
        importlib.import_module(name)
    assert _SETTINGS not in sys.modules
    answer_requests(_start)


def _start(arguments: list[str], environment: dict[str, str]) -> None:
    os.environ.clear()
    os.environ.update(environment)
    if arguments[0] == "-c":
        exec(arguments[1], {"__name__": "__main__"})
        return
    importlib.import_module("manage").run(arguments)


if __name__ == "__main__":
    main()
