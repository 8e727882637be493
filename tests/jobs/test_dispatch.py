"""A broker that is slow or away costs a request nothing."""

import threading
from typing import Any

import pytest
from kombu.exceptions import OperationalError

from threatmodel.jobs import dispatch, tasks

JOB = "00000000-0000-0000-0000-000000000000"

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


def test_a_message_that_cannot_be_sent_fails_neither_request_nor_thread(
    monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: Any
) -> None:
    sent: list[str] = []

    def away_once(job_id: str) -> None:
        sent.append(job_id)
        if len(sent) == 1:
            raise OperationalError("connection refused")

    monkeypatch.setattr(tasks.run_job, "delay", away_once)

    with django_capture_on_commit_callbacks(execute=True):
        tasks.run_job.delay_on_commit(JOB)
        tasks.run_job.delay_on_commit(JOB)
    dispatch.wait_until_sent()

    assert sent == [JOB, JOB]


def test_a_request_does_not_wait_for_a_silent_broker(
    monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: Any
) -> None:
    answers, answered = threading.Event(), []
    monkeypatch.setattr(tasks.run_job, "delay", lambda _job_id: answered.append(answers.wait(30)))

    with django_capture_on_commit_callbacks(execute=True):
        tasks.run_job.delay_on_commit(JOB)

    assert answered == []  # the broker is still silent
    answers.set()
    dispatch.wait_until_sent()
    assert answered == [True]


def test_nothing_is_sent_for_a_change_that_was_rolled_back(
    monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: Any
) -> None:
    sent: list[str] = []
    monkeypatch.setattr(tasks.run_job, "delay", sent.append)

    with django_capture_on_commit_callbacks() as callbacks:
        tasks.run_job.delay_on_commit(JOB)
    dispatch.wait_until_sent()

    assert len(callbacks) == 1  # kept back until the commit, which this test never makes
    assert sent == []
