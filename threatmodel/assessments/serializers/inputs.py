"""What people send about assessments and findings."""

from typing import Any

from rest_framework import serializers

from threatmodel.api.url_validation import web_address
from threatmodel.architecture.models import FLOW_UID_LENGTH, NAME_LENGTH
from threatmodel.assessments.choices import ASSESSMENT_KINDS, FINDING_STATUSES
from threatmodel.assessments.models import LINK_LENGTH, TEXT_LENGTH
from threatmodel.library.choices import SEVERITIES

Json = dict[str, Any]
_LINKS_MOST = 50


def _text(length: int) -> serializers.CharField:
    return serializers.CharField(max_length=length, allow_blank=True, required=False)


class AssessmentWriteSerializer(serializers.Serializer[Json]):
    """An assessment."""

    kind = serializers.ChoiceField(choices=ASSESSMENT_KINDS)
    title = serializers.CharField(max_length=NAME_LENGTH)
    tester = _text(NAME_LENGTH)
    performed_on = serializers.DateField()
    scope = _text(TEXT_LENGTH)
    next_due = serializers.DateField(allow_null=True, required=False)
    report_url = _text(LINK_LENGTH)

    def validate_report_url(self, url: str) -> str:
        """Take only web addresses without credentials."""
        return web_address(url)


class AssessmentChangeSerializer(AssessmentWriteSerializer):
    """An assessment as it shall be, and the version that the person saw."""

    version = serializers.IntegerField(min_value=0)


class FindingWriteSerializer(serializers.Serializer[Json]):
    """A finding, and all that it is linked to."""

    title = serializers.CharField(max_length=NAME_LENGTH)
    description = _text(TEXT_LENGTH)
    severity = serializers.ChoiceField(choices=SEVERITIES)
    status = serializers.ChoiceField(choices=FINDING_STATUSES, required=False)
    evidence = _text(TEXT_LENGTH)
    threats = serializers.ListField(
        child=serializers.IntegerField(min_value=1, max_value=2**31 - 1),
        max_length=_LINKS_MOST,
        required=False,
        help_text="Numbers of threats.",
    )
    subjects = serializers.ListField(
        child=serializers.CharField(max_length=FLOW_UID_LENGTH),
        max_length=_LINKS_MOST,
        required=False,
        help_text="Uids of elements and flows.",
    )
    goals = serializers.ListField(
        child=serializers.CharField(max_length=32),
        max_length=_LINKS_MOST,
        required=False,
        help_text="Keys of goals of attack paths.",
    )


class FindingChangeSerializer(FindingWriteSerializer):
    """What becomes of a finding; what is not given stays."""

    title = serializers.CharField(max_length=NAME_LENGTH, required=False)
    severity = serializers.ChoiceField(choices=SEVERITIES, required=False)
    version = serializers.IntegerField(min_value=0, help_text="Of the finding that the person saw.")


class AssessmentVersionQuerySerializer(serializers.Serializer[Json]):
    """The version that a deletion is based on."""

    version = serializers.IntegerField(min_value=0)


class AlertsFileSerializer(serializers.Serializer[Json]):
    """A file of Falco's JSON output."""

    file = serializers.FileField()
