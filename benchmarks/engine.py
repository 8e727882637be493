"""How long the engine needs to read and analyze workloads, to follow an edit, and as a whole command.

Run with `python -m benchmarks.engine`. Prints figures beside their bounds; a miss exits with 1. Times are
those of the processor, so that other work on the machine does not count.
"""

import os
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import yaml
from yaml._yaml import CParser

from benchmarks.workloads import manifests
from threatmodel.engine.analysis.incremental_analysis import IncrementalAnalyzer
from threatmodel.engine.analysis.model_edits import Edit, ElementMoved, ElementRenamed, FactSet
from threatmodel.engine.analysis.rule_evaluation import analyze
from threatmodel.engine.importers import TextFile, read
from threatmodel.engine.library.loader import Library, load_library
from threatmodel.engine.model import Fact, Model, Source
from threatmodel.engine.model.gc_control import gc_paused

_ROUNDS: Final = 9  # the best counts: what else runs on the machine slows work that needs much memory
_FILE_WORKLOADS: Final = 2_000  # one file stays below the reader's limit
_TEN_THOUSAND_ELEMENTS: Final = 2_000  # workloads
_FIVE_MB: Final = 4_000  # Deployments, each with a Service
_READ_MOST_S: Final = 3.0
_READ_MOST_MIB: Final = 600
_READ_MOST_TIMES: Final = 2.5  # the bare events
_PROCESS_MOST_S: Final = 1.0  # 1,000 workloads
_COMMAND_MOST_S: Final = 1.5
_LARGE_MOST_S: Final = 8.0
_LARGE_MOST_MIB: Final = 1024
_EDIT_MOST_MS: Final = 20
_GROWTH_MOST: Final = 1.5  # seconds per workload at 10,000 against those at 1,000

missed: list[str] = []


def main() -> None:
    started = time.process_time()
    library = load_library()
    print(f"library: {len(library.rules)} rules loaded in {time.process_time() - started:.2f} s")
    _read_five_mb()
    _read_and_analyze(100, library)
    thousand = _read_and_analyze(1_000, library)
    _show("1,000 workloads in the process", thousand, _PROCESS_MOST_S, "s")
    _show("1,000 workloads, whole command", _whole_command(1_000), _COMMAND_MOST_S, "s")
    _show("10,000 elements", _read_and_analyze(_TEN_THOUSAND_ELEMENTS, library), _LARGE_MOST_S, "s")
    _show("10,000 elements, memory", _peak_mib(), _LARGE_MOST_MIB, "MiB")
    _edits(library)
    ten_thousand = _read_and_analyze(10_000, library)
    _show("growth from 1,000 to 10,000", ten_thousand / thousand / 10, _GROWTH_MOST, "times linear")
    sys.exit(1 if missed else 0)


def _show(what: str, measured: float, bound: float, unit: str) -> None:
    verdict = "ok" if measured <= bound else "MISSED"
    print(f"  {what}: {measured:.3g} {unit} (bound {bound:g}) {verdict}")
    if measured > bound:
        missed.append(what)


def _read_five_mb() -> None:
    """Read 5 MB of manifests into a model, beside what the bare events of the same text take."""
    files = _files(_FIVE_MB)
    rounds = [_read_beside_events(files) for _ in range(_ROUNDS)]
    taken, bare = min(read_s for read_s, _, _ in rounds), min(bare_s for _, bare_s, _ in rounds)
    megabytes = sum(len(file.data) for file in files) / 1e6
    print(f"{megabytes:.1f} MB, {_FIVE_MB} Deployments: {rounds[0][2]} elements")
    _show("read into a model", taken, _READ_MOST_S, "s")
    _show("read into a model, memory", _peak_mib(), _READ_MOST_MIB, "MiB")
    _show("read into a model", taken / bare, _READ_MOST_TIMES, "times the bare events")
    print(f"    {taken / _loaded_by_pyyaml(files):.2f} times what PyYAML's C loader takes for plain values")


def _read_beside_events(files: list[TextFile]) -> tuple[float, float, int]:
    """Seconds to read the files, those of their bare events, and how many elements they have.

    The model is freed before the next round: making room for it is no part of reading.
    """
    with gc_paused():
        started = time.process_time()
        model = read(files).model
        read_at = time.process_time()
        _bare_events(files)
        return read_at - started, time.process_time() - read_at, len(model.elements)


