"""Trackers, links and proposals as the API shows them: never a token."""

from typing import Any, Final

from drf_spectacular.utils import OpenApiExample, extend_schema_field, extend_schema_serializer
from rest_framework import serializers

from threatmodel.accounts.models import NAME_LENGTH
from threatmodel.accounts.serializers import NameField, PersonSerializer
from threatmodel.api.list_params import ListQuerySerializer, choices_field
from threatmodel.library.choices import MITIGATION_STATUSES
from threatmodel.threats.choices import THREAT_STATUSES
from threatmodel.threats.mitigations.serializers import MitigationQuerySerializer
from threatmodel.threats.threats.serializers.threats import LeftThreatSerializer
from threatmodel.threats.triage.serializers import SelectionSerializer
from threatmodel.trackers.choices import (
    CATEGORIES,
    CHECKS,
    DECISIONS,
    KINDS,
    LINK_STATES,
    ORIGINS,
    PROPOSABLE,
    PROPOSAL_STATES,
    SIDES,
    TRACKER_STATES,
)
from threatmodel.trackers.models import TEMPLATE_LENGTH, URL_LENGTH, Tracker

_TOKEN_LENGTH: Final = 2_000
_LABELS_MOST: Final = 20
LOCAL_STATUSES: Final = tuple(dict.fromkeys((*MITIGATION_STATUSES, *THREAT_STATUSES)))


class TokenField(serializers.CharField):
    """A token, which no header can be made of where it has other characters."""

    def to_internal_value(self, data: Any) -> str:
        """Return the token without blanks around it."""
        token = super().to_internal_value(data)
        if not token.isascii() or not token.isprintable() or " " in token:
            raise serializers.ValidationError("A token consists of letters, digits and punctuation.")
        return token


class MappingSerializer(serializers.Serializer[dict[str, Any]]):
    """What each status category of an issue proposes for the mitigation; empty for nothing."""

    todo = serializers.ChoiceField(choices=PROPOSABLE["todo"])
    in_progress = serializers.ChoiceField(choices=PROPOSABLE["in_progress"])
    done = serializers.ChoiceField(choices=PROPOSABLE["done"])
    not_planned = serializers.ChoiceField(choices=PROPOSABLE["not_planned"])


class TrackerCountsSerializer(serializers.Serializer[dict[str, Any]]):
    """How many links a tracker has, and how many want attention."""

    links = serializers.IntegerField()
    waiting = serializers.IntegerField(help_text="Queued, or being created.")
    failed = serializers.IntegerField()
    conflicts = serializers.IntegerField()
    proposals = serializers.IntegerField(help_text="That wait for a decision.")


@extend_schema_serializer(
    examples=[
        OpenApiExample(
            "GitHub",
            value={
                "name": "Shop issues",
                "kind": "github",
                "base_url": "https://github.com",
                "project": "example/shop",
                "token": "github_pat_…",
                "labels": ["threat-model"],
            },
            request_only=True,
        ),
        OpenApiExample(
            "Jira Cloud",
            value={
                "name": "Shop board",
                "kind": "jira-cloud",
                "base_url": "https://example.atlassian.net",
                "project": "SHOP",
                "account": "bot@example.com",
                "token": "ATATT…",
                "issue_type": "Task",
            },
            request_only=True,
        ),
    ]
)
class TrackerSerializer(serializers.ModelSerializer[Tracker]):
    """A project of an issue tracker."""

    name = NameField(max_length=NAME_LENGTH)
    kind = serializers.ChoiceField(choices=KINDS, help_text="Cannot be changed.")
    base_url = serializers.CharField(max_length=URL_LENGTH, help_text="Such as https://github.com")
    project = serializers.CharField(
        max_length=255, help_text="owner/repository, group/project, or the key of the project."
    )
    account = serializers.CharField(
        max_length=254, required=False, allow_blank=True, help_text="E-mail address; of Jira Cloud alone."
    )
    token = TokenField(
        write_only=True,
        required=False,
        allow_blank=True,
        max_length=_TOKEN_LENGTH,
        help_text="Is not shown again. Needed for a new tracker and for another address.",
    )
    labels = serializers.ListField(
        child=serializers.CharField(max_length=50), required=False, max_length=_LABELS_MOST
    )
    issue_type = serializers.CharField(
        max_length=80, required=False, allow_blank=True, help_text="Of Jira; Task if empty."
    )
    close_status = serializers.CharField(
        max_length=80,
        required=False,
        allow_blank=True,
        help_text="Of Jira: the status that closes an issue; if empty, the first of the category done.",
    )
    title_template = serializers.CharField(
        max_length=500, required=False, allow_blank=True, help_text="If empty, the default."
    )
    body_template = serializers.CharField(
        max_length=TEMPLATE_LENGTH, required=False, allow_blank=True, help_text="If empty, the default."
    )
    mapping = MappingSerializer(required=False)
    state = serializers.ChoiceField(
        choices=TRACKER_STATES, read_only=True, help_text="failing: nothing is sent until a test succeeds."
    )
    counts = serializers.SerializerMethodField()

    class Meta:
        model = Tracker
        fields = [
            "id",
            "name",
            "kind",
            "base_url",
            "project",
            "account",
            "token",
            "labels",
            "issue_type",
            "close_status",
            "title_template",
            "body_template",
            "mapping",
            "comments",
            "sync",
            "close_issues",
            "state",
            "fault",
            "paused_until",
            "last_sync_at",
            "next_sync_at",
            "counts",
            "created_at",
        ]
        read_only_fields = [
            "id",
            "fault",
            "paused_until",
            "last_sync_at",
            "next_sync_at",
            "created_at",
        ]

    @extend_schema_field(TrackerCountsSerializer)
    def get_counts(self, tracker: Any) -> dict[str, int]:
        """The counts that tracker_rows has added."""
        return {f"{name}": getattr(tracker, f"{name}_count") for name in TrackerCountsSerializer().fields}


