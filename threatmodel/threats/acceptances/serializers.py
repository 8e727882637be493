"""The shapes of acceptances in the API."""

from typing import Any

from django.db.models.functions import Lower
from rest_framework import serializers

from threatmodel.accounts.serializers import PersonSerializer
from threatmodel.api.list_params import ListQuerySerializer, OrderingField, choices_field, rank
from threatmodel.library.choices import SEVERITIES
from threatmodel.threats.acceptances.models import TEXT_LENGTH
from threatmodel.threats.acceptances.services.decisions import DECIDED_MOST, DECISIONS
from threatmodel.threats.choices import ACCEPTANCE_CHANGES, ACCEPTANCE_STATES, THREAT_STATUSES
from threatmodel.threats.triage.serializers import SelectionSerializer

_APPROVERS_MOST = 20


class AcceptanceQuerySerializer(ListQuerySerializer):
    """Filters of the list. What you are asked to decide always comes first."""

    state = choices_field(ACCEPTANCE_STATES)
    model = serializers.UUIDField(required=False, default=None)
    threat = serializers.IntegerField(required=False, default=None, help_text="The number of a threat.")
    to_decide = serializers.BooleanField(
        required=False, default=False, help_text="Only what you are asked to decide."
    )
    changed = serializers.BooleanField(
        required=False, default=False, help_text="Only those with a threat that has changed since."
    )
    ordering = OrderingField(
        by={
            "state": rank("state", ACCEPTANCE_STATES),
            "expires": "expires_on",
            "requested": "requested_at",
            "severity": rank("severity", SEVERITIES),
            "model": Lower("model__name"),
            "threats": "threat_count",
        },
        default="-state,expires",
    )


class AcceptanceModelSerializer(serializers.Serializer[dict[str, Any]]):
    id = serializers.UUIDField()
    name = serializers.CharField()


class AcceptanceSerializer(serializers.Serializer[dict[str, Any]]):
    """A request to accept risk, and what was decided about it."""

    id = serializers.UUIDField()
    number = serializers.IntegerField(help_text="Shown as A3; it never changes.")
    model = AcceptanceModelSerializer()
    version = serializers.IntegerField(help_text="Name it when you edit or decide.")
    state = serializers.ChoiceField(choices=ACCEPTANCE_STATES)
    title = serializers.CharField(help_text="Of its worst threat when it was requested.")
    severity = serializers.ChoiceField(choices=SEVERITIES, help_text="Of that threat.")
    threat_count = serializers.IntegerField()
    changed_count = serializers.IntegerField(
        help_text="Of its threats, those that are more severe or have other facts since: they are open again."
    )
    residual_risk = serializers.ChoiceField(choices=SEVERITIES, help_text="In the requester's judgment.")
    justification = serializers.CharField()
    conditions = serializers.CharField()
    expires_on = serializers.DateField(help_text="The last day on which it holds.")
    days_left = serializers.IntegerField()
    requested_by = PersonSerializer(allow_null=True)
    requested_at = serializers.DateTimeField()
    approvers = PersonSerializer(many=True, help_text="Who was asked to decide.")
    decided_by = PersonSerializer(allow_null=True)
    decided_at = serializers.DateTimeField(allow_null=True)
    decision_note = serializers.CharField()
    ended_by = PersonSerializer(allow_null=True)
    ended_at = serializers.DateTimeField(allow_null=True)
    end_note = serializers.CharField()
    extends = serializers.IntegerField(allow_null=True, help_text="The number of the one that it extends.")
    to_decide = serializers.BooleanField(help_text="You are asked to decide.")


class AcceptedFactSerializer(serializers.Serializer[dict[str, Any]]):
    """A fact behind a threat when its risk was accepted, and now; null where it is not behind it."""

    element_name = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]
    then = serializers.JSONField(allow_null=True)
    now = serializers.JSONField(allow_null=True)
    differs = serializers.BooleanField()


