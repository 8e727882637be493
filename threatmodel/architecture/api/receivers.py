"""Follows the accounts: members who left a team."""

from typing import Any

from django.db.models.signals import post_delete
from django.dispatch import receiver

from threatmodel.accounts.models import Membership
from threatmodel.architecture.api.services.organization import member_models_release


@receiver(post_delete, sender=Membership, dispatch_uid="architecture.member_models_release")
def member_left(*, instance: Membership, **_rest: Any) -> None:
    """Take the models from who leaves a team."""
    member_models_release(team_id=instance.team_id, user=instance.user)
