"""Tests that use the running server share one, which has no setting of the shell that starts them."""

import re
from typing import Final

import pytest

from tests import conftest
from tests.services import deployment

pytestmark = pytest.mark.no_database

_USES_SERVER: Final = re.compile(r"^def \w+\([^)]*\bserver: (deployment\.)?Server\b", re.MULTILINE)


def test_every_file_that_uses_the_running_server_is_given_to_one_worker() -> None:
    tests = conftest.ROOT / "tests"
    files = [path for path in tests.rglob("test_*.py") if tests / "browser" not in path.parents]
    using = [path for path in files if _USES_SERVER.search(path.read_text(encoding="utf-8"))]

    assert {str(path.relative_to(conftest.ROOT)) for path in using} == conftest._SERVER_FILES


def test_runs_without_xdist_know_no_scheduler() -> None:
    assert vars(conftest.pytest_xdist_make_scheduler)["pytest_impl"]["optionalhook"]


@pytest.mark.parametrize("name", ["WEB_CONCURRENCY", "BULKHEAD_DEMO", "EMAIL_HOST", "HOST", "PORT"])
def test_servers_inherit_no_setting(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(name, "2")

    assert name not in deployment._environment()
