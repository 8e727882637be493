"""Analyses and the threats that differ between two states."""

from typing import Any

from rest_framework import serializers

from threatmodel.accounts.serializers import PersonSerializer
from threatmodel.api.list_params import ListQuerySerializer, OrderingField, choices_field
from threatmodel.history.serializers.state_comparison import StatesQuerySerializer, WithinSerializer
from threatmodel.library.choices import SEVERITIES
from threatmodel.threats.choices import LIBRARY_CHANGES, LIBRARY_UPDATE_STATES, THREAT_STATUSES
from threatmodel.threats.threats.serializers.severity_counts import SeverityCountsSerializer

Row = dict[str, Any]


class ThreatDifferencesQuerySerializer(StatesQuerySerializer, ListQuerySerializer):
    """Which threats to list."""

    what = choices_field(("came", "went"))


class ThreatDifferenceSerializer(serializers.Serializer[Row]):
    """A threat of only one state. `number` and `status` are those of the list, null when it never held it."""

    what = serializers.ChoiceField(choices=("came", "went"))
    rule = serializers.CharField()
    title = serializers.CharField()
    severity = serializers.ChoiceField(choices=SEVERITIES)
    score = serializers.IntegerField()
    subject = WithinSerializer()
    number = serializers.IntegerField(allow_null=True)
    status = serializers.ChoiceField(choices=THREAT_STATUSES, allow_null=True)


class ThreatDifferenceCountsSerializer(serializers.Serializer[Row]):
    came = SeverityCountsSerializer()
    went = SeverityCountsSerializer()
    stayed = serializers.IntegerField()


class ThreatDifferencesSerializer(serializers.Serializer[Row]):
    """One page of the threats that came and went, both states judged by the rules of today."""

    counts = ThreatDifferenceCountsSerializer()
    count = serializers.IntegerField()
    next = serializers.URLField(allow_null=True)
    previous = serializers.URLField(allow_null=True)
    results = ThreatDifferenceSerializer(many=True)


class PageQuerySerializer(ListQuerySerializer):
    """Runs and imports: newest first."""

    ordering = OrderingField(by={"created_at": "created_at"}, default="-created_at")


class AnalysisCountsSerializer(serializers.Serializer[dict[str, Any]]):
    threats = serializers.IntegerField()
    new = serializers.IntegerField()
    changed = serializers.IntegerField()
    gone = serializers.IntegerField()
    returned = serializers.IntegerField()
    questions = serializers.IntegerField()


class AnalysisRunSerializer(serializers.Serializer[dict[str, Any]]):
    """One analysis that found something new, and the seq it looked at."""

    id = serializers.UUIDField()
    seq = serializers.IntegerField()
    day = serializers.DateField(
        allow_null=True,
        help_text="The day for which it was analyzed: by it restore tests are outdated or not.",
    )
    counts = AnalysisCountsSerializer()
    duration_ms = serializers.IntegerField()
    created_at = serializers.DateTimeField()


class LibraryCountsSerializer(serializers.Serializer[Row]):
    """How many threats change, by what becomes of them."""

    new = SeverityCountsSerializer()
    gone = SeverityCountsSerializer()
    raised = serializers.IntegerField(help_text="Threats of a higher severity.")
    lowered = serializers.IntegerField()
    possible = serializers.IntegerField(help_text="Possible threats that come.")
    possible_gone = serializers.IntegerField()
    facts = serializers.IntegerField(help_text="Accepted threats with other facts.")
    scenarios = serializers.IntegerField(
        help_text="Attack scenarios that come, go or change; the counts before are without them."
    )
    decisions = serializers.IntegerField(help_text="Of all of them, those with a decision or a mitigation.")


class LibraryUpdateSerializer(serializers.Serializer[Row]):
    """An update of the rule library: a preview while it waits, then what the analysis changed.

    The preview is `pending` until it is computed, `failed` when that was not possible, and `canceled` when
    a person did not want it: `job` is then the one to repeat.
    """

    state = serializers.ChoiceField(choices=("none", "pending", "failed", "canceled", *LIBRARY_UPDATE_STATES))
    message = serializers.CharField(
        help_text="Why the preview could not be computed or applied; empty where neither has failed."
    )
    job = serializers.UUIDField(allow_null=True, help_text="Of a preview that is missing.")
    version = serializers.CharField(help_text="Of the rule library.")
    earlier_version = serializers.CharField(help_text="By which the model was analyzed before.")
    counts = LibraryCountsSerializer(allow_null=True)
    previewed_counts = LibraryCountsSerializer(allow_null=True, help_text="What the preview said.")
    seq = serializers.IntegerField(allow_null=True, help_text="The change of the model that was analyzed.")
    previewed_seq = serializers.IntegerField(
        allow_null=True, help_text="That of the preview, if there was one."
    )
    created_at = serializers.DateTimeField(allow_null=True)
    apply_at = serializers.DateTimeField(
        allow_null=True,
        help_text="When it is applied without a person; null: never, or it has been requested.",
    )
    requested_at = serializers.DateTimeField(allow_null=True)
    requested_by = PersonSerializer(allow_null=True, help_text="Null where the days of the team had passed.")
    ended_at = serializers.DateTimeField(allow_null=True)


class LibraryChangesQuerySerializer(ListQuerySerializer):
    """Which changes to list."""

    change = choices_field(LIBRARY_CHANGES)
    decided = serializers.BooleanField(
        required=False, default=None, allow_null=True, help_text="Those with a decision or a mitigation."
    )


class LibraryChangeSerializer(serializers.Serializer[Row]):
    """A threat that comes, goes or changes; `number` and `status` are null where the list has none."""

    change = serializers.ChoiceField(choices=LIBRARY_CHANGES)
    fingerprint = serializers.CharField()
    rule = serializers.CharField()
    title = serializers.CharField()
    why = serializers.CharField(help_text="The reason that the rule gives; empty for a rule that is gone.")
    severity = serializers.ChoiceField(choices=SEVERITIES)
    severity_before = serializers.ChoiceField(choices=SEVERITIES, allow_blank=True)
    subject = WithinSerializer()
    subject_kind = serializers.CharField()
    decided = serializers.BooleanField()
    scenario = serializers.BooleanField(help_text="Whether it is an attack scenario, which no rule finds.")
    number = serializers.IntegerField(allow_null=True)
    status = serializers.ChoiceField(choices=THREAT_STATUSES, allow_null=True)


class TeamLibraryUpdatesSerializer(serializers.Serializer[Row]):
    """Models of a team whose update of the rule library waits."""

    version = serializers.CharField()
    waiting = serializers.IntegerField(help_text="Models whose preview has not been applied yet.")
    requested = serializers.IntegerField(help_text="Models to which it is being applied.")


class LibraryUpdatesAppliedSerializer(serializers.Serializer[Row]):
    """How many models an update is to be applied to."""

    requested = serializers.IntegerField()
