"""Assessments, their findings, and the threats, elements, flows and attack-path goals these are about.

Elements and flows are named by uid, and goals by key, so that findings survive imports and deletions.
"""

import uuid
from typing import ClassVar, Final

from django.conf import settings
from django.db import models

from threatmodel.architecture.models import FLOW_UID_LENGTH, NAME_LENGTH, ThreatModel
from threatmodel.assessments.choices import ASSESSMENT_KINDS, FINDING_STATUSES, LINK_KINDS
from threatmodel.library.choices import SEVERITIES
from threatmodel.threats.threats.models import Threat

TEXT_LENGTH: Final = 10_000
LINK_LENGTH: Final = 2_000


class Assessment(models.Model):
    """Something that people or tools looked at once, and when it is due again."""

    team_path: ClassVar[str] = "model__team"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    model = models.ForeignKey(
        ThreatModel, on_delete=models.CASCADE, related_name="assessments", db_index=False
    )
    kind = models.CharField(max_length=20)
    title = models.CharField(max_length=NAME_LENGTH)
    tester = models.CharField(max_length=NAME_LENGTH, blank=True, default="")  # person, company or tool
    performed_on = models.DateField()
    scope = models.TextField(blank=True, default="", max_length=TEXT_LENGTH)
    next_due = models.DateField(null=True)
    report_url = models.CharField(max_length=LINK_LENGTH, blank=True, default="")
    # Of the last file of alerts: {read, skipped, left_out, unmapped: [{name, alerts}]}; else empty.
    alerts = models.JSONField(default=dict)
    noted_overdue = models.DateField(null=True)  # the `next_due` that people were notified of
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)
    version = models.PositiveIntegerField(default=0)  # counts the edits by people

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(kind__in=ASSESSMENT_KINDS), name="assessment_kind_known"
            ),
            models.CheckConstraint(condition=~models.Q(title=""), name="assessment_has_title"),
            models.CheckConstraint(
                condition=models.Q(next_due__isnull=True) | models.Q(next_due__gt=models.F("performed_on")),
                name="assessment_due_later",
            ),
        ]
        indexes = [
            models.Index(fields=["model", "-performed_on"], name="assessment_recent"),
            models.Index(
                fields=["next_due"], condition=models.Q(next_due__isnull=False), name="assessment_due"
            ),
        ]

    def __str__(self) -> str:
        return self.title


class AssessmentFinding(models.Model):
    """One thing that an assessment found."""

    team_path: ClassVar[str] = "assessment__model__team"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    assessment = models.ForeignKey(
        Assessment, on_delete=models.CASCADE, related_name="findings", db_index=False
    )
    title = models.CharField(max_length=NAME_LENGTH)
    description = models.TextField(blank=True, default="", max_length=TEXT_LENGTH)
    severity = models.CharField(max_length=10)
    status = models.CharField(max_length=20, default="open")
    evidence = models.TextField(blank=True, default="", max_length=TEXT_LENGTH)
    techniques = models.JSONField(default=list)  # ids of ATT&CK, such as T1611
    # Of alerts, else empty: what was alerted on, and how often and when.
    place = models.CharField(max_length=FLOW_UID_LENGTH, blank=True, default="")
    alert_key = models.CharField(max_length=64, blank=True, default="")  # digest of rule and place
    # Which of them are counted, as services/alert_deduplication.py keeps it.
    alert_spans = models.JSONField(default=list)
    alert_count = models.PositiveIntegerField(default=0)
    first_seen = models.DateTimeField(null=True)
    last_seen = models.DateTimeField(null=True)
    fixed_at = models.DateTimeField(null=True)  # when it was last marked as fixed
    created_at = models.DateTimeField(auto_now_add=True)
    version = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~models.Q(title=""), name="finding_has_title"),
            models.CheckConstraint(
                condition=models.Q(severity__in=SEVERITIES), name="finding_severity_known"
            ),
            models.CheckConstraint(
                condition=models.Q(status__in=FINDING_STATUSES), name="finding_status_known"
            ),
            models.UniqueConstraint(
                fields=["assessment", "alert_key"],
                condition=~models.Q(alert_key=""),
                name="finding_alerts_once",
            ),
        ]
        indexes = [models.Index(fields=["assessment", "status"], name="finding_assessment_status")]

    def __str__(self) -> str:
        return self.title


class AssessmentLink(models.Model):
    """What a finding is about: a threat, an element or flow by uid, or the goal of attack paths by key."""

    team_path: ClassVar[str] = "finding__assessment__model__team"

    finding = models.ForeignKey(
        AssessmentFinding, on_delete=models.CASCADE, related_name="links", db_index=False
    )
    kind = models.CharField(max_length=10)
    threat = models.ForeignKey(
        Threat, on_delete=models.CASCADE, null=True, related_name="assessment_links", db_index=False
    )
    key = models.CharField(max_length=FLOW_UID_LENGTH)  # number of the threat, uid, or key of the goal
    name = models.CharField(max_length=3 * NAME_LENGTH)  # as it was called when it was linked
    subject_kind = models.CharField(max_length=40, blank=True, default="")  # of elements; flow

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["finding", "kind", "key"], name="assessment_link_once"),
            models.CheckConstraint(condition=models.Q(kind__in=LINK_KINDS), name="assessment_link_known"),
            models.CheckConstraint(
                condition=models.Q(kind="threat", threat__isnull=False)
                | models.Q(~models.Q(kind="threat"), threat__isnull=True),
                name="assessment_link_has_threat",
            ),
        ]
        indexes = [
            models.Index(
                fields=["threat"], condition=models.Q(threat__isnull=False), name="assessment_link_threat"
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.key}"
