"""Follows who leaves a team: they have no steps of open runs any more."""

from typing import Any

from django.db.models.signals import post_delete
from django.dispatch import receiver

from threatmodel.accounts.models import Membership
from threatmodel.incident_response.services.steps import member_steps_release


@receiver(post_delete, sender=Membership, dispatch_uid="incident_response.member_steps_release")
def member_left(*, instance: Membership, **_rest: Any) -> None:
    """Take the open steps from who leaves a team."""
    member_steps_release(team_id=instance.team_id, user_id=instance.user_id)
