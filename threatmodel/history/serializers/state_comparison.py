"""Two states of an architecture side by side, and drift."""

from typing import Any

from rest_framework import serializers

from threatmodel.accounts.serializers import PersonSerializer
from threatmodel.api.list_params import ListQuerySerializer, choices_field
from threatmodel.architecture.api.serializers.elements import (
    ELEMENT_OR_FLOW,
    FACT_TYPES,
    ORIGINS,
    SUBJECT_KINDS,
)
from threatmodel.history.architecture_diff import WHATS
from threatmodel.history.serializers.versions import StateField, VersionBriefSerializer

MARKS = (*WHATS, "same")
Row = dict[str, Any]


class StatesQuerySerializer(serializers.Serializer[Row]):
    """Which two states to compare."""

    before = StateField(required=False, default="0")
    after = StateField(required=False, default="now")


class ComparisonQuerySerializer(StatesQuerySerializer, ListQuerySerializer):
    """Which differences to list; those of place only when asked for."""

    what = choices_field(WHATS)
    on = serializers.ChoiceField(choices=ELEMENT_OR_FLOW, required=False, default="")
    kind = choices_field(SUBJECT_KINDS)


class FactValueSerializer(serializers.Serializer[Row]):
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
    before = FactValueSerializer(allow_null=True)
    after = FactValueSerializer(allow_null=True)


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
    encrypted = serializers.BooleanField(
        allow_null=True,
        help_text="As stated, else by the protocol of a drawn flow; null if unknown.",
    )
    mark = serializers.ChoiceField(choices=MARKS)


class DrawingSerializer(StatesSerializer):
    """Everything that is in either state, at its later place, with what became of it."""

    elements = DrawnElementSerializer(many=True)
    flows = DrawnFlowSerializer(many=True)


class ImportBriefSerializer(serializers.Serializer[Row]):
    seq = serializers.IntegerField()
    at = serializers.DateTimeField()
    files = serializers.ListField(child=serializers.CharField())


class ApprovedVersionSerializer(VersionBriefSerializer):
    seq = serializers.IntegerField()
    note = serializers.CharField()


class CurrentApprovalSerializer(serializers.Serializer[Row]):
    """The approval that holds."""

    version = ApprovedVersionSerializer()
    by = PersonSerializer(allow_null=True)
    at = serializers.DateTimeField()


class DriftSerializer(serializers.Serializer[Row]):
    """How far the architecture is from the approved version; counts are null where none is approved."""

    approved = CurrentApprovalSerializer(allow_null=True)
    seq = serializers.IntegerField(help_text="Of the state that it is compared with: the newest.")
    latest_import = ImportBriefSerializer(allow_null=True)
    counts = DifferenceCountsSerializer(allow_null=True)
