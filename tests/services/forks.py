"""Runs Python in forks of a process that has loaded what it needs: only the first waits for that.

Each line on standard input of the process has the arguments of one run and the files for standard output and
errors, as JSON; the answer is the exit code.
"""

import json
import os
import subprocess
import sys
import tempfile
import traceback
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Final

_ROOT: Final = Path(__file__).resolve().parents[2]
_OUTPUTS: Final = ("stdout", "stderr")


class ForkServer:
    """A module that runs by itself and answers requests; it ends with this process."""

    def __init__(self, module: str, environment: Mapping[str, str]) -> None:
        self._environment = dict(environment)
        self._child = subprocess.Popen(
            [sys.executable, "-m", module],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=_ROOT, env=self._environment,
        )  # fmt: skip

    def serves(self, environment: Mapping[str, str]) -> bool:
        """Whether it runs, with this environment."""
        return self._environment == environment and self._child.poll() is None

    def run(self, request: Mapping[str, Any]) -> subprocess.CompletedProcess[str]:
        """Have the request run in a fork: the keyword arguments of what the module runs.

        Raises subprocess.CalledProcessError when the module has ended; its errors are among
        those of the test.
        """
        with tempfile.TemporaryDirectory(prefix="bulkhead-fork-") as folder:
            files = [Path(folder, name) for name in _OUTPUTS]
            code = self._ask([dict(request), *map(str, files)])
            output, errors = (path.read_text() for path in files)
        return subprocess.CompletedProcess(self._child.args, code, output, errors)

    def _ask(self, request: list[object]) -> int:
        assert self._child.stdin is not None
        assert self._child.stdout is not None
        self._child.stdin.write(json.dumps(request) + "\n")
        self._child.stdin.flush()
        answer = self._child.stdout.readline()
        if not answer:
            raise subprocess.CalledProcessError(self._child.wait(), self._child.args)
        return int(answer)

    def stop(self) -> None:
        """End it; nothing runs."""
        self._child.kill()
        self._child.communicate()


def answer_requests(run: Callable[..., None]) -> None:
    """Run what standard input asks for, each in a fork, one after the other."""
    for line in sys.stdin:
        arguments, *files = json.loads(line)
        child = os.fork()
        if child == 0:
            os._exit(_run(run, arguments, files))
        print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)


def _run(run: Callable[..., None], arguments: dict[str, Any], files: list[str]) -> int:
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    for descriptor, file in enumerate(files, start=1):
        os.dup2(os.open(file, os.O_WRONLY | os.O_CREAT), descriptor)
    try:
        run(**arguments)
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
