"""The day of the analysis is an option: it is in the reports, and the same one gives the same reports."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from threatmodel.engine.command_line import analyze
from threatmodel.engine.command_line.main import main

COMPOSE = "services:\n  db:\n    image: postgres:17\n"
DAY = "2026-03-01"


@pytest.fixture
def path(tmp_path: Path) -> str:
    file = tmp_path / "compose.yaml"
    file.write_text(COMPOSE)
    return str(file)


def report(path: str, capsys: pytest.CaptureFixture[str], *options: str) -> str:
    assert analyze.main([path, *options]) == analyze.OK
    return capsys.readouterr().out


@pytest.mark.parametrize(
    ("form", "shown"),
    [("table", ", as of 2026-03-01"), ("markdown", "As of 2026-03-01."), ("sarif", '"date": "2026-03-01"')],
)
def test_reports_show_the_day(path: str, capsys: pytest.CaptureFixture[str], form: str, shown: str) -> None:
    first, second = (report(path, capsys, "--format", form, "--date", DAY) for _ in range(2))

    assert shown in first
    assert first == second


def test_the_json_report_has_it_and_is_otherwise_the_same_on_another_day(
    path: str, capsys: pytest.CaptureFixture[str]
) -> None:
    one, other = (
        json.loads(report(path, capsys, "--format", "json", "--date", day)) for day in (DAY, "2030-01-01")
    )

    assert (one.pop("date"), other.pop("date")) == (DAY, "2030-01-01")
    for found in (one, other):
        del found["stats"]["seconds"]
    assert one == other


def test_without_the_option_it_is_today_in_utc(path: str, capsys: pytest.CaptureFixture[str]) -> None:
    before = datetime.now(UTC).date().isoformat()
    found = json.loads(report(path, capsys, "--format", "json"))["date"]

    assert before <= found <= datetime.now(UTC).date().isoformat()


@pytest.mark.parametrize("command", [["analyze"], ["diff", "PATH"]])
def test_what_is_no_date_cannot_be_used(
    path: str, capsys: pytest.CaptureFixture[str], command: list[str]
) -> None:
    words = [path if word == "PATH" else word for word in command]

    for day in ("2026-02-30", "20260131", "2026-W05-6"):
        assert main([*words, path, "--date", day]) == analyze.UNUSABLE
        assert f"--date {day}: write YYYY-MM-DD" in capsys.readouterr().err
