"""What a worker keeps in memory leads to the same rows as an analysis of everything, whatever happens."""

import uuid
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.people import People
from tests.random_edits import RandomEdits
from tests.shop_model import COMPOSE, import_text, socket_threat
from tests.team_library import RULE
from tests.threats.analysis_rows import BOX, SHOP, check_kept, check_rows, tell
from threatmodel.architecture.models import Change, ThreatModel
from threatmodel.architecture.operations.apply import apply
from threatmodel.architecture.operations.batch import Batch
from threatmodel.engine.library.loader import Library, load_library
from threatmodel.jobs.choices import JobKind
from threatmodel.jobs.models import Job
from threatmodel.jobs.services import AttemptResult, job_ensure, job_run
from threatmodel.library.models import TeamRule
from threatmodel.library.selectors.team_library import rules_hash
from threatmodel.threats.analysis.models import ModelCounters
from threatmodel.threats.analysis.services import analysis_cache, analysis_diff
from threatmodel.threats.analysis.services.analysis_cache import AnalysisCache, analysis_refresh
from threatmodel.threats.analysis.services.apply_analysis import model_analyze
from threatmodel.threats.questions.models import Question
from threatmodel.threats.threats.models import Threat

# --- equal to an analysis of everything --------------------------------------------------------


@pytest.mark.parametrize("seed", range(4))
def test_workers_with_memories_of_different_age_leave_the_rows_of_a_full_analysis(
    cast: People, model: ThreatModel, seed: int
) -> None:
    edits = RandomEdits(model, cast.bob, seed)
    workers = [AnalysisCache(analysis_cache.KEPT_MOST) for _ in range(3)]
    forgetful = AnalysisCache(0)

    for _ in range(25):
        tried = [edits.step() for _ in range(edits.dice.randint(1, 3))]
        worker = edits.dice.choice((*workers, workers[0], forgetful))
        analysis_refresh(model_id=model.pk, kept=worker)

        try:
            check_rows(model)
            if worker is not forgetful:
                check_kept(model, worker)
        except AssertionError as fault:
            raise AssertionError(f"after {tried}: {fault}") from fault


def test_an_edit_is_followed_and_not_loaded(
    cast: People, model: ThreatModel, kept: AnalysisCache, loads: list[uuid.UUID]
) -> None:
    analysis_refresh(model_id=model.pk, kept=kept)
    tell(model, cast, BOX, privileged=True)

    counts = analysis_refresh(model_id=model.pk, kept=kept)

    assert loads == [model.pk]
    assert counts is not None
    assert counts.new
    assert Threat.objects.filter(model=model, rule="container-privileged", element__uid=BOX).exists()
    check_rows(model)


def test_the_rows_read_for_an_edit_do_not_grow_with_the_model(
    cast: People, model: ThreatModel, kept: AnalysisCache, monkeypatch: pytest.MonkeyPatch
) -> None:
    compared: list[int] = []
    compare = analysis_diff._compare

    def count(*arguments: Any) -> None:
        compared.append(1)
        compare(*arguments)

    def edited(*, privileged: bool) -> tuple[int, int]:
        """How many threats an edit compares, and how many queries it takes."""
        tell(model, cast, BOX, privileged=privileged)
        compared.clear()
        with CaptureQueriesContext(connection) as captured:
            analysis_refresh(model_id=model.pk, kept=kept)
        return len(compared), len(captured)

    monkeypatch.setattr(analysis_diff, "_compare", count)
    for privileged in (True, False):  # so that the threats come back each time, and are not new once
        tell(model, cast, BOX, privileged=privileged)
        analysis_refresh(model_id=model.pk, kept=kept)
    small = [edited(privileged=True), edited(privileged=False)]
    more = "\n".join(f"  extra{n}:\n    image: busybox:1.{n}\n    privileged: true" for n in range(30))
    import_text(model, cast.bob, COMPOSE.replace("  db:\n", f"{more}\n  db:\n"))
    analysis_refresh(model_id=model.pk, kept=kept)

    large = [edited(privileged=True), edited(privileged=False)]

    assert small == large


def test_nothing_new_writes_no_row(cast: People, model: ThreatModel, kept: AnalysisCache) -> None:
    for _ in range(2):
        with CaptureQueriesContext(connection) as captured:
            counts = analysis_refresh(model_id=model.pk, kept=kept)

        assert counts is not None
        assert not counts.is_change
        assert not any(q["sql"].startswith(("INSERT", "UPDATE", "DELETE", "COPY")) for q in captured)