def _read_and_analyze(size: int, library: Library) -> float:
    """Print what it takes to read and analyze so many workloads; return the best of some rounds (s)."""
    files = _files(size)
    best_read = best_analyze = best_events = float("inf")
    for _ in range(_ROUNDS if size <= 1_000 else 1):
        with gc_paused():  # as the command does
            started = time.process_time()
            model = read(files).model
            read_at = time.process_time()
            analysis = analyze(model, library)
            analyzed_at = time.process_time()
            _bare_events(files)
            events_at = time.process_time()
        best_events = min(best_events, events_at - analyzed_at)
        best_read = min(best_read, read_at - started)
        best_analyze = min(best_analyze, analyzed_at - read_at)
    print(
        f"{size:>6} workloads: read {best_read:.2f} s ({best_read / best_events:.1f} times the bare events), "
        f"analyze {best_analyze:.2f} s, "
        f"{len(model.elements)} elements, {len(model.flows)} flows, {len(analysis.threats)} threats, "
        f"{len(analysis.questions)} questions, peak {_peak_mib():.0f} MiB"
    )
    return best_read + best_analyze


def _bare_events(files: list[TextFile]) -> None:
    """What PyYAML's C parser takes by itself: a measure of the machine, and of how busy it is."""
    for file in files:
        parser = CParser(file.data)
        while parser.get_event() is not None:
            pass


def _loaded_by_pyyaml(files: list[TextFile]) -> float:
    """Seconds that PyYAML takes to make plain values of the files: a peer with work of the same kind."""
    started = time.process_time()
    for file in files:
        for _ in yaml.load_all(file.data, Loader=yaml.CSafeLoader):
            pass
    return time.process_time() - started


def _files(size: int) -> list[TextFile]:
    text = manifests(size)
    documents = text.split("---\n")
    step = _FILE_WORKLOADS * 2
    return [
        TextFile(f"part-{n}.yaml", "---\n".join(documents[at : at + step]).encode())
        for n, at in enumerate(range(0, len(documents), step))
    ]


def _peak_mib() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _edits(library: Library) -> None:
    """Edit a model of 10,000 elements fact by fact, and what an edit reaches further."""
    model = read(_files(_TEN_THOUSAND_ELEMENTS)).model
    analyzer = IncrementalAnalyzer(model, library)
    for what, edits in _kinds_of_edit(model):
        taken = sorted(_edit_ms(analyzer, edit) for edit in edits)
        _show(f"{what}, {len(taken)} edits, median", taken[len(taken) // 2], _EDIT_MOST_MS, "ms")
        print(f"    slowest {taken[-1]:.1f} ms")
    same = analyzer.analysis == analyze(analyzer.model, library)
    print(f"  equal to a full analysis: {'yes' if same else 'NO'}")
    if not same:
        missed.append("equal to a full analysis")


def _edit_ms(analyzer: IncrementalAnalyzer, edit: Edit) -> float:
    started = time.process_time()
    analyzer.edit(edit)
    return (time.process_time() - started) * 1000


def _kinds_of_edit(model: Model) -> Iterator[tuple[str, list[Edit]]]:
    choose = random.Random(1).choices
    person = Source("person", by="benchmark")
    for kind, name, values in (
        ("container", "privileged", (True, False)),
        ("workload", "personal_data", (True, False)),
        ("workload", "criticality", ("high", "low")),
        ("image", "minimal", (True, False)),
        ("secret", "rotated", (True, False)),
        ("namespace", "pss_enforce", ("baseline", "restricted")),
        ("cluster", "audit_logging", (True, False)),
    ):
        uids = choose(model.of_kind(kind), k=40)
        facts = [Fact(values[n % 2], person) for n in range(len(uids))]
        made: list[Edit] = [FactSet(uid, name, fact) for uid, fact in zip(uids, facts, strict=True)]
        yield f"{kind}.{name}", made
    flows = choose(list(model.flows), k=40)
    yield (
        "flow.encrypted",
        [FactSet(uid, "encrypted", Fact(n % 2 == 0, person)) for n, uid in enumerate(flows)],
    )
    workloads = choose(model.of_kind("workload"), k=40)
    yield "workload renamed", [ElementRenamed(uid, f"renamed-{n}") for n, uid in enumerate(workloads)]
    places = choose(model.of_kind("namespace"), k=40)
    yield "workload moved", [ElementMoved(*both) for both in zip(workloads, places, strict=True)]


def _whole_command(size: int) -> float:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "all.yaml"
        path.write_text(manifests(size))
        command = [sys.executable, "manage.py", "analyze", str(path), "--format", "json"]
        # Modules are compiled once, in the first round, as they are when the command is installed.
        environment = {**os.environ, "PYTHONPYCACHEPREFIX": f"{folder}/compiled"}
        environment.pop("PYTHONDONTWRITEBYTECODE", None)
        return min(_command_time(command, environment) for _ in range(_ROUNDS + 1))


def _command_time(command: list[str], environment: dict[str, str]) -> float:
    before = os.times()
    subprocess.run(command, check=True, capture_output=True, env=environment)
    after = os.times()
    return after.children_user + after.children_system - before.children_user - before.children_system


if __name__ == "__main__":
    main()
