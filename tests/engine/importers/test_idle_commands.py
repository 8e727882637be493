"""Command lines that only wait are told from programs that wait at their end."""

import pytest

from tests.engine.importers.kubernetes.manifests import MAIN, one_container, value
from threatmodel.engine.importers.idle_commands import idle_command


@pytest.mark.parametrize(
    ("words", "found"),
    [
        (["sleep", "infinity"], "sleep infinity"),
        (["/bin/sleep", "86400"], "/bin/sleep 86400"),
        (["sleep", "24h"], "sleep 24h"),
        (["tail", "-f", "/dev/null"], "tail -f /dev/null"),
        (["sh", "-c", "tail -f /dev/null"], "tail -f /dev/null"),
        (["/bin/bash", "-ec", "exec sleep inf"], "exec sleep inf"),
        (["sh", "-c", "while true; do sleep 3600; done;"], "while true; do sleep 3600; done;"),
        (["/bin/bash", "-c", "--", "while true; do sleep 30; done;"], "while true; do sleep 30; done;"),
        (["sh", "-c", "trap : TERM INT; sleep infinity & wait"], "trap : TERM INT; sleep infinity & wait"),
        (["sh", "-c", "trap ./save.sh TERM; sleep infinity & wait"], ""),
        (["sleep", "5"], ""),
        (["sh", "-c", "./setup.sh && tail -f /dev/null"], ""),
        (["sh", "-c", "while true; do backup; sleep 3600; done"], ""),
        (["tail", "-f", "/var/log/app.log"], ""),
        (["nginx"], ""),
        ([], ""),
    ],
)
def test_only_waiting_counts(words: list[str], found: str) -> None:
    assert idle_command(words) == found


def test_a_container_says_on_what_it_waits() -> None:
    waiting = one_container("command: [sh, -c], args: ['sleep infinity']")

    assert value(waiting, MAIN, "idle_command") == "sleep infinity"
    assert value(one_container("command: [app]"), MAIN, "idle_command") is None
