"""What people send to write threats of their own, and to override severities."""

from typing import Any

from rest_framework import serializers

from threatmodel.architecture.api.serializers.elements import ELEMENT_FLOW_OR_MODEL
from threatmodel.architecture.models import FLOW_UID_LENGTH
from threatmodel.library.choices import CATEGORIES, SEVERITIES
from threatmodel.threats.threats.models import DESCRIPTION_LENGTH, REASON_LENGTH, TITLE_LENGTH
from threatmodel.threats.threats.selectors.manual_references import LINK_LENGTH
from threatmodel.threats.threats.serializers.threats import ThreatSerializer

_REFERENCES_MOST = 20


class ManualThreatSerializer(serializers.Serializer[dict[str, Any]]):
    """A threat that a person writes."""

    on = serializers.ChoiceField(choices=ELEMENT_FLOW_OR_MODEL)
    uid = serializers.CharField(
        max_length=FLOW_UID_LENGTH,
        allow_blank=True,
        required=False,
        default="",
        help_text="Of the element or flow; empty for the model.",
    )
    title = serializers.CharField(max_length=TITLE_LENGTH)
    description = serializers.CharField(
        max_length=DESCRIPTION_LENGTH, allow_blank=True, required=False, default=""
    )
    categories = serializers.ListField(
        child=serializers.ChoiceField(choices=CATEGORIES), allow_empty=False, max_length=len(CATEGORIES)
    )
    severity = serializers.ChoiceField(choices=SEVERITIES)
    references = serializers.ListField(
        child=serializers.CharField(max_length=LINK_LENGTH),
        max_length=_REFERENCES_MOST,
        required=False,
        default=list,
        help_text="Ids of the library or of a catalog by number (cwe, capec, attack, cve), and https links.",
    )


class ManualThreatEditSerializer(ManualThreatSerializer):
    """A manual threat as it shall be, and the version that was edited."""

    version = serializers.IntegerField(min_value=0)


class VersionSerializer(serializers.Serializer[dict[str, Any]]):
    """The version of the threat that the person saw."""

    version = serializers.IntegerField(min_value=0)


class SeveritySerializer(VersionSerializer):
    """Another severity than the computed one, and why."""

    severity = serializers.ChoiceField(choices=SEVERITIES)
    reason = serializers.CharField(max_length=REASON_LENGTH)


class EditConflictSerializer(serializers.Serializer[dict[str, Any]]):
    """Another person has edited the threat meanwhile; `current` is what they made of it."""

    detail = serializers.CharField()
    current = ThreatSerializer()
