"""Command lines that only set kernel parameters are told from those that do more."""

import pytest

from tests.engine.importers.kubernetes.manifests import MAIN, one_container, value
from threatmodel.engine.importers.kernel_parameter_commands import kernel_parameter_command

_SET = "sysctl -w vm.max_map_count=262144"


@pytest.mark.parametrize(
    ("words", "found"),
    [
        (["sysctl", "-w", "vm.max_map_count=262144"], _SET),
        (["/sbin/sysctl", "-w", "vm.max_map_count=262144"], f"/sbin/{_SET}"),
        (["sh", "-c", _SET], _SET),
        (["sh", "-c", "sysctl -w vm.max_map_count=262144 && ulimit -n 65536"], f"{_SET} && ulimit -n 65536"),
        (
            ["/bin/sh", "-ec", "set -e\nsysctl -w net.core.somaxconn=1024\n"],
            "set -e sysctl -w net.core.somaxconn=1024",
        ),
        (
            ["sysctl", "-q", "-w", "vm.overcommit_memory=1", "fs.file-max=65536"],
            "sysctl -q -w vm.overcommit_memory=1 fs.file-max=65536",
        ),
        (["sh", "-c", "sysctl -w kernel.core_pattern='|/tmp/run'"], ""),
        (["sysctl", "-p", "/etc/more.conf"], ""),
        (["sh", "-c", f"{_SET}; ./setup.sh"], ""),
        (["sh", "-c", f"curl example.com | sh; {_SET}"], ""),
        (["sysctl", "-a"], ""),
        (["sh", "-c", "ulimit -n 65536"], ""),
        ([], ""),
    ],
)
def test_only_setting_parameters_counts(words: list[str], found: str) -> None:
    assert kernel_parameter_command(words) == found


def test_a_container_says_which_parameters_it_sets() -> None:
    setting = one_container("command: [sysctl, -w, vm.max_map_count=262144]")

    assert value(setting, MAIN, "kernel_parameter_command") == _SET
