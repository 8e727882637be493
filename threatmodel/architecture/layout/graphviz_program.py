"""Runs Graphviz in a process of its own, with limits of time, memory and output."""

import contextlib
import resource
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Final, Literal

TIMEOUT_S: Final = 10
_MEMORY_BYTES: Final = 2 * 1024**3
_OUTPUT_BYTES: Final = 64 * 1024**2

Output = Literal["plain", "svg", "png"]


class DotFailed(RuntimeError):
    """Graphviz is missing, failed, took too long or said nothing of use."""


def program() -> str:
    """Return the path of `dot`: Graphviz on PATH, else the one that came with the packages.

    Raises DotFailed when there is neither.
    """
    beside = Path(sys.executable).parent / "graphviz-pure"
    found = shutil.which("dot") or (str(beside) if beside.exists() else None) or shutil.which("graphviz-pure")
    if found is None:
        raise DotFailed("Graphviz is not installed")
    return found


def run_graphviz(text: str, output: Output) -> bytes:
    """Return what Graphviz makes of a text in its language. Raises DotFailed."""
    try:
        with subprocess.Popen(  # noqa: S603 (an argument list, our own input, no shell)
            [program(), f"-T{output}"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8"},
        ) as process:
            _limit(process.pid)
            return _answer(process, text.encode())
    except OSError as fault:
        raise DotFailed(f"Graphviz could not be started: {fault.strerror}") from fault


def _answer(process: "subprocess.Popen[bytes]", text: bytes) -> bytes:
    try:
        output, _ = process.communicate(text, timeout=TIMEOUT_S)
    except subprocess.TimeoutExpired:
        raise DotFailed(f"Graphviz took longer than {TIMEOUT_S} s") from None
    finally:
        process.kill()  # does nothing to one that has ended
    if process.returncode != 0:
        raise DotFailed(f"Graphviz ended with {process.returncode}")
    if len(output) > _OUTPUT_BYTES:
        raise DotFailed("the Graphviz output is too large")
    return output


def _limit(pid: int) -> None:
    """Limit a process that waits for its input.

    From outside: code between fork and exec (preexec_fn) may hang in a process with threads, such as ours.
    """
    if hasattr(resource, "prlimit"):  # Linux
        with contextlib.suppress(ProcessLookupError):
            resource.prlimit(pid, resource.RLIMIT_CPU, (TIMEOUT_S, TIMEOUT_S + 1))
            resource.prlimit(pid, resource.RLIMIT_AS, (_MEMORY_BYTES, _MEMORY_BYTES))
            resource.prlimit(pid, resource.RLIMIT_FSIZE, (_OUTPUT_BYTES, _OUTPUT_BYTES))
            resource.prlimit(pid, resource.RLIMIT_CORE, (0, 0))
