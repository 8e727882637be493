"""Suites of tests run side by side or one after the other, as their names are joined."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.waiting import wait_until
from tools import run_suites

pytestmark = pytest.mark.no_database

# Stands for make: prints its target, and ends once all that it waits for have begun.
_MAKE = """\
import pathlib, sys, time
folder, waits, target = pathlib.Path(sys.argv[1]), sys.argv[2].split(), sys.argv[3]
(folder / target).touch()
print(target, "runs after", *sorted(path.name for path in folder.glob("*.ended")))
deadline = time.monotonic() + 60
while not all((folder / name).exists() for name in waits) and time.monotonic() < deadline:
    time.sleep(0.01)
(folder / f"{target}.ended").touch()
sys.exit(target == "test-wrong" or not all((folder / name).exists() for name in waits))
"""


def make(folder: Path, *, waits: str = "") -> tuple[str, ...]:
    """The command that runs in place of make."""
    return (sys.executable, "-c", _MAKE, str(folder), waits)


def test_what_a_plus_joins_runs_side_by_side(tmp_path: Path) -> None:
    results = run_suites.run(["one+two"], make=make(tmp_path, waits="test-one test-two"))

    assert [(result.suite, result.passed) for result in results] == [("one", True), ("two", True)]


def test_what_a_comma_joins_runs_one_after_the_other(
    tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    run_suites.run(["one,two+three"], make=make(tmp_path, waits="test-three"))

    printed = capfdbinary.readouterr().out.decode().splitlines()
    [second] = [line for line in printed if line.startswith("test-two")]
    assert "test-one.ended" in second


def test_arguments_run_one_after_the_other(tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    run_suites.run(["one+two", "three"], make=make(tmp_path))

    assert b"test-three runs after test-one.ended test-two.ended" in capfdbinary.readouterr().out


def test_one_that_fails_keeps_no_other_from_running(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(run_suites, "_MAKE", make(tmp_path))

    code = run_suites.main(["one+wrong,two", "three"])

    output = capfd.readouterr()
    assert code == 1
    assert "Failed: wrong\n" in output.err
    assert {path.name for path in tmp_path.glob("*.ended")} == {
        "test-one.ended", "test-wrong.ended", "test-two.ended", "test-three.ended",
    }  # fmt: skip


# What waits is interrupted with it, as by the keys of a terminal; that takes it a moment, as it does pytest.
_INTERRUPTED = """\
import pathlib, sys, time
folder, target = pathlib.Path(sys.argv[1]), sys.argv[2]
try:
    (folder / target).touch()
    time.sleep(60)
except KeyboardInterrupt:
    time.sleep(0.3)
"""


def test_after_an_interrupt_no_other_suite_begins(tmp_path: Path) -> None:
    make = (sys.executable, "-c", _INTERRUPTED, str(tmp_path))
    run = f"from tools import run_suites; run_suites.run(['one,two+three,four', 'five'], make={make!r})"
    running = subprocess.Popen([sys.executable, "-c", run], start_new_session=True, stderr=subprocess.PIPE)
    wait_until(lambda: len(list(tmp_path.iterdir())) == 2, what="the beginning of both")

    os.killpg(running.pid, signal.SIGINT)
    running.communicate(timeout=60)

    assert {path.name for path in tmp_path.iterdir()} == {"test-one", "test-three"}
