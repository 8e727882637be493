"""Tells people about acceptances. What is to reach them in other ways starts from the rows written here."""

import uuid
from collections.abc import Iterable

from django.utils import timezone

from threatmodel.accounts.models import Membership, User
from threatmodel.threats.acceptances.models import AcceptanceNotice, RiskAcceptance
from threatmodel.threats.acceptances.selectors.notices import notices_unread


def notices_write(
    *, acceptance: RiskAcceptance, kind: str, to: Iterable[uuid.UUID | None], actor: User | None = None
) -> None:
    """Write a notice for each of these people who is in the team, but for who did it.

    Once for each version of the acceptance: the same again writes nothing.
    """
    wanted = {key for key in to if key is not None} - ({actor.pk} if actor else set())
    members = Membership.objects.filter(team__models=acceptance.model_id, user_id__in=wanted)
    people = sorted(members.values_list("user_id", flat=True))
    AcceptanceNotice.objects.bulk_create(
        (
            AcceptanceNotice(acceptance=acceptance, user_id=key, kind=kind, version=acceptance.version)
            for key in people
        ),
        ignore_conflicts=True,
    )


def requests_settled(*, acceptance: RiskAcceptance) -> None:
    """Note that nobody has to decide about the request any more: those who were asked need not look."""
    asked = AcceptanceNotice.objects.filter(acceptance=acceptance, kind="requested", read_at=None)
    asked.update(read_at=timezone.now())


def notices_read(*, user: User, ids: Iterable[int] | None) -> int:
    """Note that the user has seen these notices, None for all; return how many were new."""
    unread = notices_unread(user=user)
    keys = list((unread if ids is None else unread.filter(pk__in=ids)).values_list("pk", flat=True))
    return AcceptanceNotice.objects.filter(pk__in=keys, read_at=None).update(read_at=timezone.now())
