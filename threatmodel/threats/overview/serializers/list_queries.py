"""Filters and orders of the lists of models, elements, flows and data sets."""

from django.db.models import Case, When
from django.db.models.functions import Lower
from rest_framework import serializers

from threatmodel.api.list_params import ListQuerySerializer, OrderingField, choices_field
from threatmodel.architecture.api.serializers.data_sets import CLASSIFICATIONS
from threatmodel.architecture.api.serializers.elements import KINDS
from threatmodel.architecture.api.serializers.models import ModelFilterSerializer
from threatmodel.threats.choices import CERTAINTIES
from threatmodel.threats.overview.selectors.data_sets import DATA_SET_ORDERS


class ModelQuerySerializer(ModelFilterSerializer, ListQuerySerializer):
    ordering = OrderingField(
        by={
            "name": Lower("name"),
            "updated_at": "updated_at",
            "open_critical": "open_critical",
            "folder": Lower("folder__name"),
            "owner": Lower("owner__name"),
            "favorite": Case(When(is_favorite=True, then=0), default=1),
        },
        default="name",
        nullable=("folder", "owner"),
    )


class CountedCertaintyField(serializers.ChoiceField):
    """Which threats `has_threats` and the orders by threats look at."""

    def __init__(self) -> None:
        super().__init__(
            choices=CERTAINTIES,
            required=False,
            default="found",
            help_text="Threats that `has_threats` and `ordering` look at.",
        )


class ElementQuerySerializer(ListQuerySerializer):
    kind = choices_field(KINDS)
    parent = serializers.UUIDField(required=False, default=None, help_text="Directly inside this element.")  # type: ignore[assignment]
    has_threats = serializers.BooleanField(required=False, default=None, allow_null=True)
    certainty = CountedCertaintyField()
    gone = serializers.BooleanField(
        required=False, default=False, help_text="Those that an import no longer found."
    )
    ordering = OrderingField(
        by={"name": Lower("name"), "kind": "kind", "threats": "open_threats", "worst": "worst_score"},
        default="name",
        tie="uid",
    )


class FlowQuerySerializer(ListQuerySerializer):
    element = serializers.UUIDField(required=False, default=None, help_text="With this element at one end.")
    has_threats = serializers.BooleanField(required=False, default=None, allow_null=True)
    certainty = CountedCertaintyField()
    gone = serializers.BooleanField(required=False, default=False)
    ordering = OrderingField(
        by={
            "name": Lower("name"),
            "source": Lower("source__name"),
            "destination": Lower("destination__name"),
            "threats": "open_threats",
            "worst": "worst_score",
        },
        default="source,destination",
        tie="uid",
    )


class DataSetQuerySerializer(ListQuerySerializer):
    """They are few, and sorted and filtered in memory."""

    classification = choices_field(CLASSIFICATIONS)
    personal_data = serializers.BooleanField(required=False, default=None, allow_null=True)
    ordering = serializers.ChoiceField(
        choices=[f"{sign}{name}" for name in DATA_SET_ORDERS for sign in ("", "-")],
        required=False,
        default="name",
    )
