"""Kept analyses stay within their bound, and workers that race leave the rows of a full analysis."""

import threading
import uuid
from collections.abc import Callable

import pytest
from django.db import connection, connections

from tests.people import People, make_people
from tests.shop_model import FIXED, import_text, new_model
from tests.threats.analysis_rows import BOX, SHOP, check_rows, tell
from threatmodel.architecture.models import ThreatModel
from threatmodel.threats.analysis.models import AnalysisRun
from threatmodel.threats.analysis.services import analysis_cache
from threatmodel.threats.analysis.services.analysis_cache import AnalysisCache, analysis_refresh

pytestmark = pytest.mark.both_databases


def test_a_model_that_is_deleted_is_kept_no_more(
    cast: People, model: ThreatModel, kept: AnalysisCache
) -> None:
    analysis_refresh(model_id=model.pk, kept=kept)
    key = model.pk
    model.delete()

    with pytest.raises(ThreatModel.DoesNotExist):
        analysis_refresh(model_id=key, kept=kept)

    assert key not in kept


# --- memory ------------------------------------------------------------------------------------


def test_the_models_used_last_are_kept_within_the_bound(cast: People, model: ThreatModel) -> None:
    other, third = (new_model(cast.team, cast.alice, name) for name in ("Other", "Third"))
    for one in (other, third):
        import_text(one, cast.bob, FIXED)
    analysis_refresh(model_id=model.pk, kept=(scale := AnalysisCache(10_000)))
    kept = AnalysisCache(2 * scale.size)

    for one in (model, other, model, third):
        analysis_refresh(model_id=one.pk, kept=kept)

    assert [one.pk in kept for one in (model, other, third)] == [True, False, True]
    assert kept.size <= 2 * scale.size


def test_a_model_larger_than_the_bound_is_not_kept_and_pushes_nobody_out(
    cast: People, model: ThreatModel
) -> None:
    small = new_model(cast.team, cast.alice, "Small")
    kept = AnalysisCache(5)

    analysis_refresh(model_id=small.pk, kept=kept)
    analysis_refresh(model_id=model.pk, kept=kept)

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
    people = make_people()
    model = new_model(people.team, people.alice)
    import_text(model, people.bob)
    workers = [AnalysisCache(analysis_cache.KEPT_MOST) for _ in range(2)]
    done = threading.Event()

    def edit() -> None:
        try:
            for number in range(12):
                tell(model, people, BOX, privileged=number % 2 == 0)
                tell(model, people, SHOP, replicas=number)
        finally:
            done.set()

    def work(kept: AnalysisCache) -> Callable[[], None]:
        def keep_up() -> None:
            while not done.is_set():
                analysis_refresh(model_id=model.pk, kept=kept)
            analysis_refresh(model_id=model.pk, kept=kept)

        return keep_up

    at_once(edit, *(work(kept) for kept in workers))

    analysis_refresh(model_id=model.pk, kept=workers[0])
    check_rows(model)
    numbers = AnalysisRun.objects.filter(model=model).order_by("number").values_list("number", flat=True)
    assert [*numbers] == [*range(1, len(numbers) + 1)]


def test_threads_of_one_worker_take_turns_on_a_model(
    on_disk: None, loads: list[uuid.UUID], kept: AnalysisCache
) -> None:
    people = make_people()
    model = new_model(people.team, people.alice)
    import_text(model, people.bob)

    def work() -> None:
        analysis_refresh(model_id=model.pk, kept=kept)

    at_once(*[work] * 4)

    assert loads == [model.pk]
