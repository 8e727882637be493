"""Rows of proposals."""

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models

from threatmodel.api_tokens.choices import AGENT_LENGTH
from threatmodel.api_tokens.models import NAME_LENGTH as TOKEN_NAME_LENGTH
from threatmodel.api_tokens.models import ApiToken
from threatmodel.architecture.models import FLOW_UID_LENGTH, UID_LENGTH, ThreatModel
from threatmodel.architecture.stored_json import StoredJson, WrittenJson
from threatmodel.proposals.choices import KINDS, NOTE_LENGTH, PENDING, REASON_LENGTH, STATES

TITLE_LENGTH = 600


class Proposal(models.Model):
    """What an agent proposes for a model, and what a person decided about it.

    Elements and flows are named by uid, threats by number: a proposal outlives what it is about.
    """

    team_path: ClassVar[str] = "model__team"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    model = models.ForeignKey(ThreatModel, on_delete=models.CASCADE, related_name="proposals", db_index=False)
    kind = models.CharField(max_length=10)
    # services.content says what each kind holds.
    payload = models.JSONField(encoder=WrittenJson, decoder=StoredJson)
    payload_hash = models.CharField(max_length=64)  # SHA-256 of what makes two proposals the same
    title = models.CharField(max_length=TITLE_LENGTH)  # in words, as they were then: lists search it
    subject_uid = models.CharField(max_length=FLOW_UID_LENGTH, blank=True, default="")  # or source of a flow
    other_uid = models.CharField(max_length=UID_LENGTH, blank=True, default="")  # destination of a flow
    reason = models.TextField(max_length=REASON_LENGTH)
    agent = models.CharField(max_length=AGENT_LENGTH, blank=True, default="")  # as it calls itself
    token = models.ForeignKey(ApiToken, on_delete=models.SET_NULL, null=True, related_name="proposals")
    token_name = models.CharField(max_length=TOKEN_NAME_LENGTH, blank=True, default="")
    proposed_by = models.ForeignKey(  # the owner of the token
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)
    state = models.CharField(max_length=10, default=PENDING)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    decided_at = models.DateTimeField(null=True)
    note = models.TextField(blank=True, default="", max_length=NOTE_LENGTH)  # of the person who rejected it
    outdated_because = models.TextField(blank=True, default="")
    result = models.JSONField(null=True)  # {seq, mitigation, flow} of what was made; null unless accepted

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(kind__in=KINDS), name="proposal_kind_known"),
            models.CheckConstraint(condition=models.Q(state__in=STATES), name="proposal_state_known"),
            models.CheckConstraint(
                condition=models.Q(state=PENDING, decided_at__isnull=True)
                | (~models.Q(state=PENDING) & models.Q(decided_at__isnull=False)),
                name="proposal_decided_has_time",
            ),
            models.CheckConstraint(condition=~models.Q(reason=""), name="proposal_has_reason"),
            models.UniqueConstraint(
                fields=["model", "kind", "payload_hash"],
                condition=models.Q(state=PENDING),
                name="proposal_pending_once",
            ),
        ]
        indexes = [models.Index(fields=["model", "state", "-created_at"], name="proposal_model_recent")]

    def __str__(self) -> str:
        return self.title
