"""Rows of risk: the matrix of a team, how a model is rated, and what people say of single threats."""

from typing import ClassVar

from django.conf import settings
from django.db import models

from threatmodel.accounts.models import Team
from threatmodel.architecture.models import ThreatModel
from threatmodel.engine.analysis.cvss_rating import VECTOR_LENGTH
from threatmodel.engine.analysis.risk_rating import METHODS
from threatmodel.threats.threats.models import Threat


class TeamRiskMatrix(models.Model):
    """The risk matrix of a team; a team without a row has the default."""

    team_path: ClassVar[str] = "team"

    team = models.OneToOneField(Team, on_delete=models.CASCADE, primary_key=True, related_name="risk_matrix")
    content = models.JSONField()  # engine.analysis.risk_matrix.matrix_to_json
    version = models.PositiveIntegerField(default=0)  # counts the edits
    updated_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    updated_at = models.DateTimeField(auto_now=True)

    def __str__(self) -> str:
        return f"{self.team_id}"


class RiskMethod(models.Model):
    """How the threats of a model are rated; a model without a row is rated from facts."""

    team_path: ClassVar[str] = "model__team"

    model = models.OneToOneField(
        ThreatModel, on_delete=models.CASCADE, primary_key=True, related_name="risk_method"
    )
    method = models.CharField(max_length=10)
    owasp = models.JSONField(default=dict)  # {id of a factor: 0 to 9} for all threats that say no other
    version = models.PositiveIntegerField(default=0)  # counts the edits

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(method__in=METHODS), name="risk_method_known")
        ]

    def __str__(self) -> str:
        return f"{self.model_id} {self.method}"


class ThreatRating(models.Model):
    """What people say of the risk of one threat. It counts while its model is rated by that method."""

    team_path: ClassVar[str] = "threat__model__team"

    threat = models.OneToOneField(
        Threat, on_delete=models.CASCADE, primary_key=True, related_name="risk_rating"
    )
    owasp = models.JSONField(default=dict)  # {id of a factor: 0 to 9}
    vector = models.CharField(max_length=VECTOR_LENGTH, blank=True, default="")  # of CVSS 3.0, 3.1 or 4.0
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(auto_now=True)

    def __str__(self) -> str:
        return f"{self.threat_id}"
