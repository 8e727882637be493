"""Rules and controls that a team wrote."""

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models

from threatmodel.accounts.models import Team
from threatmodel.library.choices import TEAM_PREFIX


class TeamRule(models.Model):
    """A rule that a team wrote, in the shape of the library's files."""

    team_path: ClassVar[str] = "team"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="rules", db_index=False)
    rule = models.CharField(max_length=80)  # the id, beginning with team-
    definition = models.JSONField()  # checked by engine.library.entry before it is written
    enabled = models.BooleanField(default=True)
    note = models.CharField(max_length=300, blank=True, default="")  # why Bulkhead switched it off
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["team", "rule"], name="rule_once_per_team"),
            models.CheckConstraint(
                condition=models.Q(rule__startswith=TEAM_PREFIX), name="rule_of_team_has_prefix"
            ),
        ]

    def __str__(self) -> str:
        return self.rule


class TeamControl(models.Model):
    """A control that a team wrote, in the shape of the library's files."""

    team_path: ClassVar[str] = "team"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="controls", db_index=False)
    control = models.CharField(max_length=80)  # the id, beginning with team-
    definition = models.JSONField()
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["team", "control"], name="control_once_per_team"),
            models.CheckConstraint(
                condition=models.Q(control__startswith=TEAM_PREFIX), name="control_of_team_has_prefix"
            ),
        ]

    def __str__(self) -> str:
        return self.control
