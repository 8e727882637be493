"""Figures of days."""

import datetime as dt
from typing import Any, Final

from rest_framework import serializers

from threatmodel.api.day_field import DayField
from threatmodel.dashboards.models import CLOSED_COLUMNS
from threatmodel.threats.acceptances.selectors import current_day
from threatmodel.threats.threats.serializers.severity_counts import SeverityCountsSerializer

DAYS: Final = 91  # that are shown unless asked otherwise: thirteen weeks
DAYS_MOST: Final = 1_100


class PostureQuerySerializer(serializers.Serializer[dict[str, Any]]):
    """From which day to which."""

    since = DayField(help_text="First day; 91 days if not given.")
    until = DayField(help_text="Last day; today if not given.")

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Fill in the days, and refuse a range that ends before it begins or is too long."""
        until = attrs["until"] or current_day.today()
        since = attrs["since"] or until - dt.timedelta(days=DAYS - 1)
        if since > until:
            raise serializers.ValidationError({"since": "Must not be after `until`."})
        if (until - since).days >= DAYS_MOST:
            raise serializers.ValidationError({"since": f"At most {DAYS_MOST} days can be read at once."})
        return {**attrs, "since": since, "until": until}


class PostureDaySerializer(serializers.Serializer[dict[str, Any]]):
    """The figures of one day. Threats are found ones alone."""

    day = serializers.DateField()
    taken_at = serializers.DateTimeField(help_text="Of the oldest snapshot in it.")
    models = serializers.IntegerField(help_text="Models with a snapshot of that day.")
    open = SeverityCountsSerializer(help_text="Open threats by severity, without accepted ones.")
    accepted = SeverityCountsSerializer(help_text="Accepted threats by severity: still a risk.")
    overdue = serializers.IntegerField(help_text="Open threats past their date.")
    overdue_mitigations = serializers.IntegerField()
    expiring = serializers.IntegerField(help_text="Active acceptances that end within 14 days.")
    cells_settled = serializers.IntegerField(help_text="Cells of the coverage grids of all methods.")
    cells_applicable = serializers.IntegerField()
    jewels = serializers.IntegerField(help_text="Crown jewels.")
    jewels_reached = serializers.IntegerField(help_text="Those that an attacker who counts reaches.")
    jewel_score = serializers.IntegerField(help_text="Of the likeliest path to any crown jewel, 0 to 100.")
    found = serializers.IntegerField(help_text="Threats first seen on that day.")
    fixed_seconds = serializers.IntegerField(
        help_text="From first seen to mitigated or resolved, summed over those threats."
    )
    due_fixed = serializers.IntegerField(help_text="Threats mitigated or resolved that had a due date.")
    due_kept = serializers.IntegerField(help_text="Of these, those fixed by then.")

    def get_fields(self) -> dict[str, Any]:
        """Return the fields, and one for each status with which threats were closed."""
        closed = {
            column: serializers.IntegerField(help_text=f"Threats closed as {status} on that day.")
            for status, column in CLOSED_COLUMNS.items()
        }
        return {**super().get_fields(), **closed}


class PostureSerializer(serializers.Serializer[dict[str, Any]]):
    """Figures over time: one entry for each day with a snapshot."""

    since = serializers.DateField()
    until = serializers.DateField()
    days = PostureDaySerializer(many=True)