class TrackerCheckSerializer(serializers.Serializer[dict[str, Any]]):
    """One thing that the test looked at."""

    name = serializers.ChoiceField(choices=CHECKS)
    ok = serializers.BooleanField()
    text = serializers.CharField()


class TrackerTestSerializer(serializers.Serializer[dict[str, Any]]):
    """What came of a test; it ends with the first check that fails."""

    ok = serializers.BooleanField()
    checks = TrackerCheckSerializer(many=True)


class TrackerBriefSerializer(serializers.Serializer[dict[str, Any]]):
    """Enough of a tracker to name it."""

    id = serializers.UUIDField()
    name = serializers.CharField()
    kind = serializers.ChoiceField(choices=KINDS)


class ThingBriefSerializer(serializers.Serializer[dict[str, Any]]):
    """The number and title of a threat or mitigation."""

    number = serializers.IntegerField()
    title = serializers.CharField()


class IssueMitigationSerializer(ThingBriefSerializer):
    """A mitigation and the status that it has."""

    status = serializers.ChoiceField(choices=MITIGATION_STATUSES)


class ConflictSerializer(serializers.Serializer[dict[str, Any]]):
    """What both sides say, of which a person keeps one."""

    local_status = serializers.ChoiceField(choices=LOCAL_STATUSES)
    remote_status = serializers.CharField()
    remote_category = serializers.ChoiceField(choices=CATEGORIES)
    since = serializers.DateTimeField()


class IssueLinkSerializer(serializers.Serializer[dict[str, Any]]):
    """An issue of a threat or mitigation."""

    id = serializers.UUIDField()
    tracker = TrackerBriefSerializer()
    threat = ThingBriefSerializer(allow_null=True)
    mitigation = ThingBriefSerializer(allow_null=True)
    state = serializers.ChoiceField(choices=LINK_STATES)
    origin = serializers.ChoiceField(choices=ORIGINS)
    key = serializers.CharField(help_text="Such as #12 or SHOP-12; empty until there is an issue.")
    url = serializers.CharField()
    title = serializers.CharField()
    remote_status = serializers.CharField(help_text="As the tracker calls it.")
    remote_category = serializers.ChoiceField(choices=("", *CATEGORIES))
    local_status = serializers.ChoiceField(choices=LOCAL_STATUSES, help_text="Of the threat or mitigation.")
    fault = serializers.CharField(help_text="What was refused, or why the latest attempt failed.")
    conflict = ConflictSerializer(allow_null=True)
    attempts = serializers.IntegerField()
    due_at = serializers.DateTimeField(allow_null=True, help_text="Of the next attempt, while it is queued.")
    remote_updated_at = serializers.DateTimeField(allow_null=True)
    seen_at = serializers.DateTimeField(allow_null=True)
    created_by = PersonSerializer(allow_null=True)
    created_at = serializers.DateTimeField()


class IssueLinkQuerySerializer(ListQuerySerializer):
    """Filters of links."""

    tracker = serializers.ListField(child=serializers.UUIDField(), required=False, default=list)
    state = choices_field(LINK_STATES)
    threat = serializers.ListField(
        child=serializers.IntegerField(min_value=1), required=False, default=list, help_text="Numbers."
    )
    mitigation = serializers.ListField(
        child=serializers.IntegerField(min_value=1), required=False, default=list, help_text="Numbers."
    )
    conflict = serializers.BooleanField(required=False, default=None, allow_null=True)


