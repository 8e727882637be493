"""Runs management commands in forks of a process that has loaded Django: all but the first start at once.

Tests ask an installation for what is in its database, again and again; a process that loads everything first
takes seconds. Run as `python -m tests.services.commands` with the settings in the environment. Each line on
standard input has the arguments and the files for standard output and errors, as JSON; the answer is the exit
code.
"""

import json
import os
import subprocess
import sys
import tempfile
import traceback
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

_ROOT: Final = Path(__file__).resolve().parents[2]
_OUTPUTS: Final = ("stdout", "stderr")
_servers: Final = list["_CommandServer"]()  # the last one: a test asks one installation after the other


def manage(arguments: Sequence[str], *, environment: Mapping[str, str]) -> str:
    """Run a management command with the environment and return its standard output.

    Raises subprocess.CalledProcessError when it fails.
    """
    if not (_servers and _servers[0].serves(environment)):
        while _servers:
            _servers.pop().stop()
        _servers.append(_CommandServer(environment))
    return _servers[0].run(arguments)


class _CommandServer:
    """The process whose forks run the commands of one installation; it ends with this one."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        self._environment = dict(environment)
        self._child = subprocess.Popen(
            [sys.executable, "-m", "tests.services.commands"],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=_ROOT, env=self._environment,
        )  # fmt: skip

    def serves(self, environment: Mapping[str, str]) -> bool:
        """Whether it runs, with this environment."""
        return self._environment == environment and self._child.poll() is None

    def run(self, arguments: Sequence[str]) -> str:
        """Run one command."""
        with tempfile.TemporaryDirectory(prefix="bulkhead-command-") as folder:
            files = [Path(folder, name) for name in _OUTPUTS]
            code = self._ask([list(arguments), *map(str, files)])
            output, errors = (path.read_text() for path in files)
        if code != 0:
            raise subprocess.CalledProcessError(code, list(arguments), output, errors)
        return output

    def _ask(self, request: list[object]) -> int:
        assert self._child.stdin is not None
        assert self._child.stdout is not None
        self._child.stdin.write(json.dumps(request) + "\n")
        self._child.stdin.flush()
        answer = self._child.stdout.readline()
        if not answer:  # it has ended; its errors are among those of the test
            raise subprocess.CalledProcessError(self._child.wait(), self._child.args)
        return int(answer)

    def stop(self) -> None:
        """End it; no command runs."""
        self._child.kill()
        self._child.communicate()


def main() -> None:
    """Run the commands that standard input names, one after the other."""
    import django  # noqa: PLC0415 (the settings are read here)

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "threatmodel.config.settings")
    django.setup()
    for line in sys.stdin:
        arguments, *files = json.loads(line)
        child = os.fork()
        if child == 0:
            os._exit(_run(arguments, files))
        print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)


def _run(arguments: list[str], files: list[str]) -> int:
    from django.core.management import execute_from_command_line  # noqa: PLC0415

    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    for descriptor, file in enumerate(files, start=1):
        os.dup2(os.open(file, os.O_WRONLY | os.O_CREAT), descriptor)
    try:
        execute_from_command_line(["manage.py", *arguments])
    except SystemExit as end:
        if isinstance(end.code, str):
            print(end.code, file=sys.stderr)  # as the interpreter does
        return end.code if isinstance(end.code, int) else int(end.code is not None)
    except BaseException:  # noqa: BLE001 (as the interpreter does at its end)
        traceback.print_exc()
        return 1
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
    return 0


if __name__ == "__main__":
    main()
