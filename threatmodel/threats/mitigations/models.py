"""Mitigations and which threats each treats."""

import uuid
from typing import ClassVar, Final

from django.conf import settings
from django.db import models

from threatmodel.architecture.models import NAME_LENGTH, ThreatModel
from threatmodel.engine.model import bulkhead_yaml_statements
from threatmodel.library.choices import MITIGATION_STATUSES
from threatmodel.threats.choices import EFFORTS, REDUCTIONS, SEEN, UNFINISHED
from threatmodel.threats.threats.models import Threat
from threatmodel.threats.triage.models import TAG_LENGTH

COST_MOST: Final = bulkhead_yaml_statements.COST_MOST


class Mitigation(models.Model):
    """A control applied here: one piece of work that may treat many threats."""

    team_path: ClassVar[str] = "model__team"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    model = models.ForeignKey(
        ThreatModel, on_delete=models.CASCADE, related_name="mitigations", db_index=False
    )
    number = models.PositiveIntegerField()
    control = models.CharField(max_length=120, blank=True, default="")  # id in the library, or free text only
    title = models.CharField(max_length=NAME_LENGTH)
    description = models.TextField(blank=True, default="", max_length=10_000)
    status = models.CharField(max_length=20, default="proposed")
    # An import showed that the facts its control changes have changed; else an approver verified it.
    verified_by_evidence = models.BooleanField(default=False)
    # What the approver checked.
    verification_note = models.TextField(blank=True, default="", max_length=4_000)
    # The approver, and when; empty where an import verified it.
    verified_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    verified_at = models.DateTimeField(null=True)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    due = models.DateField(null=True)
    # What the team expects of it; empty: not estimated.
    effort = models.CharField(max_length=2, blank=True, default="")
    cost = models.PositiveIntegerField(null=True)  # in whole units of the team's currency
    reduction = models.CharField(max_length=10, blank=True, default="")
    version = models.PositiveIntegerField(default=0)  # counts the changes by people and by imports
    threats = models.ManyToManyField(Threat, through="Treatment", related_name="mitigations")
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["model", "number"], name="mitigation_number_once_per_model"),
            models.CheckConstraint(
                condition=models.Q(status__in=MITIGATION_STATUSES), name="mitigation_status_known"
            ),
            models.CheckConstraint(condition=~models.Q(title=""), name="mitigation_has_title"),
            models.CheckConstraint(
                condition=models.Q(verified_by_evidence=False) | models.Q(status="verified"),
                name="mitigation_evidence_means_verified",
            ),
            models.CheckConstraint(
                condition=models.Q(effort__in=("", *EFFORTS)), name="mitigation_effort_known"
            ),
            models.CheckConstraint(
                condition=models.Q(reduction__in=("", *REDUCTIONS)), name="mitigation_reduction_known"
            ),
            models.CheckConstraint(condition=models.Q(cost__lte=COST_MOST), name="mitigation_cost_in_range"),
        ]
        indexes = [
            models.Index(fields=["model", "status", "due"], name="mitigation_model_status"),
            models.Index(
                fields=["owner", "due"],
                condition=models.Q(status__in=UNFINISHED, owner__isnull=False),
                name="mitigation_work_of_owner",
            ),
        ]

    def __str__(self) -> str:
        return f"M{self.number} {self.title}"


class MitigationTag(models.Model):
    """A word that people put on a mitigation."""

    team_path: ClassVar[str] = "mitigation__model__team"

    id = models.BigAutoField(primary_key=True)
    mitigation = models.ForeignKey(Mitigation, on_delete=models.CASCADE, related_name="tags", db_index=False)
    name = models.CharField(max_length=TAG_LENGTH)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["mitigation", "name"], name="mitigation_tag_once"),
            models.CheckConstraint(condition=~models.Q(name=""), name="mitigation_tag_has_name"),
        ]

    def __str__(self) -> str:
        return self.name


class Treatment(models.Model):
    """One mitigation treats one threat, and what the files show of that.

    `seen` is written by imports alone, and only where the control of the mitigation changes facts that the
    rule of the threat fired on: what a control merely helps against, files cannot show.
    """

    team_path: ClassVar[str] = "mitigation__model__team"

    id = models.BigAutoField(primary_key=True)
    mitigation = models.ForeignKey(Mitigation, on_delete=models.CASCADE, related_name="treatments")
    threat = models.ForeignKey(Threat, on_delete=models.CASCADE, related_name="treatments")
    seen = models.CharField(max_length=10, blank=True, default="")  # empty: no import has shown it since
    seen_at = models.DateTimeField(null=True)
    seen_facts = models.JSONField(
        default=list
    )  # [{fact, element, value, file, line}], as that import shows them

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["mitigation", "threat"], name="treatment_once"),
            models.CheckConstraint(condition=models.Q(seen__in=("", *SEEN)), name="treatment_seen_known"),
        ]

    def __str__(self) -> str:
        return f"{self.mitigation_id} {self.threat_id}"
