"""Mitigations as the API shows them."""

from typing import Any

from django.db.models.functions import Lower
from rest_framework import serializers

from threatmodel.accounts.serializers import PersonSerializer
from threatmodel.api.list_params import ListQuerySerializer, OrderingField, choices_field, owners_field, rank
from threatmodel.architecture.models import NAME_LENGTH
from threatmodel.library.choices import MITIGATION_STATUSES, SEVERITIES
from threatmodel.library.serializers.library import ControlBriefSerializer
from threatmodel.threats.choices import (
    EFFORTS,
    MITIGATION_EVIDENCE,
    REDUCTIONS,
    RESOLUTIONS,
    SEEN,
    THREAT_STATUSES,
)
from threatmodel.threats.mitigations.models import COST_MOST
from threatmodel.threats.mitigations.services import TAGS_MOST
from threatmodel.threats.triage.models import TAG_LENGTH


class _FilterSerializer(serializers.Serializer[dict[str, Any]]):
    """What the views of mitigations are narrowed by."""

    status = choices_field(MITIGATION_STATUSES)
    owner = owners_field("mitigations")
    overdue = serializers.BooleanField(required=False, default=None, allow_null=True)
    effort = choices_field(EFFORTS)
    tag = serializers.ListField(
        child=serializers.CharField(max_length=TAG_LENGTH), required=False, default=list
    )
    threat = serializers.IntegerField(required=False, default=None, help_text="Number of a threat it treats.")


class MitigationQuerySerializer(_FilterSerializer, ListQuerySerializer):
    ordering = OrderingField(
        by={
            "number": "number",
            "title": Lower("title"),
            "status": rank("status", MITIGATION_STATUSES),
            "due": "due",
            "owner": Lower("owner__email"),
            "effort": rank("effort", EFFORTS[::-1]),
            "cost": "cost",
            "updated": "updated_at",
        },
        default="-number",
        tie="number",
        nullable=("due", "owner", "cost"),
    )


class BoardQuerySerializer(_FilterSerializer, ListQuerySerializer):
    """`page` and `page_size` are those of each column; `status` chooses columns."""


class CalendarQuerySerializer(_FilterSerializer):
    month = serializers.RegexField(
        r"^\d{4}-(0[1-9]|1[0-2])$",
        required=False,
        default="",
        help_text="Such as 2026-11; the present one if not given.",
    )
    search = serializers.CharField(max_length=200, allow_blank=True, required=False, default="")


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
    status = serializers.ChoiceField(choices=THREAT_STATUSES)
    resolution = serializers.ChoiceField(
        choices=("", *RESOLUTIONS), help_text="Why the threat is resolved; empty while it is not."
    )
    manual = serializers.BooleanField(help_text="A person wrote the threat: no rule looks for it in files.")
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
    verified_by = PersonSerializer(
        allow_null=True, help_text="The approver; null where an import verified it."
    )
    verified_at = serializers.DateTimeField(
        allow_null=True, help_text="When the approver verified it; null where an import did."
    )
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
    effort = serializers.ChoiceField(choices=("", *EFFORTS), help_text="Empty while it is not estimated.")
    cost = serializers.IntegerField(allow_null=True, help_text="In whole units of the currency of the team.")
    reduction = serializers.ChoiceField(
        choices=("", *REDUCTIONS), help_text="How much of the risk it is expected to remove."
    )
    tags = serializers.ListField(child=serializers.CharField())
    evidence_count = serializers.IntegerField(help_text="Links, notes and files that people put with it.")
    version = serializers.IntegerField(help_text="To be sent with changes.")
    threats = TreatedThreatSerializer(many=True)
    created_by = PersonSerializer(allow_null=True)
    created_at = serializers.DateTimeField()
    updated_at = serializers.DateTimeField()


class _EstimateSerializer(serializers.Serializer[dict[str, Any]]):
    """What the team expects of a mitigation."""

    effort = serializers.ChoiceField(choices=("", *EFFORTS), required=False)
    cost = serializers.IntegerField(min_value=0, max_value=COST_MOST, allow_null=True, required=False)
    reduction = serializers.ChoiceField(choices=("", *REDUCTIONS), required=False)
    tags = serializers.ListField(
        child=serializers.CharField(max_length=TAG_LENGTH), max_length=TAGS_MOST, required=False
    )


class MitigationCardSerializer(serializers.Serializer[dict[str, Any]]):
    """What the board and the calendar show of a mitigation."""

    number = serializers.IntegerField()
    title = serializers.CharField()
    status = serializers.ChoiceField(choices=MITIGATION_STATUSES)
    verification_note = serializers.CharField()
    owner = PersonSerializer(allow_null=True)
    due = serializers.DateField(allow_null=True)
    overdue = serializers.BooleanField()
    effort = serializers.ChoiceField(choices=("", *EFFORTS))
    tags = serializers.ListField(child=serializers.CharField())
    threat_count = serializers.IntegerField()
    worst = serializers.ChoiceField(
        choices=("", *SEVERITIES), help_text="The highest severity among its threats."
    )
    contradicted = serializers.BooleanField(
        help_text="It is done, and the files still show the fault of a threat."
    )
    version = serializers.IntegerField()


class BoardColumnSerializer(serializers.Serializer[dict[str, Any]]):
    """One status: how many mitigations have it, and a page of them by due date."""

    status = serializers.ChoiceField(choices=MITIGATION_STATUSES)
    count = serializers.IntegerField()
    cards = MitigationCardSerializer(many=True)


class CalendarSerializer(serializers.Serializer[dict[str, Any]]):
    """The mitigations that are due in a month, by day; `count` includes those beyond the first 500."""

    count = serializers.IntegerField()
    undated = serializers.IntegerField(help_text="Unfinished ones without a date.")
    cards = MitigationCardSerializer(many=True)


class MitigationCreateSerializer(_EstimateSerializer):
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
        help_text="What was checked; only with the status verified, and required for it where no import can "
        "verify and no evidence is attached.",
    )


class MitigationUpdateSerializer(_EstimateSerializer):
    """What may be changed about a mitigation; what is not named stays."""

    version = serializers.IntegerField(
        min_value=0,
        required=False,
        help_text="The version that was changed: if another person was faster, the answer is 409.",
    )
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
        help_text="What was checked; only with the status verified, and required for it where no import can "
        "verify and no evidence is attached.",
    )


class MitigationConflictSerializer(serializers.Serializer[dict[str, Any]]):
    """Another person has changed the mitigation meanwhile; `current` is what they made of it."""

    detail = serializers.CharField()
    current = MitigationSerializer()
