"""The history of the architecture as the API shows it: changes, versions, comparisons, drift."""

from typing import Any, get_args

from rest_framework import serializers

from threatmodel.accounts.serializers import NameField, PersonSerializer
from threatmodel.architecture.comparing import WHATS
from threatmodel.architecture.models import NAME_LENGTH
from threatmodel.architecture.operations.batch import Origin
from threatmodel.jobs.serializers import JobSerializer
from threatmodel.threats.models import FLOW_UID_LENGTH
from threatmodel.threats.selectors.versions import STATE
from threatmodel.threats.serializers.listing import PAGE_SIZE, PAGE_SIZE_MOST, ListQuerySerializer
from threatmodel.threats.serializers.shared import (
    ELEMENT_OR_FLOW,
    FACT_TYPES,
    ORIGINS,
    SUBJECT_KINDS,
    SeverityCountsSerializer,
)
from threatmodel.threats.vocabulary import DISPOSITIONS, SEVERITIES

CHANGE_ORIGINS = get_args(Origin)
MARKS = (*WHATS, "same")
VERSION_KINDS = ("plain", "approved")
Row = dict[str, Any]


def _some_of(words: tuple[str, ...]) -> Any:
    return serializers.ListField(child=serializers.ChoiceField(choices=words), required=False, default=list)


class HistoryKeptSerializer(serializers.Serializer[Row]):
    """Since when the history is kept; null where nothing was removed."""

    changes_since = serializers.DateTimeField(allow_null=True)
    events_since = serializers.DateTimeField(allow_null=True)


class CursorQuerySerializer(serializers.Serializer[Row]):
    """One page of a history, newest first."""

    before = serializers.IntegerField(
        min_value=1, required=False, default=None, help_text="`next` of the page before."
    )
    page_size = serializers.IntegerField(
        min_value=1, max_value=PAGE_SIZE_MOST, required=False, default=PAGE_SIZE
    )


class TimelineQuerySerializer(CursorQuerySerializer):
    """Which changes to list."""

    person = serializers.UUIDField(required=False, default=None)
    origin = _some_of(CHANGE_ORIGINS)
    subject = serializers.CharField(
        max_length=FLOW_UID_LENGTH,
        required=False,
        default="",
        help_text="uid of an element or flow; also of one that is there no more.",
    )
    moves = serializers.BooleanField(
        required=False, default=True, help_text="false: without changes that only moved things."
    )
    search = serializers.CharField(max_length=200, allow_blank=True, required=False, default="")


class StateField(serializers.RegexField):
    """What a state is called."""

    def __init__(self, **options: Any) -> None:
        super().__init__(
            regex=STATE,
            max_length=60,
            help_text="now, a seq, version:<id>, approved, or import for the latest import.",
            **options,
        )


class StatesQuerySerializer(serializers.Serializer[Row]):
    """Which two states to compare."""

    before = StateField(required=False, default="0")
    after = StateField(required=False, default="now")


class ComparisonQuerySerializer(StatesQuerySerializer, ListQuerySerializer):
    """Which differences to list; those of place only when asked for."""

    what = _some_of(WHATS)
    on = serializers.ChoiceField(choices=ELEMENT_OR_FLOW, required=False, default="")
    kind = _some_of(SUBJECT_KINDS)


class ThreatDifferencesQuerySerializer(StatesQuerySerializer, ListQuerySerializer):
    """Which threats to list."""

    what = _some_of(("came", "went"))


# --- changes ---------------------------------------------------------------------------------------


class VersionBriefSerializer(serializers.Serializer[Row]):
    """Enough of a version to name it."""

    id = serializers.UUIDField()
    name = serializers.CharField()
    kind = serializers.ChoiceField(choices=VERSION_KINDS)


class ChangeLineSerializer(serializers.Serializer[Row]):
    """A change, or what one person moved within a minute. `what` follows the name of the actor."""

    seq = serializers.IntegerField()
    first_seq = serializers.IntegerField(help_text="Of the first change of this line.")
    changes = serializers.IntegerField()
    at = serializers.DateTimeField()
    actor = PersonSerializer(allow_null=True)
    origin = serializers.ChoiceField(choices=CHANGE_ORIGINS)
    what = serializers.CharField()
    counts = serializers.DictField(child=serializers.IntegerField())
    is_move = serializers.BooleanField()
    files = serializers.ListField(child=serializers.CharField(), help_text="Of an import: the first 20.")
    file_count = serializers.IntegerField(help_text="How many files an import had; 0 for other changes.")
    versions = VersionBriefSerializer(many=True)


