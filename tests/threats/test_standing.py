"""What a worker keeps in memory leads to the same rows as an analysis of everything, whatever happens."""

import threading
import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection, connections
from django.test.utils import CaptureQueriesContext

from tests.cast import Cast, make_cast
from tests.knowledge import RULE
from tests.threats.random_edits import RandomEdits
from tests.threats.system import COMPOSE, FIXED, import_text, new_model, socket_threat
from threatmodel.architecture.models import Change, ThreatModel
from threatmodel.architecture.operations.apply import apply
from threatmodel.architecture.operations.batch import Batch
from threatmodel.engine.library.loader import Library, load_library
from threatmodel.jobs.models import Job, Kind
from threatmodel.jobs.services import AttemptResult, job_ensure, job_run
from threatmodel.threats.models import AnalysisRun, CoverageGrid, Question, Register, TeamRule, Threat
from threatmodel.threats.selectors.team_library import rules_stamp
from threatmodel.threats.services import differences, standing
from threatmodel.threats.services.analyses import model_analyse, model_judge, model_load
from threatmodel.threats.services.differences import difference_everywhere
from threatmodel.threats.services.standing import Shelf, model_keep_up

SHOP = "compose:shop"
BOX = "compose:shop/shop"


def check_rows(model: ThreatModel) -> None:
    """Hold the rows to what an analysis of everything says."""
    _, built = model_load(model_id=model.pk)
    judged = model_judge(built, model_id=model.pk)
    difference = difference_everywhere(model.pk, judged.analysis)
    assert not difference.part().threats, [str(row) for row in difference.changed + difference.new]
    assert not difference.asked
    kept = {row.method: row for row in CoverageGrid.objects.filter(model=model)}
    for grid in judged.grids:
        values = grid.values()
        assert {name: getattr(kept[grid.method], name) for name in values} == values


def check_kept(model: ThreatModel, kept: Shelf) -> None:
    """Hold what is kept to what is loaded from the rows."""
    one = kept.take(model.pk)
    assert one is not None
    kept.put(model.pk, one)
    seq, loaded = model_load(model_id=model.pk)
    followed = one.analyser.model
    assert one.place.seq == seq
    assert followed.elements == loaded.elements
    assert followed.flows == loaded.flows
    assert {*followed.relations} == {*loaded.relations}


def tell(model: ThreatModel, cast: Cast, uid: str = SHOP, **facts: Any) -> None:
    """Write facts as Bob's word."""
    known = {name: {"value": value} for name, value in facts.items()}
    ops = ({"op": "set", "on": "element", "uid": uid, "props": {"facts": known}},)
    apply(model_id=model.pk, actor=cast.bob, batch=Batch(uuid.uuid4().hex, ops))


@pytest.fixture
def kept() -> Shelf:
    """The shelf of one worker."""
    return Shelf(standing.KEPT_MOST)


@pytest.fixture
def loads(monkeypatch: pytest.MonkeyPatch) -> list[uuid.UUID]:
    """The models that were analysed from the rows, one entry each time."""
    made: list[uuid.UUID] = []
    anew = standing._anew

    def count(model_id: uuid.UUID) -> standing.Standing:
        made.append(model_id)
        return anew(model_id)

    monkeypatch.setattr(standing, "_anew", count)
    return made


# --- equal to an analysis of everything --------------------------------------------------------


@pytest.mark.parametrize("seed", range(10))
def test_workers_with_memories_of_different_age_leave_the_rows_of_a_full_analysis(
    cast: Cast, model: ThreatModel, seed: int
) -> None:
    edits = RandomEdits(model, cast.bob, seed)
    workers = [Shelf(standing.KEPT_MOST) for _ in range(3)]
    forgetful = Shelf(0)

    for _ in range(25):
        tried = [edits.step() for _ in range(edits.dice.randint(1, 3))]
        worker = edits.dice.choice((*workers, workers[0], forgetful))
        model_keep_up(model_id=model.pk, kept=worker)

        try:
            check_rows(model)
            if worker is not forgetful:
                check_kept(model, worker)
        except AssertionError as fault:
            raise AssertionError(f"after {tried}: {fault}") from fault


