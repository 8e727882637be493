"""How long the engine needs: read and analyse 100, 1,000 and 10,000 workloads, and the whole command.

Run with `python -m benchmarks.engine`. Prints figures; asserts nothing.
"""

import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Final

from benchmarks.workloads import manifests
from threatmodel.engine.analysis.rules import analyse
from threatmodel.engine.importers import TextFile, read
from threatmodel.engine.library.loader import load_library

_SIZES: Final = (100, 1_000, 10_000)
_ROUNDS: Final = 3
_FILE_WORKLOADS: Final = 2_000  # one file stays below the reader's limit


def main() -> None:
    started = time.perf_counter()
    library = load_library()
    print(f"library: {len(library.rules)} rules loaded in {time.perf_counter() - started:.3f} s")
    for size in _SIZES:
        _in_process(size)
    _whole_command(1_000)


def _in_process(size: int) -> None:
    files = _files(size)
    best_read = best_analyse = float("inf")
    for _ in range(_ROUNDS if size <= 1_000 else 1):
        started = time.perf_counter()
        model = read(files).model
        read_at = time.perf_counter()
        analysis = analyse(model, load_library())
        best_read = min(best_read, read_at - started)
        best_analyse = min(best_analyse, time.perf_counter() - read_at)
    peak_mib = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(
        f"{size:>6} workloads: read {best_read:.2f} s, analyse {best_analyse:.2f} s, "
        f"{len(model.elements)} elements, {len(model.flows)} flows, {len(analysis.threats)} threats, "
        f"{len(analysis.questions)} questions, peak {peak_mib:.0f} MiB"
    )


def _files(size: int) -> list[TextFile]:
    text = manifests(size)
    documents = text.split("---\n")
    step = _FILE_WORKLOADS * 2
    return [
        TextFile(f"part-{n}.yaml", "---\n".join(documents[at : at + step]).encode())
        for n, at in enumerate(range(0, len(documents), step))
    ]


def _whole_command(size: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "all.yaml"
        path.write_text(manifests(size))
        times = []
        for _ in range(_ROUNDS):
            started = time.perf_counter()
            command = [sys.executable, "manage.py", "analyze", str(path), "--format", "json"]
            subprocess.run(command, check=True, capture_output=True)
            times.append(time.perf_counter() - started)
    print(f"{size:>6} workloads: whole command {min(times):.2f} s (best of {_ROUNDS})")


if __name__ == "__main__":
    main()
