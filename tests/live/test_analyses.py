"""Edits over WebSockets ask for analyses of the model."""

from datetime import timedelta

import pytest
from django.utils import timezone

from tests.architecture.test_operations import element, run
from tests.live.websocket_client import connected_client
from tests.people import People
from threatmodel.architecture.models import ThreatModel
from threatmodel.jobs.models import Job
from threatmodel.jobs.tasks import run_job

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.both_databases]


def test_an_edit_asks_for_an_analysis_once_while_it_waits(
    port: int, people: People, model: ThreatModel
) -> None:
    with connected_client(port, people.bob, model) as bob:
        for number in range(10):
            bob.do(element(f"e{number}"))

    assert Job.objects.filter(model=model, kind="analyze", state="queued").count() == 1


def test_jobs_of_continued_edits_begin_a_quarter_of_a_second_apart(
    people: People, model: ThreatModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    nudges: list[float] = []
    monkeypatch.setattr(run_job, "delay_on_commit", lambda job: nudges.append(0))
    monkeypatch.setattr(run_job, "later_on_commit", lambda job, *, seconds: nudges.append(seconds))
    start = timezone.now()

    for number, (milliseconds, begun) in enumerate(((0, 0), (10, 250), (270, 500), (2000, 2000))):
        monkeypatch.setattr(timezone, "now", lambda at=milliseconds: start + timedelta(milliseconds=at))
        run(model, people.bob, element(f"e{number}"))
        started_at = start + timedelta(milliseconds=begun)
        Job.objects.filter(model=model, state="queued").update(state="succeeded", started_at=started_at)

    assert nudges == pytest.approx([0, 0.24, 0.23, 0])