def test_an_edit_is_followed_and_not_loaded(
    cast: Cast, model: ThreatModel, kept: Shelf, loads: list[uuid.UUID]
) -> None:
    model_keep_up(model_id=model.pk, kept=kept)
    tell(model, cast, BOX, privileged=True)

    counts = model_keep_up(model_id=model.pk, kept=kept)

    assert loads == [model.pk]
    assert counts is not None
    assert counts.new
    assert Threat.objects.filter(model=model, rule="container-privileged", element__uid=BOX).exists()
    check_rows(model)


def test_the_rows_read_for_an_edit_do_not_grow_with_the_model(
    cast: Cast, model: ThreatModel, kept: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    compared: list[int] = []
    compare = differences._compare

    def count(*arguments: Any) -> None:
        compared.append(1)
        compare(*arguments)

    def edited(*, privileged: bool) -> tuple[int, int]:
        """How many threats an edit compares, and how many queries it takes."""
        tell(model, cast, BOX, privileged=privileged)
        compared.clear()
        with CaptureQueriesContext(connection) as captured:
            model_keep_up(model_id=model.pk, kept=kept)
        return len(compared), len(captured)

    monkeypatch.setattr(differences, "_compare", count)
    for privileged in (True, False):  # so that the threats come back each time, and are not new once
        tell(model, cast, BOX, privileged=privileged)
        model_keep_up(model_id=model.pk, kept=kept)
    small = [edited(privileged=True), edited(privileged=False)]
    more = "\n".join(f"  extra{n}:\n    image: busybox:1.{n}\n    privileged: true" for n in range(30))
    import_text(model, cast.bob, COMPOSE.replace("  db:\n", f"{more}\n  db:\n"))
    model_keep_up(model_id=model.pk, kept=kept)

    large = [edited(privileged=True), edited(privileged=False)]

    assert small == large


def test_nothing_new_writes_no_row(cast: Cast, model: ThreatModel, kept: Shelf) -> None:
    for _ in range(2):
        with CaptureQueriesContext(connection) as captured:
            counts = model_keep_up(model_id=model.pk, kept=kept)

        assert counts is not None
        assert not counts.is_change
        assert not any(q["sql"].startswith(("INSERT", "UPDATE", "DELETE", "COPY")) for q in captured)


def test_a_question_marked_as_answered_is_asked_again_where_nothing_answers_it(
    cast: Cast, model: ThreatModel, kept: Shelf
) -> None:
    """Its element was renamed and named back: the row differs, though nothing that was kept does."""
    model_keep_up(model_id=model.pk, kept=kept)
    question = Question.objects.filter(model=model, element__isnull=False, answered=False).first()
    assert question is not None
    assert question.element is not None
    ops = [
        {"op": "set", "on": "element", "uid": question.element.uid, "props": {"name": name}}
        for name in ("other", question.element.name)
    ]
    for op in ops:
        apply(model_id=model.pk, actor=cast.bob, batch=Batch(uuid.uuid4().hex, (op,)))
    Question.objects.filter(pk=question.pk).update(answered=True)

    model_keep_up(model_id=model.pk, kept=kept)

    question.refresh_from_db()
    assert not question.answered


# --- falling back ------------------------------------------------------------------------------


def test_too_many_changes_are_loaded(
    cast: Cast, model: ThreatModel, kept: Shelf, loads: list[uuid.UUID], monkeypatch: pytest.MonkeyPatch
) -> None:
    model_keep_up(model_id=model.pk, kept=kept)
    monkeypatch.setattr("threatmodel.architecture.change_replay.TOUCHED_MOST", 1)
    tell(model, cast, SHOP, replicas=2)
    tell(model, cast, BOX, privileged=True)

    model_keep_up(model_id=model.pk, kept=kept)

    assert loads == [model.pk] * 2
    check_rows(model)


def test_another_library_is_loaded(
    model: ThreatModel, kept: Shelf, loads: list[uuid.UUID], monkeypatch: pytest.MonkeyPatch
) -> None:
    model_keep_up(model_id=model.pk, kept=kept)
    shipped = load_library()
    fewer = Library(shipped.rules[::2], shipped.controls, shipped.references)
    monkeypatch.setattr(standing, "load_library", lambda: fewer)

    counts = model_keep_up(model_id=model.pk, kept=kept)

    assert loads == [model.pk] * 2
    assert counts is not None
    assert counts.gone


@pytest.mark.parametrize("fault", ["gap", "other"])
def test_a_log_with_a_gap_or_of_another_time_is_not_followed(
    cast: Cast, model: ThreatModel, kept: Shelf, loads: list[uuid.UUID], fault: str
) -> None:
    tell(model, cast, SHOP, replicas=2)
    model_keep_up(model_id=model.pk, kept=kept)
    seq = ThreatModel.objects.get(pk=model.pk).seq
    tell(model, cast, SHOP, replicas=3)
    tell(model, cast, BOX, privileged=True)
    if fault == "gap":
        Change.objects.filter(model=model, seq=seq + 1).delete()
    else:
        change = Change.objects.get(model=model, seq=seq)
        change.delete()
        change.pk = uuid.uuid4()
        change.save(force_insert=True)

    model_keep_up(model_id=model.pk, kept=kept)

    assert loads == [model.pk] * 2
    check_rows(model)


def test_an_analysis_nobody_kept_account_of_has_every_row_compared(
    cast: Cast, model: ThreatModel, kept: Shelf
) -> None:
    """As a worker of an older version writes them, in the middle of an upgrade."""
    model_keep_up(model_id=model.pk, kept=kept)
    socket = socket_threat(model)
    Threat.objects.filter(pk=socket.pk).update(title="Of another version")
    tell(model, cast, SHOP, replicas=2)
    Register.objects.filter(model=model).update(analysed_seq=ThreatModel.objects.get(pk=model.pk).seq)
    tell(model, cast, SHOP, replicas=3)

    model_keep_up(model_id=model.pk, kept=kept)

    check_rows(model)


def test_an_older_analysis_is_not_written_and_is_caught_up_with(
    cast: Cast, model: ThreatModel, kept: Shelf
) -> None:
    model_keep_up(model_id=model.pk, kept=kept)
    tell(model, cast, BOX, privileged=True)
    Register.objects.filter(model=model).update(analysed_seq=10_000)

    assert model_keep_up(model_id=model.pk, kept=kept) is None

    Register.objects.filter(model=model).update(analysed_seq=0)
    model_keep_up(model_id=model.pk, kept=kept)
    check_rows(model)


# --- rules of the team -------------------------------------------------------------------------

OWN = {**RULE, "when": "self.privileged"}


def test_a_rule_that_the_team_adds_and_takes_away_counts_at_once(
    cast: Cast, model: ThreatModel, kept: Shelf
) -> None:
    model_keep_up(model_id=model.pk, kept=kept)
    own = TeamRule.objects.create(team=cast.team, rule=OWN["id"], definition=OWN)
    tell(model, cast, BOX, privileged=True)

    model_keep_up(model_id=model.pk, kept=kept)
    threat = Threat.objects.get(model=model, rule=OWN["id"])
    check_rows(model)
    own.delete()
    model_keep_up(model_id=model.pk, kept=kept)

    threat.refresh_from_db()
    assert threat.disposition == "gone"
    check_rows(model)


def test_a_rule_that_comes_while_an_edit_is_analysed_counts(
    cast: Cast, model: ThreatModel, kept: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    model_keep_up(model_id=model.pk, kept=kept)
    tell(model, cast, BOX, privileged=True)
    write = standing._write

    def race(*arguments: Any) -> Any:
        TeamRule.objects.get_or_create(team=cast.team, rule=OWN["id"], defaults={"definition": OWN})
        return write(*arguments)

    monkeypatch.setattr(standing, "_write", race)

    model_keep_up(model_id=model.pk, kept=kept)

    assert Threat.objects.filter(model=model, rule=OWN["id"]).exists()
    assert Register.objects.get(model=model).analysed_rules != rules_stamp([])
    check_rows(model)


# --- faults ------------------------------------------------------------------------------------


@pytest.mark.parametrize("place", ["grids_overwrite", "difference_within", "_write_events", "_run_write"])
def test_a_write_that_fails_leaves_nothing_behind(
    cast: Cast, model: ThreatModel, kept: Shelf, monkeypatch: pytest.MonkeyPatch, place: str
) -> None:
    model_keep_up(model_id=model.pk, kept=kept)
    tell(model, cast, BOX, privileged=True)
    before = Threat.objects.filter(model=model).count()

    def fail(*_arguments: Any, **_named: Any) -> None:
        raise OSError("the disk is full")

    with monkeypatch.context() as broken:
        broken.setattr(f"threatmodel.threats.services.analyses.{place}", fail)
        with pytest.raises(OSError, match="full"):
            model_keep_up(model_id=model.pk, kept=kept)
    left = Threat.objects.filter(model=model).count()
    is_kept = model.pk in kept
    model_keep_up(model_id=model.pk, kept=kept)

    assert (left, is_kept) == (before, False)
    check_rows(model)


def test_an_edit_that_the_analyser_fails_on_is_analysed_from_the_rows(
    cast: Cast, model: ThreatModel, kept: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    model_keep_up(model_id=model.pk, kept=kept)
    tell(model, cast, BOX, privileged=True)

    def fail(*_arguments: Any) -> None:
        raise KeyError("stale")

    with monkeypatch.context() as broken:
        broken.setattr("threatmodel.engine.analysis.incremental.Analyser.edit", fail)
        with pytest.raises(KeyError):
            model_keep_up(model_id=model.pk, kept=kept)
    assert model.pk not in kept
    model_keep_up(model_id=model.pk, kept=kept)

    check_rows(model)


def test_a_job_whose_worker_fails_in_the_middle_is_done_by_the_next_attempt(
    cast: Cast, model: ThreatModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    model_keep_up(model_id=model.pk)
    tell(model, cast, BOX, privileged=True)
    job = Job.objects.get(model=model, kind=Kind.ANALYSE)

    def fail(*_arguments: Any, **_named: Any) -> None:
        raise SystemError("killed")

    with monkeypatch.context() as broken:
        broken.setattr("threatmodel.threats.services.analyses._write_events", fail)
        assert job_run(job_id=job.pk) is AttemptResult.RETRY
    Job.objects.filter(pk=job.pk).update(lease_until=None)

    assert job_run(job_id=job.pk) is AttemptResult.DONE
    check_rows(model)


def test_a_model_that_is_deleted_is_kept_no_more(cast: Cast, model: ThreatModel, kept: Shelf) -> None:
    model_keep_up(model_id=model.pk, kept=kept)
    key = model.pk
    model.delete()

    with pytest.raises(ThreatModel.DoesNotExist):
        model_keep_up(model_id=key, kept=kept)

    assert key not in kept


# --- memory ------------------------------------------------------------------------------------


def test_the_models_used_last_are_kept_within_the_bound(cast: Cast, model: ThreatModel) -> None:
    other, third = (new_model(cast.team, cast.alice, name) for name in ("Other", "Third"))
    for one in (other, third):
        import_text(one, cast.bob, FIXED)
    model_keep_up(model_id=model.pk, kept=(scale := Shelf(10_000)))
    kept = Shelf(2 * scale.size)

    for one in (model, other, model, third):
        model_keep_up(model_id=one.pk, kept=kept)

    assert [one.pk in kept for one in (model, other, third)] == [True, False, True]
    assert kept.size <= 2 * scale.size


def test_a_model_larger_than_the_bound_is_not_kept_and_pushes_nobody_out(
    cast: Cast, model: ThreatModel
) -> None:
    small = new_model(cast.team, cast.alice, "Small")
    kept = Shelf(5)

    model_keep_up(model_id=small.pk, kept=kept)
    model_keep_up(model_id=model.pk, kept=kept)

    assert small.pk in kept
    assert model.pk not in kept
    check_rows(model)


# --- at once -----------------------------------------------------------------------------------


@pytest.fixture
def on_disk(transactional_db: None) -> None:
    if connection.vendor == "sqlite" and "memory" in str(connection.settings_dict["NAME"]):
        pytest.skip("threads of an in-memory SQLite share one connection")


def at_once(*works: Callable[[], None]) -> None:
    """Run each in a thread of its own, and fail with the first that fails."""
    faults: list[BaseException] = []

    def run(work: Callable[[], None]) -> None:
        try:
            work()
        except BaseException as fault:  # noqa: BLE001 (handed on to the test)
            faults.append(fault)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(work,)) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if faults:
        raise faults[0]


def test_workers_that_race_leave_the_rows_of_a_full_analysis(on_disk: None) -> None:
    people = make_cast()
    model = new_model(people.team, people.alice)
    import_text(model, people.bob)
    workers = [Shelf(standing.KEPT_MOST) for _ in range(2)]
    done = threading.Event()

    def edit() -> None:
        try:
            for number in range(12):
                tell(model, people, BOX, privileged=number % 2 == 0)
                tell(model, people, SHOP, replicas=number)
        finally:
            done.set()

    def work(kept: Shelf) -> Callable[[], None]:
        def keep_up() -> None:
            while not done.is_set():
                model_keep_up(model_id=model.pk, kept=kept)
            model_keep_up(model_id=model.pk, kept=kept)

        return keep_up

    at_once(edit, *(work(kept) for kept in workers))

    model_keep_up(model_id=model.pk, kept=workers[0])
    check_rows(model)
    numbers = AnalysisRun.objects.filter(model=model).order_by("number").values_list("number", flat=True)
    assert [*numbers] == [*range(1, len(numbers) + 1)]


def test_threads_of_one_worker_take_turns_on_a_model(
    on_disk: None, loads: list[uuid.UUID], kept: Shelf
) -> None:
    people = make_cast()
    model = new_model(people.team, people.alice)
    import_text(model, people.bob)

    def work() -> None:
        model_keep_up(model_id=model.pk, kept=kept)

    at_once(*[work] * 4)

    assert loads == [model.pk]


def test_a_burst_of_edits_waits_in_one_job(cast: Cast, model: ThreatModel) -> None:
    for number in range(20):
        tell(model, cast, SHOP, replicas=number)

    (job,) = Job.objects.filter(model=model, kind=Kind.ANALYSE)
    assert job_run(job_id=job.pk) is AttemptResult.DONE
    assert job_ensure(team=cast.team, kind=Kind.ANALYSE, user=None, model=model).pk != job.pk
    check_rows(model)


def test_a_full_analysis_in_between_is_followed(cast: Cast, model: ThreatModel, kept: Shelf) -> None:
    """Such as an import, or the one that a change of rules asks for."""
    model_keep_up(model_id=model.pk, kept=kept)
    tell(model, cast, BOX, privileged=True)
    model_analyse(model_id=model.pk)
    tell(model, cast, BOX, privileged=False)

    model_keep_up(model_id=model.pk, kept=kept)

    check_rows(model)
