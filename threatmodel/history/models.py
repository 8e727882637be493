"""Events inside models, named versions with their approvals, and snapshots of states."""

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models

from threatmodel.architecture.models import NAME_LENGTH, ThreatModel
from threatmodel.history.choices import EVENT_SUBJECTS


class Snapshot(models.Model):
    """The whole architecture as it was at `seq`, so that going back need not start from the rows of today."""

    team_path: ClassVar[str] = "model__team"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    model = models.ForeignKey(ThreatModel, on_delete=models.CASCADE, related_name="snapshots", db_index=False)
    seq = models.PositiveBigIntegerField()
    content = models.BinaryField()  # state.pack
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["model", "seq"], name="snapshot_seq_once_per_model")]

    def __str__(self) -> str:
        return f"{self.model_id} {self.seq}"


class Version(models.Model):
    """A named state of the architecture."""

    team_path: ClassVar[str] = "model__team"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    model = models.ForeignKey(ThreatModel, on_delete=models.CASCADE, related_name="versions", db_index=False)
    seq = models.PositiveBigIntegerField()
    name = models.CharField(max_length=NAME_LENGTH)
    note = models.TextField(blank=True, default="", max_length=4000)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["model", "name"], name="version_name_once_per_model"),
            models.CheckConstraint(condition=~models.Q(name=""), name="version_has_name"),
        ]
        indexes = [models.Index(fields=["model", "-seq"], name="version_model_recent")]

    def __str__(self) -> str:
        return self.name


class Approval(models.Model):
    """A version is, or was, the baseline for drift. At most one approval is current."""

    team_path: ClassVar[str] = "model__team"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    model = models.ForeignKey(ThreatModel, on_delete=models.CASCADE, related_name="approvals", db_index=False)
    version = models.ForeignKey(Version, on_delete=models.RESTRICT, related_name="approvals")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    ended_at = models.DateTimeField(null=True)  # replaced by a later one, or withdrawn
    is_withdrawn = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["model"], condition=models.Q(ended_at__isnull=True), name="approval_one_holds"
            )
        ]
        indexes = [models.Index(fields=["model", "-at"], name="approval_model_recent")]

    def __str__(self) -> str:
        return f"{self.version_id} {self.at}"


class EventGroup(models.Model):
    """What a person did with many threats at once: one event that sums it up, and one for each of them.

    The events keep what was before, so the group can be undone; that is a group of its own.
    """

    team_path: ClassVar[str] = "model__team"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    model = models.ForeignKey(
        ThreatModel, on_delete=models.CASCADE, related_name="event_groups", db_index=False
    )
    count = models.PositiveIntegerField()  # of events beside the one that sums up
    undone_by = models.OneToOneField("self", on_delete=models.SET_NULL, null=True, related_name="undoes")

    class Meta:
        indexes = [models.Index(fields=["model"], name="event_group_model")]

    def __str__(self) -> str:
        return f"{self.model_id} {self.count}"


class ModelEvent(models.Model):
    """Who did what, when, and what it was before. Rows are only ever added."""

    team_path: ClassVar[str] = "model__team"

    id = models.BigAutoField(primary_key=True)  # the order of the history
    model = models.ForeignKey(ThreatModel, on_delete=models.CASCADE, related_name="events", db_index=False)
    at = models.DateTimeField(auto_now_add=True)
    actor = models.ForeignKey(  # null: the analysis itself, or a deleted account
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    token = models.CharField(max_length=60, blank=True, default="")  # name of the actor's API token, if any
    subject_type = models.CharField(max_length=20)
    subject_number = models.PositiveIntegerField(null=True)  # of the threat or mitigation
    what = models.CharField(max_length=200)  # in the past tense: "changed the status"
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)
    group = models.ForeignKey(
        EventGroup, on_delete=models.CASCADE, null=True, related_name="events", db_index=False
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(subject_type__in=EVENT_SUBJECTS), name="event_subject_known"
            )
        ]
        indexes = [
            models.Index(fields=["model", "-id"], name="event_model_recent"),
            models.Index(fields=["model", "subject_type", "subject_number"], name="event_model_subject"),
            models.Index(
                fields=["group", "subject_number"],
                condition=models.Q(group__isnull=False),
                name="event_of_group",
            ),
            # The newest event about a threat: what a person has seen of the list ends there.
            models.Index(
                fields=["model", "-id"],
                condition=models.Q(subject_type="threat"),
                name="event_model_threat_recent",
            ),
        ]

    def __str__(self) -> str:
        return self.what
