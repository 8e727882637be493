"""What is old is removed where the settings say so, and nothing that a version names."""

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.utils import timezone
from rest_framework.test import APIClient

from tests.architecture.test_operations import change, run
from tests.people import People
from threatmodel.architecture.models import Change, ChangedSubject, ThreatModel
from threatmodel.architecture.operations.change_messages import changes_after
from threatmodel.config.beat_schedule import FIXED_INTERVALS
from threatmodel.history.architecture_state import pack
from threatmodel.history.models import ModelEvent, Snapshot
from threatmodel.history.selectors.history_reader import NoSuchState, state_at
from threatmodel.history.services import change_log_removal
from threatmodel.history.services.events import event_write
from threatmodel.history.services.old_row_removal import old_rows_remove
from threatmodel.history.services.versions import version_create
from threatmodel.history.tasks import old_rows_delete
from threatmodel.jobs.choices import JobState
from threatmodel.jobs.models import Job
from threatmodel.jobs.services import job_create

pytestmark = pytest.mark.both_databases
Settings = Any
OLD = timedelta(days=60)


@pytest.fixture
def model(cast: People, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> ThreatModel:
    """A model of twelve changes, of which all but the last two are old; the newest five stay anyway."""
    settings.KEEP_CHANGES_DAYS = settings.KEEP_EVENTS_DAYS = settings.KEEP_JOBS_DAYS = 30
    monkeypatch.setattr(change_log_removal, "NEWEST_KEPT", 5)
    made = ThreatModel.objects.create(team=cast.team, name="Shop")
    run(made, cast.bob, change("web", kind="workload", name="n1"))
    for number in range(2, 13):
        run(made, cast.bob, change("web", name=f"n{number}"))
    ThreatModel.objects.update(created_at=timezone.now() - OLD)
    Change.objects.filter(seq__lte=10).update(created_at=timezone.now() - OLD)
    made.refresh_from_db()
    return made


def name_at(model: ThreatModel, seq: int) -> Any:
    return state_at(model_id=model.pk, seq=seq).elements["web"]["name"]


def test_old_changes_go_from_the_beginning_and_the_rest_still_leads_back(model: ThreatModel) -> None:
    removed = old_rows_remove()

    assert removed["changes"] == 7
    assert list(Change.objects.order_by("seq").values_list("seq", flat=True)) == [8, 9, 10, 11, 12]
    assert ChangedSubject.objects.filter(seq__lte=7).count() == 0
    assert [name_at(model, seq) for seq in range(7, 13)] == [f"n{seq}" for seq in range(7, 13)]
    with pytest.raises(NoSuchState, match="was removed"):
        state_at(model_id=model.pk, seq=6)


def test_what_a_version_names_stays_as_it_was(cast: People, model: ThreatModel) -> None:
    version_create(model=model, actor=cast.bob, name="Release 1", seq=3)

    old_rows_remove()
    Snapshot.objects.update(created_at=timezone.now() - timedelta(days=10_000))
    old_rows_remove()

    assert name_at(model, 3) == "n3"
    assert list(Snapshot.objects.values_list("seq", flat=True)) == [3]


def test_a_state_that_was_removed_gets_no_name_and_is_not_restored(cast: People, model: ThreatModel) -> None:
    old_rows_remove()
    bob = APIClient()
    bob.force_login(cast.bob)

    named = bob.post(f"/api/models/{model.pk}/versions/", {"name": "Late", "seq": 4})
    restored = bob.post(f"/api/models/{model.pk}/restore/", {"to": "4"})
    compared = bob.get(f"/api/models/{model.pk}/comparison/?before=4&after=now")

    assert (named.status_code, restored.status_code, compared.status_code) == (400, 400, 400)
    assert "removed" in str(named.json())
    assert "removed" in str(compared.json())


def test_a_browser_that_missed_what_was_removed_reads_the_model_again(model: ThreatModel) -> None:
    old_rows_remove()
    most = {"most": 500, "bytes_most": 1_000_000}

    assert changes_after(model_id=model.pk, seq=3, **most) is None
    assert len(changes_after(model_id=model.pk, seq=7, **most) or ()) == 5


def test_the_history_says_since_when_it_is_kept(cast: People, model: ThreatModel) -> None:
    vera = APIClient()
    vera.force_login(cast.vera)
    before = vera.get(f"/api/models/{model.pk}/history/kept/").json()

    old_rows_remove()
    after = vera.get(f"/api/models/{model.pk}/history/kept/").json()

    assert before["changes_since"] is None
    assert after["changes_since"] == Change.objects.get(seq=8).created_at.isoformat().replace("+00:00", "Z")
    assert after["events_since"]
    assert vera.get(f"/api/models/{model.pk}/changes/").json()["results"][-1]["seq"] == 8


def test_nothing_is_removed_unless_asked_for(settings: Settings, model: ThreatModel) -> None:
    settings.KEEP_CHANGES_DAYS = settings.KEEP_EVENTS_DAYS = 0
    event_write(model_id=model.pk, actor=None, subject_type="model", what="did something")
    ModelEvent.objects.update(at=timezone.now() - timedelta(days=10_000))

    removed = old_rows_remove()

    assert (removed["changes"], removed["events"]) == (0, 0)
    assert Change.objects.count() == 12


def test_old_events_go_but_the_latest_import(model: ThreatModel) -> None:
    for what, kind in (("one", "import"), ("two", "import"), ("three", "model")):
        event_write(model_id=model.pk, actor=None, subject_type=kind, what=what)
    ModelEvent.objects.update(at=timezone.now() - OLD)
    event_write(model_id=model.pk, actor=None, subject_type="model", what="new")

    assert old_rows_remove()["events"] == 2
    assert list(ModelEvent.objects.order_by("id").values_list("what", flat=True)) == ["two", "new"]


def test_ended_jobs_go_but_the_latest_import(cast: People, model: ThreatModel) -> None:
    jobs = [
        job_create(team=cast.team, kind=kind, user=None, model=model)
        for kind in ("import", "import", "analyze")
    ]
    waiting = job_create(team=cast.team, kind="import", user=None, model=model)
    for place, job in enumerate(jobs):
        at = timezone.now() - OLD + timedelta(hours=place)
        Job.objects.filter(pk=job.pk).update(state=JobState.SUCCEEDED, created_at=at, finished_at=at)

    assert old_rows_remove()["jobs"] == 2
    imports = Job.objects.filter(kind="import")
    assert set(imports.values_list("pk", flat=True)) == {jobs[1].pk, waiting.pk}


def test_sessions_that_ended_go(cast: People, model: ThreatModel) -> None:
    client = APIClient()
    client.force_login(cast.bob)
    ended = APIClient()
    ended.force_login(cast.vera)
    Session.objects.filter(pk=ended.session.session_key).update(expire_date=timezone.now() - OLD)

    assert old_rows_remove()["sessions"] >= 1
    assert list(Session.objects.values_list("pk", flat=True)) == [client.session.session_key]


def test_snapshots_that_only_save_time_go_after_their_days(settings: Settings, model: ThreatModel) -> None:
    for seq, age in ((11, OLD), (12, timedelta(days=1))):
        Snapshot.objects.create(model=model, seq=seq, content=pack(state_at(model_id=model.pk, seq=seq)))
        Snapshot.objects.filter(seq=seq).update(created_at=timezone.now() - age)

    settings.KEEP_SNAPSHOTS_DAYS = 0
    assert old_rows_remove()["snapshots"] == 0
    settings.KEEP_SNAPSHOTS_DAYS = 30
    assert old_rows_remove()["snapshots"] == 1

    assert list(Snapshot.objects.values_list("seq", flat=True)) == [12]
    assert name_at(model, 11) == "n11"


def test_a_task_of_every_hour_removes_them(model: ThreatModel) -> None:
    scheduled = FIXED_INTERVALS["old-rows"]

    assert (scheduled["task"], scheduled["schedule"]) == (old_rows_delete.name, 3_600)
    assert old_rows_delete()["changes"] == 7
