"""Changes of many threats as the API takes them."""

import json
import re
from typing import Any, Final

from rest_framework import serializers

from threatmodel.api.list_params import UUID_PATTERN
from threatmodel.architecture.models import FLOW_UID_LENGTH, NAME_LENGTH
from threatmodel.comments.services import TEXT_LENGTH
from threatmodel.jobs.serializers import JobSerializer
from threatmodel.library.choices import SEVERITIES
from threatmodel.threats.choices import DECIDABLE, GROUPINGS
from threatmodel.threats.threats.models import REASON_LENGTH
from threatmodel.threats.threats.serializers.threat_list_query import NUMBER, ThreatQuerySerializer
from threatmodel.threats.threats.serializers.threats import LeftThreatSerializer, SeenSerializer
from threatmodel.threats.triage.models import TAG_LENGTH
from threatmodel.threats.triage.selectors.same_threats import MODELS_MOST, SAME_BY
from threatmodel.threats.triage.services.field_changes import TAGS_MOST

_ROWS_MOST: Final = 5_000
_GROUP_KEYS: Final = {"owner": re.compile(rf"({UUID_PATTERN})?"), "mitigation": re.compile(rf"({NUMBER})?")}


class SelectedGroupSerializer(serializers.Serializer[dict[str, Any]]):
    """A row of the list that groups several threats."""

    by = serializers.ChoiceField(choices=("cause", *GROUPINGS))
    key = serializers.CharField(max_length=FLOW_UID_LENGTH, allow_blank=True)
    severity = serializers.ChoiceField(
        choices=SEVERITIES, required=False, allow_blank=True, default="", help_text="Of a cause."
    )

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Refuse what is no id of a member and no number of a mitigation."""
        form = _GROUP_KEYS.get(attrs["by"])
        if form and not form.fullmatch(attrs["key"]):
            raise serializers.ValidationError({"key": [f"Unknown {attrs['by']}."]})
        return attrs


class SelectionSerializer(serializers.Serializer[dict[str, Any]]):
    """The threats that are meant: rows of the list, or all that its filter finds without these rows."""

    filter = ThreatQuerySerializer(
        required=False, allow_null=True, default=None, help_text="Of the list; groups are those within it."
    )
    all = serializers.BooleanField(required=False, default=False)
    numbers = serializers.ListField(
        child=serializers.IntegerField(min_value=1), required=False, default=list, max_length=_ROWS_MOST
    )
    groups = SelectedGroupSerializer(many=True, required=False, default=list)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Refuse a selection of nothing, and one of everything without its filter."""
        if attrs["all"] and attrs["filter"] is None:
            raise serializers.ValidationError({"filter": ["Give the filter of the list."]})
        if not (attrs["all"] or attrs["numbers"] or attrs["groups"]):
            raise serializers.ValidationError({"numbers": ["Select at least one threat."]})
        return attrs


class AskSerializer(serializers.Serializer[dict[str, Any]]):
    """A question to a member of the team who can edit."""

    person = serializers.UUIDField()
    text = serializers.CharField(max_length=TEXT_LENGTH - 400)


class NewMitigationSerializer(serializers.Serializer[dict[str, Any]]):
    """A mitigation that is proposed: a control of the library, or in one's own words."""

    control = serializers.CharField(max_length=120, allow_null=True, required=False, default=None)
    title = serializers.CharField(max_length=NAME_LENGTH, allow_blank=True, required=False, default="")
    description = serializers.CharField(max_length=10_000, allow_blank=True, required=False, default="")


