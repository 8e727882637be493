"""The risk matrix of a team."""

from typing import Any

from rest_framework import serializers

from threatmodel.accounts.serializers import NameField, PersonSerializer
from threatmodel.engine.analysis.risk_levels import LEVELS
from threatmodel.engine.analysis.risk_matrix import COLORS, LEVELS_LEAST, LEVELS_MOST, NAME_LENGTH

_FIVE: dict[str, Any] = {"min_length": len(LEVELS), "max_length": len(LEVELS)}


class RiskLevelSerializer(serializers.Serializer[dict[str, Any]]):
    """A level of risk."""

    name = NameField(max_length=NAME_LENGTH)
    color = serializers.ChoiceField(choices=COLORS)


class RiskMatrixContentSerializer(serializers.Serializer[dict[str, Any]]):
    """What likelihoods and impacts are called, and the level of risk of each pair. The lowest come first."""

    likelihoods = serializers.ListField(child=NameField(max_length=NAME_LENGTH), **_FIVE)
    impacts = serializers.ListField(child=NameField(max_length=NAME_LENGTH), **_FIVE)
    levels = RiskLevelSerializer(many=True, min_length=LEVELS_LEAST, max_length=LEVELS_MOST)  # type: ignore[call-arg]
    cells = serializers.ListField(
        child=serializers.ListField(
            child=serializers.IntegerField(min_value=0, max_value=LEVELS_MOST - 1), **_FIVE
        ),
        help_text="Places in `levels`, by impact and then by likelihood.",
        **_FIVE,
    )
    appetite = serializers.IntegerField(
        min_value=0,
        max_value=LEVELS_MOST - 1,
        help_text="Place of the highest level that needs neither treatment nor acceptance.",
    )


class RiskMatrixEditSerializer(RiskMatrixContentSerializer):
    """The matrix as it shall be, and the version that was edited."""

    version = serializers.IntegerField(min_value=0)


class TeamRiskMatrixSerializer(RiskMatrixEditSerializer):
    """The matrix of a team."""

    is_default = serializers.BooleanField()
    default = RiskMatrixContentSerializer()
    updated_by = PersonSerializer(allow_null=True)
    updated_at = serializers.DateTimeField(allow_null=True)


class RiskMatrixConflictSerializer(serializers.Serializer[dict[str, Any]]):
    """Another person has changed the matrix meanwhile: what it is now."""

    detail = serializers.CharField()
    current = TeamRiskMatrixSerializer()
