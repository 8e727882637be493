"""Follows approvals of versions: a presenter cannot sign a review off, and the next one is planned."""

from django.dispatch import receiver

from threatmodel.accounts.models import User
from threatmodel.architecture.models import ThreatModel
from threatmodel.history.models import Version
from threatmodel.history.signals import version_approved
from threatmodel.reviews.services.sign_off import approval_check, next_review_plan


@receiver(version_approved, dispatch_uid="reviews.version_approved")
def on_version_approved(*, model: ThreatModel, version: Version, actor: User, **_named: object) -> None:
    """Refuse the approval by a presenter; else plan the next review."""
    approval_check(version=version, actor=actor)
    next_review_plan(model=model)
