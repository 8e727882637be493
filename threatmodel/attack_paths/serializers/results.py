"""Results of attack paths: runs, goals, paths with their steps, fixes."""

from typing import Any

from django.db.models import F
from rest_framework import serializers

from threatmodel.api.list_params import ListQuerySerializer, OrderingField, choices_field, rank
from threatmodel.architecture.api.serializers.elements import EvidenceSerializer
from threatmodel.attack_paths.choices import ATTACK_GRADES, ATTACK_LEVELS, DIFFICULTIES, GOAL_CHANGES
from threatmodel.library.choices import SEVERITIES
from threatmodel.library.serializers.library import ControlBriefSerializer
from threatmodel.threats.mitigations.serializers import MitigationBriefSerializer

Row = dict[str, Any]


class PathElementSerializer(serializers.Serializer[Row]):
    """An element or flow on a path. `id` is null once it was deleted."""

    type = serializers.ChoiceField(choices=("element", "flow"))
    id = serializers.UUIDField(allow_null=True)
    uid = serializers.CharField()
    name = serializers.CharField()
    kind = serializers.CharField(help_text="A kind of the catalogue, or flow; empty once it was deleted.")


class AttackStateSerializer(serializers.Serializer[Row]):
    """A level of control over an element."""

    element = PathElementSerializer()
    level = serializers.ChoiceField(choices=ATTACK_LEVELS)


class PathRunSerializer(serializers.Serializer[Row]):
    """One computation of all attack paths."""

    number = serializers.IntegerField()
    seq = serializers.IntegerField(help_text="The change of the model up to which it looked.")
    created_at = serializers.DateTimeField()
    duration_ms = serializers.IntegerField()
    goals = serializers.IntegerField()
    entry_points = serializers.IntegerField(
        help_text="Elements at which attackers who count first have something of the system."
    )
    reached = serializers.IntegerField(help_text="Goals that an attacker who counts reaches.")
    paths = serializers.IntegerField(help_text="Paths without unknown facts.")
    risk = serializers.FloatField(
        help_text="Sum over the goals of how likely the likeliest path of an attacker who counts is taken."
    )


class PathRunQuerySerializer(ListQuerySerializer):
    """Runs: newest first."""

    ordering = OrderingField(by={"created_at": "created_at"}, default="-created_at")


class AttackerResultSerializer(serializers.Serializer[Row]):
    """What an attacker reaches."""

    id = serializers.CharField()
    name = serializers.CharField()
    counts = serializers.BooleanField(help_text="Their paths count in scores, exposure and fixes.")
    skill = serializers.ChoiceField(choices=DIFFICULTIES)
    reached = serializers.IntegerField(help_text="Goals, without unknown facts.")
    paths = serializers.IntegerField()


class PathSummarySerializer(serializers.Serializer[Row]):
    """The newest result. `run` is null before the first; it is outdated while `model_seq` is greater."""

    model_seq = serializers.IntegerField()
    run = PathRunSerializer(allow_null=True)
    computing = serializers.BooleanField(help_text="A job is about to replace the result.")
    listed = serializers.IntegerField(help_text="Goals that are stored: of very many the worst.")
    attackers = AttackerResultSerializer(many=True)


class ExposureSerializer(serializers.Serializer[Row]):
    """How many workloads lead there, or fall with it, and what share of all that is, 0 to 1."""

    workloads = serializers.IntegerField()
    share = serializers.FloatField()


class FollowsFromSerializer(AttackStateSerializer):
    """A takeover that a goal follows from."""

    key = serializers.CharField(help_text="Of the goal that it is.")


class GoalZoneSerializer(serializers.Serializer[Row]):
    """The trust boundary that an element is in."""

    name = serializers.CharField()
    kind = serializers.CharField(help_text="A kind of the catalogue.")


class GoalGroupSerializer(serializers.Serializer[Row]):
    """Goals that differ only in where they are: the same store in each of twenty namespaces."""

    key = serializers.CharField()
    where = serializers.CharField(help_text="In words: in 20 namespaces.")
    goals = serializers.IntegerField(help_text="Of the group.")
    zones = serializers.IntegerField(help_text="Trust boundaries in which they are.")


class AttackGoalSerializer(serializers.Serializer[Row]):
    """A goal at one element. Score and cost are null when no attacker who counts reaches it."""

    key = serializers.CharField(help_text="Its name in addresses, equal in every run.")
    goal = serializers.CharField(help_text="Its id in the library, or crown-jewel.")
    title = serializers.CharField()
    element = PathElementSerializer()
    level = serializers.ChoiceField(choices=ATTACK_LEVELS)
    worth = serializers.ChoiceField(choices=SEVERITIES)
    zone = GoalZoneSerializer(allow_null=True)
    group = GoalGroupSerializer()
    exposure = ExposureSerializer()
    entry_points = serializers.IntegerField(help_text="Of those of the run, those that lead there.")
    score = serializers.IntegerField(allow_null=True, help_text="Of the likeliest path, 0 to 100.")
    cost = serializers.IntegerField(allow_null=True)
    attackers = serializers.ListField(
        child=serializers.CharField(), help_text="Ids of those who reach it without unknown facts."
    )
    paths = serializers.IntegerField(help_text="Without unknown facts.")
    possible = serializers.IntegerField(help_text="Paths that depend on an unknown fact.")
    choke_points = AttackStateSerializer(
        many=True, help_text="Passed by every path of an attacker who counts."
    )
    follows_from = FollowsFromSerializer(
        many=True, help_text="Without paths: the takeovers by which an attacker has it. Paths end there."
    )


