"""Versions of the statements that bulkhead.yaml files were written from."""

from typing import ClassVar

from django.db import models

from threatmodel.architecture.models import ThreatModel
from threatmodel.architecture.stored_json import StoredJson, WrittenJson


class TextVersion(models.Model):
    """What people had said when a file was written: the base by which a changed file is merged."""

    team_path: ClassVar[str] = "model__team"

    id = models.BigAutoField(primary_key=True)
    model = models.ForeignKey(
        ThreatModel, on_delete=models.CASCADE, related_name="text_versions", db_index=False
    )
    digest = models.CharField(max_length=16)  # engine.model.statements.digest
    content = models.JSONField(encoder=WrittenJson, decoder=StoredJson)  # [[section, key, values]]
    written_at = models.DateTimeField()  # of the latest file

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["model", "digest"], name="text_version_once_per_model")
        ]
        indexes = [models.Index(fields=["model", "-written_at"], name="text_version_model_recent")]

    def __str__(self) -> str:
        return f"{self.model_id} {self.digest}"
