"""Rows of the audit log. The database refuses to change or delete them (migration 0001)."""

import uuid
from typing import ClassVar, Final

from django.db import models

LABEL_LENGTH: Final = 200
# The chain of events that belong to no team: sign-ins, passwords, accounts.
INSTANCE: Final = uuid.UUID(int=0)


class AuditChain(models.Model):
    """Where the log of one team, or of the instance, ends. Its row is the lock of those who write."""

    team_path: ClassVar[str] = "team"

    # No constraint: the log outlives the team. INSTANCE is no team.
    team = models.OneToOneField(
        "accounts.Team", on_delete=models.DO_NOTHING, db_constraint=False, primary_key=True, related_name="+"
    )
    last_number = models.PositiveBigIntegerField(default=0)
    last_hash = models.CharField(max_length=64, blank=True, default="")

    def __str__(self) -> str:
        return f"{self.last_number} events of {self.team_id}"


class AuditEvent(models.Model):
    """Who did what to which thing, when and from where."""

    team_path: ClassVar[str] = "chain__team"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    chain = models.ForeignKey(
        AuditChain, on_delete=models.DO_NOTHING, db_constraint=False, db_index=False, related_name="events"
    )
    number = models.PositiveBigIntegerField()  # within the chain, from 1, without gaps
    occurred_at = models.DateTimeField()
    action = models.CharField(max_length=40)
    actor_id = models.UUIDField(null=True)  # null: not signed in; no constraint: outlives the account
    actor_label = models.CharField(max_length=LABEL_LENGTH, blank=True)  # the name at that time
    subject_type = models.CharField(max_length=20)
    subject_id = models.CharField(max_length=40, blank=True)
    subject_label = models.CharField(max_length=LABEL_LENGTH, blank=True)
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)
    via = models.CharField(max_length=10)  # see context.Via
    address = models.CharField(max_length=45, blank=True)  # of the client, as text: IPv4 or IPv6
    request_id = models.CharField(max_length=64, blank=True)
    previous_hash = models.CharField(max_length=64, blank=True)  # of the event before; "" for the first
    hash = models.CharField(max_length=64)  # see chain.event_hash

    class Meta:
        ordering = ["-number"]
        constraints = [models.UniqueConstraint(fields=["chain", "number"], name="audit_number_once")]
        indexes = [models.Index(fields=["actor_id", "-occurred_at"], name="audit_actor")]

    def __str__(self) -> str:
        return f"{self.number}: {self.action} by {self.actor_label}"
