"""Counts of threats by severity."""

from typing import Any

from rest_framework import serializers

from threatmodel.library.choices import SEVERITIES


class SeverityCountsSerializer(serializers.Serializer[dict[str, Any]]):
    """Threats that are a risk by severity: open or accepted."""

    critical = serializers.IntegerField()
    high = serializers.IntegerField()
    medium = serializers.IntegerField()
    low = serializers.IntegerField()
    info = serializers.IntegerField()


class PossibleCountField(serializers.IntegerField):
    """How many possible threats are open; they are in no other count."""

    def __init__(self) -> None:
        super().__init__(
            help_text="Open possible threats, which wait for facts; of an element or flow those that lead in "
            "its list, without the folded ones. No other count has them."
        )


class WorstField(serializers.ChoiceField):
    """The highest severity of these threats; null when there is none."""

    def __init__(self) -> None:
        super().__init__(choices=SEVERITIES, allow_null=True)