class ThreatChangeSerializer(serializers.Serializer[dict[str, Any]]):
    """What is to become of every selected threat; what is not named stays."""

    status = serializers.ChoiceField(choices=DECIDABLE, required=False)
    reason = serializers.CharField(max_length=REASON_LENGTH, allow_blank=True, required=False)
    ask = AskSerializer(required=False, help_text="With the status needs-info: who is asked what.")
    owner = serializers.UUIDField(
        allow_null=True, required=False, help_text="A member of the team; null for no owner."
    )
    due = serializers.DateField(
        allow_null=True, required=False, help_text="null: by the days of the team for the severity."
    )
    tags_add = serializers.ListField(
        child=serializers.CharField(max_length=TAG_LENGTH), required=False, max_length=TAGS_MOST
    )
    tags_remove = serializers.ListField(
        child=serializers.CharField(max_length=TAG_LENGTH), required=False, max_length=TAGS_MOST
    )
    mitigation = serializers.IntegerField(
        min_value=1, required=False, help_text="Number of an existing mitigation that is to treat them."
    )
    new_mitigation = NewMitigationSerializer(
        required=False, help_text="A mitigation that is proposed for them."
    )
    comment = serializers.CharField(max_length=TEXT_LENGTH, required=False)
    duplicate_of = serializers.IntegerField(
        min_value=1, allow_null=True, required=False, help_text="Number of the threat they repeat."
    )

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Refuse a change of nothing, a reason without a decision, and a question without needs-info."""
        if not attrs:
            raise serializers.ValidationError({"status": ["Say what is to change."]})
        if "reason" in attrs and "status" not in attrs:
            raise serializers.ValidationError({"reason": ["A reason belongs to a status."]})
        if "ask" in attrs and attrs.get("status") != "needs-info":
            raise serializers.ValidationError({"ask": ["A question needs the status needs-info."]})
        if "mitigation" in attrs and "new_mitigation" in attrs:
            raise serializers.ValidationError({"mitigation": ["Name one mitigation or describe a new one."]})
        return attrs


class BulkChangeSerializer(serializers.Serializer[dict[str, Any]]):
    """One change of many threats, based on what the list showed."""

    selection = SelectionSerializer()
    seen = SeenSerializer(help_text="`seen` of the list that the person looked at.")
    change = ThreatChangeSerializer()

    def to_internal_value(self, data: Any) -> dict[str, Any]:
        """Return the checked request as plain JSON: a job may have to keep it."""
        checked: dict[str, Any] = super().to_internal_value(data)
        if found := checked["selection"]["filter"]:
            checked["selection"]["filter"] = {key: value for key, value in found.items() if key != "ordering"}
        plain: dict[str, Any] = json.loads(json.dumps(checked, default=str))
        return plain


class BulkOutcomeSerializer(serializers.Serializer[dict[str, Any]]):
    """How many threats were changed; `left` names at most 100 of the others, with the reason."""

    changed = serializers.IntegerField()
    left_count = serializers.IntegerField()
    left = LeftThreatSerializer(many=True)
    group = serializers.UUIDField(
        allow_null=True, help_text="To undo it at threats/changes/{group}/undo/; null if nothing changed."
    )
    job = JobSerializer(allow_null=True, help_text="Of a change of very many threats: `result` is this.")


class TagSerializer(serializers.Serializer[dict[str, Any]]):
    name = serializers.CharField()
    count = serializers.IntegerField()


class SameThreatsQuerySerializer(serializers.Serializer[dict[str, Any]]):
    """What is the same beside the rule: nothing else, the element, or all vulnerabilities."""

    by = serializers.ChoiceField(choices=SAME_BY, required=False, default="rule")


class SameThreatSerializer(serializers.Serializer[dict[str, Any]]):
    number = serializers.IntegerField()
    title = serializers.CharField()
    severity = serializers.ChoiceField(choices=SEVERITIES)


class SameThreatsModelSerializer(serializers.Serializer[dict[str, Any]]):
    id = serializers.UUIDField()
    name = serializers.CharField()


class SameThreatsSerializer(serializers.Serializer[dict[str, Any]]):
    """A model with open threats that are the same; `listed` are the ten with the highest scores."""

    model = SameThreatsModelSerializer()
    threats = serializers.IntegerField()
    worst = serializers.ChoiceField(choices=SEVERITIES)
    listed = SameThreatSerializer(many=True)


class DecisionApplySerializer(SameThreatsQuerySerializer):
    """The models in which the decision is to hold as well."""

    models = serializers.ListField(child=serializers.UUIDField(), allow_empty=False, max_length=MODELS_MOST)


class AppliedDecisionSerializer(serializers.Serializer[dict[str, Any]]):
    """What came of it in one model."""

    model = serializers.UUIDField()
    name = serializers.CharField(help_text="Of the model.")
    changed = serializers.IntegerField()
    left_count = serializers.IntegerField(help_text="Those that another person changed meanwhile.")
    group = serializers.UUIDField(allow_null=True, help_text="Undo it by this; null where nothing changed.")
