"""What becomes of edits when servers are killed, and how long it takes until people edit again.

Run with `python -m benchmarks.faults`. Five people rename elements without a pause through each fault. Prints
one table: nothing acknowledged may be lost, no earlier edit may win over a later one of its author (stale),
the log has no gap, and everybody edits again soon after the fault is over. A miss exits with 1.
"""

import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Final

from tests.faults import installations
from tests.faults.installations import Installation
from tests.faults.renaming import Outcome, renamed_through
from tests.services.process import NotStarted

_TIMES: Final = 5
_RECOVERED_MOST_S: Final = 5.0
_ANSWERED_MOST_MS: Final = 1_000.0  # while the database is away; it took up to 10 s
_ROW: Final = "{:<10} {:<22} {:>8} {:>6} {:>6} {:>5} {:>14}"

missed: list[str] = []


def main() -> None:
    print(_ROW.format("mode", "fault", "acks", "lost", "stale", "gaps", "edits again, s"))
    for mode in (installations.embedded, installations.team):
        try:
            _measure(mode.__name__, mode)
        except NotStarted as reason:
            print(f"left out: {str(reason).splitlines()[0]}")
    print("missed: " + ", ".join(missed) if missed else "all within their bounds")
    sys.exit(1 if missed else 0)


def _measure(mode: str, start: Callable[[Path], AbstractContextManager[Installation]]) -> None:
    with tempfile.TemporaryDirectory() as folder, start(Path(folder) / mode) as installation:
        for fault, strike in installation.faults.items():
            _show(mode, fault, renamed_through(installation.made, installation.running, strike, times=_TIMES))
        if installation.database is not None:
            _show_answers(installation)


def _show(mode: str, fault: str, outcome: Outcome) -> None:
    figures = (outcome.acknowledged, outcome.lost, outcome.stale, outcome.gaps)
    slowest = max(outcome.recovered_s)
    print(_ROW.format(mode, fault, *figures, f"{slowest:.1f}"), flush=True)
    if outcome.lost or outcome.stale or outcome.gaps or slowest > _RECOVERED_MOST_S:
        missed.append(f"{mode} {fault}")


def _show_answers(installation: Installation) -> None:
    """Show how long a request takes while the database is away, and until one is answered well after it."""
    assert installation.database is not None
    url = installation.running.url(0) + "/readyz"
    installation.database.stop()
    slowest = max(_seconds(url, wanted=503) for _ in range(50)) * 1000
    installation.database.start()
    back = time.perf_counter()
    while _status(url) != 200:
        time.sleep(0.05)
    recovered = time.perf_counter() - back
    print(
        f"while PostgreSQL is away: slowest of 50 answers {slowest:.0f} ms, at most {_ANSWERED_MOST_MS:.0f}"
    )
    print(f"answers again after {recovered:.1f} s, at most {_RECOVERED_MOST_S:.0f}")
    if slowest > _ANSWERED_MOST_MS or recovered > _RECOVERED_MOST_S:
        missed.append("answers while PostgreSQL is away")


def _seconds(url: str, *, wanted: int) -> float:
    begin = time.perf_counter()
    status = _status(url)
    if status != wanted:
        missed.append(f"{status} instead of {wanted}")
    return time.perf_counter() - begin


def _status(url: str) -> int:
    try:
        with urllib.request.urlopen(url, timeout=30) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as refusal:
        return refusal.code


if __name__ == "__main__":
    main()
