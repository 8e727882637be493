"""What the hub of a model asks of the database: who may come in, what is to be written, what was missed."""

import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from threatmodel.accounts.models import Membership, Role, User
from threatmodel.accounts.permissions import role_includes
from threatmodel.accounts.selectors import lacks_second_factor, standing_in_team
from threatmodel.architecture.models import ThreatModel
from threatmodel.architecture.operations.apply import Asked, Outcome, apply_all
from threatmodel.jobs.progress import job_to_json
from threatmodel.jobs.selectors import jobs_unfinished


class ReadOnly(Exception):
    """The actor may look, but not change anything."""


class SecondFactorMissing(Exception):
    """The team asks for a second factor, and its member has none."""


@dataclass(frozen=True, slots=True)
class Entrance:
    """What somebody finds who comes in: their role, the latest change, the work that goes on."""

    team_id: uuid.UUID
    role: Role
    seq: int
    jobs: list[dict[str, Any]]


def entrance(*, user: User, model_id: uuid.UUID) -> Entrance | None:
    """Return what a member finds; None for a stranger, and where there is no such model.

    Raises SecondFactorMissing for a member who has yet to set up what their team asks for.
    """
    found = ThreatModel.objects.filter(pk=model_id).values_list("team_id", "seq").first()
    standing = standing_in_team(user=user, team_id=found[0]) if found else None
    if found is None or standing is None:
        return None
    if standing.locked:
        raise SecondFactorMissing
    jobs = [job_to_json(job) for job in jobs_unfinished(model_id=model_id)]
    return Entrance(found[0], standing.role, found[1], jobs)


def edit_together(*, model_id: uuid.UUID, asked: Sequence[Asked]) -> list[Outcome | ReadOnly]:
    """Do what people ask, each in the role that they have now. Raises ThreatModel.DoesNotExist."""
    with transaction.atomic():
        may = _may_edit(model_id, {one.actor.pk for one in asked if one.actor})
        is_allowed = [one.actor is not None and one.actor.pk in may for one in asked]
        allowed = [one for one, is_one in zip(asked, is_allowed, strict=True) if is_one]
        outcomes = iter(apply_all(model_id=model_id, asked=allowed) if allowed else ())
        return [next(outcomes) if is_one else ReadOnly() for is_one in is_allowed]


def _may_edit(model_id: uuid.UUID, users: set[uuid.UUID]) -> set[uuid.UUID]:
    members = Membership.objects.filter(
        team__models=model_id, team__deleted_at=None, user_id__in=users, user__is_active=True
    )
    roles = members.exclude(lacks_second_factor("team__")).values_list("user_id", "role")
    return {user for user, role in roles if role_includes(role, Role.EDITOR)}


def heads_of(*, model_ids: Collection[uuid.UUID]) -> dict[uuid.UUID, int]:
    """Return the number of the latest change of each model."""
    return dict(ThreatModel.objects.filter(pk__in=model_ids).values_list("pk", "seq"))
