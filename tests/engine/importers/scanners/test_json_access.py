"""Values of reports are read whatever they are."""

from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from threatmodel.engine.importers.scanners.json_access import moment


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("2025-03-01T13:00:00.123456789+01:00", "2025-03-01T12:00:00Z"),
        ("2025-03-01 12:00:00", "2025-03-01T12:00:00Z"),
        ("0001-01-01T00:00:00Z", ""),  # how Go writes that there is no time
        ("0999-01-01T00:00:00Z", ""),
        ("0001-01-01T00:00:00+14:00", ""),
        ("9999-12-31T23:59:59-14:00", ""),
        ("soon", ""),
        (None, ""),
    ],
)
def test_a_time_is_in_utc_to_the_second(value: object, expected: str) -> None:
    assert moment(value) == expected


@given(st.datetimes().map(str) | st.text(max_size=40))
def test_a_time_that_is_returned_can_be_read_again(value: str) -> None:
    found = moment(value)

    assert not found or (datetime.fromisoformat(found).year >= 1970 and moment(found) == found)
