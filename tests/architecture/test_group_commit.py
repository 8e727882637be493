"""Batches that are committed together, shifts of elements with their contents, and limits of a model."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.architecture.test_operations import SYSTEM, Json, change, delete, element, flow, run
from tests.architecture.test_undo import rows
from tests.people import People
from threatmodel.accounts.models import User
from threatmodel.architecture.models import Change, Element, Flow, Relation, ThreatModel
from threatmodel.architecture.operations.apply import (
    Applied,
    ApplyResult,
    EditRequest,
    NothingToUndo,
    Undo,
    apply_all,
)
from threatmodel.architecture.operations.batch import Batch, InvalidBatch
from threatmodel.architecture.signals import model_changed
from threatmodel.history.services.restore import restore

pytestmark = pytest.mark.both_databases


@pytest.fixture
def model(cast: People) -> ThreatModel:
    return ThreatModel.objects.create(team=cast.team, name="Shop", created_by=cast.alice)


def together(model: ThreatModel, *asked: tuple[User | None, str, Any]) -> list[ApplyResult]:
    """Ask for these at once: who, the id, and operations or the id of what is to be undone."""
    return apply_all(
        model_id=model.pk,
        requests=[
            EditRequest(actor, Undo(id_, what) if isinstance(what, str) else Batch(id_, tuple(what)))
            for actor, id_, what in asked
        ],
    )


def test_a_restore_and_earlier_steps_can_be_undone(cast: People, model: ThreatModel) -> None:
    run(model, cast.bob, *SYSTEM)
    together(model, (cast.bob, "rename", [change("web", name="Front")]))
    restore(model_id=model.pk, actor=cast.bob, seq=1, batch_id="restore")

    of_restore, of_rename = undone(model, cast.bob, "restore"), undone(model, cast.bob, "rename")

    assert (of_restore.changed, of_restore.skipped) == (True, 0)
    assert (of_rename.changed, of_rename.skipped) == (True, 0)
    assert Element.objects.get(uid="web").name == "web"
    assert Change.objects.get(seq=of_restore.seq).what == "undid “restored an earlier state: 1 changed”"


def shift(uid: str, right: float, down: float) -> Json:
    return {"op": "shift", "on": "element", "uid": uid, "by": [right, down]}


def undone(model: ThreatModel, actor: User, of: str) -> Applied:
    (outcome,) = together(model, (actor, f"undo of {of}", of))
    assert isinstance(outcome, Applied), outcome
    return outcome


def places() -> dict[str, tuple[float | None, float | None]]:
    return {row.uid: (row.x, row.y) for row in Element.objects.all()}


# --- several at once -------------------------------------------------------------------------------


def test_each_batch_gets_a_seq_and_a_record_of_its_own(cast: People, model: ThreatModel) -> None:
    run(model, cast.alice, *SYSTEM)

    outcomes = together(
        model,
        (cast.bob, "b", [change("web", name="Front")]),
        (cast.anna, "a", [change("web", name="Window")]),
        (cast.bob, "c", [element("new", parent="ns"), flow("new", "db")]),
    )

    assert [outcome.seq for outcome in outcomes if isinstance(outcome, Applied)] == [2, 3, 4]
    log = Change.objects.filter(seq__gt=1).order_by("seq")
    assert [(row.actor, row.before) for row in log] == [
        (cast.bob, [{"name": "web"}]),
        (cast.anna, [{"name": "Front"}]),
        (cast.bob, [None, None]),
    ]
    assert Element.objects.get(uid="web").name == "Window"
    assert Flow.objects.get(uid="flow:new->db").source.uid == "new"


BAD: dict[str, list[Json]] = {
    "a bad shape": [{"op": "set"}],
    "a name, then a cycle": [change("web", name="Half"), change("ns", parent="web")],
    "a deletion, then what does not exist": [delete("web"), flow("db", "nowhere")],
    "an addition, then a bad fact": [element("half"), change("web/app", facts={"privileged": {"value": 3}})],
    "a move, then a bad parent": [shift("ns", 5, 5), change("db", parent="nowhere")],
}


@pytest.mark.parametrize("name", BAD)
def test_a_refused_batch_does_not_affect_the_others(cast: People, model: ThreatModel, name: str) -> None:
    run(model, cast.alice, *SYSTEM, change("web", x=0, y=0))
    other = ThreatModel.objects.create(team=cast.team, name="Other", created_by=cast.alice)
    run(other, cast.alice, *SYSTEM, change("web", x=0, y=0))
    first, last = [change("web", facts={"owner": {"value": "Ada"}})], [element("new"), delete("db")]

    outcomes = together(model, (cast.bob, "1", first), (cast.anna, "2", BAD[name]), (cast.bob, "3", last))
    together(other, (cast.bob, "1", first), (cast.bob, "3", last))

    assert [type(outcome) for outcome in outcomes] == [Applied, InvalidBatch, Applied]
    assert without_times(rows(model)) == without_times(rows(other))


def without_times(found: Any) -> Any:
    """Leave out when something was said."""
    if isinstance(found, dict):
        return {key: without_times(value) for key, value in found.items() if key != "at"}
    return [without_times(part) for part in found] if isinstance(found, (list, tuple)) else found


def test_the_same_batch_twice_at_once_counts_once(cast: People, model: ThreatModel) -> None:
    first, again = together(model, (cast.bob, "b", [element("a")]), (cast.bob, "b", [element("a")]))

    assert isinstance(first, Applied)
    assert isinstance(again, Applied)
    assert (first.seq, again.seq, again.repeated) == (1, 1, True)


def test_what_is_written_together_costs_as_one(cast: People, model: ThreatModel) -> None:
    run(model, cast.alice, *SYSTEM)
    with CaptureQueriesContext(connection) as one:
        together(model, (cast.bob, "0", [change("web", x=1)]))

    with CaptureQueriesContext(connection) as many:
        together(model, *[(cast.bob, f"b{n}", [change("web", x=n)]) for n in range(2, 30)])

    assert len(many) == len(one)


def test_an_edit_of_a_large_model_reads_what_it_touches(cast: People, model: ThreatModel) -> None:
    run(model, cast.alice, element("ns", "namespace"), element("web", parent="ns"), batch="a")
    run(model, cast.alice, *[element(f"e{n}", parent="ns") for n in range(2_000)], origin="layout")

    with CaptureQueriesContext(connection) as captured:
        run(model, cast.bob, change("web", x=1, y=1))

    assert len(captured) <= 12
    reads = [q["sql"] for q in captured if 'FROM "architecture_element"' in q["sql"]]
    assert all(" IN (" in sql for sql in reads), reads


def test_receivers_are_called_once_for_a_group_commit(cast: People, model: ThreatModel) -> None:
    run(model, cast.alice, *SYSTEM)
    heard: list[Json] = []

    def hear(**news: Any) -> None:
        heard.append(news)

    model_changed.connect(hear)
    try:
        together(
            model,
            (cast.anna, "1", [change("web", name="Front")]),
            (cast.bob, "2", [change("web", x=1)]),
        )
    finally:
        model_changed.disconnect(hear)

    assert [(news["seq"], news["actor"], news["structural"]) for news in heard] == [(3, cast.anna, True)]


# --- moving what is inside along ---------------------------------------------------------------------


def test_a_shift_moves_everything_inside_and_nothing_else(cast: People, model: ThreatModel) -> None:
    run(model, cast.bob, *SYSTEM, change("web", x=10, y=20), change("web/app", x=15, y=25))
    run(model, cast.bob, change("ns", x=0, y=0), element("apart", x=1, y=1))

    applied = run(model, cast.bob, shift("ns", 100, -5))

    assert (applied.changed, applied.structural) == (True, False)
    assert places()["web"] == (110, 15)
    assert places()["web/app"] == (115, 20)
    assert places()["db"] == (None, None)
    assert places()["apart"] == (1, 1)
    assert Change.objects.get(seq=3).before[0]["places"]["web"] == [10, 20]


def test_a_shift_moves_what_came_in_together_with_it(cast: People, model: ThreatModel) -> None:
    run(model, cast.bob, element("a", "boundary", x=0, y=0), element("b", "boundary", x=5, y=5))
    run(model, cast.bob, element("c", "workload", parent="b", x=6, y=6))

    together(model, (cast.bob, "1", [change("b", parent="a")]), (cast.anna, "2", [shift("a", 1, 1)]))

    assert places() == {"a": (1, 1), "b": (6, 6), "c": (7, 7)}


def test_a_shift_of_what_is_gone_or_by_nothing_changes_nothing(cast: People, model: ThreatModel) -> None:
    run(model, cast.bob, *SYSTEM)

    assert not run(model, cast.bob, shift("nobody", 1, 1)).changed
    assert not run(model, cast.bob, shift("ns", 0, 0)).changed


def test_a_shift_beyond_the_drawing_area_is_refused(cast: People, model: ThreatModel) -> None:
    run(model, cast.bob, element("web", x=9_999_999, y=0))

    with pytest.raises(InvalidBatch, match="outside of the drawing area"):
        run(model, cast.bob, shift("web", 100, 0))


def test_a_shift_is_undone_by_the_opposite_shift(cast: People, model: ThreatModel) -> None:
    run(model, cast.bob, *SYSTEM, change("web", x=10, y=20), change("ns", x=0, y=0))
    run(model, cast.bob, shift("ns", 7, 8), batch="moved")
    run(model, cast.anna, change("db", x=100, y=100))

    undone(model, cast.bob, "moved")

    assert (places()["web"], places()["ns"], places()["db"]) == ((10, 20), (0, 0), (93, 92))


# --- taking back what is left ------------------------------------------------------------------------


def test_undo_skips_what_was_changed_since(cast: People, model: ThreatModel) -> None:
    told = {"owner": {"value": "Ada"}, "criticality": {"value": "high"}}
    run(model, cast.alice, *SYSTEM)
    run(model, cast.bob, change("db", name="Store", x=5, facts=told), batch="b")
    run(model, cast.anna, change("db", name="Vault", facts={"owner": {"value": "Eve"}}))

    applied = undone(model, cast.bob, "b")

    row = Element.objects.get(uid="db")
    assert (row.name, row.facts["owner"]["value"]) == ("Vault", "Eve")
    assert "criticality" not in row.facts
    assert (applied.changed, applied.skipped) == (True, 2)


def test_undo_of_what_others_have_changed_altogether_changes_nothing(
    cast: People, model: ThreatModel
) -> None:
    run(model, cast.alice, *SYSTEM)
    run(model, cast.bob, change("db", name="Store"), batch="b")
    run(model, cast.anna, change("db", name="Vault"))

    applied = undone(model, cast.bob, "b")

    assert (applied.changed, applied.skipped, applied.seq) == (False, 1, 3)


def test_undoing_the_undo_does_it_again(cast: People, model: ThreatModel) -> None:
    run(model, cast.alice, *SYSTEM)
    before = rows(model)
    run(model, cast.bob, delete("web"), change("db", name="Store"), element("new"), batch="b")
    after = rows(model)

    undone(model, cast.bob, "b")
    assert rows(model) == before
    undone(model, cast.bob, "undo of b")
    assert rows(model) == after


def test_undo_of_a_property_set_twice_restores_the_first_value(cast: People, model: ThreatModel) -> None:
    run(model, cast.alice, *SYSTEM)
    run(model, cast.bob, change("db", name="One"), change("db", name="Two"), batch="b")

    undone(model, cast.bob, "b")

    assert Element.objects.get(uid="db").name == "db"


def test_what_others_use_is_not_taken_away(cast: People, model: ThreatModel) -> None:
    run(model, cast.bob, element("zone", "boundary"), element("mine"), element("alone"), batch="b")
    run(model, cast.anna, element("theirs", parent="zone"), flow("theirs", "mine"))

    applied = undone(model, cast.bob, "b")

    assert set(Element.objects.values_list("uid", flat=True)) == {"zone", "mine", "theirs"}
    assert applied.skipped == 2


def test_undo_deletes_a_new_element_that_others_have_moved(cast: People, model: ThreatModel) -> None:
    run(model, cast.bob, element("mine", x=1, y=1), batch="b")
    run(model, cast.anna, change("mine", x=50, y=50))

    undone(model, cast.bob, "b")

    assert not Element.objects.exists()


def test_a_deleted_element_returns_without_the_flows_whose_other_end_is_gone(
    cast: People, model: ThreatModel
) -> None:
    run(model, cast.alice, *SYSTEM, flow("web", "web"))
    run(model, cast.bob, delete("web"), batch="b")
    run(model, cast.anna, delete("db"), delete("account"), change("web/app", parent=None))

    applied = undone(model, cast.bob, "b")

    assert Element.objects.get(uid="web").parent == Element.objects.get(uid="ns")
    assert [row.uid for row in Flow.objects.all()] == ["flow:web->web"]
    assert not Relation.objects.exists()
    assert Element.objects.get(uid="web/app").parent is None
    assert applied.skipped > 0


def test_undo_does_not_restore_a_parent_that_is_inside_by_now(cast: People, model: ThreatModel) -> None:
    run(model, cast.alice, element("a", "boundary"), element("b", "boundary", parent="a"))
    run(model, cast.bob, change("b", parent=None), batch="b")
    run(model, cast.anna, change("a", parent="b"))

    applied = undone(model, cast.bob, "b")

    assert not applied.changed
    assert Element.objects.get(uid="b").parent is None


def test_a_batch_can_be_undone_in_the_same_commit(cast: People, model: ThreatModel) -> None:
    run(model, cast.alice, *SYSTEM)
    outcomes = together(model, (cast.bob, "b", [delete("web"), element("new")]), (cast.bob, "u", "b"))

    assert [type(outcome) for outcome in outcomes] == [Applied, Applied]
    assert Element.objects.get(uid="web/app").parent == Element.objects.get(uid="web")
    assert Flow.objects.get().uid == "flow:web->db"
    assert not Element.objects.filter(uid="new").exists()


def test_undo_of_a_layout_restores_earlier_positions(cast: People, model: ThreatModel) -> None:
    run(model, cast.alice, *SYSTEM, change("web", x=1, y=2))
    run(model, cast.bob, change("web", x=9, y=9), change("db", x=3, y=3), batch="l", origin="layout")

    undone(model, cast.bob, "l")

    assert (places()["web"], places()["db"]) == ((1, 2), (3, 3))


def test_only_own_batches_are_found(cast: People, model: ThreatModel) -> None:
    run(model, cast.alice, *SYSTEM, batch="b")

    (outcome,) = together(model, (cast.bob, "u", "b"))

    assert isinstance(outcome, NothingToUndo)


# --- limits ------------------------------------------------------------------------------------------


def test_the_number_of_elements_is_limited(cast: People, model: ThreatModel, settings: Any) -> None:
    settings.MAX_MODEL_ELEMENTS = 7
    run(model, cast.bob, *SYSTEM)

    together(model, (cast.bob, "1", [element("a")]), (cast.bob, "2", [element("b")]))
    with pytest.raises(InvalidBatch, match="at most 7 elements"):
        run(model, cast.bob, element("c"))
    assert run(model, cast.bob, element("c"), delete("b")).changed


def test_nesting_depth_is_limited(cast: People, model: ThreatModel, settings: Any) -> None:
    settings.MAX_MODEL_DEPTH = 5
    chain = [element(f"b{n}", "boundary", parent=f"b{n - 1}" if n else None) for n in range(4)]
    run(model, cast.bob, *chain, element("top", "boundary"), element("above", "boundary", parent="top"))

    assert run(model, cast.bob, change("b0", parent="top")).changed
    with pytest.raises(InvalidBatch, match="more than 5 levels deep"):
        run(model, cast.bob, change("b0", parent="above"))
    with pytest.raises(InvalidBatch, match="more than 5"):
        run(model, cast.bob, element("deep", parent="b3"))