def test_a_question_marked_as_answered_is_asked_again_where_nothing_answers_it(
    cast: People, model: ThreatModel, kept: AnalysisCache
) -> None:
    """Its element was renamed and named back: the row differs, though nothing that was kept does."""
    analysis_refresh(model_id=model.pk, kept=kept)
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

    analysis_refresh(model_id=model.pk, kept=kept)

    question.refresh_from_db()
    assert not question.answered


# --- falling back ------------------------------------------------------------------------------


def test_too_many_changes_are_loaded(
    cast: People,
    model: ThreatModel,
    kept: AnalysisCache,
    loads: list[uuid.UUID],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    analysis_refresh(model_id=model.pk, kept=kept)
    monkeypatch.setattr("threatmodel.architecture.change_replay.MAX_TOUCHED", 1)
    tell(model, cast, SHOP, replicas=2)
    tell(model, cast, BOX, privileged=True)

    analysis_refresh(model_id=model.pk, kept=kept)

    assert loads == [model.pk] * 2
    check_rows(model)


def test_another_library_is_loaded(
    model: ThreatModel, kept: AnalysisCache, loads: list[uuid.UUID], monkeypatch: pytest.MonkeyPatch
) -> None:
    analysis_refresh(model_id=model.pk, kept=kept)
    shipped = load_library()
    fewer = Library(shipped.rules[::2], shipped.controls, shipped.references)
    monkeypatch.setattr(analysis_cache, "load_library", lambda: fewer)

    counts = analysis_refresh(model_id=model.pk, kept=kept)

    assert loads == [model.pk] * 2
    assert counts is not None
    assert counts.gone


@pytest.mark.parametrize("fault", ["gap", "other"])
def test_a_log_with_a_gap_or_of_another_time_is_not_followed(
    cast: People, model: ThreatModel, kept: AnalysisCache, loads: list[uuid.UUID], fault: str
) -> None:
    tell(model, cast, SHOP, replicas=2)
    analysis_refresh(model_id=model.pk, kept=kept)
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

    analysis_refresh(model_id=model.pk, kept=kept)

    assert loads == [model.pk] * 2
    check_rows(model)


def test_an_analysis_nobody_kept_account_of_has_every_row_compared(
    cast: People, model: ThreatModel, kept: AnalysisCache
) -> None:
    """As a worker of an older version writes them, in the middle of an upgrade."""
    analysis_refresh(model_id=model.pk, kept=kept)
    socket = socket_threat(model)
    Threat.objects.filter(pk=socket.pk).update(title="Of another version")
    tell(model, cast, SHOP, replicas=2)
    ModelCounters.objects.filter(model=model).update(analyzed_seq=ThreatModel.objects.get(pk=model.pk).seq)
    tell(model, cast, SHOP, replicas=3)

    analysis_refresh(model_id=model.pk, kept=kept)

    check_rows(model)


def test_an_older_analysis_is_not_written_and_is_caught_up_with(
    cast: People, model: ThreatModel, kept: AnalysisCache
) -> None:
    analysis_refresh(model_id=model.pk, kept=kept)
    tell(model, cast, BOX, privileged=True)
    ModelCounters.objects.filter(model=model).update(analyzed_seq=10_000)

    assert analysis_refresh(model_id=model.pk, kept=kept) is None

    ModelCounters.objects.filter(model=model).update(analyzed_seq=0)
    analysis_refresh(model_id=model.pk, kept=kept)
    check_rows(model)


# --- rules of the team -------------------------------------------------------------------------

OWN = {**RULE, "when": "self.privileged"}


def test_a_rule_that_the_team_adds_and_takes_away_counts_at_once(
    cast: People, model: ThreatModel, kept: AnalysisCache
) -> None:
    analysis_refresh(model_id=model.pk, kept=kept)
    own = TeamRule.objects.create(team=cast.team, rule=OWN["id"], definition=OWN)
    tell(model, cast, BOX, privileged=True)

    analysis_refresh(model_id=model.pk, kept=kept)
    threat = Threat.objects.get(model=model, rule=OWN["id"])
    check_rows(model)
    own.delete()
    analysis_refresh(model_id=model.pk, kept=kept)

    threat.refresh_from_db()
    assert threat.status == "resolved"
    check_rows(model)


def test_a_rule_that_comes_while_an_edit_is_analyzed_counts(
    cast: People, model: ThreatModel, kept: AnalysisCache, monkeypatch: pytest.MonkeyPatch
) -> None:
    analysis_refresh(model_id=model.pk, kept=kept)
    tell(model, cast, BOX, privileged=True)
    write = analysis_cache._write

    def race(*arguments: Any) -> Any:
        TeamRule.objects.get_or_create(team=cast.team, rule=OWN["id"], defaults={"definition": OWN})
        return write(*arguments)

    monkeypatch.setattr(analysis_cache, "_write", race)

    analysis_refresh(model_id=model.pk, kept=kept)

    assert Threat.objects.filter(model=model, rule=OWN["id"]).exists()
    assert ModelCounters.objects.get(model=model).analyzed_rules != rules_hash([])
    check_rows(model)


# --- faults ------------------------------------------------------------------------------------


@pytest.mark.parametrize("place", ["grids_overwrite", "difference_within", "_write_events", "_run_write"])
def test_a_write_that_fails_leaves_nothing_behind(
    cast: People, model: ThreatModel, kept: AnalysisCache, monkeypatch: pytest.MonkeyPatch, place: str
) -> None:
    analysis_refresh(model_id=model.pk, kept=kept)
    tell(model, cast, BOX, privileged=True)
    before = Threat.objects.filter(model=model).count()

    def fail(*_arguments: Any, **_named: Any) -> None:
        raise OSError("the disk is full")

    with monkeypatch.context() as broken:
        broken.setattr(f"threatmodel.threats.analysis.services.apply_analysis.{place}", fail)
        with pytest.raises(OSError, match="full"):
            analysis_refresh(model_id=model.pk, kept=kept)
    left = Threat.objects.filter(model=model).count()
    is_kept = model.pk in kept
    analysis_refresh(model_id=model.pk, kept=kept)

    assert (left, is_kept) == (before, False)
    check_rows(model)


def test_an_edit_that_the_analyzer_fails_on_is_analyzed_from_the_rows(
    cast: People, model: ThreatModel, kept: AnalysisCache, monkeypatch: pytest.MonkeyPatch
) -> None:
    analysis_refresh(model_id=model.pk, kept=kept)
    tell(model, cast, BOX, privileged=True)

    def fail(*_arguments: Any) -> None:
        raise KeyError("stale")

    with monkeypatch.context() as broken:
        broken.setattr("threatmodel.engine.analysis.incremental_analysis.IncrementalAnalyzer.edit", fail)
        with pytest.raises(KeyError):
            analysis_refresh(model_id=model.pk, kept=kept)
    assert model.pk not in kept
    analysis_refresh(model_id=model.pk, kept=kept)

    check_rows(model)


def test_a_job_whose_worker_fails_in_the_middle_is_done_by_the_next_attempt(
    cast: People, model: ThreatModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    analysis_refresh(model_id=model.pk)
    tell(model, cast, BOX, privileged=True)
    job = Job.objects.get(model=model, kind=JobKind.ANALYZE)

    def fail(*_arguments: Any, **_named: Any) -> None:
        raise SystemError("killed")

    with monkeypatch.context() as broken:
        broken.setattr("threatmodel.threats.analysis.services.apply_analysis._write_events", fail)
        assert job_run(job_id=job.pk) is AttemptResult.RETRY
    Job.objects.filter(pk=job.pk).update(lease_until=None)

    assert job_run(job_id=job.pk) is AttemptResult.DONE
    check_rows(model)


def test_a_burst_of_edits_waits_in_one_job(cast: People, model: ThreatModel) -> None:
    for number in range(20):
        tell(model, cast, SHOP, replicas=number)

    (job,) = Job.objects.filter(model=model, kind=JobKind.ANALYZE)
    assert job_run(job_id=job.pk) is AttemptResult.DONE
    assert job_ensure(team=cast.team, kind=JobKind.ANALYZE, user=None, model=model).pk != job.pk
    check_rows(model)


def test_a_full_analysis_in_between_is_followed(
    cast: People, model: ThreatModel, kept: AnalysisCache
) -> None:
    """Such as an import, or the one that a change of rules asks for."""
    analysis_refresh(model_id=model.pk, kept=kept)
    tell(model, cast, BOX, privileged=True)
    model_analyze(model_id=model.pk)
    tell(model, cast, BOX, privileged=False)

    analysis_refresh(model_id=model.pk, kept=kept)

    check_rows(model)
