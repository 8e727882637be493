"""The log leads back to every state that ever was, and a restore brings it back: held to random edits."""

import uuid
from collections.abc import Callable

import pytest

from tests.people import People
from tests.random_edits import RandomEdits
from tests.shop_model import FIXED, import_text, socket_threat
from threatmodel.architecture.models import Change, Element, ThreatModel
from threatmodel.architecture.operations.apply import apply
from threatmodel.architecture.operations.batch import Batch, InvalidBatch, Json
from threatmodel.architecture.operations.undo import undo
from threatmodel.history.architecture_state import EMPTY, State, pack, unpack
from threatmodel.history.models import Snapshot
from threatmodel.history.selectors.history_reader import NoSuchState, state_at, state_now, states_at
from threatmodel.history.services.restore import restore
from threatmodel.history.services.snapshots import snapshots_take
from threatmodel.threats.analysis.services.apply_analysis import model_analyze
from threatmodel.threats.decisions.services.threat_decision import threat_decide

pytestmark = pytest.mark.both_databases
STEPS = 25


def edited(
    model: ThreatModel, cast: People, seed: int, between: Callable[[], object] = lambda: None
) -> dict[int, State]:
    """Edit the model at random and return the states that it went through."""
    edits = RandomEdits(model, cast.bob, seed)
    seen = dict([(0, EMPTY), state_now(model_id=model.pk)])
    for step in range(STEPS):
        edits.step()
        if step % 3 == 0:
            move(model, cast, edits)
        seq, state = state_now(model_id=model.pk)
        seen[seq] = state
        between()
    return seen


def move(model: ThreatModel, cast: People, edits: RandomEdits) -> None:
    """Drag some element somewhere, or a boundary with all that is in it."""
    uids = Element.objects.filter(model=model).order_by("uid").values_list("uid", flat=True)
    x, y = (edits.dice.random() * 1000 for _ in range(2))
    how: Json = edits.dice.choice([{"op": "set", "props": {"x": x, "y": y}}, {"op": "shift", "by": [x, y]}])
    op = {**how, "on": "element", "uid": edits.dice.choice([*uids] or ["none"])}
    apply(model_id=model.pk, actor=cast.bob, batch=Batch(uuid.uuid4().hex, (op,)))


def same(state: State, other: State) -> bool:
    """Equal but for places: what had none on the canvas keeps the one it has when a state is restored."""

    def placeless(one: State) -> State:
        hidden = {"x": None, "y": None, "width": None, "height": None}
        return State(
            {uid: {**part, **hidden} for uid, part in one.elements.items()}, one.flows, one.relations
        )

    return placeless(state) == placeless(other)


@pytest.mark.parametrize("seed", range(3))
def test_every_state_is_found_again_as_it_was(cast: People, model: ThreatModel, seed: int) -> None:
    seen = edited(model, cast, seed)

    for seq, state in seen.items():
        assert state_at(model_id=model.pk, seq=seq) == state, f"at {seq}"
    assert states_at(model_id=model.pk, seqs=seen) == seen


def test_snapshots_lead_to_the_same_states(
    cast: People, model: ThreatModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("threatmodel.history.selectors.history_reader.SNAPSHOT_EVERY", 4)
    monkeypatch.setattr("threatmodel.history.services.snapshots.SNAPSHOT_EVERY", 4)

    seen = edited(model, cast, 11, between=snapshots_take)

    kept = list(Snapshot.objects.filter(model=model).values_list("seq", flat=True))
    assert len(kept) >= 3
    Change.objects.filter(model=model, seq__gt=max(kept)).delete()  # nobody can come from the rows any more
    older = {seq: state for seq, state in seen.items() if seq <= max(kept)}
    assert states_at(model_id=model.pk, seqs=older) == older
    assert all(state_at(model_id=model.pk, seq=seq) == state for seq, state in older.items())


def test_a_snapshot_is_taken_once_enough_has_changed(
    model: ThreatModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert snapshots_take() == 0
    monkeypatch.setattr("threatmodel.history.selectors.history_reader.SNAPSHOT_EVERY", 1)
    monkeypatch.setattr("threatmodel.history.services.snapshots.SNAPSHOT_EVERY", 1)

    assert (snapshots_take(), snapshots_take()) == (1, 0)
    kept = Snapshot.objects.get(model=model)
    assert unpack(bytes(kept.content)) == state_at(model_id=model.pk, seq=kept.seq)


def test_a_state_survives_packing(model: ThreatModel) -> None:
    _, state = state_now(model_id=model.pk)

    assert unpack(pack(state)) == state


@pytest.mark.parametrize("seq", [-1, 99])
def test_what_never_was_is_refused(model: ThreatModel, seq: int) -> None:
    with pytest.raises(NoSuchState):
        state_at(model_id=model.pk, seq=seq)


def test_a_hole_in_the_log_is_never_passed_over(cast: People, model: ThreatModel) -> None:
    edited(model, cast, 1)
    Change.objects.filter(model=model, seq=3).delete()

    with pytest.raises(NoSuchState, match="change 3"):
        state_at(model_id=model.pk, seq=1)


@pytest.mark.parametrize("seed", range(2))
def test_any_state_can_be_restored_and_the_restore_taken_back(
    cast: People, model: ThreatModel, seed: int
) -> None:
    seen = edited(model, cast, seed)
    last, newest = max(seen), seen[max(seen)]

    for seq in sorted(seen)[:: max(1, len(seen) // 4)]:
        restored = restore(model_id=model.pk, actor=cast.bob, seq=seq, batch_id=f"restore-{seq}")
        assert same(state_now(model_id=model.pk)[1], seen[seq]), f"to {seq}"
        if restored.changed:
            assert restored.seq == last + 1
            last = undo(model_id=model.pk, actor=cast.bob, seq=restored.seq).seq
            assert same(state_now(model_id=model.pk)[1], newest), f"back from {seq}"


def test_restoring_what_is_there_writes_nothing(cast: People, model: ThreatModel) -> None:
    seq, _ = state_now(model_id=model.pk)

    restored = restore(model_id=model.pk, actor=cast.bob, seq=seq, batch_id="again")

    assert (restored.seq, restored.changed) == (seq, False)


def test_a_state_that_breaks_a_rule_of_today_is_refused(cast: People, model: ThreatModel) -> None:
    seq, _ = state_now(model_id=model.pk)
    Element.objects.filter(model=model, uid="compose:shop").update(kind="long-forgotten")
    import_text(model, cast.bob, FIXED)
    assert Element.objects.get(uid="compose:shop").kind == "workload"

    with pytest.raises(InvalidBatch, match="long-forgotten"):
        restore(model_id=model.pk, actor=cast.bob, seq=seq, batch_id="old")


def test_what_was_decided_holds_when_the_thing_is_back(cast: People, model: ThreatModel) -> None:
    threat = socket_threat(model)
    decision = {"status": "not-applicable", "reason": "It is a test system."}
    threat_decide(model_id=model.pk, actor=cast.bob, number=threat.number, **decision)
    restore(model_id=model.pk, actor=cast.bob, seq=0, batch_id="empty")
    model_analyze(model_id=model.pk)
    assert socket_threat(model).status == "resolved"

    restore(model_id=model.pk, actor=cast.bob, seq=1, batch_id="full")
    model_analyze(model_id=model.pk)

    back = socket_threat(model)
    assert (back.number, back.status, back.status_reason) == (
        threat.number,
        "not-applicable",
        decision["reason"],
    )
    assert back.element is not None
