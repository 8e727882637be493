"""Requests to accept risk, and the threats they cover with the facts of that time."""

import uuid
from typing import ClassVar, Final

from django.conf import settings
from django.db import models

from threatmodel.architecture.models import FLOW_UID_LENGTH, NAME_LENGTH, ThreatModel
from threatmodel.library.choices import SEVERITIES
from threatmodel.threats.choices import ACCEPTANCE_CHANGES, ACCEPTANCE_STATUSES, ACCEPTANCE_WAITING
from threatmodel.threats.threats.models import TITLE_LENGTH, Threat

TEXT_LENGTH: Final = 4_000


class RiskAcceptance(models.Model):
    """A request to accept the risk of some threats until a day, and what another person decided about it.

    Its number (A3) never changes. An extension is an acceptance of its own that names the one it extends.
    """

    team_path: ClassVar[str] = "model__team"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    model = models.ForeignKey(
        ThreatModel, on_delete=models.CASCADE, related_name="acceptances", db_index=False
    )
    number = models.PositiveIntegerField()
    status = models.CharField(max_length=20, default="proposed")
    version = models.PositiveIntegerField(default=0)  # counts edits and decisions
    justification = models.TextField(max_length=TEXT_LENGTH)
    conditions = models.TextField(blank=True, default="", max_length=TEXT_LENGTH)
    residual_risk = models.CharField(max_length=10)  # what is left in the requester's judgment
    expires_on = models.DateField()  # the last day on which it covers its threats
    extends = models.ForeignKey("self", on_delete=models.SET_NULL, null=True, related_name="extensions")
    # Of its worst threat and of all, when it was requested: lists need not read thousands of threats.
    title = models.CharField(max_length=TITLE_LENGTH)
    severity = models.CharField(max_length=10)
    threat_count = models.PositiveIntegerField()
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    requested_at = models.DateTimeField()
    requested_seq = models.BigIntegerField()  # state of the model to which the kept facts belong
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    decided_at = models.DateTimeField(null=True)
    decided_seq = models.BigIntegerField(null=True)
    decision_note = models.TextField(blank=True, default="", max_length=TEXT_LENGTH)
    # Withdrawn, revoked or expired; nobody ends what expires.
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    ended_at = models.DateTimeField(null=True)
    end_note = models.TextField(blank=True, default="", max_length=TEXT_LENGTH)
    threats = models.ManyToManyField(Threat, through="AcceptedThreat", related_name="acceptances")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["model", "number"], name="acceptance_number_once_per_model"),
            models.CheckConstraint(
                condition=models.Q(status__in=ACCEPTANCE_STATUSES), name="acceptance_status_known"
            ),
            models.CheckConstraint(
                condition=models.Q(residual_risk__in=SEVERITIES, severity__in=SEVERITIES),
                name="acceptance_severities_known",
            ),
            models.CheckConstraint(
                condition=models.Q(decided_by__isnull=True)
                | models.Q(requested_by__isnull=True)
                | ~models.Q(decided_by=models.F("requested_by")),
                name="acceptance_decided_by_another",
            ),
            models.CheckConstraint(
                condition=models.Q(status__in=(*ACCEPTANCE_WAITING, "withdrawn"))
                | models.Q(decided_at__isnull=False),
                name="acceptance_decided_before_it_holds",
            ),
            models.CheckConstraint(condition=~models.Q(justification=""), name="acceptance_has_reason"),
        ]
        indexes = [
            models.Index(fields=["model", "status", "expires_on"], name="acceptance_model_status"),
            models.Index(
                fields=["expires_on"], condition=models.Q(status="active"), name="acceptance_active_until"
            ),
        ]

    def __str__(self) -> str:
        return f"A{self.number} {self.title}"


class AcceptedThreat(models.Model):
    """A threat that an acceptance covers, as it was when it was requested.

    It outlives the threat. `change` says why the threat is not covered at present: it is more severe, or its
    facts differ. It is kept current, so that the threat is covered again once the facts are as they were.
    """

    team_path: ClassVar[str] = "acceptance__model__team"

    id = models.BigAutoField(primary_key=True)
    acceptance = models.ForeignKey(RiskAcceptance, on_delete=models.CASCADE, related_name="accepted")
    threat = models.ForeignKey(Threat, on_delete=models.SET_NULL, null=True, related_name="accepted")
    number = models.PositiveIntegerField()
    title = models.CharField(max_length=TITLE_LENGTH)
    subject_uid = models.CharField(max_length=FLOW_UID_LENGTH, blank=True)
    subject_name = models.CharField(max_length=2 * NAME_LENGTH + 10)
    severity = models.CharField(max_length=10)
    score = models.PositiveSmallIntegerField()
    evidence = models.JSONField(default=list)  # as Threat.evidence
    facts_hash = models.CharField(max_length=64)  # of what a change of facts is measured by
    change = models.CharField(max_length=10, blank=True, default="")
    changed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["acceptance", "number"], name="accepted_threat_once"),
            models.CheckConstraint(
                condition=models.Q(change="", changed_at=None)
                | models.Q(change__in=ACCEPTANCE_CHANGES[1:], changed_at__isnull=False),
                name="accepted_threat_change_known",
            ),
        ]
        indexes = [
            # Which acceptances have a threat that changed: few of many.
            models.Index(
                fields=["acceptance"], condition=~models.Q(change=""), name="accepted_threat_changed"
            )
        ]

    def __str__(self) -> str:
        return f"{self.acceptance_id} T{self.number}"


class AcceptanceApprover(models.Model):
    """A person who was asked to decide."""

    team_path: ClassVar[str] = "acceptance__model__team"

    id = models.BigAutoField(primary_key=True)
    acceptance = models.ForeignKey(RiskAcceptance, on_delete=models.CASCADE, related_name="approvers")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["acceptance", "user"], name="acceptance_approver_once")
        ]

    def __str__(self) -> str:
        return f"{self.user_id} for {self.acceptance_id}"
