"""What people write in the stages of PASTA, and the state of each stage.

Elements, flows and data sets are named by uid, so that rows survive imports and deletions that are undone.
"""

import uuid
from typing import ClassVar, Final

from django.conf import settings
from django.db import models

from threatmodel.architecture.models import NAME_LENGTH, ThreatModel
from threatmodel.pasta.choices import APPETITES, CRITICALITIES, PROPERTIES, RELEVANCES, STAGES

TEXT_LENGTH: Final = 4_000
LINK_LENGTH: Final = 1_000


class Record(models.Model):
    """One row that a person writes. `version` counts its edits."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    model = models.ForeignKey(ThreatModel, on_delete=models.CASCADE)
    version = models.PositiveIntegerField(default=0)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        abstract = True


class Objective(Record):
    """What the business must achieve or keep, and what in the model it depends on."""

    team_path: ClassVar[str] = "model__team"

    title = models.CharField(max_length=NAME_LENGTH)
    description = models.TextField(blank=True, default="", max_length=TEXT_LENGTH)
    criticality = models.CharField(max_length=10)
    # How bad the loss of each is; empty where it does not matter. All empty: nothing is said.
    confidentiality = models.CharField(max_length=10, blank=True, default="")
    integrity = models.CharField(max_length=10, blank=True, default="")
    availability = models.CharField(max_length=10, blank=True, default="")
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    depends_on = models.JSONField(default=list)  # uids of elements and data sets

    class Meta:
        default_related_name = "objectives"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(criticality__in=CRITICALITIES), name="objective_criticality_known"
            ),
            *(
                models.CheckConstraint(
                    condition=models.Q(**{f"{name}__in": ("", *CRITICALITIES)}),
                    name=f"objective_{name}_known",
                )
                for name in PROPERTIES
            ),
            models.CheckConstraint(condition=~models.Q(title=""), name="objective_has_title"),
        ]

    def __str__(self) -> str:
        return self.title


class ImpactCriterion(Record):
    """What each level of impact means, of one objective or of the whole model."""

    team_path: ClassVar[str] = "model__team"

    title = models.CharField(max_length=NAME_LENGTH)  # what is measured: money, downtime, records
    objective = models.ForeignKey(
        Objective, on_delete=models.SET_NULL, null=True, related_name="impact_criteria"
    )
    levels = models.JSONField(default=list)  # a text for each of IMPACT_LEVELS

    class Meta:
        default_related_name = "impact_criteria"
        constraints = [models.CheckConstraint(condition=~models.Q(title=""), name="criterion_has_title")]

    def __str__(self) -> str:
        return self.title


class ComplianceRequirement(Record):
    """A clause of a law, standard or contract that the system must meet."""

    team_path: ClassVar[str] = "model__team"

    framework = models.CharField(max_length=NAME_LENGTH)  # a law, standard or contract
    clause = models.CharField(max_length=NAME_LENGTH, blank=True, default="")
    note = models.TextField(blank=True, default="", max_length=TEXT_LENGTH)

    class Meta:
        default_related_name = "compliance_requirements"
        constraints = [
            models.CheckConstraint(condition=~models.Q(framework=""), name="requirement_has_framework")
        ]

    def __str__(self) -> str:
        return f"{self.framework} {self.clause}".strip()


class RiskAppetite(Record):
    """How much risk the business is willing to take, and until when this holds."""

    team_path: ClassVar[str] = "model__team"

    scope = models.CharField(max_length=NAME_LENGTH)  # what it is about: customer data, availability
    level = models.CharField(max_length=10)
    statement = models.TextField(max_length=TEXT_LENGTH)
    next_review = models.DateField(null=True)

    class Meta:
        default_related_name = "risk_appetites"
        constraints = [
            models.CheckConstraint(condition=models.Q(level__in=APPETITES), name="appetite_level_known"),
            models.CheckConstraint(condition=~models.Q(statement=""), name="appetite_has_statement"),
        ]

    def __str__(self) -> str:
        return f"{self.scope}: {self.level}"


class ScopeExclusion(Record):
    """What is not part of the review, with all that is in it, and why."""

    team_path: ClassVar[str] = "model__team"

    elements = models.JSONField(default=list)  # uids
    reason = models.TextField(max_length=TEXT_LENGTH)

    class Meta:
        default_related_name = "scope_exclusions"
        constraints = [
            models.CheckConstraint(condition=~models.Q(reason=""), name="scope_exclusion_has_reason")
        ]

    def __str__(self) -> str:
        return self.reason


class CountermeasureSet(Record):
    """Mitigations that are weighed as one choice: what they cost, and whether they are chosen."""

    team_path: ClassVar[str] = "model__team"

    title = models.CharField(max_length=NAME_LENGTH)
    mitigations = models.JSONField(default=list)  # numbers
    cost = models.PositiveIntegerField(null=True)  # null: not estimated
    cost_unit = models.CharField(max_length=40, blank=True, default="")  # days of work, euros
    chosen = models.BooleanField(default=False)
    note = models.TextField(blank=True, default="", max_length=TEXT_LENGTH)

    class Meta:
        default_related_name = "countermeasure_sets"
        constraints = [
            models.CheckConstraint(condition=~models.Q(title=""), name="countermeasure_set_has_title"),
            models.UniqueConstraint(
                fields=["model"], condition=models.Q(chosen=True), name="countermeasure_set_chosen_once"
            ),
        ]

    def __str__(self) -> str:
        return self.title


class IntelligenceItem(Record):
    """A report, advisory or incident, and what in the model it is about."""

    team_path: ClassVar[str] = "model__team"

    title = models.CharField(max_length=NAME_LENGTH)
    publisher = models.CharField(max_length=NAME_LENGTH, blank=True, default="")
    published = models.DateField(null=True)
    link = models.CharField(max_length=LINK_LENGTH, blank=True, default="")
    relevance = models.CharField(max_length=10)
    note = models.TextField(blank=True, default="", max_length=TEXT_LENGTH)
    concerns = models.JSONField(default=list)  # uids of elements and data sets
    rules = models.JSONField(default=list)  # ids of rules

    class Meta:
        default_related_name = "intelligence_items"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(relevance__in=RELEVANCES), name="intelligence_relevance_known"
            ),
            models.CheckConstraint(condition=~models.Q(title=""), name="intelligence_has_title"),
        ]

    def __str__(self) -> str:
        return self.title


class StoredStages(models.Model):
    """The seven stages of a large model as a job has computed them last."""

    team_path: ClassVar[str] = "model__team"

    model = models.OneToOneField(
        ThreatModel, on_delete=models.CASCADE, primary_key=True, related_name="stored_stages"
    )
    state = models.CharField(max_length=64)  # hash of what they depend on: selectors.stored_stages
    content = models.BinaryField()  # as the API shows them, in JSON; of long sections the first rows
    computed_at = models.DateTimeField()  # what was written later is not in them

    def __str__(self) -> str:
        return f"{self.model_id}"


class StageReview(models.Model):
    """Who answers for a stage, what they noted, and what was approved when by whom."""

    team_path: ClassVar[str] = "model__team"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    model = models.ForeignKey(
        ThreatModel, on_delete=models.CASCADE, related_name="stage_reviews", db_index=False
    )
    stage = models.PositiveSmallIntegerField()
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    note = models.TextField(blank=True, default="", max_length=TEXT_LENGTH)
    version = models.PositiveIntegerField(default=0)
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    approved_at = models.DateTimeField(null=True)
    approval_note = models.TextField(blank=True, default="", max_length=TEXT_LENGTH)
    approved_hash = models.CharField(max_length=64, blank=True, default="")  # of the inputs; empty: none
    approved_content = models.BinaryField(default=b"")  # selectors.content.pack: inputs and the stage itself

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["model", "stage"], name="stage_review_once"),
            models.CheckConstraint(
                condition=models.Q(stage__in=tuple(STAGES)), name="stage_review_stage_known"
            ),
            models.CheckConstraint(
                condition=models.Q(approved_at__isnull=True, approved_hash="")
                | (models.Q(approved_at__isnull=False) & ~models.Q(approved_hash="")),
                name="stage_review_approval_whole",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.model_id} stage {self.stage}"
