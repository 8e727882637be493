"""What the list of threats may be asked."""

from typing import Final

from django.db.models.functions import Lower
from rest_framework import serializers

from threatmodel.api.day_field import DayField
from threatmodel.api.list_params import (
    UUID_PATTERN,
    ListQuerySerializer,
    OrderingField,
    choices_field,
    owners_field,
    rank,
)
from threatmodel.architecture.models import FLOW_UID_LENGTH
from threatmodel.engine.analysis.risk_levels import LEVELS
from threatmodel.library.choices import CATEGORIES, METHODS, SEVERITIES
from threatmodel.threats.choices import CERTAINTIES, DUE_STATES, GROUPINGS, THREAT_STATUSES
from threatmodel.threats.triage.models import TAG_LENGTH

NUMBER: Final = r"[1-9]\d{0,8}"


def day_field(help_text: str) -> DayField:
    return DayField(allow_null=True, help_text=help_text)


def level_field(help_text: str) -> serializers.IntegerField:
    return serializers.IntegerField(
        required=False,
        default=None,
        allow_null=True,
        min_value=LEVELS[0],
        max_value=LEVELS[-1],
        help_text=f"{help_text} 1 to 5.",
    )


def appetite_field() -> serializers.BooleanField:
    return serializers.BooleanField(
        required=False,
        default=False,
        help_text="Those whose risk, with the mitigations that are done, is above the appetite of the team.",
    )


class ThreatQuerySerializer(ListQuerySerializer):
    certainty = serializers.ListField(
        child=serializers.ChoiceField(choices=CERTAINTIES),
        required=False,
        default=["found"],
        help_text="Found threats, possible ones that wait for facts, or both. Found ones if not given.",
    )
    severity = choices_field(SEVERITIES)
    method = choices_field(METHODS)
    category = choices_field(CATEGORIES)
    status = choices_field(THREAT_STATUSES)
    rule = serializers.ListField(child=serializers.CharField(max_length=120), required=False, default=list)
    cause = serializers.CharField(
        required=False, default="", max_length=120, help_text="The id of a cause: those of its rules."
    )
    manual = serializers.BooleanField(
        required=False, default=None, allow_null=True, help_text="Those that people wrote; false: the others."
    )
    element = serializers.UUIDField(required=False, default=None, help_text="id of an element or flow")
    data_set = serializers.UUIDField(
        required=False, default=None, help_text="Those that depend on this data set."
    )
    deep = serializers.BooleanField(
        required=False,
        default=False,
        help_text="With everything inside `element`, its flows, and the images that run there.",
    )
    folded_under = serializers.IntegerField(
        required=False,
        default=None,
        help_text="Possible threats folded into the one with this number where `roll_up` is set.",
    )
    owner = owners_field("threats")
    due = choices_field(DUE_STATES)
    tag = serializers.ListField(
        child=serializers.CharField(max_length=TAG_LENGTH), required=False, default=list
    )
    mitigation = serializers.ListField(
        child=serializers.RegexField(rf"^({NUMBER}|none)$"),
        required=False,
        default=list,
        help_text="Numbers of mitigations; `none` for threats without one.",
    )
    waiting_for = serializers.RegexField(
        rf"^(me|{UUID_PATTERN})$",
        required=False,
        default="",
        help_text="id of the member who was asked about it, or `me`.",
    )
    duplicate_of = serializers.IntegerField(required=False, default=None, min_value=1)
    hardening_of = serializers.CharField(
        required=False, default="", max_length=FLOW_UID_LENGTH, help_text="uid of a component: its gaps."
    )
    seen_since = day_field("First seen on this day (UTC) or later.")
    seen_until = day_field("First seen on this day or before.")
    closed_since = day_field("Mitigated, resolved or ruled out on this day or later, and still so.")
    closed_until = day_field("Mitigated, resolved or ruled out on this day or before.")
    likelihood = level_field("Likelihood of the threat.")
    impact = level_field("Impact of the threat.")
    above_appetite = appetite_field()
    group_by = serializers.ChoiceField(
        choices=GROUPINGS,
        required=False,
        default=None,
        allow_null=True,
        help_text="One row for all threats with the same value of this, instead of `roll_up`.",
    )
    roll_up = serializers.BooleanField(
        required=False,
        default=False,
        help_text=(
            "One row for all threats of a rule; of the possible threats of an element or flow only the "
            "strongest of each category."
        ),
    )
    ordering = OrderingField(
        by={
            "number": "number",
            "severity": rank("severity", SEVERITIES),
            "score": "score",
            "title": Lower("title"),
            "element": Lower("subject_name"),
            "status": rank("status", THREAT_STATUSES),
            "first_seen": "first_seen_at",
            "due": "due_on",
            "owner": Lower("owner__name"),
        },
        default="-score",
        tie="number",
        nullable=("due", "owner"),
    )
