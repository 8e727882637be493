"""The controls of a team as the API shows them."""

from typing import Any

from rest_framework import serializers

from threatmodel.accounts.serializers import PersonSerializer
from threatmodel.api.list_params import ListQuerySerializer, choices_field, memory_ordering
from threatmodel.architecture.api.serializers.models import ModelBriefSerializer
from threatmodel.engine.library.taxonomies import CONTROL_CATEGORIES, LIFECYCLE
from threatmodel.library.choices import MITIGATION_STATUSES, SEVERITIES
from threatmodel.library.serializers.library import REFERENCE_SOURCES, ControlSerializer

ORIGINS = ("built-in", "team")
Json = dict[str, Any]


class TeamControlSerializer(ControlSerializer):
    """A control, built in or the team's own, with how often it is named."""

    origin = serializers.ChoiceField(choices=ORIGINS)
    rule_count = serializers.IntegerField(help_text="Rules of this team that name it.")
    mitigation_count = serializers.IntegerField(help_text="Mitigations in the team's models that apply it.")


class ControlRuleSerializer(serializers.Serializer[Json]):
    """A rule that the control answers."""

    id = serializers.CharField()
    title = serializers.CharField()
    severity = serializers.ChoiceField(choices=SEVERITIES)
    origin = serializers.ChoiceField(choices=ORIGINS)
    fired = serializers.IntegerField(help_text="Open threats in the models of the team.")


class AppliedSerializer(serializers.Serializer[Json]):
    """A mitigation that applies the control."""

    model = ModelBriefSerializer()
    number = serializers.IntegerField()
    title = serializers.CharField()
    status = serializers.ChoiceField(choices=MITIGATION_STATUSES)
    owner = PersonSerializer(allow_null=True)
    due = serializers.DateField(allow_null=True)
    overdue = serializers.BooleanField()


class TeamControlDetailSerializer(TeamControlSerializer):
    """A control with the rules it answers and where it is in use: at most 200 mitigations are named."""

    rules = ControlRuleSerializer(many=True)
    statuses = serializers.DictField(
        child=serializers.IntegerField(), help_text="Mitigations that apply it, by status."
    )
    mitigations = AppliedSerializer(many=True)


class ControlUpdateSerializer(serializers.Serializer[Json]):
    """What may be changed about a control; its id stays."""

    title = serializers.CharField(min_length=4, max_length=120)
    category = serializers.ChoiceField(choices=CONTROL_CATEGORIES)
    lifecycle = serializers.ChoiceField(choices=LIFECYCLE)
    how = serializers.CharField(max_length=4000)
    verify = serializers.CharField(max_length=4000)
    references = serializers.ListField(
        child=serializers.CharField(max_length=80), required=False, default=list, max_length=20
    )


class ControlCreateSerializer(ControlUpdateSerializer):
    """A new control. Its id begins with `team-`."""

    id = serializers.CharField(max_length=80)


class TeamControlQuerySerializer(ListQuerySerializer):
    """Controls of the library and of the team. They are not rows of one table: filtered in memory."""

    category = choices_field(CONTROL_CATEGORIES)
    lifecycle = choices_field(LIFECYCLE)
    origin = choices_field(("built-in", "team"))
    reference = choices_field(REFERENCE_SOURCES)
    ordering = memory_ordering("id", "title", "rules", "mitigations")
