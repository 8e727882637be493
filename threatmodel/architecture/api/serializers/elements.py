"""Elements, facts and their sources as the API shows them."""

from typing import Any

from rest_framework import serializers

from threatmodel.accounts.serializers import PersonSerializer
from threatmodel.engine.model import CATALOGUE

KINDS = tuple(CATALOGUE.kinds)
SUBJECT_KINDS = (*KINDS, "flow")
ELEMENT_OR_FLOW = ("element", "flow")
ELEMENT_FLOW_OR_MODEL = (*ELEMENT_OR_FLOW, "model")
TRUST_LEVELS = CATALOGUE.kinds["boundary"].facts["trust_level"].options
FACT_TYPES = ("bool", "int", "float", "text", "enum", "list", "records", "date")
ORIGINS = ("file", "person", "default", "inferred")


class ElementBriefSerializer(serializers.Serializer[dict[str, Any]]):
    """Enough of an element to name it and link to it."""

    id = serializers.UUIDField()
    uid = serializers.CharField()
    name = serializers.CharField()
    kind = serializers.ChoiceField(choices=KINDS)


class SubjectSerializer(serializers.Serializer[dict[str, Any]]):
    """What a threat or question is about. `id` is null once the element or flow was deleted."""

    type = serializers.ChoiceField(choices=ELEMENT_OR_FLOW)
    id = serializers.UUIDField(allow_null=True)
    uid = serializers.CharField()
    name = serializers.CharField()
    kind = serializers.ChoiceField(choices=SUBJECT_KINDS)


class OverruledSerializer(serializers.Serializer[dict[str, Any]]):
    """The value from the files where a person stated another; it counts when that is withdrawn."""

    value = serializers.JSONField()
    origin = serializers.ChoiceField(choices=ORIGINS)
    file = serializers.CharField()
    line = serializers.IntegerField()
    confirmed_by = PersonSerializer(
        allow_null=True, help_text="The approver who confirmed the statement, while neither value changes."
    )


class FactSerializer(serializers.Serializer[dict[str, Any]]):
    """One known property with its source. `by` is the name of the person who stated it."""

    name = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]
    group = serializers.CharField()
    type = serializers.ChoiceField(choices=FACT_TYPES)
    unit = serializers.CharField()
    value = serializers.JSONField()
    origin = serializers.ChoiceField(choices=ORIGINS)
    file = serializers.CharField()
    line = serializers.IntegerField(help_text="Counts from 1; 0 when no line is known.")
    item_lines = serializers.ListField(child=serializers.IntegerField())
    by = serializers.CharField()
    at = serializers.CharField()
    why = serializers.CharField()
    meaning = serializers.CharField()
    overruled = OverruledSerializer(allow_null=True)


class RangesField(serializers.DictField):
    """The least and the most of a whole number, by the name of the fact or of the field of a record."""

    def __init__(self, **options: Any) -> None:
        child = serializers.ListField(child=serializers.IntegerField(), min_length=2, max_length=2)
        super().__init__(child=child, **options)


class AskedSerializer(serializers.Serializer[dict[str, Any]]):
    """A fact that is asked for, and how its answer is entered."""

    fact = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]
    meaning = serializers.CharField()
    type = serializers.ChoiceField(choices=FACT_TYPES)
    options = serializers.ListField(child=serializers.CharField())
    unit = serializers.CharField()
    fields = serializers.DictField(child=serializers.CharField(), help_text="Of each record, for records.")  # type: ignore[assignment]
    ranges = RangesField()


class SourceSerializer(serializers.Serializer[dict[str, Any]]):
    """Where an element or flow itself comes from."""

    origin = serializers.ChoiceField(choices=ORIGINS)
    file = serializers.CharField()
    line = serializers.IntegerField()
    by = serializers.CharField()
    at = serializers.CharField()
    why = serializers.CharField()


FLOW_ORIGINS = ("declared", "inferred", "drawn")
RELATION_TYPES = tuple(CATALOGUE.relations)


class EvidenceSerializer(serializers.Serializer[dict[str, Any]]):
    """One fact that made the rule fire. `element` is the uid of its element or flow."""

    fact = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]
    element = serializers.CharField()
    element_name = serializers.CharField()
    element_kind = serializers.CharField(help_text="Empty when the element or flow was deleted.")
    value = serializers.JSONField()
    file = serializers.CharField()
    line = serializers.IntegerField()
    origin = serializers.CharField()
    by = serializers.CharField(help_text="Name of the person who stated the fact; empty for all others.")
    why = serializers.CharField()
