"""Runs of response playbooks: the steps as they were filled at the start, who did them when, and notes.

Elements are named by uid, so that runs survive imports and deletions.
"""

import uuid
from typing import ClassVar, Final

from django.conf import settings
from django.db import models

from threatmodel.architecture.models import NAME_LENGTH, UID_LENGTH, ThreatModel
from threatmodel.incident_response.choices import RUN_PLATFORMS, RUN_STATES, STEP_PHASES, STEP_STATES

NOTE_LENGTH: Final = 4_000
_KEY_LENGTH: Final = 60


class ResponseRun(models.Model):
    """A playbook that is, or was, carried out on one element. A closed run does not change any more."""

    team_path: ClassVar[str] = "model__team"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    model = models.ForeignKey(
        ThreatModel, on_delete=models.CASCADE, related_name="response_runs", db_index=False
    )
    playbook = models.CharField(max_length=_KEY_LENGTH)
    title = models.CharField(max_length=NAME_LENGTH)
    exercise = models.BooleanField(default=False)  # a drill: nothing has happened
    element_uid = models.CharField(max_length=UID_LENGTH)
    element_name = models.CharField(max_length=2 * NAME_LENGTH + 10)  # as it was called at the start
    element_kind = models.CharField(max_length=40)
    platform = models.CharField(max_length=10)
    seq = models.PositiveBigIntegerField()  # of the architecture that the steps are filled from
    state = models.CharField(max_length=10, default="open")
    outcome = models.TextField(blank=True, default="", max_length=NOTE_LENGTH)  # written at the end
    started_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    started_at = models.DateTimeField()
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(state__in=RUN_STATES), name="response_state_known"),
            models.CheckConstraint(
                condition=models.Q(platform__in=RUN_PLATFORMS), name="response_platform_known"
            ),
            models.CheckConstraint(
                condition=models.Q(state="open", closed_at__isnull=True)
                | models.Q(state="closed", closed_at__isnull=False),
                name="response_end_whole",
            ),
            models.CheckConstraint(condition=~models.Q(title=""), name="response_has_title"),
        ]
        indexes = [models.Index(fields=["model", "-started_at"], name="response_recent")]

    def __str__(self) -> str:
        return self.title


class ResponseStep(models.Model):
    """A step with the names of the model, and what became of it."""

    team_path: ClassVar[str] = "run__model__team"

    run = models.ForeignKey(ResponseRun, on_delete=models.CASCADE, related_name="steps", db_index=False)
    place = models.PositiveSmallIntegerField()
    key = models.CharField(max_length=_KEY_LENGTH)  # id of the step in its playbook
    phase = models.CharField(max_length=20)
    title = models.CharField(max_length=NAME_LENGTH)
    text = models.TextField()
    commands = models.JSONField(default=list)  # texts
    manifest = models.TextField(blank=True, default="")
    lists = models.JSONField(default=list)  # filling.ElementList
    state = models.CharField(max_length=10, default="open")
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    reason = models.TextField(blank=True, default="", max_length=NOTE_LENGTH)  # why it was skipped
    finished_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    finished_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=0)  # counts changes of state, reason and owner

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["run", "place"], name="response_step_place_once"),
            models.UniqueConstraint(fields=["run", "key"], name="response_step_once"),
            models.CheckConstraint(
                condition=models.Q(state__in=STEP_STATES), name="response_step_state_known"
            ),
            models.CheckConstraint(
                condition=models.Q(phase__in=STEP_PHASES), name="response_step_phase_known"
            ),
            models.CheckConstraint(
                condition=models.Q(state="open", finished_at__isnull=True)
                | models.Q(~models.Q(state="open"), finished_at__isnull=False),
                name="response_step_end_whole",
            ),
            models.CheckConstraint(
                condition=~models.Q(state="skipped", reason=""), name="response_step_skip_has_reason"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.run_id} {self.place}"


class ResponseNote(models.Model):
    """What a person noted on a step and when. Notes never change: they are part of the evidence."""

    team_path: ClassVar[str] = "step__run__model__team"

    step = models.ForeignKey(ResponseStep, on_delete=models.CASCADE, related_name="notes")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    text = models.TextField(max_length=NOTE_LENGTH)
    written_at = models.DateTimeField()

    class Meta:
        constraints = [models.CheckConstraint(condition=~models.Q(text=""), name="response_note_has_text")]

    def __str__(self) -> str:
        return f"{self.step_id} {self.text[:40]}"
