"""A command ends its process at once, with all of its output and its exit code."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Final

import pytest

from threatmodel.engine.command_line.analyze import FAILED, OK, UNUSABLE

ROOT: Final = Path(__file__).parents[3]
SOCKET: Final = """\
services:
  agent:
    image: example/agent:1.0
    volumes:
      - /var/run/docker.sock:/var/run/docker.sock
"""


@pytest.mark.parametrize(
    ("options", "code"),
    [
        (["-", "--fail-on", "low"], FAILED),
        (["-", "--fail-on", "none"], OK),
        (["no-such-file"], UNUSABLE),
        (["-", "--no-such-option"], UNUSABLE),
    ],
)
def test_the_process_ends_with_the_exit_code_and_all_output(options: list[str], code: int) -> None:
    command = [sys.executable, "manage.py", "analyze", *options, "--format", "json"]

    done = subprocess.run(command, input=SOCKET.encode(), capture_output=True, cwd=ROOT, check=False)

    assert done.returncode == code
    if code == UNUSABLE:
        assert done.stderr.endswith(b"\n")
    else:
        assert json.loads(done.stdout)["threats"]


def test_a_reader_that_leaves_early_is_no_crash(tmp_path: Path) -> None:
    (tmp_path / "compose.yaml").write_text(SOCKET)
    command = [sys.executable, "-m", "threatmodel.engine", "analyze", str(tmp_path)]
    reading, writing = os.pipe()
    os.close(reading)

    done = subprocess.run(command, stdout=writing, stderr=subprocess.PIPE, cwd=ROOT, check=False)

    os.close(writing)
    assert done.returncode != OK
    assert b"BrokenPipeError" in done.stderr


def test_a_report_in_a_file_needs_no_standard_output(tmp_path: Path) -> None:
    (tmp_path / "compose.yaml").write_text(SOCKET)
    report = tmp_path / "report.json"
    analyze = [sys.executable, "-m", "threatmodel.engine", "analyze", str(tmp_path / "compose.yaml")]
    command = ["sh", "-c", 'exec "$@" >&-', "sh", *analyze, "--format", "json", "--output", str(report)]

    done = subprocess.run(command, stderr=subprocess.PIPE, cwd=ROOT, check=False)

    assert (done.returncode, done.stderr) == (OK, b"")
    assert json.loads(report.read_bytes())["threats"]


def test_a_command_does_not_look_for_garbage() -> None:
    script = (
        "import gc, sys; from threatmodel.engine.command_line import main; gc.collect(); "
        "gc.callbacks.append(lambda phase, _: print('garbage', phase, file=sys.stderr)); "
        "main.run(['analyze', '-', '--format', 'json'])"
    )

    done = subprocess.run(
        [sys.executable, "-c", script], input=SOCKET.encode(), capture_output=True, cwd=ROOT, check=False
    )

    assert done.returncode == OK
    assert b"garbage" not in done.stderr
