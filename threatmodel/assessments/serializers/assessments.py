"""Assessments and findings as the API shows them."""

from typing import Any

from rest_framework import serializers

from threatmodel.accounts.serializers import PersonSerializer
from threatmodel.architecture.api.serializers.elements import SubjectSerializer
from threatmodel.assessments.choices import ASSESSMENT_KINDS, FINDING_STATUSES
from threatmodel.library.choices import SEVERITIES
from threatmodel.threats.choices import THREAT_STATUSES

Json = dict[str, Any]


class AssessmentBriefSerializer(serializers.Serializer[Json]):
    """What the list and the page of an assessment share."""

    id = serializers.UUIDField()
    kind = serializers.ChoiceField(choices=ASSESSMENT_KINDS)
    title = serializers.CharField()
    tester = serializers.CharField()
    performed_on = serializers.DateField()
    scope = serializers.CharField()
    next_due = serializers.DateField(allow_null=True)
    overdue = serializers.BooleanField(
        help_text="Whether the next one is due, and no later one of this kind was performed."
    )
    report_url = serializers.CharField()
    created_by = PersonSerializer(allow_null=True)
    version = serializers.IntegerField()


class AssessmentRowSerializer(AssessmentBriefSerializer):
    """An assessment in the list."""

    findings_count = serializers.IntegerField()
    unresolved = serializers.IntegerField(help_text="Findings that are open or confirmed.")


class LinkedThreatSerializer(serializers.Serializer[Json]):
    """A threat that a finding is linked to, or may be."""

    number = serializers.IntegerField()
    title = serializers.CharField()
    severity = serializers.ChoiceField(choices=SEVERITIES)
    status = serializers.ChoiceField(choices=THREAT_STATUSES)
    subject = serializers.CharField(help_text="Name of its element or flow.")


class LinkedGoalSerializer(serializers.Serializer[Json]):
    """A goal of attack paths."""

    key = serializers.CharField()
    name = serializers.CharField()
    found = serializers.BooleanField(help_text="Whether the newest attack paths have it.")


class TechniqueSerializer(serializers.Serializer[Json]):
    """A technique of MITRE ATT&CK."""

    id = serializers.CharField()
    title = serializers.CharField(help_text="Empty where the library does not list it.")
    url = serializers.URLField()


class FindingSerializer(serializers.Serializer[Json]):
    """A finding with its links."""

    id = serializers.UUIDField()
    title = serializers.CharField()
    description = serializers.CharField()
    severity = serializers.ChoiceField(choices=SEVERITIES)
    status = serializers.ChoiceField(choices=FINDING_STATUSES)
    evidence = serializers.CharField()
    techniques = TechniqueSerializer(many=True)
    place = serializers.CharField(help_text="Of alerts: uid of the element, or what the alerts call it.")
    alert_count = serializers.IntegerField()
    first_seen = serializers.DateTimeField(allow_null=True)
    last_seen = serializers.DateTimeField(allow_null=True)
    threats = LinkedThreatSerializer(many=True)
    subjects = SubjectSerializer(many=True)
    goals = LinkedGoalSerializer(many=True)
    suggested = LinkedThreatSerializer(
        many=True, help_text="Threats with the same technique on the same elements; they are not linked."
    )
    version = serializers.IntegerField()


class UnmappedPlaceSerializer(serializers.Serializer[Json]):
    """What alerts name and the model does not have."""

    name = serializers.CharField()
    alerts = serializers.IntegerField()


class AlertsReadSerializer(serializers.Serializer[Json]):
    """What the last file of alerts held."""

    read = serializers.IntegerField()
    skipped = serializers.IntegerField(help_text="Lines that are no alerts.")
    left_out = serializers.IntegerField(help_text="Alerts beyond the limits of a file.")
    no_room = serializers.IntegerField(help_text="Alerts beyond the limit of findings of an assessment.")
    repeated = serializers.IntegerField(help_text="Alerts that were imported before; they are not counted.")
    unmapped = UnmappedPlaceSerializer(many=True)


class AssessmentSerializer(AssessmentBriefSerializer):
    """An assessment with its findings."""

    alerts = AlertsReadSerializer(allow_null=True)
    findings = FindingSerializer(many=True)


class AssessmentConflictSerializer(serializers.Serializer[Json]):
    """Another person was faster; `current` is the assessment as it is now."""

    detail = serializers.CharField()
    current = AssessmentSerializer()


class FoundInSerializer(serializers.Serializer[Json]):
    """The assessment of a finding."""

    id = serializers.UUIDField()
    kind = serializers.ChoiceField(choices=ASSESSMENT_KINDS)
    title = serializers.CharField()
    performed_on = serializers.DateField()


class ThreatFindingSerializer(serializers.Serializer[Json]):
    """A finding that is linked to a threat."""

    id = serializers.UUIDField()
    title = serializers.CharField()
    severity = serializers.ChoiceField(choices=SEVERITIES)
    status = serializers.ChoiceField(choices=FINDING_STATUSES)
    evidence = serializers.CharField()
    assessment = FoundInSerializer()


class ThreatFindingsSerializer(serializers.Serializer[Json]):
    """What assessments found about a threat."""

    findings = ThreatFindingSerializer(many=True)
