"""What people write in the stages, as the API takes and shows it."""

from typing import Any
from urllib.parse import urlsplit

from rest_framework import serializers

from threatmodel.accounts.serializers import PersonSerializer
from threatmodel.architecture.api.serializers.elements import SubjectSerializer
from threatmodel.architecture.models import NAME_LENGTH, UID_LENGTH
from threatmodel.pasta.choices import APPETITES, CRITICALITIES, IMPACT_LEVELS, RELEVANCES
from threatmodel.pasta.models import LINK_LENGTH, TEXT_LENGTH

Json = dict[str, Any]
_NAMED_MOST = 200  # elements or rules that one row names
_LEVEL_LENGTH = 500
_COST_MOST = 1_000_000_000
_HARMS = ("", *CRITICALITIES)


def _text(**parts: Any) -> serializers.CharField:
    return serializers.CharField(
        max_length=TEXT_LENGTH, required=False, allow_blank=True, default="", **parts
    )


def _name(**parts: Any) -> serializers.CharField:
    return serializers.CharField(max_length=NAME_LENGTH, **parts)


def _optional_name() -> serializers.CharField:
    return _name(required=False, allow_blank=True, default="")


def _uids() -> serializers.ListField:
    return serializers.ListField(
        child=serializers.CharField(max_length=UID_LENGTH),
        max_length=_NAMED_MOST,
        required=False,
        default=list,
        help_text="Uids of elements and data sets of the model.",
    )


def _property() -> serializers.ChoiceField:
    return serializers.ChoiceField(
        choices=_HARMS,
        required=False,
        default="",
        help_text="How bad its loss is; empty for none.",
    )


class ObjectiveSerializer(serializers.Serializer[Json]):
    """A business objective and what it depends on."""

    title = _name()
    description = _text()
    criticality = serializers.ChoiceField(choices=CRITICALITIES)
    confidentiality = _property()
    integrity = _property()
    availability = _property()
    owner = serializers.UUIDField(required=False, allow_null=True, default=None)
    depends_on = _uids()


class ImpactCriterionSerializer(serializers.Serializer[Json]):
    """What each level of impact means, the least first."""

    title = _name()
    objective = serializers.UUIDField(
        required=False, allow_null=True, default=None, help_text="Null for the whole model."
    )
    levels = serializers.ListField(
        child=serializers.CharField(max_length=_LEVEL_LENGTH, allow_blank=True),
        min_length=len(IMPACT_LEVELS),
        max_length=len(IMPACT_LEVELS),
        help_text=f"A text for each of: {', '.join(IMPACT_LEVELS)}.",
    )

    def validate_levels(self, levels: list[str]) -> list[str]:
        """Refuse levels without any text."""
        if not any(text.strip() for text in levels):
            raise serializers.ValidationError("Say what at least one level means.")
        return [text.strip() for text in levels]


class ComplianceRequirementSerializer(serializers.Serializer[Json]):
    """A clause that the system must meet."""

    framework = _name(help_text="A law, standard or contract.")
    clause = _optional_name()
    note = _text()


class RiskAppetiteSerializer(serializers.Serializer[Json]):
    """How much risk is acceptable, and when that is looked at again."""

    scope = _name(help_text="What it is about.")
    level = serializers.ChoiceField(choices=APPETITES)
    statement = serializers.CharField(max_length=TEXT_LENGTH)
    next_review = serializers.DateField(required=False, allow_null=True, default=None)


class ScopeExclusionSerializer(serializers.Serializer[Json]):
    """What is not part of the review, with all that is in it, and why."""

    elements = serializers.ListField(
        child=serializers.CharField(max_length=UID_LENGTH),
        min_length=1,
        max_length=_NAMED_MOST,
        help_text="Uids of elements of the model.",
    )
    reason = serializers.CharField(max_length=TEXT_LENGTH)


class CountermeasureSetSerializer(serializers.Serializer[Json]):
    """Mitigations that are weighed as one choice. Choosing one takes the choice from the others."""

    title = _name()
    mitigations = serializers.ListField(
        child=serializers.IntegerField(min_value=1),
        max_length=_NAMED_MOST,
        required=False,
        default=list,
        help_text="Numbers of mitigations of the model.",
    )
    cost = serializers.IntegerField(
        min_value=0, max_value=_COST_MOST, required=False, allow_null=True, default=None
    )
    cost_unit = serializers.CharField(
        max_length=40, required=False, allow_blank=True, default="", help_text="Such as days of work."
    )
    chosen = serializers.BooleanField(required=False, default=False)
    note = _text()


