"""Rows of background work. The row is the source of truth about a job; the broker only carries its id."""

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models

from threatmodel.jobs.choices import UNFINISHED, JobKind, JobState, MailState

MAX_ATTEMPTS = 3


class Job(models.Model):
    """One piece of background work of a team."""

    team_path: ClassVar[str] = "team"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    team = models.ForeignKey("accounts.Team", on_delete=models.CASCADE, related_name="jobs")
    model = models.ForeignKey(
        "architecture.ThreatModel", on_delete=models.CASCADE, null=True, related_name="jobs"
    )  # null: about every model of the team
    kind = models.CharField(max_length=20, choices=JobKind.choices)
    state = models.CharField(max_length=10, choices=JobState.choices, default=JobState.QUEUED)
    # Needs so much memory that one such job runs at a time in the whole instance.
    large = models.BooleanField(default=False)
    # Has begun to write what stays: too late to cancel it.
    storing = models.BooleanField(default=False)
    params = models.JSONField(default=dict)  # small input of the handler; never the content of an upload
    attempts = models.PositiveSmallIntegerField(default=0)  # also the fencing token: see scheduling.job_claim
    lease_until = models.DateTimeField(null=True)  # running: the worker's time; queued: not to start before
    progress = models.PositiveSmallIntegerField(default=0)  # percent
    stage = models.CharField(max_length=60, blank=True, default="")
    message = models.CharField(max_length=500, blank=True, default="")
    result = models.JSONField(null=True)
    problems = models.JSONField(default=list)  # [{file, line, severity, message}]
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-created_at", "id"]
        constraints = [
            models.CheckConstraint(condition=models.Q(state__in=JobState.values), name="job_state_known"),
            models.CheckConstraint(condition=models.Q(progress__lte=100), name="job_progress_is_percent"),
            models.UniqueConstraint(
                fields=["large"],
                condition=models.Q(large=True, state=JobState.RUNNING),
                name="job_one_large_running",
            ),
        ]
        indexes = [
            models.Index(
                fields=["lease_until"], condition=models.Q(state__in=UNFINISHED), name="job_unfinished_lease"
            ),
            models.Index(fields=["model", "kind", "-created_at"], name="job_model_kind"),
            models.Index(fields=["team", "-started_at"], name="job_team_started"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.id}: {self.state}"


class Mail(models.Model):
    """A mail to a person, encrypted until it was sent. It belongs to no team, as people may have none.

    SMTP has no transactions: of a mail whose worker went away while the mail server read it nobody knows
    whether it was taken. A mail that is to be sent `once` is then given up; any other is sent again.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    recipient = models.EmailField()
    ciphertext = models.BinaryField()  # empty once the mail was sent or given up
    state = models.CharField(max_length=10, choices=MailState.choices, default=MailState.QUEUED)
    attempts = models.PositiveSmallIntegerField(default=0)
    once = models.BooleanField(default=False)  # rather not at all than twice
    handed_at = models.DateTimeField(null=True)  # when an attempt began to hand it to the mail server
    due_at = models.DateTimeField()  # sending: until when its worker is taken to live
    fault = models.CharField(max_length=60, blank=True, default="")  # the class of the last error
    created_at = models.DateTimeField(auto_now_add=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["created_at", "id"]
        constraints = [
            models.CheckConstraint(condition=models.Q(state__in=MailState.values), name="mail_state_known")
        ]
        indexes = [
            models.Index(
                fields=["due_at"], condition=models.Q(state__in=("queued", "sending")), name="mail_unsent_due"
            )
        ]

    def __str__(self) -> str:
        return f"mail {self.id}: {self.state}"


class Upload(models.Model):
    """A file on its way to the worker, encrypted; deleted when its job ends or after an hour."""

    team_path: ClassVar[str] = "job__team"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    job = models.ForeignKey(Job, on_delete=models.CASCADE, related_name="uploads")
    position = models.PositiveSmallIntegerField()  # order in which the files were given
    name = models.CharField(max_length=500)
    ciphertext = models.BinaryField()
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["job", "position"]
        constraints = [models.UniqueConstraint(fields=["job", "position"], name="upload_once_per_position")]

    def __str__(self) -> str:
        return self.name
