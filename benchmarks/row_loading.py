"""What the rows of other tenants cost an edit: 1,000 models, of which one holds most of the elements.

Run with `python -m benchmarks.row_loading`. Prints figures beside their bounds; a miss exits with 1. Times of
edits are compared within one run: with the other rows against without them.
"""

import statistics
import sys
import time
import uuid
from collections.abc import Callable
from typing import Any, Final

from benchmarks.database import scratch_database
from benchmarks.save_and_analyze import missed, new_model, show

_MODELS: Final = 1_000
_EACH: Final = 50
_LARGE: Final = 64_000
_OWN: Final = 100
_ROUNDS: Final = 40
# With 114,000 elements of others by alone; the indexes are one level deeper.
_RATIO_MOST: Final = 1.6
_IN_LARGE_MOST: Final = 2.5  # an edit of the model that holds most rows, by the same edit of a small one


def main() -> None:
    with scratch_database() as vendor:
        own = new_model()
        _fill([own], _OWN)
        alone = _times(own)
        others = _others(own)
        _fill(others[1:], _EACH)
        _fill(others[:1], _LARGE)
        _analyze()
        print(f"{_MODELS} models, {_MODELS * _EACH + _LARGE + _OWN} elements on {vendor}")
        among, within = _times(own), _times(others[0])
        for edit, taken in among.items():
            print(f"  {edit}: {alone[edit]:.3g} ms alone, {taken:.3g} ms, {within[edit]:.3g} ms in the large")
        show("edit among others by edit alone", _ratio(among, alone), _RATIO_MOST, "times")
        show("edit of the large model by edit alone", _ratio(within, alone), _IN_LARGE_MOST, "times")
    sys.exit(1 if missed else 0)


def _ratio(one: dict[str, float], other: dict[str, float]) -> float:
    return sum(one.values()) / sum(other.values())


def _times(model: Any) -> dict[str, float]:
    """Return how many ms each sort of edit takes: the lower quartile."""
    edits: dict[str, Callable[[int], dict[str, Any]]] = {
        "rename": lambda n: {"op": "set", "on": "element", "uid": f"e{n}", "props": {"name": f"n{n}"}},
        "enter": lambda n: {"op": "set", "on": "element", "uid": f"e{n}", "props": {"parent": f"z{n % 2}"}},
        "draw a flow": _flow,
    }
    return {name: _time(model, edit) for name, edit in edits.items()}


def _flow(number: int) -> dict[str, Any]:
    ends = {"source": f"e{number}", "destination": f"e{number + 1}"}
    uid = f"flow:{ends['source']}->{ends['destination']}:{uuid.uuid4().hex}"
    return {"op": "set", "on": "flow", "uid": uid, "props": {**ends, "name": ""}}


def _time(model: Any, edit: Callable[[int], dict[str, Any]]) -> float:
    from threatmodel.architecture.operations.apply import apply  # noqa: PLC0415
    from threatmodel.architecture.operations.batch import Batch  # noqa: PLC0415 (Django is set up by scratch_database)

    taken = []
    for number in range(_ROUNDS):
        batch = Batch(uuid.uuid4().hex, (edit(number),), "person")
        started = time.perf_counter()
        apply(model_id=model.pk, actor=model.created_by, batch=batch)
        taken.append((time.perf_counter() - started) * 1000)
    return statistics.quantiles(taken, n=4)[0]  # what other processes do at the same time adds to the rest


def _others(own: Any) -> list[Any]:
    from threatmodel.architecture.models import ThreatModel  # noqa: PLC0415

    models = [
        ThreatModel(team=own.team, name=f"Other {number}", created_by=own.created_by)
        for number in range(_MODELS)
    ]
    return ThreatModel.objects.bulk_create(models)


def _fill(models: list[Any], count: int) -> None:
    """Write elements that sit in each other."""
    from threatmodel.architecture.models import Element  # noqa: PLC0415

    rows = []
    for model in models:
        zones = [Element(model=model, uid=f"z{n}", kind="namespace", name=f"z{n}") for n in range(2)]
        inside = list(zones)
        for number in range(count - len(zones)):
            parent = inside[-1] if number % 10 else zones[number % 2]  # ten around each other
            inside.append(
                Element(model=model, uid=f"e{number}", kind="workload", name=f"e{number}", parent=parent)
            )
        rows += inside
    Element.objects.bulk_create(rows, batch_size=2_000)


def _analyze() -> None:
    from django.db import connection  # noqa: PLC0415

    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")  # as PostgreSQL's autovacuum does a minute after such a load


if __name__ == "__main__":
    main()
