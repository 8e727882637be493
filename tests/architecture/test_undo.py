"""Undo of a change: its values return, and changes of others stay."""

import uuid
from typing import Any

import pytest

from tests.architecture.test_operations import SYSTEM, change, delete, element, flow, run
from tests.people import People
from threatmodel.architecture.models import Change, Element, Flow, Relation, ThreatModel
from threatmodel.architecture.operations.batch import InvalidBatch
from threatmodel.architecture.operations.undo import undo

pytestmark = pytest.mark.both_databases
PAID: dict[str, Any] = {"classification": {"value": "confidential"}}


@pytest.fixture
def model(cast: People) -> ThreatModel:
    return ThreatModel.objects.create(team=cast.team, name="Shop", created_by=cast.alice)


def back(model: ThreatModel, actor: Any, seq: int) -> Any:
    return undo(model_id=model.pk, actor=actor, seq=seq)


def rows(model: ThreatModel) -> Any:
    """Everything in the model that is not a key or a time."""
    elements = Element.objects.filter(model=model).order_by("uid")
    flows = Flow.objects.filter(model=model).order_by("uid")
    links = Relation.objects.filter(model=model).order_by("type", "source__uid", "target__uid")
    return (
        list(elements.values_list("uid", "kind", "name", "parent__uid", "facts", "source", "x", "gone_at")),
        list(flows.values_list("uid", "source__uid", "destination__uid", "facts", "origin", "why")),
        list(links.values_list("type", "source__uid", "target__uid", "origin")),
    )


CHANGES: dict[str, tuple[Any, ...]] = {
    "a fact set": (change("web/app", facts={"privileged": {"value": True}}),),
    "a fact changed and one removed": (
        change("db", facts={"personal_data": {"value": False}, "criticality": None}),
    ),
    "a name and a parent": (change("web", name="Shop window", parent=None),),
    "an element added": (element("data:orders", "data-set", facts=PAID),),
    "an element added and named": (
        element("data:orders", "data-set", facts=PAID),
        change("db", facts={"data_sets": {"value": ["data:orders"]}}),
    ),
    "a flow deleted": (delete("flow:web->db", on="flow"),),
    "an element deleted with its flows, relations and children": (delete("web"),),
    "a relation deleted": (
        {"op": "del", "on": "relation", "type": "runs_as", "source": "web", "target": "account"},
    ),
}


@pytest.mark.parametrize("name", CHANGES)
def test_an_undo_restores_values_and_can_be_redone(cast: People, model: ThreatModel, name: str) -> None:
    facts = {"personal_data": {"value": True}, "criticality": {"value": "high"}}
    run(model, cast.alice, *SYSTEM, change("db", facts=facts))
    before = rows(model)
    run(model, cast.bob, *CHANGES[name])
    after = rows(model)

    taken = back(model, cast.bob, 2)

    assert rows(model) == before
    assert back(model, cast.bob, taken.seq).changed
    assert rows(model) == after


def test_a_fact_of_a_file_returns_with_its_file(cast: People, model: ThreatModel) -> None:
    read = {"value": 2, "origin": "file", "file": "a.yaml", "line": 3}
    source = {"origin": "file", "file": "a.yaml", "line": 1}
    run(model, None, element("web", facts={"replicas": read}, source=source), origin="import")
    run(model, cast.bob, change("web", facts={"replicas": {"value": 5}}))

    back(model, cast.bob, 2)

    assert Element.objects.get(uid="web").facts["replicas"] == read


BY_NOW: dict[str, tuple[Any, Any]] = {
    "not overridden": ({"value": 3, "origin": "file", "file": "a.yaml", "line": 4}, 3),
    "says nothing any more": (None, None),
}


@pytest.mark.parametrize("name", BY_NOW)
def test_the_present_fact_of_the_file_returns(cast: People, model: ThreatModel, name: str) -> None:
    read = {"value": 2, "origin": "file", "file": "a.yaml", "line": 3}
    by_now, value = BY_NOW[name]
    run(model, None, element("web", facts={"replicas": read}), origin="import")
    run(model, cast.bob, change("web", facts={"replicas": {"value": 5}}))
    told = Element.objects.get(uid="web").facts["replicas"]
    kept = {key: part for key, part in told.items() if key != "overruled"}
    beside = {**kept, "overruled": by_now} if by_now else kept
    run(model, None, change("web", facts={"replicas": beside}), origin="import")

    taken = back(model, cast.bob, 2)

    assert Element.objects.get(uid="web").facts.get("replicas", {}).get("value") == value
    back(model, cast.bob, taken.seq)
    assert Element.objects.get(uid="web").facts["replicas"] == beside


def test_taking_back_twice_does_it_once(cast: People, model: ThreatModel) -> None:
    run(model, cast.alice, *SYSTEM)
    run(model, cast.bob, change("web", name="Shop window"))
    first = back(model, cast.bob, 2)

    second = back(model, cast.bob, 2)

    assert (second.seq, second.repeated, second.changed) == (first.seq, True, False)
    assert Change.objects.count() == 3


IN_THE_WAY: dict[str, tuple[Any, Any]] = {
    "another value": (
        change("db", facts={"personal_data": {"value": True}}),
        change("db", facts={"personal_data": {"value": False}}),
    ),
    "another name": (change("db", name="Store"), change("db", name="Archive")),
    "deleted": (change("db", name="Store"), delete("db")),
    "a fact of what was added": (element("new"), change("new", facts={"owner": {"value": "Ada"}})),
    "something inside what was added": (element("new"), element("new/app", "container", parent="new")),
    "a flow to what was added": (element("new"), flow("web", "new")),
    "a place of the data set that was added": (
        element("data:orders", "data-set"),
        change("db", facts={"data_sets": {"value": ["data:orders"]}}),
    ),
}


@pytest.mark.parametrize("name", IN_THE_WAY)
def test_later_changes_of_others_stay(cast: People, model: ThreatModel, name: str) -> None:
    mine, theirs = IN_THE_WAY[name]
    run(model, cast.alice, *SYSTEM)
    run(model, cast.bob, mine)
    run(model, cast.alice, theirs)
    before = rows(model)

    with pytest.raises(InvalidBatch, match=r"changed since|refers to something"):
        back(model, cast.bob, 2)

    assert rows(model) == before


def test_others_may_change_something_else_meanwhile(cast: People, model: ThreatModel) -> None:
    run(model, cast.alice, *SYSTEM)
    run(model, cast.bob, change("db", name="Store"))
    run(model, cast.alice, change("db", facts={"owner": {"value": "Ada"}}), change("web", name="Window"))

    back(model, cast.bob, 2)

    row = Element.objects.get(uid="db")
    assert (row.name, row.facts["owner"]["value"]) == ("db", "Ada")
    assert Element.objects.get(uid="web").name == "Window"


def test_only_own_changes_can_be_undone(cast: People, model: ThreatModel) -> None:
    run(model, cast.alice, *SYSTEM)
    other = ThreatModel.objects.create(team=cast.team, name="Other", created_by=cast.alice)

    for actor, where, seq in ((cast.bob, model, 1), (cast.alice, model, 9), (cast.alice, other, 1)):
        with pytest.raises(Change.DoesNotExist):
            back(where, actor, seq)
    with pytest.raises(ThreatModel.DoesNotExist):
        undo(model_id=uuid.uuid4(), actor=cast.alice, seq=1)
