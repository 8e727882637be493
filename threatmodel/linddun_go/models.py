"""A session of LINDDUN GO: who takes part, the cards in their order, votes, and recorded threats.

Elements and flows are named by uid and threats by number, so that rows survive imports and undone deletions.
"""

import uuid
from typing import ClassVar, Final

from django.conf import settings
from django.db import models

from threatmodel.architecture.models import ThreatModel
from threatmodel.linddun_go.choices import CARD_STATES, SESSION_STATES, VOTES
from threatmodel.threats.threats.models import TITLE_LENGTH

NOTE_LENGTH: Final = 1_000


class PrivacySession(models.Model):
    """One session. `position` is the place of the card in turn; beyond the last one all were played."""

    team_path: ClassVar[str] = "model__team"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    model = models.ForeignKey(
        ThreatModel, on_delete=models.CASCADE, related_name="privacy_sessions", db_index=False
    )
    state = models.CharField(max_length=10, default="running")
    position = models.PositiveSmallIntegerField(default=0)
    version = models.PositiveIntegerField(default=0)  # counts what moves the table; votes do not
    turn = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )  # who reads the present card
    started_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    started_at = models.DateTimeField(auto_now_add=True)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state__in=SESSION_STATES), name="privacy_session_state_known"
            ),
            models.CheckConstraint(
                condition=models.Q(state="running", finished_at__isnull=True)
                | models.Q(state="finished", finished_at__isnull=False),
                name="privacy_session_finish_whole",
            ),
            models.UniqueConstraint(
                fields=["model"], condition=models.Q(state="running"), name="privacy_session_one_running"
            ),
        ]
        indexes = [models.Index(fields=["model", "-started_at"], name="privacy_session_recent")]

    def __str__(self) -> str:
        return f"{self.model_id} {self.started_at}"


class Participant(models.Model):
    """A person at the table; cards are dealt in the order of `place`."""

    team_path: ClassVar[str] = "session__model__team"

    session = models.ForeignKey(
        PrivacySession, on_delete=models.CASCADE, related_name="participants", db_index=False
    )
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    place = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["session", "user"], name="participant_once"),
        ]

    def __str__(self) -> str:
        return f"{self.session_id} {self.place}"


class DealtCard(models.Model):
    """A card of the session, who read it, and what became of it."""

    team_path: ClassVar[str] = "session__model__team"

    session = models.ForeignKey(
        PrivacySession, on_delete=models.CASCADE, related_name="cards", db_index=False
    )
    card = models.CharField(max_length=4)  # the id in the library
    place = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=10, default="waiting")
    reader = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["session", "place"], name="dealt_card_place_once"),
            models.UniqueConstraint(fields=["session", "card"], name="dealt_card_once"),
            models.CheckConstraint(condition=models.Q(state__in=CARD_STATES), name="dealt_card_state_known"),
        ]

    def __str__(self) -> str:
        return f"{self.session_id} {self.card}"


class Vote(models.Model):
    """What one person thinks of a card."""

    team_path: ClassVar[str] = "dealt__session__model__team"

    dealt = models.ForeignKey(DealtCard, on_delete=models.CASCADE, related_name="votes", db_index=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    answer = models.CharField(max_length=16)
    note = models.TextField(blank=True, default="", max_length=NOTE_LENGTH)
    uids = models.JSONField(default=list)  # of the elements and flows that it is about
    voted_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["dealt", "user"], name="vote_once"),
            models.CheckConstraint(condition=models.Q(answer__in=VOTES), name="vote_answer_known"),
        ]

    def __str__(self) -> str:
        return f"{self.dealt_id} {self.answer}"


class RecordedThreat(models.Model):
    """A threat that was written because of a card; its number stays when it is deleted and restored."""

    team_path: ClassVar[str] = "dealt__session__model__team"

    dealt = models.ForeignKey(DealtCard, on_delete=models.CASCADE, related_name="threats", db_index=False)
    number = models.PositiveIntegerField()
    title = models.CharField(max_length=TITLE_LENGTH)  # as it was recorded

    class Meta:
        constraints = [models.UniqueConstraint(fields=["dealt", "number"], name="recorded_threat_once")]

    def __str__(self) -> str:
        return f"T{self.number}"
