"""Reads of API tokens."""

from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone

from threatmodel.accounts.backends import may_sign_in
from threatmodel.accounts.models import User
from threatmodel.accounts.services import token_hash
from threatmodel.api_tokens.models import ApiToken


def tokens_of(*, user: User) -> QuerySet[ApiToken]:
    """Tokens of a person, newest first; also those that have ended."""
    return _shown(ApiToken.objects.filter(user=user, team__deleted_at=None))


def tokens_of_team(*, team_id: UUID) -> QuerySet[ApiToken]:
    """Tokens of all members of a team, newest first. The caller has checked who asks."""
    return _shown(ApiToken.objects.filter(team_id=team_id))


def token_usable(*, text: str) -> ApiToken | None:
    """Return the token with its owner and team when it works now. One query."""
    found = (
        ApiToken.objects.select_related("user", "team", "model").filter(token_hash=token_hash(text)).first()
    )
    if found is None or found.revoked_at is not None or found.ends_at <= timezone.now():
        return None
    return found if may_sign_in(found.user) else None


def _shown(tokens: QuerySet[ApiToken]) -> QuerySet[ApiToken]:
    return tokens.select_related("team", "model", "user").order_by("-created_at", "pk")
