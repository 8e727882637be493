"""Days of queries are those with which sums stay dates."""

import datetime as dt

import pytest
from rest_framework import serializers

from threatmodel.api.day_field import DayField


class Query(serializers.Serializer[dict[str, dt.date | None]]):
    """One day."""

    until = DayField()


@pytest.mark.parametrize("day", ["1970-01-01", "2026-11-29", "2999-12-31"])
def test_a_day_of_these_times_is_read(day: str) -> None:
    query = Query(data={"until": day})

    assert query.is_valid()
    assert query.validated_data == {"until": dt.date.fromisoformat(day)}


@pytest.mark.parametrize("day", ["0001-01-01", "1969-12-31", "3000-01-01", "9999-12-31"])
def test_another_one_is_refused_with_the_days_that_are_not(day: str) -> None:
    query = Query(data={"until": day})

    assert not query.is_valid()
    assert query.errors == {"until": ["Give a day from 1970-01-01 to 2999-12-31."]}


def test_none_is_none() -> None:
    query = Query(data={})

    assert query.is_valid()
    assert query.validated_data == {"until": None}
