"""Who attends a session, and what each person notes on its items."""

import uuid

from django.db import transaction
from django.utils import timezone

from threatmodel.accounts.models import User
from threatmodel.architecture.models import ThreatModel
from threatmodel.reviews.models import ReviewNote
from threatmodel.reviews.services.sessions import attendance_open, review_announce, running_review


@transaction.atomic
def attendance_join(*, model: ThreatModel, actor: User, session_id: uuid.UUID) -> None:
    """Attend the session. Raises ReviewSession.DoesNotExist, InvalidReview."""
    attendance_open(running_review(model, session_id), actor)
    review_announce(model.pk)


@transaction.atomic
def attendance_leave(*, model: ThreatModel, actor: User, session_id: uuid.UUID) -> None:
    """Leave the session; who presents goes on presenting until another person takes over. Raises as join."""
    session = running_review(model, session_id)
    session.attendances.filter(user=actor, left_at=None).update(left_at=timezone.now())
    review_announce(model.pk)


@transaction.atomic
def note_write(*, model: ThreatModel, actor: User, session_id: uuid.UUID, place: int, text: str) -> None:
    """Write what the actor notes on an item, in place of what they noted before; empty text deletes it.

    Raises ReviewSession.DoesNotExist, ReviewItem.DoesNotExist, InvalidReview.
    """
    session = running_review(model, session_id)
    item = session.items.get(place=place)
    if text.strip():
        ReviewNote.objects.update_or_create(item=item, user=actor, defaults={"text": text.strip()})
    else:
        ReviewNote.objects.filter(item=item, user=actor).delete()
    review_announce(model.pk)
