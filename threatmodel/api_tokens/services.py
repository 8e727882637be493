"""Writes of API tokens and of stored results."""

import secrets
from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final
from uuid import UUID

import structlog
from django.db import IntegrityError, transaction
from django.db.models import F, Q
from django.utils import timezone

from threatmodel.accounts.models import Team, User
from threatmodel.accounts.selectors import member_access
from threatmodel.accounts.services import token_hash
from threatmodel.api_tokens.choices import SCOPES
from threatmodel.api_tokens.models import HINT_LENGTH, ApiToken, StoredResult
from threatmodel.architecture.models import ThreatModel
from threatmodel.audit.actions import Action
from threatmodel.audit.services import Subject, event_record
from threatmodel.engine.mcp_tools.tool_list import TOOL_NAMES

PREFIX: Final = "bh_"  # scanners for leaked credentials look for it
TOKENS_MOST: Final = 50  # of one person in one team
RESULTS_MOST: Final = 5_000  # of one token
RESULT_LIFETIME: Final = timedelta(hours=24)
# A request takes less; the process that answered one for longer has been stopped.
_ANSWERED_WITHIN: Final = timedelta(minutes=5)
_ENDED_KEPT: Final = timedelta(days=90)  # in lists
_USED_EVERY: Final = timedelta(minutes=1)
_BYTES: Final = 32  # 256 bits
_TOGETHER: Final = 500
log = structlog.get_logger(__name__)


class InvalidToken(ValueError):
    """A token cannot be made like this; the message says why, by the field."""

    def __init__(self, field: str, message: str) -> None:
        super().__init__(message)
        self.field = field


class KeyReused(ValueError):
    """The idempotency key belongs to another request."""


class KeyBusy(ValueError):
    """The first request with this idempotency key is still being answered."""


class TooManyKeys(ValueError):
    """The token has used as many idempotency keys as are kept."""


@dataclass(frozen=True, slots=True)
class NewToken:
    """A token and its text, which is not kept anywhere."""

    token: ApiToken
    text: str


def check_not_shared(user: User) -> None:
    """Raise InvalidToken for the demo account: its tokens would belong to all who use it."""
    if user.is_demo:
        raise InvalidToken("detail", "This demo account is shared, so it has no tokens.")


@transaction.atomic
def token_create(
    *,
    user: User,
    team_id: UUID,
    name: str,
    scopes: Collection[str],
    days: int,
    model_id: UUID | None = None,
    tools: Collection[str] = (),
) -> NewToken:
    """Write a token of the person for their team, or one model of it. Raises InvalidToken."""
    team = _team_of(user, team_id)
    if model_id is not None and not ThreatModel.objects.filter(pk=model_id, team=team).exists():
        raise InvalidToken("model", "This team has no such model.")
    if days > team.max_token_days:
        raise InvalidToken("days", f"Tokens of this team work for at most {team.max_token_days} days.")
    now = timezone.now()
    if (
        ApiToken.objects.filter(user=user, team=team, revoked_at=None, expires_at__gt=now).count()
        >= TOKENS_MOST
    ):
        raise InvalidToken("name", f"You have {TOKENS_MOST} tokens in this team. Revoke one first.")
    text = PREFIX + secrets.token_urlsafe(_BYTES)
    token = ApiToken.objects.create(
        team=team,
        model_id=model_id,
        user=user,
        name=name,
        hint=text[:HINT_LENGTH],
        token_hash=token_hash(text),
        expires_at=now + timedelta(days=days),
        tools=[name for name in TOOL_NAMES if name in tools],
        **{f"can_{scope}": scope in scopes for scope in SCOPES},
    )
    log.info("api_token_created", token=str(token.pk), team=str(team.pk), user=str(user.pk))
    _recorded(token, Action.TOKEN_CREATED, actor=user)
    return NewToken(token, text)


@transaction.atomic
def token_revoke(*, token: ApiToken, actor: User | None = None) -> None:
    """End a token now; nothing happens to one that was revoked before."""
    if ApiToken.objects.filter(pk=token.pk, revoked_at=None).update(revoked_at=timezone.now()):
        log.info("api_token_revoked", token=str(token.pk), team=str(token.team_id))
        _recorded(token, Action.TOKEN_REVOKED, actor=actor)


@transaction.atomic
def tokens_revoke(*, user_id: UUID, team_id: UUID | None = None) -> None:
    """End the tokens of a person in a team, or in all their teams."""
    found = ApiToken.objects.filter(user_id=user_id, revoked_at=None).select_related("user", "team")
    for token in found.filter(team_id=team_id) if team_id else found:
        token_revoke(token=token)


