"""Days in queries."""

import datetime as dt
from typing import Any, Final

from rest_framework import serializers

_FIRST: Final = dt.date(1970, 1, 1)
_LAST: Final = dt.date(2999, 12, 31)


class DayField(serializers.DateField):
    """An optional day of a query. No product had one outside of these, and sums with days stay dates."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(required=False, default=None, **kwargs)

    def to_internal_value(self, value: Any) -> dt.date:
        """Parse the day."""
        day: dt.date = super().to_internal_value(value)
        if not _FIRST <= day <= _LAST:
            raise serializers.ValidationError(f"Give a day from {_FIRST} to {_LAST}.")
        return day