class MitigationSelectionSerializer(serializers.Serializer[dict[str, Any]]):
    """Mitigations by number, or all that the filter of their list finds."""

    numbers = serializers.ListField(
        child=serializers.IntegerField(min_value=1), required=False, default=list, max_length=200
    )
    all = serializers.BooleanField(required=False, default=False)
    filter = MitigationQuerySerializer(required=False, allow_null=True, default=None)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Refuse a selection of nothing, and one of everything without its filter."""
        if attrs["all"] and attrs["filter"] is None:
            raise serializers.ValidationError({"filter": ["Give the filter of the list."]})
        if not (attrs["all"] or attrs["numbers"]):
            raise serializers.ValidationError({"numbers": ["Select at least one mitigation."]})
        return attrs


@extend_schema_serializer(
    examples=[
        OpenApiExample(
            "One issue for each of two mitigations",
            value={"tracker": "0b8f6a52-7f0e-4a53-9a53-6f6d1f6b3a01", "mitigations": {"numbers": [3, 4]}},
            request_only=True,
        )
    ]
)
class IssueCreateSerializer(serializers.Serializer[dict[str, Any]]):
    """For which threats or mitigations issues are created; an issue of a mitigation lists its threats."""

    tracker = serializers.UUIDField()
    threats = SelectionSerializer(required=False)
    per = serializers.ChoiceField(
        choices=("threat", "mitigation"),
        default="threat",
        help_text="mitigation: one issue for each mitigation of the threats.",
    )
    mitigations = MitigationSelectionSerializer(required=False)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Refuse neither and both."""
        if ("threats" in attrs) == ("mitigations" in attrs):
            raise serializers.ValidationError({"detail": ["Select either threats or mitigations."]})
        return attrs


class IssuesQueuedSerializer(serializers.Serializer[dict[str, Any]]):
    """How many issues are to be created; `left` names at most 100 of the other things, with the reason."""

    queued = serializers.IntegerField()
    links = serializers.ListField(child=serializers.UUIDField(), help_text="Those that were queued.")
    left_count = serializers.IntegerField()
    left = LeftThreatSerializer(many=True)


class ExistingIssueSerializer(serializers.Serializer[dict[str, Any]]):
    """An issue that exists, for one threat or one mitigation."""

    tracker = serializers.UUIDField()
    threat = serializers.IntegerField(min_value=1, required=False)
    mitigation = serializers.IntegerField(min_value=1, required=False)
    issue = serializers.CharField(max_length=URL_LENGTH, help_text="Its address, or #12 or SHOP-12.")

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Refuse neither and both."""
        if ("threat" in attrs) == ("mitigation" in attrs):
            raise serializers.ValidationError({"detail": ["Name either a threat or a mitigation."]})
        return attrs


class ConflictDecisionSerializer(serializers.Serializer[dict[str, Any]]):
    """Whose status is kept."""

    keep = serializers.ChoiceField(choices=SIDES)


class ProposalIssueSerializer(serializers.Serializer[dict[str, Any]]):
    """The issue that a proposal follows from."""

    id = serializers.UUIDField()
    key = serializers.CharField()
    url = serializers.CharField()
    tracker = TrackerBriefSerializer()


class StatusProposalSerializer(serializers.Serializer[dict[str, Any]]):
    """What the status of an issue proposes for a mitigation."""

    id = serializers.UUIDField()
    link = ProposalIssueSerializer()
    threat = ThingBriefSerializer(allow_null=True)
    mitigation = IssueMitigationSerializer(
        allow_null=True, help_text="null: accepting records one for the threat."
    )
    from_status = serializers.ChoiceField(choices=LOCAL_STATUSES)
    to_status = serializers.ChoiceField(choices=[one for one in MITIGATION_STATUSES if one != "verified"])
    remote_status = serializers.CharField()
    state = serializers.ChoiceField(choices=PROPOSAL_STATES)
    created_at = serializers.DateTimeField()
    decided_by = PersonSerializer(allow_null=True)
    decided_at = serializers.DateTimeField(allow_null=True)


class StatusProposalQuerySerializer(ListQuerySerializer):
    """Filters of proposals."""

    state = choices_field(PROPOSAL_STATES)


class ProposalDecisionSerializer(serializers.Serializer[dict[str, Any]]):
    """What is decided about a proposal."""

    decision = serializers.ChoiceField(choices=DECISIONS)
