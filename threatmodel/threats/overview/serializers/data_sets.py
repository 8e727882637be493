"""Data sets with counts of their threats."""

from typing import Any

from rest_framework import serializers

from threatmodel.architecture.api.serializers.data_sets import CLASSIFICATIONS, LEGAL_BASES, VOLUMES
from threatmodel.architecture.api.serializers.edit_batches import ChangedSerializer
from threatmodel.architecture.api.serializers.elements import FactSerializer, SubjectSerializer
from threatmodel.threats.questions.serializers import OpenQuestionSerializer
from threatmodel.threats.threats.serializers.severity_counts import SeverityCountsSerializer, WorstField

Json = dict[str, Any]


class DataSetRowSerializer(serializers.Serializer[Json]):
    """A data set in a list: what is known of it, where it is, and the open threats that name it."""

    id = serializers.UUIDField()
    uid = serializers.CharField()
    name = serializers.CharField()
    classification = serializers.ChoiceField(choices=CLASSIFICATIONS, allow_null=True)
    personal_data = serializers.BooleanField(allow_null=True)
    personal_data_categories = serializers.ListField(child=serializers.CharField(), allow_null=True)
    data_subjects = serializers.ListField(child=serializers.CharField(), allow_null=True)
    purposes = serializers.ListField(child=serializers.CharField(), allow_null=True)
    legal_basis = serializers.ChoiceField(choices=LEGAL_BASES, allow_null=True)
    retention_days = serializers.IntegerField(allow_null=True)
    residency = serializers.ListField(child=serializers.CharField(), allow_null=True)
    volume = serializers.ChoiceField(choices=VOLUMES, allow_null=True)
    special = serializers.BooleanField(help_text="Contains a special category of personal data.")
    element_count = serializers.IntegerField()
    flow_count = serializers.IntegerField()
    places = SubjectSerializer(many=True, help_text="At most 200 of the elements and flows that name it.")
    threats = SeverityCountsSerializer()
    worst = WorstField()


class DataSetSerializer(DataSetRowSerializer):
    """A data set with the author of each statement, and open questions."""

    facts = FactSerializer(many=True)
    questions = OpenQuestionSerializer(many=True)


class DataSetChangedSerializer(ChangedSerializer):
    """A change of one data set."""

    data_set = DataSetSerializer()
