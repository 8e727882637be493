"""How models are rated, and the risk of threats, elements and flows."""

from typing import Any

from rest_framework import serializers

from threatmodel.engine.analysis.cvss_rating import VECTOR_LENGTH
from threatmodel.engine.analysis.owasp_rating import OWASP_IDS, VALUE_MOST
from threatmodel.engine.analysis.risk_levels import LEVELS
from threatmodel.engine.analysis.risk_rating import METHODS, SOURCES
from threatmodel.library.choices import MITIGATION_STATUSES
from threatmodel.threats.choices import REDUCTIONS
from threatmodel.threats.risk.serializers.matrices import RiskLevelSerializer

_GROUPS = ("threat-agent", "vulnerability", "technical-impact", "business-impact")
_WORDS = ("low", "medium", "high")
_RATINGS = ("none", "low", "medium", "high", "critical")


class OwaspAnswersSerializer(serializers.Serializer[dict[str, Any]]):
    """Values of 0 to 9 by factor of the OWASP Risk Rating; a factor that is left out is not answered."""

    def get_fields(self) -> dict[str, Any]:
        """Return a field for each factor."""
        value: dict[str, Any] = {"required": False, "min_value": 0, "max_value": VALUE_MOST}
        return {factor: serializers.IntegerField(**value) for factor in OWASP_IDS}


class RiskMethodEditSerializer(serializers.Serializer[dict[str, Any]]):
    """How threats shall be rated, and the version that was edited."""

    method = serializers.ChoiceField(
        choices=METHODS,
        help_text=(
            "`facts`: from the facts of the model; `owasp`: OWASP Risk Rating; `cvss`: CVSS gives the impact."
        ),
    )
    owasp = OwaspAnswersSerializer(required=False, default=dict, help_text="What holds for all threats.")
    version = serializers.IntegerField(min_value=0)


class OwaspOptionSerializer(serializers.Serializer[dict[str, Any]]):
    value = serializers.IntegerField()
    label = serializers.CharField()  # type: ignore[assignment]


class OwaspFactorSerializer(serializers.Serializer[dict[str, Any]]):
    """A factor of OWASP with the answers it knows."""

    id = serializers.ChoiceField(choices=OWASP_IDS)
    group = serializers.ChoiceField(choices=_GROUPS)
    label = serializers.CharField()  # type: ignore[assignment]
    options = OwaspOptionSerializer(many=True)


class RiskMethodSerializer(RiskMethodEditSerializer):
    """How the threats of a model are rated."""

    factors = OwaspFactorSerializer(many=True)


class RiskMethodConflictSerializer(serializers.Serializer[dict[str, Any]]):
    """Another person has changed the method meanwhile: what it is now."""

    detail = serializers.CharField()
    current = RiskMethodSerializer()


class ThreatRatingSerializer(serializers.Serializer[dict[str, Any]]):
    """What people say of the risk of a threat, and the version of the threat that they saw."""

    owasp = OwaspAnswersSerializer(required=False)
    vector = serializers.CharField(
        max_length=VECTOR_LENGTH,
        allow_blank=True,
        required=False,
        help_text="CVSS 3.0, 3.1 or 4.0.",
    )
    version = serializers.IntegerField(min_value=0)


class LevelsSerializer(serializers.Serializer[dict[str, Any]]):
    """Likelihood and impact; no likelihood is left where it is 0."""

    likelihood = serializers.IntegerField(min_value=0, max_value=LEVELS[-1])
    impact = serializers.IntegerField(min_value=LEVELS[0], max_value=LEVELS[-1])


class RiskStageSerializer(LevelsSerializer):
    """Risk at one stage."""

    score = serializers.IntegerField(help_text="Likelihood times impact.")
    likelihood_name = serializers.CharField(help_text="In the matrix of the team; empty where none is left.")
    impact_name = serializers.CharField()
    level = RiskLevelSerializer(
        allow_null=True, help_text="In the matrix of the team; null where nothing is left."
    )
    above_appetite = serializers.BooleanField()


class RatedFactorSerializer(serializers.Serializer[dict[str, Any]]):
    """The value of a factor, and who gives it: people of this threat, facts, or people of the whole model."""

    id = serializers.ChoiceField(choices=OWASP_IDS)
    value = serializers.IntegerField(allow_null=True)
    source = serializers.ChoiceField(choices=SOURCES)  # type: ignore[assignment]
    because = serializers.CharField()


class MeanSerializer(serializers.Serializer[dict[str, Any]]):
    """A mean of factors: null while one of them is unknown, then it is between `least` and `most`."""

    score = serializers.FloatField(allow_null=True)
    word = serializers.ChoiceField(choices=_WORDS, allow_null=True)
    least = serializers.FloatField()
    most = serializers.FloatField()


class OwaspRatingSerializer(serializers.Serializer[dict[str, Any]]):
    factors = RatedFactorSerializer(many=True)
    likelihood = MeanSerializer()
    technical_impact = MeanSerializer()
    business_impact = MeanSerializer(help_text="Counts instead of the technical one where it is known.")


class CvssMetricSerializer(serializers.Serializer[dict[str, Any]]):
    name = serializers.CharField()
    value = serializers.CharField()


class CvssRatingSerializer(serializers.Serializer[dict[str, Any]]):
    score = serializers.FloatField()
    word = serializers.ChoiceField(choices=_RATINGS)
    version = serializers.CharField()
    vector = serializers.CharField(help_text="Empty where a scan reports the score alone.")
    finding = serializers.CharField(help_text="The vulnerability of a scan; empty where a person entered it.")
    metrics = CvssMetricSerializer(many=True)


class ReductionSerializer(serializers.Serializer[dict[str, Any]]):
    """What a mitigation removes of the likelihood, and from which stage on."""

    mitigation = serializers.IntegerField()
    title = serializers.CharField()
    status = serializers.ChoiceField(choices=MITIGATION_STATUSES)
    reduction = serializers.ChoiceField(choices=("", *REDUCTIONS))
    share = serializers.FloatField(help_text="All where no reduction is stated.")
    counts = serializers.ChoiceField(choices=("", "current", "target"))


class ThreatRiskSerializer(serializers.Serializer[dict[str, Any]]):
    """The risk of a threat: before mitigations, with those that are done, and with all."""

    method = serializers.ChoiceField(choices=METHODS)
    likelihood_by = serializers.ChoiceField(choices=METHODS, help_text="What gave the likelihood.")
    impact_by = serializers.ChoiceField(choices=METHODS, help_text="What gave the impact.")
    facts = LevelsSerializer(help_text="What facts alone give.")
    inherent = RiskStageSerializer()
    current = RiskStageSerializer()
    target = RiskStageSerializer()
    reductions = ReductionSerializer(many=True)
    owasp = OwaspRatingSerializer(allow_null=True)
    cvss = CvssRatingSerializer(allow_null=True)


class HighestRiskSerializer(RiskStageSerializer):
    threat = serializers.IntegerField(help_text="Number of the threat.")


class SubjectStageSerializer(serializers.Serializer[dict[str, Any]]):
    score = serializers.IntegerField(help_text="Sum of likelihood times impact over the threats.")
    threats = serializers.IntegerField()
    highest = HighestRiskSerializer(allow_null=True)


class SubjectRiskSerializer(serializers.Serializer[dict[str, Any]]):
    """The risk of the found threats of an element or flow."""

    inherent = SubjectStageSerializer()
    current = SubjectStageSerializer()
    target = SubjectStageSerializer()
    above_appetite = serializers.IntegerField(
        help_text="Threats whose current risk is above the appetite and is not accepted."
    )
