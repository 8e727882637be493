"""Runs suites of tests, some beside others; says how long each took, and which failed.

    python -m tools.run_suites frontend services+engine,sqlite

Arguments run one after the other; what a plus joins runs side by side, what commas join one after another. A
suite is the target `test-<name>` of the Makefile; one that runs beside others is printed once it has ended.
"""

import subprocess
import sys
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from threading import Event
from typing import Final

_MAKE: Final = ("make", "--no-print-directory")


@dataclass(frozen=True, slots=True)
class Result:
    """How the run of one suite went."""

    suite: str
    took_s: float
    passed: bool


def run(steps: Sequence[str], *, make: Sequence[str]) -> list[Result]:
    """Run all suites, whichever of them fail; their results are in the order of the arguments.

    After an interrupt, which ends the suites that run, no other begins.
    """
    return [result for step in steps for result in _run_step(step.split("+"), make)]


def _run_step(lanes: Sequence[str], make: Sequence[str]) -> list[Result]:
    output = None if len(lanes) == 1 else subprocess.PIPE
    interrupted = Event()
    run_lane = partial(_run_lane, make=make, output=output, interrupted=interrupted)
    with ThreadPoolExecutor(len(lanes)) as threads:
        ended = threads.map(run_lane, lanes)
        try:
            return [result for lane in ended for result in lane]
        except KeyboardInterrupt:
            interrupted.set()  # before the threads are waited for, which would go on to their next suites
            raise


def _run_lane(lane: str, *, make: Sequence[str], output: int | None, interrupted: Event) -> list[Result]:
    results: list[Result] = []
    for suite in lane.split(","):
        if interrupted.is_set():
            break
        results.append(_run_suite([*make, f"test-{suite}"], suite, output=output))
    return results


def _run_suite(command: Sequence[str], suite: str, *, output: int | None) -> Result:
    start = time.monotonic()
    ended = subprocess.run(command, check=False, stdout=output, stderr=output and subprocess.STDOUT)
    if ended.stdout is not None:
        sys.stdout.buffer.write(ended.stdout)
        sys.stdout.flush()
    return Result(suite, time.monotonic() - start, ended.returncode == 0)


def main(steps: Sequence[str]) -> int:
    """Run what the command line names."""
    results = run(steps, make=_MAKE)
    times = ", ".join(f"{result.suite} {result.took_s:.0f} s" for result in results)
    sys.stdout.write(f"Time: {times}\n")
    failed = [result.suite for result in results if not result.passed]
    if failed:
        sys.stderr.write(f"Failed: {' '.join(failed)}\n")
    return int(bool(failed))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