class AttackGoalQuerySerializer(ListQuerySerializer):
    """Which goals to list; the worst first."""

    worth = choices_field(SEVERITIES)
    reached = serializers.BooleanField(
        required=False, default=None, allow_null=True, help_text="By an attacker who counts."
    )
    grouped = serializers.BooleanField(
        required=False, default=False, help_text="Of each group the most exposed goal alone."
    )
    group = serializers.CharField(
        max_length=32, required=False, default="", allow_blank=True, help_text="The goals of one group."
    )
    key = serializers.CharField(max_length=32, required=False, default="", allow_blank=True)
    ordering = OrderingField(
        by={
            "position": "position",
            "title": "title",
            "worth": rank("worth", SEVERITIES),
            "score": "score",
            "exposure": "exposure",
            "paths": F("certain"),
        },
        default="position",
        tie="position",
        nullable=("score",),
    )


class StepUnknownFactSerializer(serializers.Serializer[Row]):
    """The unknown fact that a possible step depends on."""

    element = serializers.CharField(help_text="Uid.")
    fact = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]
    question = serializers.CharField()


class StepControlSerializer(ControlBriefSerializer):
    """A control that stops a step."""

    mitigation = MitigationBriefSerializer(allow_null=True, help_text="That applies it there already.")


class AttackStepSerializer(serializers.Serializer[Row]):
    """One step. `subject`, `source` and `target` are uids of `elements`."""

    step = serializers.CharField(help_text="Its id in the library.")
    title = serializers.CharField()
    needs = serializers.CharField()
    technique = serializers.CharField(help_text="Of ATT&CK, such as T1611; empty for none.")
    grade = serializers.ChoiceField(choices=ATTACK_GRADES)
    difficulty = serializers.ChoiceField(choices=DIFFICULTIES)
    subject = serializers.CharField(help_text="The element or flow whose facts allow it.")
    source = serializers.CharField()  # type: ignore[assignment]
    source_level = serializers.ChoiceField(choices=ATTACK_LEVELS)
    target = serializers.CharField()
    target_level = serializers.ChoiceField(choices=ATTACK_LEVELS)
    waits_for = StepUnknownFactSerializer(allow_null=True, help_text="Set when the step is only possible.")
    evidence = EvidenceSerializer(many=True)
    controls = StepControlSerializer(many=True, help_text="Each alone stops the step.")


class AttackPathSerializer(serializers.Serializer[Row]):
    """One path: the places of its steps in `steps`, in their order."""

    attackers = serializers.ListField(
        child=serializers.CharField(),
        help_text="Ids of all who take it; empty for a start that was asked for.",
    )
    score = serializers.IntegerField()
    cost = serializers.IntegerField()
    possible = serializers.BooleanField(help_text="It depends on an unknown fact.")
    steps = serializers.ListField(child=serializers.IntegerField())


class PathsSerializer(serializers.Serializer[Row]):
    """Paths, the likeliest first, and everything on them once."""

    elements = PathElementSerializer(many=True)
    steps = AttackStepSerializer(many=True)
    paths = AttackPathSerializer(many=True)


class GoalPathsQuerySerializer(serializers.Serializer[Row]):
    """Whose paths; of all attackers without a name."""

    attacker = serializers.CharField(max_length=60, required=False, default="", allow_blank=True)


class GoalPathsSerializer(PathsSerializer):
    """The paths to one goal, at most ten of each attacker."""

    goal = AttackGoalSerializer()


class ThroughQuerySerializer(serializers.Serializer[Row]):
    """The element or flow that paths pass, or the threat on whose facts a step rests."""

    uid = serializers.CharField(max_length=1300, required=False, default="")
    threat = serializers.IntegerField(min_value=1, required=False, default=None, help_text="Number.")

    def validate(self, attrs: Row) -> Row:
        """Refuse both and none of them."""
        if bool(attrs["uid"]) == (attrs["threat"] is not None):
            raise serializers.ValidationError({"uid": ["Name either uid or threat."]})
        return attrs


class PassingSerializer(serializers.Serializer[Row]):
    """The paths to one goal that pass, and the likeliest of them."""

    goal = AttackGoalSerializer()
    paths = serializers.IntegerField(help_text="That pass, without unknown facts.")
    number = serializers.IntegerField(help_text="Of the likeliest among the paths to the goal, from 1.")
    attackers = serializers.ListField(child=serializers.CharField(), help_text="Of the likeliest: ids.")
    score = serializers.IntegerField()
    possible = serializers.BooleanField(help_text="Even the likeliest depends on an unknown fact.")


