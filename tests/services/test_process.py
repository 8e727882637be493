"""Each server of a test run has a port of its own, and nobody else is taken for it."""

import subprocess
from pathlib import Path
from types import SimpleNamespace

import pytest

from tests.services import process

pytestmark = pytest.mark.no_database


def test_a_port_is_given_once_in_a_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(process.RUN_FOLDER, str(tmp_path))
    first, other = process.free_port(), process.free_port()
    monkeypatch.setenv(process.RUN_FOLDER, str(tmp_path / "another run"))
    (tmp_path / "another run").mkdir()
    chosen = iter([first, first, other])
    monkeypatch.setattr(process, "_CHANCE", SimpleNamespace(randrange=lambda *_bounds: next(chosen)))

    assert [process.free_port(), process.free_port()] == [first, other]


def test_whoever_answers_for_a_process_that_has_ended_is_not_it(tmp_path: Path) -> None:
    ended = subprocess.Popen(["true"])
    ended.wait()

    with pytest.raises(process.NotStarted, match="The server did not come up"):
        process.wait_until(lambda: True, what="The server", process=ended, log=tmp_path / "none.log")
