"""What web and worker need in memory for the largest model that is allowed, by what docker-compose.yml gives.

Run with `python -m benchmarks.memory [ELEMENTS]`. Prints figures beside their bounds; a miss exits with 1.
The processes are those of docker-compose.yml on PostgreSQL and Redis. All processes of the worker import
such a model at once; then one viewer asks for eight comparisons, and for all else that reads a whole model.
"""

import argparse
import os
import sys
import threading
import urllib.error
import urllib.request
from collections import defaultdict
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any, Final

import yaml

from benchmarks.team import team_server
from tests.services import deployment
from tests.services.process import NotStarted
from tests.services.process_tree import pss_mb
from tests.services.visitor import Visitor

_ELEMENTS: Final = 25_000  # BULKHEAD_MODEL_ELEMENTS
_BESIDE: Final = 60  # zones, workloads and images around the containers
_IN_ONE: Final = 900  # containers of one Deployment
_IMPORTS: Final = 3  # as many as the worker has processes
_TOGETHER: Final = 8
_WITHIN_S: Final = 600
_LOOK_EVERY_S: Final = 0.2
_UNITS: Final = {"m": 1, "g": 1024}
_READS: Final = (
    "architecture/",
    "comparison/drawing/?before=0",
    "comparison/threats/?before=0",
    "pod-security/",
    "data-suggestions/",
    "threats/1/what-if/",
)

missed: list[str] = []


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("elements", type=int, nargs="?", default=_ELEMENTS)
    elements = parser.parse_args().elements
    try:
        with team_server() as server:
            print(f"{elements} elements; {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}")
            _measure(server, elements)
    except NotStarted as fault:
        print(f"left out: {str(fault).splitlines()[0]}")
    sys.exit(1 if missed else 0)


def _measure(server: deployment.Server, elements: int) -> None:
    content = {"deployments.yaml": _manifests(elements - _BESIDE).encode()}
    people = [Visitor(server.url) for _ in range(_IMPORTS)]
    for number, visitor in enumerate(people):
        visitor.sign_up(f"person-{number}@bulkhead.example")
    models = [visitor.model("Large") for visitor in people]
    with _watched(server) as peaks, ThreadPoolExecutor(_IMPORTS) as pool:
        jobs = list(pool.map(_imported, people, models, [content] * _IMPORTS))
    print(f"  imported: {[job['result']['elements'] for job in jobs]} elements drawn")
    _show(f"{_IMPORTS} imports at once", peaks)
    with _watched(server) as peaks, ThreadPoolExecutor(_TOGETHER) as pool:
        asked = [pool.submit(_ask, people[0], models[0], "comparison/?before=0") for _ in range(_TOGETHER)]
        print(f"  comparisons answered: {sorted(one.result() for one in asked)}")
    _show(f"{_TOGETHER} comparisons at once", peaks)
    with _watched(server) as peaks:
        print(f"  reads answered: {[_ask(people[0], models[0], read) for read in _READS]}")
    _show("each read of the whole model", peaks)


def _imported(visitor: Visitor, model: str, content: dict[str, bytes]) -> dict[str, Any]:
    job = visitor.import_files(model, content)
    if job["state"] != "succeeded":
        raise RuntimeError(f"the import failed: {job['message']}")
    return job


def _ask(visitor: Visitor, model: str, read: str) -> int:
    request = urllib.request.Request(f"{visitor.url}/api/models/{model}/{read}")
    request.add_header("Cookie", "; ".join(f"{name}={value}" for name, value in visitor.cookies.items()))
    request.add_header("Accept-Encoding", "gzip")
    try:
        with urllib.request.urlopen(request, timeout=_WITHIN_S) as answer:
            answer.read()
            return int(answer.status)
    except urllib.error.HTTPError as refusal:
        return refusal.code


def _manifests(containers: int) -> str:
    return "".join(
        _deployment(start // _IN_ONE, min(_IN_ONE, containers - start))
        for start in range(0, containers, _IN_ONE)
    )


def _deployment(number: int, containers: int) -> str:
    rows = "".join(
        f"        - {{name: c{n}, image: nginx, ports: [{{containerPort: {n + 1}}}]}}\n"
        for n in range(containers)
    )
    return (
        f"apiVersion: apps/v1\nkind: Deployment\nmetadata: {{name: large-{number}}}\nspec:\n"
        f"  selector: {{matchLabels: {{app: large-{number}}}}}\n  template:\n"
        f"    metadata: {{labels: {{app: large-{number}}}}}\n    spec:\n      containers:\n{rows}---\n"
    )


# --- memory ----------------------------------------------------------------------------------------


@contextmanager
def _watched(server: deployment.Server) -> Iterator[dict[str, float]]:
    """Give the most megabytes that each process had with its children while the block lasts."""
    peaks: dict[str, float] = defaultdict(float)
    ended = threading.Event()

    def look() -> None:
        while not ended.wait(_LOOK_EVERY_S):
            for name in ("web", "worker"):
                peaks[name] = max(peaks[name], pss_mb(server.processes[name].pid))

    watch = threading.Thread(target=look)
    watch.start()
    try:
        yield peaks
    finally:
        ended.set()
        watch.join()


def _show(what: str, peaks: dict[str, float]) -> None:
    services = yaml.safe_load((deployment.ROOT / "docker-compose.yml").read_text())["services"]
    for name, peak in peaks.items():
        limit = services[name]["mem_limit"]
        bound = int(limit[:-1]) * _UNITS[limit[-1]]
        verdict = "ok" if peak <= bound else "MISSED"
        print(f"  {what}, {name}: {peak:.0f} MB (bound {bound}) {verdict}")
        if peak > bound:
            missed.append(f"{what}, {name}")


if __name__ == "__main__":
    main()
