"""The models of all teams of a person, with their newest figures."""

from typing import Any, Final

from django.db.models.functions import Lower
from rest_framework import serializers

from threatmodel.api.list_params import ListQuerySerializer, OrderingField
from threatmodel.architecture.api.serializers.models import ModelFilterSerializer
from threatmodel.dashboards.selectors.model_groups import MODEL_GROUPINGS
from threatmodel.dashboards.selectors.portfolio import ACCEPTED, AT_RISK, newest
from threatmodel.dashboards.serializers.posture import PostureDaySerializer, PostureQuerySerializer
from threatmodel.threats.overview.serializers.models import ModelTeamSerializer

_ORDERS: Final = {
    "name": Lower("name"),
    "team": Lower("team__name"),
    "at_risk": newest(AT_RISK),
    "critical": newest("open_critical"),
    "accepted": newest(ACCEPTED),
    **{name: newest(name) for name in ("overdue", "overdue_mitigations", "expiring", "jewels_reached")},
    "jewel_score": newest("jewel_score"),
}


class PortfolioFilterSerializer(ModelFilterSerializer):
    """Which models are meant."""

    team = serializers.UUIDField(required=False, default=None, help_text="Of this team alone.")


class PortfolioPostureQuerySerializer(PortfolioFilterSerializer, PostureQuerySerializer):
    """Of which models, and from which day to which."""


class PortfolioQuerySerializer(PortfolioFilterSerializer, ListQuerySerializer):
    ordering = OrderingField(by=_ORDERS, default="name", nullable=set(_ORDERS) - {"name", "team"})


class PortfolioModelSerializer(serializers.Serializer[dict[str, Any]]):
    """A model with its newest figures."""

    id = serializers.UUIDField()
    name = serializers.CharField()
    team = ModelTeamSerializer()
    figures = PostureDaySerializer(allow_null=True, help_text="Null before its first snapshot.")


class ModelGroupsQuerySerializer(PortfolioFilterSerializer):
    by = serializers.ChoiceField(choices=MODEL_GROUPINGS)


class ModelGroupSerializer(serializers.Serializer[dict[str, Any]]):
    """The models with one tag, owner or folder."""

    key = serializers.CharField(
        allow_null=True, help_text="The tag, or the id of the owner or folder; null for models without one."
    )
    name = serializers.CharField(help_text="Empty for models without one.")
    models = serializers.IntegerField()
    figures = PostureDaySerializer(
        allow_null=True,
        help_text="Their newest ones, summed; null before the first snapshot.",
    )
