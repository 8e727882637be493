"""Rows of API tokens, and the results of requests that were sent with an idempotency key."""

import uuid
from datetime import datetime, timedelta
from typing import ClassVar, Final

from django.conf import settings
from django.db import models

from threatmodel.accounts.models import Team
from threatmodel.api_tokens.choices import SCOPES
from threatmodel.architecture.models import ThreatModel

NAME_LENGTH: Final = 60
HINT_LENGTH: Final = 8
KEY_LENGTH: Final = 200  # of an idempotency key


class ApiToken(models.Model):
    """A credential of one person for programs, in one team or for one of its models."""

    team_path: ClassVar[str] = "team"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="api_tokens")
    model = models.ForeignKey(
        ThreatModel, on_delete=models.CASCADE, null=True, related_name="api_tokens"
    )  # null: all models of the team
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="api_tokens")
    name = models.CharField(max_length=NAME_LENGTH)
    hint = models.CharField(max_length=HINT_LENGTH)  # the beginning of the token, by which people know it
    token_hash = models.CharField(max_length=64, unique=True)  # SHA-256 in hex; the token itself is not kept
    can_read = models.BooleanField(default=False)
    can_write = models.BooleanField(default=False)
    can_import = models.BooleanField(default=False)
    can_propose = models.BooleanField(default=False)
    # Names of tools of the MCP server that agents may call with it; none: it is not for agents.
    tools = models.JSONField(default=list)
    tool_calls = models.PositiveBigIntegerField(default=0)  # calls of tools
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField(db_index=True)  # the team may have a shorter lifetime: ends_at
    last_used_at = models.DateTimeField(null=True)  # to the minute
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-created_at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(can_read=True)
                | models.Q(can_write=True)
                | models.Q(can_import=True)
                | models.Q(can_propose=True),
                name="api_token_has_a_scope",
            )
        ]

    def __str__(self) -> str:
        return f"{self.name} of {self.user_id}"

    @property
    def scopes(self) -> list[str]:
        """Return what the token allows, in the order of SCOPES."""
        return [scope for scope in SCOPES if getattr(self, f"can_{scope}")]

    @property
    def ends_at(self) -> datetime:
        """Return when it stops working: at its expiry, or at the end of the lifetime that the team allows."""
        longest: datetime = self.created_at + timedelta(days=self.team.max_token_days)
        return min(self.expires_at, longest)

    @property
    def audit_name(self) -> str:
        """Return its name for the audit log: audit.context reads it from the request."""
        return self.name


class StoredResult(models.Model):
    """The response to a request with an idempotency key; without a status the request is being answered."""

    team_path: ClassVar[str] = "token__team"

    id = models.BigAutoField(primary_key=True)
    token = models.ForeignKey(ApiToken, on_delete=models.CASCADE, related_name="results", db_index=False)
    key = models.CharField(max_length=KEY_LENGTH)
    request_hash = models.CharField(max_length=64)  # of address and content
    status = models.PositiveSmallIntegerField(null=True)
    content_type = models.CharField(max_length=100, blank=True, default="")
    body = models.BinaryField(default=bytes)
    created_at = models.DateTimeField(auto_now_add=True, db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["token", "key"], name="stored_result_once_per_key")]

    def __str__(self) -> str:
        return f"{self.key}: {self.status}"
