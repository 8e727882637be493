"""Runs Typst in a process of its own: the seconds and the memory that large reports take end with it.

    python -m threatmodel.reports.renderers.typst_subprocess pdf TIME < data

It loads nothing of Django, so that it starts at once.
"""

import os
import resource
import subprocess
import sys
from pathlib import Path
from typing import Any, Final

import typst

TIMEOUT_S: Final = 90
_MEMORY_BYTES: Final = 4 * 1024**3  # of addresses; what is used is about a quarter
_TEMPLATE: Final = Path(__file__).parent / "report.typ"
_ROOT: Final = Path(__file__).parents[3]


class TypstFailed(RuntimeError):
    """Typst failed, took too long or needed too much memory."""


def run_typst(data: bytes, *, timestamp: int) -> bytes:
    """Return the PDF that the template makes of the data. Raises TypstFailed."""
    command = [sys.executable, "-m", __name__, "pdf", str(timestamp)]
    environment = {"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8", "PYTHONPATH": str(_ROOT)}
    try:
        done = subprocess.run(  # noqa: S603 (an argument list, our own program, no shell)
            command, input=data, capture_output=True, timeout=TIMEOUT_S, env=environment, check=False
        )
    except subprocess.TimeoutExpired:
        raise TypstFailed(f"Typst took longer than {TIMEOUT_S} s") from None
    if done.returncode != 0:
        raise TypstFailed(
            f"Typst ended with {done.returncode}: {done.stderr[-300:].decode(errors='replace')}"
        )
    return done.stdout


def compiled(data: bytes, *, form: str, timestamp: int, ppi: float = 80) -> Any:
    """Return what Typst makes of the data, in this process."""
    template = _TEMPLATE.read_bytes()
    inputs = {"report": data.decode()}
    if form == "pdf":
        return typst.compile(template, format="pdf", sys_inputs=inputs, timestamp=timestamp)
    return typst.compile(template, format="png", sys_inputs=inputs, timestamp=timestamp, ppi=ppi)


def _main() -> None:
    if hasattr(resource, "RLIMIT_AS"):
        resource.setrlimit(resource.RLIMIT_AS, (_MEMORY_BYTES, _MEMORY_BYTES))
        resource.setrlimit(resource.RLIMIT_CPU, (TIMEOUT_S * 2, TIMEOUT_S * 2))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    form, timestamp = sys.argv[1:]
    made = compiled(sys.stdin.buffer.read(), form=form, timestamp=int(timestamp))
    sys.stdout.buffer.write(made)
    sys.stdout.flush()
    os._exit(0)  # nothing is left to do, and freeing a gigabyte takes a second


if __name__ == "__main__":
    _main()