class TimelineSerializer(serializers.Serializer[Row]):
    next = serializers.IntegerField(allow_null=True, help_text="`before` of the next page.")
    results = ChangeLineSerializer(many=True)


class StatedSerializer(serializers.Serializer[Row]):
    """A value of a fact with where it comes from."""

    value = serializers.JSONField()
    origin = serializers.ChoiceField(choices=ORIGINS)
    file = serializers.CharField()
    line = serializers.IntegerField()
    by = serializers.CharField()
    at = serializers.CharField()


class FactDifferenceSerializer(serializers.Serializer[Row]):
    """A fact that differs; null is unknown."""

    name = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]
    type = serializers.ChoiceField(choices=FACT_TYPES)
    unit = serializers.CharField()
    before = StatedSerializer(allow_null=True)
    after = StatedSerializer(allow_null=True)


class PropDifferenceSerializer(serializers.Serializer[Row]):
    """A property that differs, in words; null is none."""

    name = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]
    before = serializers.CharField(allow_null=True)
    after = serializers.CharField(allow_null=True)


class LinkDifferenceSerializer(serializers.Serializer[Row]):
    """A relation or flow that came or went, by its other end."""

    what = serializers.ChoiceField(choices=("added", "removed"))
    label = serializers.CharField()  # type: ignore[assignment]
    name = serializers.CharField()


class SubjectChangeSerializer(serializers.Serializer[Row]):
    """What one change did to an element or flow."""

    seq = serializers.IntegerField()
    at = serializers.DateTimeField()
    actor = PersonSerializer(allow_null=True)
    origin = serializers.ChoiceField(choices=CHANGE_ORIGINS)
    did = serializers.ChoiceField(choices=("added", "changed", "removed"))
    props = PropDifferenceSerializer(many=True)
    facts = FactDifferenceSerializer(many=True)
    links = LinkDifferenceSerializer(many=True)


class SubjectChangesSerializer(serializers.Serializer[Row]):
    next = serializers.IntegerField(allow_null=True, help_text="`before` of the next page.")
    results = SubjectChangeSerializer(many=True)


# --- versions --------------------------------------------------------------------------------------


class ApprovalSerializer(serializers.Serializer[Row]):
    """That a version is or was approved; `ended_at` is null while it holds."""

    by = PersonSerializer(allow_null=True)
    at = serializers.DateTimeField()
    ended_at = serializers.DateTimeField(allow_null=True)


class VersionSerializer(VersionBriefSerializer):
    """A state of the architecture with a name."""

    seq = serializers.IntegerField()
    note = serializers.CharField()
    created_by = PersonSerializer(allow_null=True)
    created_at = serializers.DateTimeField()
    approvals = ApprovalSerializer(many=True)


class VersionCreateSerializer(serializers.Serializer[Row]):
    """A name for a state; without seq for the newest."""

    name = NameField(max_length=NAME_LENGTH)
    note = serializers.CharField(max_length=4000, allow_blank=True, required=False, default="")
    seq = serializers.IntegerField(min_value=0, allow_null=True, required=False, default=None)


class VersionUpdateSerializer(serializers.Serializer[Row]):
    """What may be changed about a version; what is not named stays."""

    name = NameField(max_length=NAME_LENGTH, required=False)
    note = serializers.CharField(max_length=4000, allow_blank=True, required=False)


class RestoreSerializer(serializers.Serializer[Row]):
    """Where to go back to."""

    to = StateField()


class RestoredSerializer(serializers.Serializer[Row]):
    """The change that brought the state back. Undo it by its batch or its seq."""

    seq = serializers.IntegerField()
    changed = serializers.BooleanField()
    batch = serializers.CharField()
    job = JobSerializer(allow_null=True)


# --- comparisons -----------------------------------------------------------------------------------


class StateSerializer(serializers.Serializer[Row]):
    """A state that was asked for."""

    name = serializers.CharField()
    seq = serializers.IntegerField()
    at = serializers.DateTimeField()
    version = VersionBriefSerializer(allow_null=True)


class WithinSerializer(serializers.Serializer[Row]):
    uid = serializers.CharField()
    name = serializers.CharField()


