"""Starts `manage.py serve` in no time, as often as a test kills it: what has loaded everything forks.

Run as `python -m tests.live.prefork` with the settings in the environment. Each line on standard input is a
port; the answer is the id of a new process that serves there.
"""

import os
import sys


def main() -> None:
    import django  # noqa: PLC0415 (the settings are read here)

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "threatmodel.config.settings")
    django.setup()
    from django.core.management import call_command  # noqa: PLC0415

    import threatmodel.config.asgi  # noqa: F401, PLC0415
    from tests.services.process import _die_with_parent  # noqa: PLC0415
    from threatmodel.engine.library.loader import load_library  # noqa: PLC0415

    load_library()
    for line in sys.stdin:
        child = os.fork()
        if child == 0:
            _die_with_parent()
            os.close(0)
            os.dup2(2, 1)  # what a server prints is no answer of ours
            call_command("serve", "--host", "127.0.0.1", "--port", line.strip())
            os._exit(0)
        print(child, flush=True)


if __name__ == "__main__":
    main()