class ThroughSerializer(serializers.Serializer[Row]):
    """The paths of the newest result that pass an element with its containers, or a flow; or use a threat."""

    paths = serializers.IntegerField(help_text="Those, without unknown facts.")
    of = serializers.IntegerField(help_text="All stored paths without unknown facts.")
    goals = serializers.IntegerField(help_text="To which paths pass here.")
    results = PassingSerializer(many=True, help_text="The worst goals first, at most 20.")


class FixGoalSerializer(AttackStateSerializer):
    """A goal that a fix puts out of reach."""

    key = serializers.CharField()
    title = serializers.CharField()


class FixStepSerializer(serializers.Serializer[Row]):
    """A step that a fix stops."""

    step = serializers.CharField()
    title = serializers.CharField()


class AttackFixSerializer(serializers.Serializer[Row]):
    """A control applied at one element, on top of the fixes before it."""

    control = ControlBriefSerializer()
    element = PathElementSerializer()
    steps = FixStepSerializer(many=True)
    goals = FixGoalSerializer(many=True, help_text="Put out of reach: the first 50.")
    goal_count = serializers.IntegerField(help_text="Of which `goals` has the first.")
    risk_left = serializers.FloatField(help_text="Share of today's risk that is left, 0 to 1.")
    assumed_start = serializers.BooleanField(
        help_text="The risk is that of attackers who do not count: no other reaches a goal."
    )
    threats = serializers.ListField(
        child=serializers.IntegerField(), help_text="Numbers of the open threats that it treats."
    )
    mitigation = MitigationBriefSerializer(allow_null=True, help_text="That applies it already.")


class AttackFixesSerializer(serializers.Serializer[Row]):
    """The fixes, the best first."""

    results = AttackFixSerializer(many=True)


class CutFixSerializer(serializers.Serializer[Row]):
    """A control applied at one element, together with the others of its set."""

    control = ControlBriefSerializer()
    element = PathElementSerializer()
    mitigation = MitigationBriefSerializer(allow_null=True, help_text="That applies it already.")


class GoalCutSerializer(serializers.Serializer[Row]):
    """Changes that together put a goal out of reach."""

    fixes = CutFixSerializer(many=True, help_text="Empty where no set of changes does.")
    at_least = serializers.IntegerField(help_text="So many are needed at least.")
    is_smallest = serializers.BooleanField(help_text="Whether no smaller set does.")
    remaining = AttackStateSerializer(many=True, help_text="A path that no change of the design stops.")
    assumed_start = serializers.BooleanField(
        help_text="It is about attackers with an assumed start, as none who counts reaches the goal."
    )
    paths = serializers.IntegerField(help_text="Paths to the goal, of these attackers.")
    cut = serializers.IntegerField(help_text="Of these, those that the changes cut.")


class FixApplySerializer(serializers.Serializer[Row]):
    """A fix that becomes a planned mitigation."""

    control = serializers.CharField(max_length=120)
    uid = serializers.CharField(max_length=1300, help_text="Of the element or flow.")


class RunComparisonQuerySerializer(ListQuerySerializer):
    """Numbers of two runs; `after` is the newest one unless it is named."""

    before = serializers.IntegerField(min_value=1)
    after = serializers.IntegerField(min_value=1, required=False, default=None)
    change = choices_field(GOAL_CHANGES)


class GoalThenSerializer(serializers.Serializer[Row]):
    """What a run says of a goal."""

    score = serializers.IntegerField(allow_null=True)
    cost = serializers.IntegerField(allow_null=True)
    exposure = ExposureSerializer()
    paths = serializers.IntegerField()
    possible = serializers.IntegerField()


class GoalDifferenceSerializer(serializers.Serializer[Row]):
    """A goal in two runs; null in the one that does not have it."""

    key = serializers.CharField()
    title = serializers.CharField()
    element = PathElementSerializer()
    zone = GoalZoneSerializer(allow_null=True)
    level = serializers.ChoiceField(choices=ATTACK_LEVELS)
    worth = serializers.ChoiceField(choices=SEVERITIES)
    change = serializers.ChoiceField(choices=GOAL_CHANGES)
    before = GoalThenSerializer(allow_null=True)
    after = GoalThenSerializer(allow_null=True)


class RunComparisonSerializer(serializers.Serializer[Row]):
    """Two runs, and one page of the goals in them: those that differ first."""

    before = PathRunSerializer()
    after = PathRunSerializer()
    counts = serializers.DictField(child=serializers.IntegerField(), help_text="Goals by their change.")
    count = serializers.IntegerField()
    next = serializers.URLField(allow_null=True)
    previous = serializers.URLField(allow_null=True)
    results = GoalDifferenceSerializer(many=True)
