"""Any JSON in the place of any value of an operation: it is refused by itself, and others are written."""

from collections.abc import Iterator
from itertools import product
from typing import Any, Final

import pytest

from tests.architecture.test_operations import Json
from tests.people import People
from threatmodel.architecture.models import ThreatModel
from threatmodel.architecture.operations.apply import Applied, EditRequest, apply_all
from threatmodel.architecture.operations.batch import Batch, InvalidBatch
from threatmodel.engine.model import CATALOGUE

pytestmark = pytest.mark.both_databases

_ODD: Final[tuple[Any, ...]] = (
    None, True, 0, -1, 2**63, 2**64, -(2**63) - 1, 10**400, float("nan"), float("inf"), 1e300, "", " ", "\0",
    "\ud800", "x" * 100_000, [], {}, [[]], [{}], {"": None}, {"value": []}, ["a"], "__proto__",
)  # fmt: skip
_OPERATIONS: Final[tuple[Json, ...]] = (
    {
        "op": "set",
        "on": "element",
        "uid": "a",
        "props": {
            "kind": "workload",
            "name": "A",
            "parent": None,
            "facts": {"replicas": {"value": 1, "why": "seen"}},
            "x": 1,
            "y": 2,
            "width": 3,
            "height": 4,
        },
    },
    {
        "op": "set",
        "on": "flow",
        "uid": "flow",
        "props": {"source": "w", "destination": "v", "name": "", "facts": {"port": {"value": 1}}},
    },
    {"op": "set", "on": "relation", "type": "runs_as", "source": "w", "target": "v"},
    {"op": "del", "on": "element", "uid": "none"},
    {"op": "shift", "on": "element", "uid": "w", "by": [1, 2]},
)


def _with_odd_values(value: Any) -> Iterator[Any]:
    """The value with each odd one in each of its places."""
    yield from _ODD
    if isinstance(value, dict):
        for key, part in value.items():
            yield from ({**value, key: odd} for odd in _with_odd_values(part))
        yield from ({**value, "more": odd} for odd in _ODD)
    elif isinstance(value, list):
        for place, part in enumerate(value):
            yield from ([*value[:place], odd, *value[place + 1 :]] for odd in _with_odd_values(part))


def _requests(user: Any) -> list[EditRequest]:
    odd = (changed for one in _OPERATIONS for changed in _with_odd_values(one))
    return [EditRequest(user, Batch(f"odd-{place}", (op,))) for place, op in enumerate(odd)]


def _ends() -> list[Json]:
    return [
        {"op": "set", "on": "element", "uid": uid, "props": {"kind": "workload", "name": uid, "parent": None}}
        for uid in ("w", "v")
    ]


def test_each_odd_operation_is_refused_or_written_by_itself(cast: People) -> None:
    model = ThreatModel.objects.create(team=cast.team, name="Shop", created_by=cast.alice)
    odd = _requests(cast.bob)
    before = EditRequest(cast.bob, Batch("before", tuple(_ends())))
    after = EditRequest(cast.anna, Batch("after", tuple(_ends())))

    first, *results, last = apply_all(model_id=model.pk, requests=[before, *odd, after])

    assert isinstance(first, Applied)
    assert isinstance(last, Applied)
    assert all(isinstance(one, Applied | InvalidBatch) for one in results)
    assert sum(isinstance(one, InvalidBatch) for one in results) > len(odd) / 2


def test_a_fact_of_any_type_is_refused_or_written(cast: People) -> None:
    """Each fact of a workload with each odd value."""
    model = ThreatModel.objects.create(team=cast.team, name="Shop", created_by=cast.alice)
    names = CATALOGUE.kinds["workload"].facts
    requests = [EditRequest(cast.bob, Batch("before", tuple(_ends())))]
    for place, (name, odd) in enumerate(product(names, _ODD)):
        op = {"op": "set", "on": "element", "uid": "w", "props": {"facts": {name: {"value": odd}}}}
        requests.append(EditRequest(cast.bob, Batch(f"odd-{place}", (op,))))

    results = apply_all(model_id=model.pk, requests=requests)

    assert all(isinstance(one, Applied | InvalidBatch) for one in results)
    assert {type(one) for one in results} == {Applied, InvalidBatch}
