"""Queries of the hub: whether a user is admitted, writing of edits, the latest seq of models."""

import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from threatmodel.accounts.choices import Role
from threatmodel.accounts.models import Membership, User
from threatmodel.accounts.permissions import role_includes
from threatmodel.accounts.selectors import member_access
from threatmodel.api.second_factor import second_factors
from threatmodel.architecture.models import ThreatModel
from threatmodel.architecture.operations.apply import ApplyResult, EditRequest, apply_all
from threatmodel.jobs.progress import job_to_json
from threatmodel.jobs.selectors import jobs_just_ended, jobs_unfinished


class ReadOnly(Exception):
    """The actor may view the model, but not change it."""


class SecondFactorMissing(Exception):
    """The team requires a second factor, and this member has none."""


@dataclass(frozen=True, slots=True)
class Admission:
    """What a new connection needs: its role, the latest change, the unfinished jobs.

    `reads_again`: what follows from the architecture may have changed since the page read it first.
    """

    team_id: uuid.UUID
    role: Role
    seq: int
    jobs: list[dict[str, Any]]
    reads_again: bool = False


def admit_user(*, user: User, model_id: uuid.UUID) -> Admission | None:
    """Return the admission of a member; None for a non-member, and where there is no such model.

    Raises SecondFactorMissing for a member who has yet to set up the second factor that their team requires.
    """
    found = ThreatModel.objects.filter(pk=model_id).values_list("team_id", "seq").first()
    access = member_access(user=user, team_id=found[0]) if found else None
    if found is None or access is None:
        return None
    if access.locked:
        raise SecondFactorMissing
    jobs = [job_to_json(job) for job in jobs_unfinished(model_id=model_id)]
    reads_again = bool(jobs) or jobs_just_ended(model_id=model_id).exists()
    return Admission(found[0], access.role, found[1], jobs, reads_again)


def apply_edits(*, model_id: uuid.UUID, requests: Sequence[EditRequest]) -> list[ApplyResult | ReadOnly]:
    """Apply the edits, each in the present role of its actor. Raises ThreatModel.DoesNotExist."""
    with transaction.atomic():
        editors = _editors(model_id, {one.actor.pk for one in requests if one.actor})
        is_allowed = [one.actor is not None and one.actor.pk in editors for one in requests]
        allowed = [one for one, is_one in zip(requests, is_allowed, strict=True) if is_one]
        results = iter(apply_all(model_id=model_id, requests=allowed) if allowed else ())
        return [next(results) if is_one else ReadOnly() for is_one in is_allowed]


def _editors(model_id: uuid.UUID, users: set[uuid.UUID]) -> set[uuid.UUID]:
    members = Membership.objects.filter(
        team__models=model_id, team__deleted_at=None, user_id__in=users, user__is_active=True
    )
    rows = list(members.values_list("user_id", "role", "team__mfa_required"))
    editors = {user for user, role, _ in rows if role_includes(role, Role.EDITOR)}
    # Asked only where it is required: as a part of the query above, it costs each edit a fifth.
    if any(mfa_required for *_, mfa_required in rows):
        editors &= set(second_factors(user_id__in=editors).values_list("user_id", flat=True))
    return editors


def latest_seqs(*, model_ids: Collection[uuid.UUID]) -> dict[uuid.UUID, int]:
    """Return the number of the latest change of each model."""
    return dict(ThreatModel.objects.filter(pk__in=model_ids).values_list("pk", "seq"))
