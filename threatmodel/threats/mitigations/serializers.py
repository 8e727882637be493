"""Mitigations as the API shows them."""

from typing import Any

from django.db.models.functions import Lower
from rest_framework import serializers

from threatmodel.accounts.serializers import PersonSerializer
from threatmodel.api.list_params import ListQuerySerializer, OrderingField, choices_field, rank
from threatmodel.architecture.models import NAME_LENGTH
from threatmodel.library.choices import MITIGATION_STATUSES, SEVERITIES
from threatmodel.library.serializers.library import ControlBriefSerializer
from threatmodel.threats.choices import DISPOSITIONS, MITIGATION_EVIDENCE, RESOLUTIONS, SEEN


class MitigationQuerySerializer(ListQuerySerializer):
    status = choices_field(MITIGATION_STATUSES)
    owner = serializers.UUIDField(required=False, default=None)
    overdue = serializers.BooleanField(required=False, default=None, allow_null=True)
    threat = serializers.IntegerField(required=False, default=None, help_text="Number of a threat it treats.")
    ordering = OrderingField(
        by={
            "number": "number",
            "title": Lower("title"),
            "status": rank("status", MITIGATION_STATUSES),
            "due": "due",
            "owner": Lower("owner__email"),
            "updated": "updated_at",
        },
        default="-number",
        tie="number",
        nullable=("due", "owner"),
    )


class MitigationBriefSerializer(serializers.Serializer[dict[str, Any]]):
    """The number and status of a mitigation, as a threat's row shows it."""

    number = serializers.IntegerField()
    status = serializers.ChoiceField(choices=MITIGATION_STATUSES)


class SeenFactSerializer(serializers.Serializer[dict[str, Any]]):
    """A fact as an import showed it. `element` is the uid of its element or flow."""

    fact = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]
    element = serializers.CharField()
    value = serializers.JSONField()
    file = serializers.CharField()
    line = serializers.IntegerField()


class TreatedThreatSerializer(serializers.Serializer[dict[str, Any]]):
    """A threat that a mitigation treats, and what the newest import that spoke of it shows."""

    number = serializers.IntegerField()
    title = serializers.CharField()
    severity = serializers.ChoiceField(choices=SEVERITIES)
    status = serializers.ChoiceField(choices=DISPOSITIONS)
    resolution = serializers.ChoiceField(
        choices=("", *RESOLUTIONS), help_text="Why the threat is resolved; empty while it is not."
    )
    resolves = serializers.BooleanField(
        help_text="The control changes the facts that the rule fired on, so an import can show it."
    )
    seen = serializers.ChoiceField(choices=("", *SEEN), help_text="Empty when no import has shown it yet.")
    seen_at = serializers.DateTimeField(allow_null=True)
    seen_facts = SeenFactSerializer(many=True)


class MitigationSerializer(serializers.Serializer[dict[str, Any]]):
    """A control applied here: who does it, until when, and which threats it treats."""

    number = serializers.IntegerField()
    title = serializers.CharField()
    description = serializers.CharField()
    control = ControlBriefSerializer(allow_null=True)
    status = serializers.ChoiceField(choices=MITIGATION_STATUSES)
    verified_by_evidence = serializers.BooleanField(help_text="An import verified it.")
    verification_note = serializers.CharField(help_text="The approver's verification note.")
    proof = serializers.ChoiceField(
        choices=MITIGATION_EVIDENCE,
        help_text=(
            "The evidence for a completed status: an `import` or an `approver` verified it; it is "
            "`not-seen` in the files yet, or `contradicted` by them; `manual` where files cannot show it."
        ),
    )
    owner = PersonSerializer(allow_null=True)
    due = serializers.DateField(allow_null=True)
    overdue = serializers.BooleanField()
    threats = TreatedThreatSerializer(many=True)
    created_by = PersonSerializer(allow_null=True)
    created_at = serializers.DateTimeField()
    updated_at = serializers.DateTimeField()


class MitigationCreateSerializer(serializers.Serializer[dict[str, Any]]):
    """A new mitigation: from a control of the library, or in one's own words."""

    threats = serializers.ListField(
        child=serializers.IntegerField(min_value=1),
        allow_empty=False,
        max_length=2000,
        help_text="Threat numbers.",
    )
    control = serializers.CharField(max_length=120, allow_null=True, required=False, default=None)
    title = serializers.CharField(
        max_length=NAME_LENGTH,
        allow_blank=True,
        required=False,
        default="",
        help_text="Default: the control's title.",
    )
    description = serializers.CharField(max_length=10_000, allow_blank=True, required=False, default="")
    owner = serializers.UUIDField(
        allow_null=True, required=False, default=None, help_text="A member of the team."
    )
    due = serializers.DateField(allow_null=True, required=False, default=None)
    status = serializers.ChoiceField(choices=MITIGATION_STATUSES, required=False, default="proposed")
    verification_note = serializers.CharField(
        max_length=4000,
        allow_blank=True,
        required=False,
        help_text="The verification note; only with the status verified.",
    )


class MitigationUpdateSerializer(serializers.Serializer[dict[str, Any]]):
    """What may be changed about a mitigation; what is not named stays."""

    threats = serializers.ListField(
        child=serializers.IntegerField(min_value=1), allow_empty=False, max_length=2000, required=False
    )
    title = serializers.CharField(max_length=NAME_LENGTH, required=False)
    description = serializers.CharField(max_length=10_000, allow_blank=True, required=False)
    owner = serializers.UUIDField(allow_null=True, required=False)
    due = serializers.DateField(allow_null=True, required=False)
    status = serializers.ChoiceField(choices=MITIGATION_STATUSES, required=False)
    verification_note = serializers.CharField(
        max_length=4000,
        allow_blank=True,
        required=False,
        help_text="The verification note; only with the status verified.",
    )
