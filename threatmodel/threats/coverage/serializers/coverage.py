"""The coverage grid as the API shows it."""

from typing import Any

from rest_framework import serializers

from threatmodel.api.list_params import ListQuerySerializer, choices_field
from threatmodel.architecture.api.serializers.elements import SUBJECT_KINDS, SubjectSerializer
from threatmodel.library.choices import METHODS, SEVERITIES
from threatmodel.threats.choices import CELL_STATES

Json = dict[str, Any]


# --- coverage ----------------------------------------------------------------------------------


class CellThreatSerializer(serializers.Serializer[Json]):
    number = serializers.IntegerField()
    severity = serializers.ChoiceField(choices=SEVERITIES)


class CellQuestionSerializer(serializers.Serializer[Json]):
    """A fact that is waited for. No question: it is not asked at the moment."""

    question = serializers.UUIDField(allow_null=True)
    fact = serializers.CharField()
    text = serializers.CharField()


class CoverageCellSerializer(serializers.Serializer[Json]):
    """One category on one element or flow."""

    state = serializers.ChoiceField(choices=CELL_STATES)
    threats = CellThreatSerializer(many=True)
    waiting = CellQuestionSerializer(many=True)
    considered = serializers.ListField(child=serializers.CharField(), help_text="Rules that did not match.")
    because = serializers.CharField(help_text="Why the category does not apply, or which answer is missing.")


class CoverageRowSerializer(serializers.Serializer[Json]):
    """The cells of one element or flow, by category. Categories never asked of its kind are left out."""

    subject = SubjectSerializer()
    cells = serializers.DictField(child=CoverageCellSerializer())


class CoverageCategorySerializer(serializers.Serializer[Json]):
    id = serializers.CharField()
    letter = serializers.CharField()
    name = serializers.CharField()
    classic_name = serializers.CharField()


class CoveragePageSerializer(serializers.Serializer[Json]):
    """One page of the grid, and how much of the whole of it is settled."""

    count = serializers.IntegerField()
    next = serializers.URLField(allow_null=True)
    previous = serializers.URLField(allow_null=True)
    results = CoverageRowSerializer(many=True)
    percent = serializers.IntegerField(min_value=0, max_value=100)
    settled = serializers.IntegerField()
    applicable = serializers.IntegerField()
    categories = CoverageCategorySerializer(many=True)


class CoverageQuerySerializer(ListQuerySerializer):
    """Rows of the grid, elements before flows. They are not rows of a table: filtered in memory."""

    method = serializers.ChoiceField(choices=METHODS, required=False, default=METHODS[0])
    state = choices_field(CELL_STATES)
    kind = choices_field(SUBJECT_KINDS)
