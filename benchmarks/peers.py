"""How long peers need for the workloads that Bulkhead reads and analyzes, side by side in one run.

Run with `python -m benchmarks.peers [workloads]`. Each is a whole command with its own interpreter; the time
is that of the processor, so that other work on the machine does not count. pytm reads no manifests: it gets a
model of as many servers and flows, written in Python. A peer that cannot be installed is named and left out.
"""

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from benchmarks.workloads import manifests

_ROOT: Final = Path(__file__).parents[1]
_HOME: Final = _ROOT / ".tools" / "peers"
_TIMES_FASTER: Final = 3.5  # than the fastest peer that reads manifests
_INSTALL_MOST_S: Final = 600
_RUN_MOST_S: Final = 900
_ROUNDS: Final = 2

_PYTM: Final = """\
import sys
from pytm import TM, Boundary, Dataflow, Server

tm = TM("benchmark")
tm.isOrdered = False
zones = [Boundary(f"team-{n}") for n in range(20)]
servers = [Server(f"service-{n}") for n in range(int(sys.argv[1]))]
for n, server in enumerate(servers):
    server.inBoundary = zones[n % 20]
flows = [Dataflow(s, servers[(n * 7 + 3) % len(servers)], f"call-{n}") for n, s in enumerate(servers)]
sys.argv = sys.argv[:1]
tm.check()
tm.resolve()
print(len(tm.findings))
"""


@dataclass(frozen=True, slots=True)
class Contestant:
    """One tool: its command, and whether it reads manifests."""

    name: str
    command: Sequence[str]
    reads_manifests: bool = True


def main() -> None:
    size = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000
    with tempfile.TemporaryDirectory() as folder:
        seconds = {one: _best(one, folder) for one in _contestants(size, Path(folder))}
    ours = next(taken for one, taken in seconds.items() if one.name == "bulkhead")
    print(f"{size} workloads, whole command, processor time (best of {_ROUNDS})")
    for one, taken in seconds.items():
        note = "" if one.reads_manifests else "  reads no manifests: the same model, written in Python"
        shown = f"{taken:8.2f} s  {taken / ours:6.1f} x" if taken else "  failed"
        print(f"  {one.name:10} {shown}{note}")
    rivals = (taken for one, taken in seconds.items() if one.name != "bulkhead" and one.reads_manifests)
    peers = [taken for taken in rivals if taken]
    if not peers:
        print("  no peer that reads manifests could be run")
        return
    verdict = "ok" if min(peers) >= _TIMES_FASTER * ours else "MISSED"
    print(f"  fastest peer that reads manifests: {min(peers) / ours:.1f} x (bound {_TIMES_FASTER}) {verdict}")
    sys.exit(verdict != "ok")


def _contestants(size: int, folder: Path) -> Iterator[Contestant]:
    text, model = folder / "manifests" / "all.yaml", folder / "model.py"
    text.parent.mkdir()
    text.write_text(manifests(size))
    model.write_text(_PYTM)
    analyze = (sys.executable, str(_ROOT / "manage.py"), "analyze", str(text), "--format", "json")
    yield Contestant("bulkhead", analyze)
    for line in (_ROOT / "benchmarks" / "peers.txt").read_text().splitlines():
        name = line.partition("==")[0]
        place = None if line.startswith("#") else _installed(name, line)
        if place is None:
            continue
        if name == "pytm":
            yield Contestant(name, (str(place / "python"), str(model), str(size)), reads_manifests=False)
        elif name == "threatmap":
            out = str(folder / "threatmap.json")
            yield Contestant(
                name, (str(place / name), "scan", str(text.parent), "--format", "json", "-o", out)
            )
        else:
            options = ("--framework", "kubernetes", "-o", "json", "--quiet", "--compact", "--skip-download")
            yield Contestant(name, (str(place / name), "-f", str(text), *options))


def _installed(name: str, requirement: str) -> Path | None:
    """The folder of a peer's programs, installed first when it is not there; None when it cannot be."""
    place = _HOME / name
    mark = place / requirement
    if mark.exists():
        return place / "bin"
    steps: tuple[Sequence[str], ...] = (
        (sys.executable, "-m", "venv", "--clear", str(place)),
        (str(place / "bin" / "pip"), "install", "-q", requirement),
    )
    try:
        for step in steps:
            subprocess.run(step, check=True, capture_output=True, timeout=_INSTALL_MOST_S)
    except (subprocess.SubprocessError, OSError) as fault:
        print(f"  {name}: cannot be installed here ({type(fault).__name__})")
        return None
    mark.touch()
    return place / "bin"


def _best(one: Contestant, folder: str) -> float:
    """Processor time of the command (s); 0 when it fails."""
    rounds = [_processor_time(one.command, folder) for _ in range(_ROUNDS)]
    return min(rounds) if all(rounds) else 0.0


def _processor_time(command: Sequence[str], folder: str) -> float:
    """Run the command to its end. A peer that finds something exits with 1, which is no failure."""
    before = os.times()
    try:
        done = subprocess.run(command, cwd=folder, check=False, capture_output=True, timeout=_RUN_MOST_S)
    except (subprocess.SubprocessError, OSError):
        return 0.0
    after = os.times()
    taken = after.children_user + after.children_system - before.children_user - before.children_system
    return taken if done.returncode in {0, 1} else 0.0


if __name__ == "__main__":
    main()
