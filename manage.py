#!/usr/bin/env python
"""Runs Bulkhead's commands: `serve`, `bootstrap`, `analyze`, and Django's own."""

import os
import sys


def run(argv: list[str]) -> None:
    """Run one command. `analyze` starts without Django: a pipeline waits for it on every change."""
    if argv[1:2] == ["analyze"]:
        from threatmodel.engine.command_line import main  # noqa: PLC0415  # the engine alone, no framework

        main.run(argv[1:], prog="manage.py")
    from django.core.management import execute_from_command_line  # noqa: PLC0415

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "threatmodel.config.settings")
    execute_from_command_line(argv)


if __name__ == "__main__":
    run(sys.argv)
