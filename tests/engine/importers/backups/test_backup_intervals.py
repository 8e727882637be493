"""The longest time between two runs of a schedule."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from threatmodel.engine.importers.backups.backup_intervals import (
    duration_minutes,
    longest_gap_minutes,
    schedule_shown,
)

HOUR, DAY, WEEK = 60, 1440, 10_080


@pytest.mark.parametrize(
    ("schedule", "minutes"),
    [
        ("* * * * *", 1),
        ("*/15 * * * *", 15),
        ("0 * * * *", HOUR),
        ("0 */6 * * *", 6 * HOUR),
        ("0 2 * * *", DAY),
        ("0 2,14 * * *", 12 * HOUR),
        ("0 8-18 * * *", 14 * HOUR),
        ("0 3 * * sun", WEEK),
        ("0 3 * * 7", WEEK),
        ("0 3 * * Sunday", WEEK),
        ("0 3 * * MON-FRI", 3 * DAY),
        ("0 0 1 * *", 31 * DAY),
        ("0 0 1 jan *", 366 * DAY),
        ("0 0 29 2 *", 1461 * DAY),
        ("0 0 1,15 * 1", 7 * DAY),  # on either
        ("0 0 2 * * *", DAY),  # seconds first
        ("0 0 2 * * ?", DAY),
        ("CRON_TZ=Europe/Berlin 0 2 * * *", DAY),
        ("@hourly", HOUR),
        ("@daily", DAY),
        ("@weekly", WEEK),
        ("@every 6h30m", 390),
    ],
)
def test_schedules_of_cron(schedule: str, minutes: int) -> None:
    assert longest_gap_minutes(schedule) == minutes


@pytest.mark.parametrize(
    "schedule",
    ["", "daily", "0 2 * *", "60 2 * * *", "0 2 31 2 *", "0 2 * * funday", "0 2 * * sunsecret", "0 2 * * su",
     "*/0 * * * *", "5-1 * * * *", "@reboot", "H 2 * * *", "@every soon", "${SCHEDULE}"],
)  # fmt: skip
def test_what_is_no_schedule_has_no_interval(schedule: str) -> None:
    assert longest_gap_minutes(schedule) is None


def test_a_schedule_is_shown_without_its_time_zone_and_only_where_it_is_read() -> None:
    assert schedule_shown("CRON_TZ=Europe/Berlin  0 2 * * *") == "0 2 * * *"
    assert schedule_shown("hunter2") == ""


@given(st.text(max_size=60) | st.text("0123456789*/,-? @", max_size=40))
def test_any_text_is_read_without_a_fault(text: str) -> None:
    minutes = longest_gap_minutes(text)

    assert minutes is None or 0 < minutes <= timedelta(days=8 * 366) / timedelta(minutes=1)


@pytest.mark.parametrize(
    ("text", "minutes"),
    [("90m", 90), ("1h30m", 90), ("86400s", 1440), ("30s", 1), ("1d", 1440), ("0s", None), ("a", None)],
)
def test_durations(text: str, minutes: int | None) -> None:
    assert duration_minutes(text) == minutes
