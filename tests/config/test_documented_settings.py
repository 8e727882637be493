"""Every variable that the settings read is in the table of docs/running.md."""

import re
from pathlib import Path
from typing import Final

import pytest

pytestmark = pytest.mark.no_database

ROOT: Final = Path(__file__).parents[2]
_READ: Final = re.compile(r'\benv(?:\.\w+|_\w+)\(\s*"([A-Z][A-Z_]+)"')
_GIVEN_BY_SERVE: Final = {"BULKHEAD_WEB_PROCESSES_FOLDER"}  # to the processes that it starts


def _variables_read() -> set[str]:
    return {
        name
        for path in (ROOT / "threatmodel").rglob("*.py")
        for name in _READ.findall(path.read_text("utf-8"))
    }


def test_every_variable_is_documented() -> None:
    documented = set(re.findall(r"`([A-Z][A-Z_]+)`", (ROOT / "docs" / "running.md").read_text("utf-8")))

    assert _variables_read() - documented - _GIVEN_BY_SERVE == set()


def test_variables_are_found_in_the_settings() -> None:
    assert {"BULKHEAD_DEBUG", "BULKHEAD_HOSTS", "DATABASE_URL"} <= _variables_read()
