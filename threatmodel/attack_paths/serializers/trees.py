"""Attack trees, and what people make of their nodes."""

from typing import Any

from rest_framework import serializers

from threatmodel.accounts.serializers import PersonSerializer
from threatmodel.architecture.models import NAME_LENGTH
from threatmodel.attack_paths.choices import DIFFICULTIES, PICTURES, PLACINGS, TREE_GATES
from threatmodel.attack_paths.models import ABOUT_LENGTH, KEY_LENGTH
from threatmodel.attack_paths.serializers.results import AttackGoalSerializer, PathElementSerializer

Row = dict[str, Any]
COST_MOST = 1_000


class TreeQuerySerializer(serializers.Serializer[Row]):
    """Whose paths the tree is made of; without one, those of all attackers who count and get there."""

    attacker = serializers.CharField(max_length=60, required=False, default="", allow_blank=True)


class TreePictureQuerySerializer(TreeQuerySerializer):
    """The format of the picture."""

    type = serializers.ChoiceField(choices=PICTURES, required=False, default="svg")


class TreeNodeVersionSerializer(TreeQuerySerializer):
    """The version that the person saw."""

    version = serializers.IntegerField(min_value=0)


class LeafValuesSerializer(serializers.Serializer[Row]):
    """What a step takes, as it counts."""

    cost = serializers.IntegerField()
    skill = serializers.ChoiceField(choices=DIFFICULTIES)
    probability = serializers.FloatField(help_text="That it succeeds, 0 to 1.")
    detectability = serializers.FloatField(
        allow_null=True, help_text="That it is noticed, 0 to 1; null until a person states it."
    )


class TreeNodeValuesSerializer(serializers.Serializer[Row]):
    """What people say of a node; null and empty values leave what was computed."""

    applies = serializers.BooleanField(required=False, default=True)
    cost = serializers.IntegerField(
        min_value=0, max_value=COST_MOST, required=False, default=None, allow_null=True
    )
    skill = serializers.ChoiceField(choices=("", *DIFFICULTIES), required=False, default="")
    probability = serializers.FloatField(
        min_value=0, max_value=1, required=False, default=None, allow_null=True
    )
    detectability = serializers.FloatField(
        min_value=0, max_value=1, required=False, default=None, allow_null=True
    )
    reason = serializers.CharField(
        max_length=ABOUT_LENGTH,
        allow_blank=True,
        required=False,
        default="",
        help_text="Why the values differ, or the node does not apply; needed for that.",
    )
    note = serializers.CharField(max_length=ABOUT_LENGTH, allow_blank=True, required=False, default="")


class TreeNodeAddSerializer(TreeNodeValuesSerializer):
    """A step to add to a node."""

    parent = serializers.CharField(max_length=KEY_LENGTH, help_text="Key.")  # type: ignore[assignment]
    placing = serializers.ChoiceField(
        choices=PLACINGS, help_text="Another way to the node, or a step that it needs too."
    )
    title = serializers.CharField(max_length=NAME_LENGTH)


class TreeNodeWriteSerializer(TreeNodeValuesSerializer):
    """What people say of a node, and the version that was edited; 0 where that was nothing yet."""

    title = serializers.CharField(
        max_length=NAME_LENGTH,
        allow_blank=True,
        required=False,
        default="",
        help_text="Of an added node; others keep theirs.",
    )
    version = serializers.IntegerField(min_value=0)


class TreeNodeEditSerializer(serializers.Serializer[Row]):
    """What people said of a node, or added. Of version 0 as long as that is nothing."""

    key = serializers.CharField()
    title = serializers.CharField()
    applies = serializers.BooleanField()
    cost = serializers.IntegerField(allow_null=True)
    skill = serializers.ChoiceField(choices=("", *DIFFICULTIES))
    probability = serializers.FloatField(allow_null=True)
    detectability = serializers.FloatField(allow_null=True)
    reason = serializers.CharField()
    note = serializers.CharField()
    version = serializers.IntegerField()
    updated_by = PersonSerializer(allow_null=True)
    updated_at = serializers.DateTimeField(allow_null=True)


class TreeNodeConflictSerializer(serializers.Serializer[Row]):
    """Another person has edited it meanwhile; `current` is what they made of it."""

    detail = serializers.CharField()
    current = TreeNodeEditSerializer()


class AttackTreeNodeSerializer(LeafValuesSerializer):
    """A node. Values count for leaves only; `computed` is what was computed for them."""

    id = serializers.CharField()
    key = serializers.CharField(help_text="Names it in edits; empty where nothing can be edited.")
    gate = serializers.ChoiceField(choices=TREE_GATES)
    title = serializers.CharField()
    children = serializers.ListField(child=serializers.CharField(), help_text="Ids of nodes.")
    needs = serializers.CharField()
    technique = serializers.CharField(help_text="Of ATT&CK, such as T1611; empty for none.")
    element = PathElementSerializer(allow_null=True, help_text="Whose facts allow the step.")
    computed = LeafValuesSerializer(allow_null=True)
    added = serializers.BooleanField(help_text="By a person.")
    counted = serializers.BooleanField(help_text="It applies, and so does what it needs.")
    edit = TreeNodeEditSerializer(allow_null=True)


class AttackSetSerializer(serializers.Serializer[Row]):
    """Steps that together reach the goal, and of which none can be left out."""

    leaves = serializers.ListField(child=serializers.CharField(), help_text="Ids of nodes.")
    cost = serializers.IntegerField()


class TreeFiguresSerializer(serializers.Serializer[Row]):
    """What a tree amounts to."""

    cost = serializers.IntegerField(help_text="Of the cheapest set.")
    skill = serializers.ChoiceField(choices=DIFFICULTIES, help_text="The least with which a set is possible.")
    probability = serializers.FloatField(help_text="That any set succeeds, 0 to 1; steps are independent.")
    is_exact = serializers.BooleanField(help_text="Else the probability is an upper bound.")
    unnoticed = serializers.FloatField(
        allow_null=True,
        help_text="How likely the cheapest set passes without notice; null until all of it is stated.",
    )
    sets = AttackSetSerializer(many=True, help_text="Minimal sets, the cheapest first.")
    are_all_sets = serializers.BooleanField()


class AttackTreeSerializer(serializers.Serializer[Row]):
    """The attack tree of a goal; figures are null when no way is left."""

    goal = AttackGoalSerializer()
    attackers = serializers.ListField(child=serializers.CharField(), help_text="Whose paths it is made of.")
    possible = serializers.BooleanField(help_text="Its paths depend on unknown facts.")
    root = serializers.CharField()  # type: ignore[assignment]
    nodes = AttackTreeNodeSerializer(many=True)
    figures = TreeFiguresSerializer(allow_null=True)
    computed_figures = TreeFiguresSerializer(allow_null=True, help_text="Without what people edited.")
