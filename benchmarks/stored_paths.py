"""How long the reads of stored attack paths take at 5,000 workloads, how large they are and what they query.

Run with `python -m benchmarks.stored_paths`. Prints figures beside their bounds; a miss exits with 1. Goals
and paths are as many as benchmarks/attack_paths.py finds at that size.
"""

import sys
from typing import Any, Final

from benchmarks.database import scratch_database
from benchmarks.reads import read_measured
from benchmarks.save_and_analyze import missed, new_model, show

_WORKLOADS: Final = 5_000
_GOALS: Final = 1_000
_PATHS: Final = 30  # to each goal
_STEPS: Final = 60  # on these paths together
_SECONDS_MOST: Final = 0.15
_BYTES_MOST: Final = 120_000
_QUERIES_MOST: Final = 12
_READS: Final = {
    "summary": "",
    "first page of goals": "goals/",
    "goals by score": "goals/?ordering=-score&reached=true",
    "paths of a goal": "goals/goal-1/",
    "runs": "runs/",
    "comparison of two runs": "runs/comparison/?before=1",
}


def main() -> None:
    with scratch_database() as vendor:
        model = _model_with_paths()
        print(f"{_WORKLOADS} workloads, {_GOALS} goals on {vendor}")
        for name, query in _READS.items():
            _measure(name, model, query)
    sys.exit(1 if missed else 0)


def _measure(name: str, model: Any, query: str) -> None:
    read = read_measured(model, f"attack-paths/{query}")
    show(f"{name}: time", read.seconds, _SECONDS_MOST, "s")
    show(f"{name}: size", read.size, _BYTES_MOST, "bytes")
    show(f"{name}: queries", read.queries, _QUERIES_MOST, "")


def _model_with_paths() -> Any:
    from threatmodel.architecture.models import Element  # noqa: PLC0415
    from threatmodel.attack_paths.models import GoalResult, PathRun  # noqa: PLC0415
    from threatmodel.attack_paths.path_serialization import pack  # noqa: PLC0415

    model = new_model()
    elements = [
        Element(model=model, uid=_uid(n), kind="workload", name=f"service-{n}") for n in range(_WORKLOADS)
    ]
    Element.objects.bulk_create(elements, batch_size=1_000)
    content = pack(_content())
    for number in (1, 2):
        run = PathRun.objects.create(
            model=model, number=number, seq=0, inputs="", goals=_GOALS, reached=_GOALS // 2,
            paths=_GOALS * _PATHS, risk=12.5, duration_ms=6_000,
        )  # fmt: skip
        rows = [_goal(run, n, content if number == 2 and n < _GOALS // 2 else b"") for n in range(_GOALS)]
        GoalResult.objects.bulk_create(rows, batch_size=500)
    return model


def _uid(number: int) -> str:
    return f"k8s:team-{number % 20}/Deployment/service-{number}"


def _goal(run: Any, number: int, content: bytes) -> Any:
    from threatmodel.attack_paths.models import GoalResult  # noqa: PLC0415

    score = (number * 7 + run.number) % 100 if number % 2 else None
    return GoalResult(
        run=run, position=number, key=f"goal-{number}", goal="stored-data", title="The data of a store",
        element_uid=_uid(number), element_name=f"service-{number}", element_kind="workload", level="read",
        worth="high", exposed_workloads=number, exposure=number / _WORKLOADS,
        cost=None if score is None else 10, score=score, attackers=["internet"], certain=_PATHS, possible=0,
        choke_points=[[_uid(n), "execute"] for n in range(4)], content=content,
    )  # fmt: skip


def _content() -> Any:
    steps = [
        {
            "step": "call-along-flow",
            "subject": _uid(n),
            "source": [_uid(n), "execute"],
            "target": [_uid(n + 1), "reach"],
            "waits_for": None,
            "evidence": [
                {"fact": fact, "element": _uid(n), "value": True, "file": "cluster.yaml", "line": n,
                 "origin": "file", "why": ""}
                for fact in ("privileged", "host_pid")
            ],
        }
        for n in range(_STEPS)
    ]  # fmt: skip
    paths = [
        {"attacker": "internet", "score": 40, "cost": 18, "possible": False, "steps": list(range(n, n + 8))}
        for n in range(_PATHS)
    ]
    return {"steps": steps, "paths": paths}


if __name__ == "__main__":
    main()
