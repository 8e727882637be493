"""Questions about attack paths: from here to there, what falls, what leads to it, what if."""

from typing import Any, Final

from rest_framework import serializers

from threatmodel.architecture.models import FLOW_UID_LENGTH, UID_LENGTH
from threatmodel.attack_paths.choices import ATTACK_LEVELS
from threatmodel.attack_paths.serializers.results import (
    AttackStateSerializer,
    ExposureSerializer,
    GoalZoneSerializer,
    PathElementSerializer,
)
from threatmodel.library.choices import SEVERITIES

Row = dict[str, Any]
_LIST_MOST: Final = 200
_CHANGES_MOST: Final = 50


class TargetQuerySerializer(serializers.Serializer[Row]):
    """A goal, or an element at a level of control."""

    goal = serializers.CharField(max_length=32, required=False, default="", help_text="Key.")
    target = serializers.CharField(max_length=UID_LENGTH, required=False, default="", help_text="Uid.")
    target_level = serializers.ChoiceField(choices=ATTACK_LEVELS, required=False, default="execute")

    def validate(self, attrs: Row) -> Row:
        """Refuse both and none of the ways to say it."""
        return _either(attrs, "goal", "target")


class BetweenQuerySerializer(TargetQuerySerializer):
    """From an attacker, or an element at a level of control, to a goal, or an element at a level."""

    attacker = serializers.CharField(max_length=60, required=False, default="", help_text="Id.")
    source = serializers.CharField(max_length=UID_LENGTH, required=False, default="", help_text="Uid.")  # type: ignore[assignment]
    source_level = serializers.ChoiceField(choices=ATTACK_LEVELS, required=False, default="execute")
    count = serializers.IntegerField(min_value=1, max_value=10, required=False, default=10)

    def validate(self, attrs: Row) -> Row:
        """Refuse both and none of the ways to say each end."""
        return _either(super().validate(attrs), "attacker", "source")


class LeadsToQuerySerializer(TargetQuerySerializer):
    """A goal, or an element at a level of control; and how many elements at most."""

    limit = serializers.IntegerField(min_value=1, max_value=_LIST_MOST, required=False, default=50)


def _either(attrs: Row, one: str, other: str) -> Row:
    if bool(attrs[one]) == bool(attrs[other]):
        raise serializers.ValidationError({one: [f"Name either {one} or {other}."]})
    return attrs


class ImpactQuerySerializer(serializers.Serializer[Row]):
    """An element, the levels of control over it (all without any), and how many elements at most."""

    uid = serializers.CharField(max_length=UID_LENGTH)
    level = serializers.ListField(
        child=serializers.ChoiceField(choices=ATTACK_LEVELS), required=False, default=list
    )
    limit = serializers.IntegerField(min_value=1, max_value=_LIST_MOST, required=False, default=50)


class ReachedGoalSerializer(AttackStateSerializer):
    """A goal that falls, and the cheapest path to it."""

    key = serializers.CharField()
    title = serializers.CharField()
    zone = GoalZoneSerializer(allow_null=True)
    worth = serializers.ChoiceField(choices=SEVERITIES)
    cost = serializers.IntegerField()
    score = serializers.IntegerField()


class ReachedElementSerializer(serializers.Serializer[Row]):
    """An element that falls: the levels of control that follow."""

    element = PathElementSerializer()
    levels = serializers.ListField(child=serializers.ChoiceField(choices=ATTACK_LEVELS))


class ImpactSerializer(serializers.Serializer[Row]):
    """What falls with an element: workloads in which code runs then, goals, and other elements."""

    element = PathElementSerializer()
    levels = serializers.ListField(child=serializers.ChoiceField(choices=ATTACK_LEVELS))
    exposure = ExposureSerializer()
    goals = ReachedGoalSerializer(many=True)
    goal_count = serializers.IntegerField()
    elements = ReachedElementSerializer(many=True)
    element_count = serializers.IntegerField()


