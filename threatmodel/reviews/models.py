"""A review session: its agenda, notes and who attended, and the plan of when a model is reviewed.

Threats are named by number, goals and cards of questions by key, so that rows survive imports.
"""

import uuid
from typing import ClassVar, Final

from django.conf import settings
from django.db import models

from threatmodel.architecture.models import FLOW_UID_LENGTH, NAME_LENGTH, ThreatModel
from threatmodel.history.models import Version
from threatmodel.library.choices import SEVERITIES
from threatmodel.reviews.choices import ITEM_KINDS, ITEM_STATES, REVIEW_SCOPES, REVIEW_STATES
from threatmodel.threats.threats.models import TITLE_LENGTH

NOTE_LENGTH: Final = 4_000
CADENCE_DAYS_MOST: Final = 1_095
PLANNED_MINUTES_MOST: Final = 480
_CAUSE_LENGTH: Final = 120


class ReviewSession(models.Model):
    """One session. `position` is the place of the item that is shown; beyond the last one all were."""

    team_path: ClassVar[str] = "model__team"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    model = models.ForeignKey(ThreatModel, on_delete=models.CASCADE, related_name="reviews", db_index=False)
    state = models.CharField(max_length=10, default="running")
    scope = models.CharField(max_length=10, default="all")
    position = models.PositiveSmallIntegerField(default=0)
    shown_at = models.DateTimeField()  # since when the item at `position` is shown
    version = models.PositiveIntegerField(default=0)  # counts what all follow; notes and attendance do not
    planned_minutes = models.PositiveSmallIntegerField(null=True)
    presenter = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    started_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    # What the changes were measured by; null where the scope is all.
    baseline = models.ForeignKey(Version, on_delete=models.SET_NULL, null=True, related_name="+")
    # The state of the model that was reviewed, saved at the end; its approval signs the review off.
    reviewed = models.ForeignKey(Version, on_delete=models.SET_NULL, null=True, related_name="reviews")
    sign_off_note = models.TextField(blank=True, default="", max_length=NOTE_LENGTH)
    minutes = models.JSONField(default=dict)  # selectors.minutes.minutes_content, written at the end

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(state__in=REVIEW_STATES), name="review_state_known"),
            models.CheckConstraint(condition=models.Q(scope__in=REVIEW_SCOPES), name="review_scope_known"),
            models.CheckConstraint(
                condition=models.Q(state="running", ended_at__isnull=True)
                | models.Q(state="ended", ended_at__isnull=False),
                name="review_end_whole",
            ),
            models.UniqueConstraint(
                fields=["model"], condition=models.Q(state="running"), name="review_one_running"
            ),
        ]
        indexes = [models.Index(fields=["model", "-started_at"], name="review_recent")]

    def __str__(self) -> str:
        return f"{self.model_id} {self.started_at}"


class ReviewItem(models.Model):
    """Something on the agenda, as it was called when it was put there."""

    team_path: ClassVar[str] = "session__model__team"

    session = models.ForeignKey(ReviewSession, on_delete=models.CASCADE, related_name="items", db_index=False)
    place = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=10)
    key = models.CharField(
        max_length=FLOW_UID_LENGTH
    )  # number of the threat, id of the card, key of the goal
    cause = models.CharField(
        max_length=_CAUSE_LENGTH, blank=True, default=""
    )  # of threats with one in common
    count = models.PositiveIntegerField(default=1)  # threats with this cause, questions on the card, paths
    title = models.CharField(max_length=TITLE_LENGTH)
    subject = models.CharField(max_length=2 * NAME_LENGTH + 10, blank=True, default="")
    severity = models.CharField(max_length=10)
    score = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=10, default="waiting")
    seconds = models.PositiveIntegerField(default=0)  # how long it was shown

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["session", "place"], name="review_item_place_once"),
            models.UniqueConstraint(fields=["session", "kind", "key"], name="review_item_once"),
            models.CheckConstraint(condition=models.Q(kind__in=ITEM_KINDS), name="review_item_kind_known"),
            models.CheckConstraint(condition=models.Q(state__in=ITEM_STATES), name="review_item_state_known"),
            models.CheckConstraint(
                condition=models.Q(severity__in=SEVERITIES), name="review_item_severity_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.session_id} {self.place}"


class ReviewNote(models.Model):
    """What one person noted on an item: everybody reads it, and nobody overwrites what another wrote."""

    team_path: ClassVar[str] = "item__session__model__team"

    item = models.ForeignKey(ReviewItem, on_delete=models.CASCADE, related_name="notes", db_index=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    text = models.TextField(max_length=NOTE_LENGTH)
    written_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["item", "user"], name="review_note_once"),
            models.CheckConstraint(condition=~models.Q(text=""), name="review_note_has_text"),
        ]

    def __str__(self) -> str:
        return f"{self.item_id} {self.text[:40]}"


class Attendance(models.Model):
    """That a person attends the session; `left_at` is null while they do."""

    team_path: ClassVar[str] = "session__model__team"

    session = models.ForeignKey(
        ReviewSession, on_delete=models.CASCADE, related_name="attendances", db_index=False
    )
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    joined_at = models.DateTimeField()
    left_at = models.DateTimeField(null=True)
    presented = models.BooleanField(default=False)  # at any time: who did cannot sign the review off

    class Meta:
        constraints = [models.UniqueConstraint(fields=["session", "user"], name="attendance_once")]

    def __str__(self) -> str:
        return f"{self.session_id} {self.user_id}"


class ReviewPlan(models.Model):
    """When a model is to be reviewed next, and how many days after each sign-off."""

    team_path: ClassVar[str] = "model__team"

    model = models.OneToOneField(
        ThreatModel, on_delete=models.CASCADE, primary_key=True, related_name="review_plan"
    )
    cadence_days = models.PositiveSmallIntegerField(null=True)
    next_review_on = models.DateField(null=True)
    version = models.PositiveIntegerField(default=0)
    # The date that has passed and was recorded: each is once.
    noted_overdue = models.DateField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(cadence_days__isnull=True)
                | models.Q(cadence_days__range=(1, CADENCE_DAYS_MOST)),
                name="review_cadence_in_range",
            )
        ]
        indexes = [
            models.Index(
                fields=["next_review_on"],
                condition=models.Q(next_review_on__isnull=False),
                name="review_plan_next",
            )
        ]

    def __str__(self) -> str:
        return f"{self.model_id} {self.next_review_on}"