class AcceptedThreatSerializer(serializers.Serializer[dict[str, Any]]):
    """A threat of an acceptance; the present severity and status are null once it is deleted."""

    number = serializers.IntegerField()
    title = serializers.CharField()
    subject_name = serializers.CharField()
    severity = serializers.ChoiceField(choices=SEVERITIES, help_text="When it was requested.")
    present_severity = serializers.ChoiceField(choices=SEVERITIES, allow_null=True)
    status = serializers.ChoiceField(choices=THREAT_STATUSES, allow_null=True)
    change = serializers.ChoiceField(
        choices=ACCEPTANCE_CHANGES, help_text="Why it is not covered at present; empty while it is."
    )
    changed_at = serializers.DateTimeField(allow_null=True)
    facts = AcceptedFactSerializer(many=True)


class AcceptanceDetailSerializer(AcceptanceSerializer):
    """With its threats, then and now: those that changed come first, then the worst, at most 100."""

    threats = AcceptedThreatSerializer(many=True)


class AcceptanceFacetsSerializer(serializers.Serializer[dict[str, Any]]):
    """How many acceptances each filter would show."""

    state = serializers.DictField(child=serializers.IntegerField())
    to_decide = serializers.IntegerField()
    changed = serializers.IntegerField()


class AcceptancesPageSerializer(serializers.Serializer[dict[str, Any]]):
    """One page of acceptances."""

    count = serializers.IntegerField()
    next = serializers.URLField(allow_null=True)
    previous = serializers.URLField(allow_null=True)
    results = AcceptanceSerializer(many=True)
    facets = AcceptanceFacetsSerializer()


# --- what people send --------------------------------------------------------------------------


class AcceptanceTextSerializer(serializers.Serializer[dict[str, Any]]):
    """What a request says."""

    justification = serializers.CharField(max_length=TEXT_LENGTH)
    conditions = serializers.CharField(max_length=TEXT_LENGTH, allow_blank=True, required=False, default="")
    residual_risk = serializers.ChoiceField(choices=SEVERITIES)
    expires_on = serializers.DateField(help_text="The last day; the team limits it.")
    approvers = serializers.ListField(
        child=serializers.UUIDField(), allow_empty=False, max_length=_APPROVERS_MOST
    )


class AcceptanceRequestSerializer(AcceptanceTextSerializer):
    """A new request: for selected threats, or for those of an acceptance that it extends."""

    selection = SelectionSerializer(required=False, allow_null=True, default=None)
    extends = serializers.IntegerField(
        required=False, allow_null=True, default=None, help_text="The number of the one to extend."
    )

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Refuse threats that are named in both ways or in none."""
        if (attrs["selection"] is None) == (attrs["extends"] is None):
            raise serializers.ValidationError({"selection": ["Give either a selection or `extends`."]})
        return attrs


class AcceptanceEditSerializer(AcceptanceTextSerializer):
    """A request as it shall be, and the version that was edited."""

    version = serializers.IntegerField(min_value=0)


class AcceptanceEndSerializer(serializers.Serializer[dict[str, Any]]):
    """Withdraws a request, or revokes an acceptance, which needs a note."""

    version = serializers.IntegerField(min_value=0)
    note = serializers.CharField(max_length=TEXT_LENGTH, allow_blank=True, required=False, default="")


class SeenAcceptanceSerializer(serializers.Serializer[dict[str, Any]]):
    id = serializers.UUIDField()
    version = serializers.IntegerField(min_value=0, help_text="The one that you saw.")


class AcceptanceDecisionSerializer(serializers.Serializer[dict[str, Any]]):
    """One decision about all of these requests; to reject or ask back needs a note."""

    acceptances = serializers.ListField(
        child=SeenAcceptanceSerializer(), allow_empty=False, max_length=DECIDED_MOST
    )
    decision = serializers.ChoiceField(choices=DECISIONS)
    note = serializers.CharField(max_length=TEXT_LENGTH, allow_blank=True, required=False, default="")


class AcceptanceConflictSerializer(serializers.Serializer[dict[str, Any]]):
    """Another person was faster: the acceptances as they are now."""

    detail = serializers.CharField()
    current = AcceptanceSerializer(many=True)


class AcceptanceOptionsSerializer(serializers.Serializer[dict[str, Any]]):
    """What a new request may choose."""

    approvers = PersonSerializer(many=True, help_text="Who may decide about your request.")
    default_expires_on = serializers.DateField()
    latest_expires_on = serializers.DateField()
