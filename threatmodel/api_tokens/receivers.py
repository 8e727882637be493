"""Ends the tokens of people who lose a membership, or whose account is disabled."""

from typing import Any

from django.db.models.signals import post_save, pre_delete
from django.dispatch import receiver

from threatmodel.accounts.models import Membership, User
from threatmodel.api_tokens.services import tokens_revoke


@receiver(pre_delete, sender=Membership, dispatch_uid="api_tokens.membership_ends")
def membership_ends(*, instance: Membership, **_rest: Any) -> None:
    """End what the member had made for programs: should they join again, they make new ones."""
    tokens_revoke(user_id=instance.user_id, team_id=instance.team_id)


@receiver(post_save, sender=User, dispatch_uid="api_tokens.account_disabled")
def account_disabled(*, instance: User, created: bool, **_rest: Any) -> None:
    """End all tokens of an account that is disabled."""
    if not instance.is_active and not created:
        tokens_revoke(user_id=instance.pk)
