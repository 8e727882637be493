"""The attack paths of a model after each analysis, and what people describe of attackers, goals and trees.

Elements are meant by uid, and nodes of attack trees by key, so that what people wrote survives imports which
no longer find them.
"""

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models

from threatmodel.architecture.models import NAME_LENGTH, UID_LENGTH, ThreatModel
from threatmodel.attack_paths.choices import ATTACK_LEVELS, DIFFICULTIES, PLACINGS, RESOURCES
from threatmodel.library.choices import SEVERITIES

ABOUT_LENGTH = 2_000
KEY_LENGTH = 32
GOALS_STORED = 2_000  # of a run, the worst, with their paths: 6 MB
PATHS_READ = 500  # goals whose paths PASTA reads: of each group the first, then the worst


class PathRun(models.Model):
    """One computation of all attack paths of the model as it was at `seq`.

    The newest run keeps its paths; of the earlier ones the last of each day is left, with what it says of
    each goal.
    """

    team_path: ClassVar[str] = "model__team"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    model = models.ForeignKey(ThreatModel, on_delete=models.CASCADE, related_name="path_runs", db_index=False)
    number = models.PositiveIntegerField()  # counts the runs of a model
    seq = models.PositiveBigIntegerField()
    # The hash of everything else it depends on: selectors.inputs.Inputs.
    inputs = models.CharField(max_length=64)
    goals = models.PositiveIntegerField()
    entry_points = models.PositiveIntegerField(default=0)  # where attackers who count first have something
    reached = models.PositiveIntegerField()  # goals that an attacker who counts reaches
    paths = models.PositiveIntegerField()
    risk = models.FloatField()  # sum over goals of how likely the likeliest counted path is
    attackers = models.JSONField(default=list)  # [{id, name, counts, skill, reached, paths}]
    fixes = models.JSONField(default=list)  # services.result_rows: the best first
    duration_ms = models.PositiveIntegerField()
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["model", "number"], name="path_run_number_once_per_model")
        ]

    def __str__(self) -> str:
        return f"{self.model_id} {self.number}"


class GoalResult(models.Model):
    """What a run says of one goal at one element: who reaches it, how easily, and from how many workloads."""

    team_path: ClassVar[str] = "run__model__team"

    id = models.BigAutoField(primary_key=True)
    run = models.ForeignKey(PathRun, on_delete=models.CASCADE, related_name="results", db_index=False)
    position = models.PositiveIntegerField()  # the worst first
    key = models.CharField(max_length=KEY_LENGTH)  # of element and level: the same in every run
    goal = models.CharField(max_length=60)  # id in the library, or crown-jewel
    title = models.CharField(max_length=NAME_LENGTH)
    element_uid = models.CharField(max_length=UID_LENGTH)
    element_name = models.CharField(max_length=2 * NAME_LENGTH + 10)
    element_kind = models.CharField(max_length=40)
    zone_name = models.CharField(
        max_length=NAME_LENGTH, blank=True, default=""
    )  # the trust boundary around it
    zone_kind = models.CharField(max_length=40, blank=True, default="")
    level = models.CharField(max_length=10)
    worth = models.CharField(max_length=10)
    exposed_workloads = models.PositiveIntegerField()
    exposure = models.FloatField()  # share of all workloads, 0 to 1
    entry_points = models.PositiveIntegerField(default=0)  # of the run's, those that lead there
    # Of the likeliest path of an attacker who counts; null when none reaches the goal.
    cost = models.PositiveIntegerField(null=True)
    score = models.PositiveSmallIntegerField(null=True)
    attackers = models.JSONField(default=list)  # ids of those who reach it, without unknown facts
    certain = models.PositiveIntegerField()  # paths without unknown facts
    possible = models.PositiveIntegerField()  # paths that depend on an unknown fact
    choke_points = models.JSONField(default=list)  # [[uid, level]]
    follows_from = models.JSONField(default=list)  # [[uid, level]]: without paths, takeovers that include it
    # Goals that differ in where they are alone are a group, which lists show as its first, the most exposed.
    group = models.CharField(max_length=KEY_LENGTH, blank=True, default="")
    leads_group = models.BooleanField(default=True)
    group_goals = models.PositiveIntegerField(default=1)  # of the group
    group_zones = models.PositiveIntegerField(default=1)  # in which these are
    # {steps, paths} as services.result_rows writes them, packed; empty but in the newest run.
    content = models.BinaryField(default=bytes)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["run", "key"], name="goal_result_once_per_run"),
            models.CheckConstraint(
                condition=models.Q(level__in=ATTACK_LEVELS), name="goal_result_level_known"
            ),
            models.CheckConstraint(condition=models.Q(worth__in=SEVERITIES), name="goal_result_worth_known"),
        ]
        indexes = [models.Index(fields=["run", "position"], name="goal_result_run_order")]

    def __str__(self) -> str:
        return f"{self.title}: {self.element_name}"


