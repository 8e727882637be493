"""Webhooks of teams, and what was sent to them."""

import uuid
from typing import ClassVar, Final

from django.conf import settings
from django.db import models

from threatmodel.accounts.models import NAME_LENGTH, Team
from threatmodel.notifications.models import KEY_LENGTH
from threatmodel.webhooks.choices import FORMATS, STATES

HOST_LENGTH: Final = 255
FAULT_LENGTH: Final = 200


class Webhook(models.Model):
    """An address that is told what happens in the team.

    The address is kept encrypted as well as the secret: whoever knows that of a chat can post there.
    """

    team_path: ClassVar[str] = "team"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="webhooks")
    name = models.CharField(max_length=NAME_LENGTH)
    url = models.BinaryField()  # encrypted
    host = models.CharField(max_length=HOST_LENGTH)  # of the address, as people see it
    secret = models.BinaryField()  # encrypted
    format = models.CharField(max_length=10)
    events = models.JSONField()  # some of choices.EVENTS
    enabled = models.BooleanField(default=True)
    disabled_because = models.CharField(max_length=FAULT_LENGTH, blank=True, default="")  # by itself
    failures = models.PositiveSmallIntegerField(default=0)  # deliveries in a row that were given up
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["team", "name"], name="webhook_name_once_per_team"),
            models.CheckConstraint(condition=models.Q(format__in=FORMATS), name="webhook_format_known"),
        ]

    def __str__(self) -> str:
        return f"{self.name} of {self.team_id}"


class Delivery(models.Model):
    """One event for one webhook. Its id is in every attempt, so that the receiver can tell a repetition."""

    team_path: ClassVar[str] = "webhook__team"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    webhook = models.ForeignKey(Webhook, on_delete=models.CASCADE, related_name="deliveries", db_index=False)
    key = models.CharField(max_length=KEY_LENGTH)  # of what happened
    event = models.CharField(max_length=30)
    body = models.TextField()  # JSON in the form of the webhook: the same bytes in every attempt
    state = models.CharField(max_length=10, default="queued")
    attempts = models.PositiveSmallIntegerField(default=0)
    due_at = models.DateTimeField()  # sending: until when its worker is taken to live
    handed_at = models.DateTimeField(null=True)  # when an attempt began to send, once it was connected
    status = models.PositiveSmallIntegerField(null=True)  # of the latest answer
    fault = models.CharField(max_length=FAULT_LENGTH, blank=True, default="")
    created_at = models.DateTimeField(auto_now_add=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["webhook", "key"], name="delivery_once_per_event"),
            models.CheckConstraint(condition=models.Q(state__in=STATES), name="delivery_state_known"),
        ]
        indexes = [
            models.Index(fields=["webhook", "-created_at"], name="delivery_webhook_newest"),
            models.Index(
                fields=["due_at"],
                condition=models.Q(state__in=("queued", "sending")),
                name="delivery_unsent_due",
            ),
            models.Index(fields=["ended_at"], name="delivery_ended"),
        ]

    def __str__(self) -> str:
        return f"{self.event} to {self.webhook_id}: {self.state}"
