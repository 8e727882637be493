"""Which loop is around a program of a command line, and how long that sleeps."""

import pytest

from threatmodel.engine.importers.backups.shell_commands import pause_after, read_line


def pause(line: str) -> str | None:
    words = read_line(line)
    (place,) = (number for number, word in enumerate(words.words) if word.program == "dump")
    return pause_after(words, place)


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("while true; do dump x; sleep 86400; done", "86400s"),
        ("sh -c 'while :; do dump x && sleep \"1d\"; done'", "1d"),
        ("until false; do dump x; sleep 6h; done", "6h"),
        ("while true\ndo\n  sleep 3600\n  dump x\ndone", "3600s"),
        ("while true; do sleep 10; dump x; sleep 1d; sleep 2d; done", "1d"),
        ("while true; do until ready; do sleep 1; done; dump x; sleep 1d; done", "1d"),
        ("while true; do sleep 1d; until ready; do sleep 1; done; dump x; done", "1d"),
        ("while true; do for one in a b; do dump $one; done; sleep 1d; done", "1d"),
        ("while true; do dump x; echo done; sleep 1d; done", "1d"),
        ("while true; do dump x; sleep $PAUSE; done", ""),
    ],
)
def test_a_loop_around_it_sleeps(line: str, expected: str) -> None:
    assert pause(line) == expected


@pytest.mark.parametrize(
    "line",
    [
        "sleep 10; dump x",
        "dump x; sleep 10",
        "while ! ready; do sleep 1; done; dump x",
        "dump x; while true; do sleep 60; done",
        "for one in a b; do dump $one; sleep 5; done",
        "ls | while read -r one; do dump $one; sleep 5; done",
        "while true; do dump x; done; sleep 5",
    ],
)
def test_what_runs_once_has_no_pause(line: str) -> None:
    assert pause(line) is None
