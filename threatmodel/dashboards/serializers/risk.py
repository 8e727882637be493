"""Risk by likelihood and impact, and the controls that would remove most of it."""

from typing import Any

from rest_framework import serializers

from threatmodel.threats.risk.serializers.matrices import RiskMatrixContentSerializer


class RiskMatrixSerializer(serializers.Serializer[dict[str, Any]]):
    """Threats by level of likelihood and impact."""

    score = serializers.IntegerField(help_text="Sum of likelihood times impact over the threats.")
    cells = serializers.ListField(
        child=serializers.ListField(child=serializers.IntegerField()),
        help_text="Number of threats by impact, then by likelihood; the lowest level of each first.",
    )
    above_appetite = serializers.IntegerField(help_text="Threats with a level above the appetite.")


class TopControlSerializer(serializers.Serializer[dict[str, Any]]):
    """A control with the risk of the open threats that it treats and that have no mitigation yet."""

    control = serializers.CharField()
    title = serializers.CharField()
    threats = serializers.IntegerField()
    score = serializers.IntegerField(help_text="Sum of their scores; a threat counts for each control.")
    rules = serializers.ListField(child=serializers.CharField(), help_text="The rules of these threats.")


class RiskSerializer(serializers.Serializer[dict[str, Any]]):
    """Risk of found threats that are open, accepted or mitigated."""

    inherent = RiskMatrixSerializer(help_text="Before any mitigation.")
    current = RiskMatrixSerializer(help_text="With the mitigations that are implemented or verified.")
    target = RiskMatrixSerializer(help_text="Once all mitigations that are not rejected are done.")
    accepted = RiskMatrixSerializer(help_text="Of the current risk, what is accepted: it still counts.")
    controls = TopControlSerializer(many=True)
    matrix = RiskMatrixContentSerializer(help_text="Of the team; the default where teams have several.")
    matrices_differ = serializers.BooleanField(help_text="The models are of teams with different matrices.")
