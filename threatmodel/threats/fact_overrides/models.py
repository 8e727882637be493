"""Confirmed overrides: facts that people state against the files."""

from typing import ClassVar

from django.conf import settings
from django.db import models

from threatmodel.architecture.models import FLOW_UID_LENGTH, ThreatModel


class OverrideConfirmation(models.Model):
    """An approver confirms a stated fact that differs from the files.

    It is valid for these two values: when either changes, the override has to be confirmed again.
    """

    team_path: ClassVar[str] = "model__team"

    id = models.BigAutoField(primary_key=True)
    model = models.ForeignKey(
        ThreatModel, on_delete=models.CASCADE, related_name="override_confirmations", db_index=False
    )
    subject_uid = models.CharField(max_length=FLOW_UID_LENGTH)
    fact = models.CharField(max_length=80)
    value = models.JSONField(null=True)  # the stated value
    file_value = models.JSONField(null=True)  # the value in the files
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    confirmed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["model", "subject_uid", "fact"], name="override_confirmed_once_per_fact"
            )
        ]

    def __str__(self) -> str:
        return f"{self.subject_uid} {self.fact}"
