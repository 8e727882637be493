"""Workers collect at once when one has rewritten the tests, and not before."""

import threading
from pathlib import Path

import pytest

from tests.services import process
from tests.services.collection import collected_once

pytestmark = pytest.mark.no_database


@pytest.fixture(autouse=True)
def _run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(process.RUN_FOLDER, str(tmp_path))


def collecting(arguments: list[str]) -> threading.Thread:
    """Collect in a thread, as another worker would."""

    def collect() -> None:
        with collected_once(arguments):
            pass

    thread = threading.Thread(target=collect)
    thread.start()
    return thread


def test_the_others_wait_for_the_first() -> None:
    with collected_once(["tests"]):
        others = [collecting(["tests"]) for _ in range(2)]
        others[0].join(timeout=0.2)

        assert all(one.is_alive() for one in others)

    for one in others:
        one.join()


def test_nobody_waits_once_all_is_rewritten_or_for_other_tests() -> None:
    with collected_once(["tests/engine"]):
        collecting(["tests"]).join()

        with collected_once(["tests"]):
            collecting(["tests"]).join()
