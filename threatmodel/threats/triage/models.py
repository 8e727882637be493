"""Tags of threats, and questions about them that wait for a person."""

from typing import ClassVar, Final

from django.conf import settings
from django.db import models

from threatmodel.architecture.models import ThreatModel
from threatmodel.comments.models import Comment
from threatmodel.engine.model import bulkhead_yaml_statements
from threatmodel.threats.threats.models import Threat

TAG_LENGTH: Final = bulkhead_yaml_statements.TAG_LENGTH


class ThreatTag(models.Model):
    """A word that people put on a threat."""

    team_path: ClassVar[str] = "model__team"

    id = models.BigAutoField(primary_key=True)
    model = models.ForeignKey(
        ThreatModel, on_delete=models.CASCADE, related_name="threat_tags", db_index=False
    )
    threat = models.ForeignKey(Threat, on_delete=models.CASCADE, related_name="tags", db_index=False)
    name = models.CharField(max_length=TAG_LENGTH)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["threat", "name"], name="tag_once_per_threat"),
            models.CheckConstraint(condition=~models.Q(name=""), name="tag_has_name"),
        ]
        # The threats of a tag, and how many each has, are read from this index alone.
        indexes = [models.Index(fields=["model", "name", "threat"], name="tag_model_name")]

    def __str__(self) -> str:
        return self.name


class InfoRequest(models.Model):
    """The person of whom the team needs to know something about a threat. Deleted by the answer."""

    team_path: ClassVar[str] = "threat__model__team"

    threat = models.OneToOneField(
        Threat, on_delete=models.CASCADE, primary_key=True, related_name="info_request"
    )
    asked = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    asked_at = models.DateTimeField()
    thread = models.ForeignKey(Comment, on_delete=models.CASCADE, related_name="info_requests")

    def __str__(self) -> str:
        return f"{self.asked_id} about {self.threat_id}"
