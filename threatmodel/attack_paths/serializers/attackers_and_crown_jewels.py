"""Attackers and crown jewels that people describe."""

from typing import Any

from rest_framework import serializers

from threatmodel.accounts.serializers import PersonSerializer
from threatmodel.architecture.models import NAME_LENGTH, UID_LENGTH
from threatmodel.attack_paths.choices import ATTACK_LEVELS, ATTACKER_ORIGINS, DIFFICULTIES, RESOURCES
from threatmodel.attack_paths.models import ABOUT_LENGTH
from threatmodel.attack_paths.serializers.results import AttackStateSerializer, PathElementSerializer
from threatmodel.library.choices import SEVERITIES

Row = dict[str, Any]
STARTS_MOST = 100


class AttackStartSerializer(serializers.Serializer[Row]):
    """A level of control that an attacker begins with."""

    uid = serializers.CharField(max_length=UID_LENGTH)
    level = serializers.ChoiceField(choices=ATTACK_LEVELS)


class AttackerWriteSerializer(serializers.Serializer[Row]):
    """An attacker as a person describes them."""

    name = serializers.CharField(max_length=NAME_LENGTH)
    about = serializers.CharField(max_length=ABOUT_LENGTH, allow_blank=True, required=False, default="")
    motive = serializers.CharField(max_length=NAME_LENGTH, allow_blank=True, required=False, default="")
    skill = serializers.ChoiceField(choices=DIFFICULTIES, help_text="The hardest steps that they take.")
    resources = serializers.ChoiceField(choices=RESOURCES, required=False, default="")
    counts = serializers.BooleanField(help_text="Their paths count in scores, exposure and fixes.")
    enabled = serializers.BooleanField(required=False, default=True)
    start_rules = serializers.ListField(
        child=serializers.CharField(max_length=60),
        max_length=STARTS_MOST,
        required=False,
        default=list,
        help_text="Ids of rules of the library that say where they start.",
    )
    starts = serializers.ListField(
        child=AttackStartSerializer(), max_length=STARTS_MOST, required=False, default=list
    )


class AttackerEditSerializer(AttackerWriteSerializer):
    """An attacker as they shall be, and the version that was edited; 0 for an unchanged built-in one."""

    version = serializers.IntegerField(min_value=0)


class StartRuleSerializer(serializers.Serializer[Row]):
    """A rule of the library for where attackers start."""

    id = serializers.CharField()
    title = serializers.CharField()


class AttackerSerializer(serializers.Serializer[Row]):
    """An attacker: built-in, built-in and changed by the team, or its own."""

    id = serializers.CharField()
    origin = serializers.ChoiceField(choices=ATTACKER_ORIGINS)
    name = serializers.CharField()
    about = serializers.CharField()
    motive = serializers.CharField()
    skill = serializers.ChoiceField(choices=DIFFICULTIES)
    resources = serializers.ChoiceField(choices=RESOURCES)
    counts = serializers.BooleanField()
    enabled = serializers.BooleanField()
    start_rules = StartRuleSerializer(many=True)
    starts = AttackStateSerializer(many=True)
    version = serializers.IntegerField()
    updated_by = PersonSerializer(allow_null=True)
    updated_at = serializers.DateTimeField(allow_null=True)


class AttackersSerializer(serializers.Serializer[Row]):
    """All attackers of a model, and the rules for starts that there are."""

    results = AttackerSerializer(many=True)
    start_rules = StartRuleSerializer(many=True)


class AttackerConflictSerializer(serializers.Serializer[Row]):
    """Another person has edited it meanwhile; `current` is what they made of it."""

    detail = serializers.CharField()
    current = AttackerSerializer()


class EditedVersionSerializer(serializers.Serializer[Row]):
    """The version that the person saw."""

    version = serializers.IntegerField(min_value=0)


class CrownJewelWriteSerializer(serializers.Serializer[Row]):
    """What the team wants to protect."""

    uid = serializers.CharField(max_length=UID_LENGTH)
    level = serializers.ChoiceField(choices=ATTACK_LEVELS)
    title = serializers.CharField(max_length=NAME_LENGTH)
    worth = serializers.ChoiceField(choices=SEVERITIES)
    note = serializers.CharField(max_length=ABOUT_LENGTH, allow_blank=True, required=False, default="")


class CrownJewelEditSerializer(CrownJewelWriteSerializer):
    """A crown jewel as it shall be, and the version that was edited."""

    version = serializers.IntegerField(min_value=0)


class CrownJewelSerializer(serializers.Serializer[Row]):
    """A level of control over an element that no attacker should get."""

    id = serializers.UUIDField()
    element = PathElementSerializer()
    level = serializers.ChoiceField(choices=ATTACK_LEVELS)
    title = serializers.CharField()
    worth = serializers.ChoiceField(choices=SEVERITIES)
    note = serializers.CharField()
    version = serializers.IntegerField()
    updated_by = PersonSerializer(allow_null=True)
    updated_at = serializers.DateTimeField()


class CrownJewelsSerializer(serializers.Serializer[Row]):
    """All crown jewels that people have marked in a model."""

    results = CrownJewelSerializer(many=True)


class CrownJewelConflictSerializer(serializers.Serializer[Row]):
    """Another person has edited it meanwhile; `current` is what they made of it."""

    detail = serializers.CharField()
    current = CrownJewelSerializer()
