"""What a process and all below it use: memory and processor time."""

import contextlib
import os
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

_TICKS = os.sysconf("SC_CLK_TCK")


def pss_mb(pid: int) -> float:
    """Return the megabytes of a process and all below it; what they share counts once, as in a container."""
    return sum(_kilobytes(one, "smaps_rollup", "Pss:") for one in _tree(pid)) / 1024


def peak_mb(pid: int) -> float:
    """Return the megabytes that they had at most, each at its own time; what they share counts for each."""
    return sum(_kilobytes(one, "status", "VmHWM:") for one in _tree(pid)) / 1024


def cpu_seconds(pid: int) -> float:
    """Return the processor time that they have used so far."""
    return sum(sum(map(int, _stat(one)[11:13])) for one in _tree(pid)) / _TICKS


def _tree(pid: int) -> Iterator[int]:
    children: dict[int, list[int]] = defaultdict(list)
    for folder in Path("/proc").glob("[0-9]*"):
        if fields := _stat(int(folder.name)):
            children[int(fields[1])].append(int(folder.name))
    waiting = [pid]
    while waiting:
        one = waiting.pop()
        waiting += children[one]
        yield one


def _stat(pid: int) -> list[str]:
    """Return the fields after the name of the program; none when the process has ended."""
    with contextlib.suppress(OSError):
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return []


def _kilobytes(pid: int, file: str, name: str) -> int:
    """Return the kilobytes of this name; 0 when the process has ended."""
    with contextlib.suppress(OSError):
        lines = Path(f"/proc/{pid}/{file}").read_text().splitlines()
        return next((int(line.split()[1]) for line in lines if line.startswith(name)), 0)
    return 0