class DifferenceSerializer(serializers.Serializer[Row]):
    """An element or flow that is not as it was. `within` is what it sits in, of a flow where it starts."""

    on = serializers.ChoiceField(choices=ELEMENT_OR_FLOW)
    uid = serializers.CharField()
    what = serializers.ChoiceField(choices=WHATS)
    kind = serializers.ChoiceField(choices=SUBJECT_KINDS)
    name = serializers.CharField()
    within = WithinSerializer(allow_null=True)
    props = PropDifferenceSerializer(many=True)
    facts = FactDifferenceSerializer(many=True)
    links = LinkDifferenceSerializer(many=True)


class SubjectCountsSerializer(serializers.Serializer[Row]):
    """`moved` lie elsewhere on the canvas and are otherwise as they were."""

    added = serializers.IntegerField()
    changed = serializers.IntegerField()
    removed = serializers.IntegerField()
    moved = serializers.IntegerField()


class RelationCountsSerializer(serializers.Serializer[Row]):
    added = serializers.IntegerField()
    removed = serializers.IntegerField()


class DifferenceCountsSerializer(serializers.Serializer[Row]):
    """How many differ, whatever the filters."""

    element = SubjectCountsSerializer()
    flow = SubjectCountsSerializer()
    relation = RelationCountsSerializer()


class StatesSerializer(serializers.Serializer[Row]):
    before = StateSerializer()
    after = StateSerializer()


class ComparisonSerializer(StatesSerializer):
    """One page of what differs between two states."""

    counts = DifferenceCountsSerializer()
    count = serializers.IntegerField()
    next = serializers.URLField(allow_null=True)
    previous = serializers.URLField(allow_null=True)
    results = DifferenceSerializer(many=True)


class DrawnElementSerializer(serializers.Serializer[Row]):
    uid = serializers.CharField()
    kind = serializers.ChoiceField(choices=SUBJECT_KINDS)
    name = serializers.CharField()
    parent = serializers.CharField(allow_null=True)  # type: ignore[assignment]
    x = serializers.FloatField(allow_null=True)
    y = serializers.FloatField(allow_null=True)
    width = serializers.FloatField(allow_null=True)
    height = serializers.FloatField(allow_null=True)
    mark = serializers.ChoiceField(choices=MARKS)


class DrawnFlowSerializer(serializers.Serializer[Row]):
    uid = serializers.CharField()
    source = serializers.CharField()  # type: ignore[assignment]
    destination = serializers.CharField()
    name = serializers.CharField()
    protocol = serializers.CharField(allow_null=True)
    port = serializers.IntegerField(allow_null=True)
    encrypted = serializers.BooleanField(allow_null=True)
    mark = serializers.ChoiceField(choices=MARKS)


class DrawingSerializer(StatesSerializer):
    """Everything that is in either state, at its later place, with what became of it."""

    elements = DrawnElementSerializer(many=True)
    flows = DrawnFlowSerializer(many=True)


class ThreatDifferenceSerializer(serializers.Serializer[Row]):
    """A threat of only one state. `number` and `status` are those of the list, null when it never held it."""

    what = serializers.ChoiceField(choices=("came", "went"))
    rule = serializers.CharField()
    title = serializers.CharField()
    severity = serializers.ChoiceField(choices=SEVERITIES)
    score = serializers.IntegerField()
    subject = WithinSerializer()
    number = serializers.IntegerField(allow_null=True)
    status = serializers.ChoiceField(choices=DISPOSITIONS, allow_null=True)


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


class ImportBriefSerializer(serializers.Serializer[Row]):
    seq = serializers.IntegerField()
    at = serializers.DateTimeField()
    files = serializers.ListField(child=serializers.CharField())


class ApprovedVersionSerializer(VersionBriefSerializer):
    seq = serializers.IntegerField()
    note = serializers.CharField()


class HoldingApprovalSerializer(serializers.Serializer[Row]):
    """The approval that holds."""

    version = ApprovedVersionSerializer()
    by = PersonSerializer(allow_null=True)
    at = serializers.DateTimeField()


class DriftSerializer(serializers.Serializer[Row]):
    """How far the architecture is from the approved version; counts are null where none is approved."""

    approved = HoldingApprovalSerializer(allow_null=True)
    seq = serializers.IntegerField(help_text="Of the state that is held against it: the newest.")
    latest_import = ImportBriefSerializer(allow_null=True)
    counts = DifferenceCountsSerializer(allow_null=True)