class IntelligenceItemSerializer(serializers.Serializer[Json]):
    """A report, advisory or incident, and what it is about here."""

    title = _name()
    publisher = _optional_name()
    published = serializers.DateField(required=False, allow_null=True, default=None)
    link = serializers.CharField(max_length=LINK_LENGTH, required=False, allow_blank=True, default="")
    relevance = serializers.ChoiceField(choices=RELEVANCES)
    note = _text()
    concerns = _uids()
    rules = serializers.ListField(
        child=serializers.CharField(max_length=120),
        max_length=_NAMED_MOST,
        required=False,
        default=list,
        help_text="Ids of rules.",
    )

    def validate_link(self, link: str) -> str:
        """Refuse what is no https address, as pages link to it."""
        parts = urlsplit(link)
        if link and (parts.scheme != "https" or not parts.netloc or "@" in parts.netloc):
            raise serializers.ValidationError("Enter an address that begins with https://.")
        return link


class VersionSerializer(serializers.Serializer[Json]):
    """The version of the row that the person saw."""

    version = serializers.IntegerField(min_value=0)


Shape = type[serializers.Serializer[Any]]


def edit_shape(shape: Shape) -> Shape:
    """Return the shape of an edit: all that a row says, and the version that was edited."""
    name = shape.__name__.replace("Serializer", "EditSerializer")
    return type(name, (shape, VersionSerializer), {"__doc__": f"{shape.__doc__} With the version edited."})


# --- as they are shown -----------------------------------------------------------------------------


class _RecordSerializer(serializers.Serializer[Json]):
    id = serializers.UUIDField()
    version = serializers.IntegerField()
    created_by = PersonSerializer(allow_null=True)
    updated_at = serializers.DateTimeField()


class ObjectiveRowSerializer(_RecordSerializer):
    """A business objective."""

    title = serializers.CharField()
    description = serializers.CharField()
    criticality = serializers.ChoiceField(choices=CRITICALITIES)
    confidentiality = serializers.ChoiceField(choices=_HARMS)
    integrity = serializers.ChoiceField(choices=_HARMS)
    availability = serializers.ChoiceField(choices=_HARMS)
    owner = PersonSerializer(allow_null=True)
    depends_on = SubjectSerializer(many=True)


class ImpactCriterionRowSerializer(_RecordSerializer):
    """What each level of impact means."""

    title = serializers.CharField()
    objective = serializers.UUIDField(allow_null=True)
    levels = serializers.ListField(child=serializers.CharField())


class ComplianceRequirementRowSerializer(_RecordSerializer):
    """A clause that the system must meet."""

    framework = serializers.CharField()
    clause = serializers.CharField()
    note = serializers.CharField()


class RiskAppetiteRowSerializer(_RecordSerializer):
    """How much risk is acceptable."""

    scope = serializers.CharField()
    level = serializers.ChoiceField(choices=APPETITES)
    statement = serializers.CharField()
    next_review = serializers.DateField(allow_null=True)


class ScopeExclusionRowSerializer(_RecordSerializer):
    """What is not part of the review, and why."""

    elements = SubjectSerializer(many=True)
    reason = serializers.CharField()


class CountermeasureSetRowSerializer(_RecordSerializer):
    """Mitigations that are weighed as one choice."""

    title = serializers.CharField()
    mitigations = serializers.ListField(child=serializers.IntegerField())
    cost = serializers.IntegerField(allow_null=True)
    cost_unit = serializers.CharField()
    chosen = serializers.BooleanField()
    note = serializers.CharField()


class IntelligenceItemRowSerializer(_RecordSerializer):
    """A report, advisory or incident."""

    title = serializers.CharField()
    publisher = serializers.CharField()
    published = serializers.DateField(allow_null=True)
    link = serializers.CharField()
    relevance = serializers.ChoiceField(choices=RELEVANCES)
    note = serializers.CharField()
    concerns = SubjectSerializer(many=True)
    rules = serializers.ListField(child=serializers.CharField())


class RecordsSerializer(serializers.Serializer[Json]):
    """Everything that people wrote in the stages of a model."""

    objectives = ObjectiveRowSerializer(many=True)
    impact_criteria = ImpactCriterionRowSerializer(many=True)
    compliance_requirements = ComplianceRequirementRowSerializer(many=True)
    risk_appetites = RiskAppetiteRowSerializer(many=True)
    scope_exclusions = ScopeExclusionRowSerializer(many=True)
    intelligence_items = IntelligenceItemRowSerializer(many=True)
    countermeasure_sets = CountermeasureSetRowSerializer(many=True)


class RecordConflictSerializer(serializers.Serializer[Json]):
    """Another person has edited the row since the version that was sent."""

    detail = serializers.CharField()
