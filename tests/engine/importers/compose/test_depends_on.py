"""Who is waited for is mostly called, unless both run the same code or one only coordinates."""

import pytest

from tests.engine.importers.compose.readings import calls, of

# --- depends_on -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("first", "second", "drawn"),
    [
        ("image: x/app", "image: x/app", False),
        ("{build: ., image: app}", "{build: ., image: app}", False),
        ("image: x/app", "image: x/other", True),
        ("image: node", "image: node", True),
        ("image: nginx", "image: nginx", True),
        ("image: n8nio/n8n", "image: n8nio/n8n", False),
        ("image: consul", "image: consul", True),
    ],
)
def test_who_runs_the_same_code_is_waited_for_and_not_called(first: str, second: str, *, drawn: bool) -> None:
    given = first if first.startswith("{") else f"{{{first}}}"
    other = second if second.startswith("{") else f"{{{second}}}"
    text = f"services: {{one: {{<<: {given}, depends_on: [two]}}, two: {other}}}"

    assert ("one->two" in calls(of({"compose.yaml": text}))) is drawn


def test_a_worker_that_listens_on_nothing_is_not_called() -> None:
    text = """services:
  web: {image: x/web, depends_on: [worker, job-scheduler]}
  worker: {image: x/worker}
  job-scheduler: {image: x/jobs, expose: [9000]}
"""
    assert calls(of({"compose.yaml": text})) == {"web->job-scheduler": 9000}


def test_a_coordinator_is_waited_for_because_of_the_queue() -> None:
    text = """services:
  web: {image: x/web, depends_on: [keeper, events]}
  admin: {image: x/admin, depends_on: [keeper]}
  events: {image: confluentinc/cp-kafka, depends_on: [keeper]}
  keeper: {image: zookeeper}
"""
    assert calls(of({"compose.yaml": text})) == {
        "web->events": 9092,
        "admin->keeper": 2181,
        "events->keeper": 2181,
    }
