"""Reports of models, their files, templates of teams, and links for people without an account."""

import uuid
from typing import ClassVar, Final

from django.conf import settings
from django.db import models
from django.db.models.functions import Lower

from threatmodel.accounts.models import Team
from threatmodel.architecture.models import NAME_LENGTH, ThreatModel
from threatmodel.jobs.models import Job
from threatmodel.reports.choices import CLASSIFICATION_LENGTH, FORMAT_LENGTH, STATE_LENGTH

FILE_PURPOSE: Final = "report"  # of the key that files are encrypted with


class ReportTemplate(models.Model):
    """How a team wants its reports: logo, classification and sections."""

    team_path: ClassVar[str] = "team"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="report_templates", db_index=False)
    name = models.CharField(max_length=NAME_LENGTH)
    classification = models.CharField(max_length=CLASSIFICATION_LENGTH, blank=True, default="")
    sections = models.JSONField(default=list)  # ids of sections.registry, in their order
    logo = models.BinaryField(default=bytes, blank=True)  # PNG; empty: none
    version = models.PositiveIntegerField(default=0)  # counts the edits
    updated_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [
            models.UniqueConstraint("team", Lower("name"), name="report_template_name_once_per_team"),
            models.CheckConstraint(condition=~models.Q(name=""), name="report_template_has_name"),
        ]

    def __str__(self) -> str:
        return self.name


class Report(models.Model):
    """A report that was asked for. It is ready once it has a size; until then its job says how far it is."""

    team_path: ClassVar[str] = "model__team"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    model = models.ForeignKey(ThreatModel, on_delete=models.CASCADE, related_name="reports", db_index=False)
    job = models.OneToOneField(Job, on_delete=models.SET_NULL, null=True, related_name="report")
    format = models.CharField(max_length=FORMAT_LENGTH)  # id of renderers.registry
    sections = models.JSONField(default=list)
    since = models.CharField(max_length=STATE_LENGTH, blank=True, default="")  # compared with this state
    # Id of the version that it is about; empty: the model as it is when the report is made.
    version = models.CharField(max_length=STATE_LENGTH, blank=True, default="")
    classification = models.CharField(max_length=CLASSIFICATION_LENGTH, blank=True, default="")
    template = models.ForeignKey(ReportTemplate, on_delete=models.SET_NULL, null=True, related_name="reports")
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField(null=True)  # null: kept for ever
    # The state of the model that it shows; unknown until it is ready.
    seq = models.PositiveBigIntegerField(null=True)
    version_name = models.CharField(max_length=NAME_LENGTH, blank=True, default="")
    library_version = models.CharField(max_length=64, blank=True, default="")
    saved_at = models.DateTimeField(null=True)
    size_bytes = models.PositiveIntegerField(null=True)
    sha256 = models.CharField(max_length=64, blank=True, default="")  # of the file, in hex

    class Meta:
        indexes = [
            models.Index(fields=["model", "-created_at"], name="report_model_recent"),
            models.Index(
                fields=["expires_at"], condition=models.Q(expires_at__isnull=False), name="report_expiry"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.model_id} {self.format}"


class ReportFile(models.Model):
    """The file of a report, encrypted. Apart from its row, so that lists never read it."""

    team_path: ClassVar[str] = "report__model__team"

    report = models.OneToOneField(Report, on_delete=models.CASCADE, primary_key=True, related_name="file")
    ciphertext = models.BinaryField()

    def __str__(self) -> str:
        return f"{self.report_id}"


class ReportLink(models.Model):
    """A link that shows the file of one report to whoever has it, until it expires or is revoked."""

    team_path: ClassVar[str] = "report__model__team"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    report = models.ForeignKey(Report, on_delete=models.CASCADE, related_name="links")
    token_hash = models.CharField(max_length=64, unique=True)  # SHA-256 in hex; the token itself is not kept
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)
    downloads = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.report_id} until {self.expires_at}"