class ArrivingAttackerSerializer(serializers.Serializer[Row]):
    """An attacker who gets there, with the likeliest path."""

    id = serializers.CharField()
    name = serializers.CharField()
    counts = serializers.BooleanField()
    possible = serializers.BooleanField()
    cost = serializers.IntegerField()
    score = serializers.IntegerField()


class LeadSerializer(AttackStateSerializer):
    """An element that leads there: the level of control from which it is cheapest, and that cost."""

    cost = serializers.IntegerField()
    score = serializers.IntegerField()


class LeadsToSerializer(serializers.Serializer[Row]):
    """What leads to an element: attackers, and elements from which it can be reached, the cheapest first."""

    target = AttackStateSerializer()
    exposure = ExposureSerializer()
    attackers = ArrivingAttackerSerializer(many=True)
    elements = LeadSerializer(many=True)
    element_count = serializers.IntegerField()


class ControlAtSerializer(serializers.Serializer[Row]):
    """A control in place at an element or flow."""

    control = serializers.CharField(max_length=120)
    uid = serializers.CharField(max_length=FLOW_UID_LENGTH)


class FactAtSerializer(serializers.Serializer[Row]):
    """Another value of a fact."""

    uid = serializers.CharField(max_length=FLOW_UID_LENGTH)
    fact = serializers.CharField(max_length=60)
    value = serializers.JSONField(allow_null=True, help_text="null: unknown.")


class PathWhatIfQuestionSerializer(serializers.Serializer[Row]):
    """What to assume: controls in place, and facts with other values. Nothing is written."""

    controls = serializers.ListField(
        child=ControlAtSerializer(), required=False, default=list, max_length=_CHANGES_MOST
    )
    facts = serializers.ListField(
        child=FactAtSerializer(), required=False, default=list, max_length=_CHANGES_MOST
    )

    def validate(self, attrs: Row) -> Row:
        """Refuse a question without any assumption."""
        if not attrs["controls"] and not attrs["facts"]:
            raise serializers.ValidationError({"controls": ["Name at least one control or fact."]})
        return attrs


class GoalSideSerializer(serializers.Serializer[Row]):
    """A goal before or after. Cost and score are null when no attacker who counts reaches it."""

    cost = serializers.IntegerField(allow_null=True)
    score = serializers.IntegerField(allow_null=True)
    exposure = ExposureSerializer()


class WhatIfGoalSerializer(AttackStateSerializer):
    """A goal that changes, and how many paths to it are cut."""

    key = serializers.CharField()
    title = serializers.CharField()
    zone = GoalZoneSerializer(allow_null=True)
    worth = serializers.ChoiceField(choices=SEVERITIES)
    cut = serializers.IntegerField()
    before = GoalSideSerializer()
    after = GoalSideSerializer()


class GoalAfterSerializer(serializers.Serializer[Row]):
    """What a list shows of a goal that changes. The score is null once no attacker who counts reaches it."""

    key = serializers.CharField()
    score = serializers.IntegerField(allow_null=True)
    share = serializers.FloatField(help_text="Exposure, 0 to 1.")


class GroupAfterSerializer(serializers.Serializer[Row]):
    """How many goals of a group change, and how many of these fall out of reach."""

    key = serializers.CharField()
    goals = serializers.IntegerField()
    out_of_reach = serializers.IntegerField()


class PathWhatIfSerializer(serializers.Serializer[Row]):
    """What it would bring: `cut` of `paths` are gone. Goals out of reach come first, then by worth."""

    paths = serializers.IntegerField()
    cut = serializers.IntegerField()
    risk_left = serializers.FloatField(help_text="Share of today's risk, 0 to 1; more when it grows.")
    reached_before = serializers.IntegerField(help_text="Goals that attackers who count reach.")
    reached_after = serializers.IntegerField()
    goals = WhatIfGoalSerializer(many=True)
    goal_count = serializers.IntegerField(help_text="Of which `goals` has the first.")
    after = GoalAfterSerializer(many=True, help_text="All goals of the newest run that change.")
    groups = GroupAfterSerializer(many=True, help_text="Their groups.")
