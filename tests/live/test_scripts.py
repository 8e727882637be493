"""Batches and layouts over the API, as scripts send them."""

import json
from typing import Any

import pytest

from tests.architecture.test_operations import SYSTEM, change, element, run
from tests.people import People, client_of
from threatmodel.architecture.models import Element, ThreatModel

Json = dict[str, Any]


@pytest.fixture
def model(cast: People) -> ThreatModel:
    return ThreatModel.objects.create(team=cast.team, name="Shop", created_by=cast.alice)


def post(person: Any, model: ThreatModel, what: str, body: Any) -> Any:
    text = body if isinstance(body, str) else json.dumps(body)
    client = client_of(person)
    client.raise_request_exception = False
    return client.post(f"/api/models/{model.pk}/{what}/", text, content_type="application/json")


def test_the_same_batch_again_is_answered_with_its_seq(cast: People, model: ThreatModel) -> None:
    body = {"id": "b1", "ops": [element("web")]}

    assert post(cast.bob, model, "batches", body).json() == {"seq": 1, "changed": True, "skipped": 0}
    assert post(cast.bob, model, "batches", {"id": "b2", "ops": [element("db")]}).json()["seq"] == 2
    assert post(cast.bob, model, "batches", body).json() == {"seq": 1, "changed": True, "skipped": 0}


BAD: dict[str, Any] = {
    "no id": {"ops": [element("a")]},
    "no operations": {"id": "b", "ops": []},
    "operations that are none": {"id": "b", "ops": [1]},
    "a bad operation": {"id": "b", "ops": [{"op": "set"}]},
    "what breaks a rule": {"id": "b", "ops": [element("a", parent="nowhere")]},
    "too many": {"id": "b", "ops": [element(f"e{n}") for n in range(501)]},
    "a long id": {"id": "x" * 65, "ops": [element("a")]},
    "NaN": '{"id": "b", "ops": [{"op": "shift", "on": "element", "uid": "a", "by": [NaN, 0]}]}',
    "deep nesting": '{"id": "b", "ops": [' + "[" * 100_000 + "]" * 100_000 + "]}",
}


@pytest.mark.parametrize("name", BAD)
def test_bad_batches_are_refused_with_a_reason(cast: People, model: ThreatModel, name: str) -> None:
    answer = post(cast.bob, model, "batches", BAD[name])

    assert answer.status_code == 400, answer.content
    assert answer.json()
    assert not Element.objects.exists()


def test_an_own_batch_is_undone_once(cast: People, model: ThreatModel) -> None:
    post(cast.bob, model, "batches", {"id": "b1", "ops": [element("web"), element("db")]})
    run(model, cast.alice, change("db", name="Orders"))
    undo = {"id": "u1", "of": "b1"}

    answers = [post(cast.bob, model, "batches/undo", undo).json() for _ in range(2)]

    assert [(answer["seq"], answer["changed"]) for answer in answers] == [(3, True), (3, True)]
    assert answers[0]["skipped"] > 0
    assert set(Element.objects.values_list("uid", flat=True)) == {"db"}


def test_batches_of_others_cannot_be_undone(cast: People, model: ThreatModel) -> None:
    post(cast.bob, model, "batches", {"id": "b1", "ops": [element("web")]})

    assert post(cast.alice, model, "batches/undo", {"id": "u1", "of": "b1"}).status_code == 404
    assert post(cast.bob, model, "batches/undo", {"id": "u1", "of": "b2"}).status_code == 404
    assert post(cast.bob, model, "batches/undo", {"id": "u1"}).status_code == 400
    assert post(cast.bob, model, "batches/undo", {"id": "x" * 65, "of": "b1"}).status_code == 400
    assert Element.objects.count() == 1


def test_viewers_and_non_members_cannot_edit(cast: People, model: ThreatModel) -> None:
    bodies: Json = {
        "batches": {"id": "b", "ops": [element("a")]},
        "batches/undo": {"id": "u", "of": "b"},
        "layout": {"id": "b"},
    }
    for what, body in bodies.items():
        assert post(cast.vera, model, what, body).status_code == 403
        assert post(cast.charlie, model, what, body).status_code == 404
        assert post(None, model, what, body).status_code in {401, 403}


def places() -> dict[str, tuple[Any, ...]]:
    return {row.uid: (row.x, row.y, row.width, row.height) for row in Element.objects.all()}


def test_everything_is_laid_out_as_one_change_of_the_person(cast: People, model: ThreatModel) -> None:
    run(model, cast.alice, *SYSTEM)

    answer = post(cast.bob, model, "layout", {"id": "l1"}).json()

    assert (answer["seq"], answer["changed"], answer["problem"]) == (2, True, "")
    assert None not in places()["ns"]
    assert inside(places()["web"], places()["ns"])


def test_a_selection_is_laid_out_where_it_is_and_the_rest_stays(cast: People, model: ThreatModel) -> None:
    box: Json = {"width": 10.0, "height": 10.0}
    run(model, cast.alice, element("zone", "boundary", x=0, y=0, width=4000, height=3000))
    run(model, cast.alice, element("ns", "namespace", parent="zone", x=500, y=400, width=50, height=50))
    run(model, cast.alice, *[element(f"w{n}", parent="ns", x=500, y=400, **box) for n in range(6)])
    run(model, cast.alice, element("left", parent="zone", x=10, y=10, **box))
    run(model, cast.alice, element("right", parent="zone", x=600, y=400, **box))
    run(model, cast.alice, change("right", x=600))

    post(cast.bob, model, "layout", {"id": "l1", "elements": ["ns", "w1", "nobody"]})

    now = places()
    assert now["ns"][:2] == (500, 400)
    assert now["left"] == (10, 10, 10, 10)
    assert now["right"][0] >= now["ns"][0] + now["ns"][2]
    boxes = [now[f"w{n}"] for n in range(6)]
    assert all(inside(one, now["ns"]) for one in boxes)
    assert all(inside(now[uid], now["zone"]) for uid in ("ns", "right"))
    assert not any(overlap(one, other) for one in boxes for other in boxes if one is not other)


def inside(one: tuple[Any, ...], other: tuple[Any, ...]) -> bool:
    return bool(
        one[0] >= other[0]
        and one[1] >= other[1]
        and one[0] + one[2] <= other[0] + other[2]
        and one[1] + one[3] <= other[1] + other[3]
    )


def overlap(one: tuple[Any, ...], other: tuple[Any, ...]) -> bool:
    return bool(
        one[0] < other[0] + other[2]
        and other[0] < one[0] + one[2]
        and one[1] < other[1] + other[3]
        and other[1] < one[1] + one[3]
    )