class Attacker(models.Model):
    """An attacker that the team describes, or the changes it made to a built-in one."""

    team_path: ClassVar[str] = "model__team"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    model = models.ForeignKey(ThreatModel, on_delete=models.CASCADE, related_name="attackers", db_index=False)
    profile = models.CharField(max_length=60, blank=True, default="")  # the built-in one that it replaces
    name = models.CharField(max_length=NAME_LENGTH)
    about = models.TextField(blank=True, default="", max_length=ABOUT_LENGTH)
    motive = models.CharField(max_length=NAME_LENGTH, blank=True, default="")
    skill = models.CharField(max_length=10)  # the hardest steps that they take
    resources = models.CharField(max_length=20, blank=True, default="")
    counts = models.BooleanField()  # their paths count in scores, exposure and fixes
    enabled = models.BooleanField(default=True)
    start_rules = models.JSONField(default=list)  # ids of the library's rules for starts
    starts = models.JSONField(default=list)  # [[uid, level]]
    version = models.PositiveIntegerField(default=1)  # counts the edits
    updated_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["model", "profile"], condition=~models.Q(profile=""), name="attacker_profile_once"
            ),
            models.CheckConstraint(condition=~models.Q(name=""), name="attacker_has_name"),
            models.CheckConstraint(condition=models.Q(skill__in=DIFFICULTIES), name="attacker_skill_known"),
            models.CheckConstraint(
                condition=models.Q(resources__in=RESOURCES), name="attacker_resources_known"
            ),
        ]
        indexes = [models.Index(fields=["model"], name="attacker_model")]

    def __str__(self) -> str:
        return self.name


class CrownJewel(models.Model):
    """What the team wants to protect: a level of control over an element that no attacker should get."""

    team_path: ClassVar[str] = "model__team"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    model = models.ForeignKey(
        ThreatModel, on_delete=models.CASCADE, related_name="crown_jewels", db_index=False
    )
    element_uid = models.CharField(max_length=UID_LENGTH)
    level = models.CharField(max_length=10)
    title = models.CharField(max_length=NAME_LENGTH)
    worth = models.CharField(max_length=10)
    note = models.TextField(blank=True, default="", max_length=ABOUT_LENGTH)
    version = models.PositiveIntegerField(default=1)  # counts the edits
    updated_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["model", "element_uid", "level"], name="crown_jewel_once_per_level"
            ),
            models.CheckConstraint(condition=~models.Q(title=""), name="crown_jewel_has_title"),
            models.CheckConstraint(
                condition=models.Q(level__in=ATTACK_LEVELS), name="crown_jewel_level_known"
            ),
            models.CheckConstraint(condition=models.Q(worth__in=SEVERITIES), name="crown_jewel_worth_known"),
        ]

    def __str__(self) -> str:
        return self.title


class AttackTreeNode(models.Model):
    """What people say of a node of attack trees, or a node that they added.

    A node is the same in the trees of all goals. Null and empty values leave what was computed.
    """

    team_path: ClassVar[str] = "model__team"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    model = models.ForeignKey(
        ThreatModel, on_delete=models.CASCADE, related_name="attack_tree_nodes", db_index=False
    )
    key = models.CharField(max_length=KEY_LENGTH)
    parent = models.CharField(max_length=KEY_LENGTH, blank=True, default="")  # of an added node
    placing = models.CharField(max_length=4, blank=True, default="")  # of an added node
    title = models.CharField(max_length=NAME_LENGTH)  # of a computed node: when it was edited
    applies = models.BooleanField(default=True)
    cost = models.PositiveSmallIntegerField(null=True)
    skill = models.CharField(max_length=10, blank=True, default="")
    probability = models.FloatField(null=True)
    detectability = models.FloatField(null=True)
    reason = models.TextField(blank=True, default="", max_length=ABOUT_LENGTH)
    note = models.TextField(blank=True, default="", max_length=ABOUT_LENGTH)
    version = models.PositiveIntegerField(default=1)  # counts the edits
    updated_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["model", "key"], name="attack_tree_node_key_once"),
            models.CheckConstraint(
                condition=models.Q(placing__in=("", *PLACINGS)), name="attack_tree_node_placing_known"
            ),
            models.CheckConstraint(
                condition=models.Q(parent="", placing="") | (~models.Q(parent="") & ~models.Q(placing="")),
                name="attack_tree_node_placed_below_its_parent",
            ),
            models.CheckConstraint(
                condition=models.Q(skill__in=("", *DIFFICULTIES)), name="attack_tree_node_skill_known"
            ),
            models.CheckConstraint(
                condition=models.Q(probability=None) | models.Q(probability__gte=0, probability__lte=1),
                name="attack_tree_node_probability_0_to_1",
            ),
            models.CheckConstraint(
                condition=models.Q(detectability=None) | models.Q(detectability__gte=0, detectability__lte=1),
                name="attack_tree_node_detectability_0_to_1",
            ),
        ]

    def __str__(self) -> str:
        return self.title