def token_note_used(token: ApiToken) -> None:
    """Note that the token is used, at most once a minute."""
    now = timezone.now()
    if token.last_used_at is not None and now - token.last_used_at < _USED_EVERY:
        return
    stale = Q(last_used_at=None) | Q(last_used_at__lt=now - _USED_EVERY)
    ApiToken.objects.filter(stale, pk=token.pk).update(last_used_at=now)


def token_note_call(token: ApiToken) -> None:
    """Count one more call of a tool by an agent."""
    ApiToken.objects.filter(pk=token.pk).update(tool_calls=F("tool_calls") + 1)


def tokens_remove_ended() -> int:
    """Remove some of the tokens that ended long ago; return how many. The audit log keeps what they were."""
    before = timezone.now() - _ENDED_KEPT
    old = ApiToken.objects.filter(Q(expires_at__lt=before) | Q(revoked_at__lt=before))
    keys = list(old.values_list("pk", flat=True)[:_TOGETHER])
    ApiToken.objects.filter(pk__in=keys).delete()
    return len(keys)


# --- results of requests with an idempotency key -----------------------------------------------------


def result_begin(*, token: ApiToken, key: str, request_hash: str) -> tuple[StoredResult, bool]:
    """Return the row of the key, and whether it holds the response already.

    Raises KeyReused for another request, KeyBusy while the first one is answered, TooManyKeys.
    """
    _forget(token, key)
    if StoredResult.objects.filter(token=token).exclude(key=key).count() >= RESULTS_MOST:
        raise TooManyKeys(f"This token has used {RESULTS_MOST:,} idempotency keys within a day.")
    try:
        with transaction.atomic():
            return StoredResult.objects.create(token=token, key=key, request_hash=request_hash), False
    except IntegrityError:
        row = StoredResult.objects.filter(token=token, key=key).first()
    if row is None or (row.status is None and row.request_hash == request_hash):
        raise KeyBusy("The first request with this Idempotency-Key is still being answered.")
    if row.request_hash != request_hash:
        raise KeyReused("This Idempotency-Key was used for another request. Choose a new one.")
    return row, True


def result_store(*, row: StoredResult, status: int, content_type: str, body: bytes) -> None:
    """Keep the response to the first request."""
    StoredResult.objects.filter(pk=row.pk).update(status=status, content_type=content_type, body=body)


def result_discard(*, row: StoredResult) -> None:
    """Forget a request that changed nothing, so that its key can be used again."""
    StoredResult.objects.filter(pk=row.pk).delete()


def results_remove_old() -> int:
    """Remove some of the results that are kept no longer; return how many."""
    old = StoredResult.objects.filter(created_at__lt=timezone.now() - RESULT_LIFETIME)
    keys = list(old.values_list("pk", flat=True)[:_TOGETHER])
    StoredResult.objects.filter(pk__in=keys).delete()
    return len(keys)


def _forget(token: ApiToken, key: str) -> None:
    """Remove what the key was used for if that is kept no longer, or was never answered."""
    now = timezone.now()
    over = Q(created_at__lt=now - RESULT_LIFETIME) | Q(status=None, created_at__lt=now - _ANSWERED_WITHIN)
    StoredResult.objects.filter(over, token=token, key=key).delete()


def _team_of(user: User, team_id: UUID) -> Team:
    check_not_shared(user)
    access = member_access(user=user, team_id=team_id)
    if access is None:
        raise InvalidToken("team", "You belong to no such team.")
    if access.locked:
        raise InvalidToken("team", "This team requires two-factor authentication. Set it up first.")
    # Two requests at once are counted in turn.
    User.objects.select_for_update(no_key=True).get(pk=user.pk)
    return Team.objects.get(pk=team_id)


def _recorded(token: ApiToken, action: Action, *, actor: User | None) -> None:
    of_token: dict[str, Any] = {
        "owner": token.user.email,
        "scopes": token.scopes,
        "tools": token.tools,
        "model": str(token.model_id) if token.model_id else None,
        "expires_at": token.expires_at.isoformat(timespec="seconds"),
    }
    created = action is Action.TOKEN_CREATED
    event_record(
        action=action,
        subject=Subject("token", token.pk, token.name),
        team_id=token.team_id,
        actor=actor,
        before={} if created else of_token,
        after=of_token if created else {},
    )
