"""Data sets and suggestions of them as the API shows and takes them."""

from typing import Any

from rest_framework import serializers

from threatmodel.accounts.serializers import NameField
from threatmodel.architecture.api.serializers.elements import ELEMENT_OR_FLOW, SUBJECT_KINDS
from threatmodel.architecture.models import FLOW_UID_LENGTH, NAME_LENGTH, UID_LENGTH
from threatmodel.engine.library.taxonomies import DATA_CATEGORIES
from threatmodel.engine.model import CATALOGUE

DECISIONS_MOST = 5_000
PLACEMENTS_MOST = 500
RETENTION_MOST = 100 * 366  # days
Json = dict[str, Any]
_FACTS = CATALOGUE.kinds["data-set"].facts
CLASSIFICATIONS = _FACTS["classification"].options
LEGAL_BASES = _FACTS["legal_basis"].options
VOLUMES = _FACTS["volume"].options


def _list_of(child: Any, *, most: int = 50) -> Any:
    """A list that may be unknown (null) or known to be empty."""
    return serializers.ListField(child=child, max_length=most, allow_null=True, required=False)


def _one_of(words: tuple[str, ...]) -> Any:
    return serializers.ChoiceField(choices=words, allow_null=True, required=False)


def _text() -> Any:
    return serializers.CharField(max_length=120)


class DataSetFactsSerializer(serializers.Serializer[Json]):
    """What is known of a data set; null is unknown."""

    classification = _one_of(CLASSIFICATIONS)
    personal_data = serializers.BooleanField(allow_null=True, required=False)
    personal_data_categories = _list_of(serializers.ChoiceField(choices=tuple(DATA_CATEGORIES)))
    data_subjects = _list_of(_text())
    purposes = _list_of(_text())
    legal_basis = _one_of(LEGAL_BASES)
    retention_days = serializers.IntegerField(
        min_value=0, max_value=RETENTION_MOST, allow_null=True, required=False, help_text="0: never deleted."
    )
    residency = _list_of(_text())
    volume = _one_of(VOLUMES)


class SubjectKeySerializer(serializers.Serializer[Json]):
    """An element or flow, by its uid."""

    on = serializers.ChoiceField(choices=ELEMENT_OR_FLOW)
    uid = serializers.CharField(max_length=FLOW_UID_LENGTH)


class DataSetCreateSerializer(DataSetFactsSerializer):
    """A new data set, and where it is."""

    name = NameField(max_length=NAME_LENGTH)
    on = serializers.ListField(
        child=SubjectKeySerializer(), max_length=PLACEMENTS_MOST, required=False, default=list
    )


class DataSetUpdateSerializer(DataSetFactsSerializer):
    """What may be changed about a data set; what is not named stays, null makes it unknown."""

    name = NameField(max_length=NAME_LENGTH, required=False)


class DataSetPlacementSerializer(SubjectKeySerializer):
    """That an element or flow holds or carries a data set, by its uid."""

    data_set = serializers.CharField(max_length=UID_LENGTH)


class DataSetPlacementsSerializer(serializers.Serializer[Json]):
    """Where data sets are, and where they are not; written together or not at all."""

    add = serializers.ListField(
        child=DataSetPlacementSerializer(), max_length=PLACEMENTS_MOST, required=False, default=list
    )
    remove = serializers.ListField(
        child=DataSetPlacementSerializer(), max_length=PLACEMENTS_MOST, required=False, default=list
    )


class SuggestionSerializer(serializers.Serializer[Json]):
    """A data set that an element seems to hold or a flow seems to carry, and the word that suggests it."""

    on = serializers.ChoiceField(choices=ELEMENT_OR_FLOW)
    id = serializers.UUIDField(help_text="Of the element or flow.")
    uid = serializers.CharField()
    name = serializers.CharField()
    kind = serializers.ChoiceField(choices=SUBJECT_KINDS)
    template = serializers.CharField()
    data_set = serializers.CharField(
        allow_null=True, help_text="uid of the data set to use; null: a new one."
    )
    data_set_name = serializers.CharField()
    facts = serializers.DictField(child=serializers.JSONField(), help_text="Of the data set.")
    why = serializers.CharField()


class DecisionSerializer(SubjectKeySerializer):
    """Names a suggestion."""

    template = serializers.CharField(max_length=UID_LENGTH)


class DecisionsSerializer(serializers.Serializer[Json]):
    """Answers to suggestions, as one change."""

    confirm = serializers.ListField(
        child=DecisionSerializer(), max_length=DECISIONS_MOST, required=False, default=list
    )
    decline = serializers.ListField(
        child=DecisionSerializer(), max_length=DECISIONS_MOST, required=False, default=list
    )
