"""Makes, revokes and follows links to finished reports."""

import hashlib
import secrets
import uuid
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from threatmodel.accounts.models import User
from threatmodel.architecture.api.errors import InvalidRequest
from threatmodel.audit.actions import Action
from threatmodel.audit.services import Subject, event_record
from threatmodel.reports.choices import LINKS_MOST
from threatmodel.reports.models import Report, ReportLink
from threatmodel.reports.selectors.reports import link_by_hash

_TOKEN_BYTES: Final = 32


class InvalidLink(InvalidRequest):
    """A link that cannot be made."""


@dataclass(frozen=True, slots=True)
class NewLink:
    """A link and its token, which is not kept anywhere."""

    link: ReportLink
    token: str


@transaction.atomic
def link_create(*, report: Report, actor: User, days: int) -> NewLink:
    """Make a link that holds for some days, at most as long as the report. Raises InvalidLink."""
    locked = Report.objects.select_for_update(of=("self",)).select_related("model").get(pk=report.pk)
    if locked.size_bytes is None:
        raise InvalidLink({"detail": ["The report is not ready yet."]})
    now = timezone.now()
    if locked.links.filter(revoked_at=None, expires_at__gt=now).count() >= LINKS_MOST:
        raise InvalidLink({"detail": [f"A report has at most {LINKS_MOST} links. Revoke one first."]})
    until = now + timedelta(days=days)
    token = secrets.token_urlsafe(_TOKEN_BYTES)
    link = ReportLink.objects.create(
        report=locked,
        token_hash=token_hash(token),
        created_by=actor,
        expires_at=min(until, locked.expires_at or until),
    )
    _record(link, Action.REPORT_SHARED, actor)
    return NewLink(link, token)


@transaction.atomic
def link_revoke(*, report: Report, actor: User, link_id: uuid.UUID) -> None:
    """Revoke a link; one that was revoked stays so. Raises ReportLink.DoesNotExist."""
    link = (
        ReportLink.objects.select_for_update(of=("self",))
        .select_related("report__model")
        .get(report=report, pk=link_id)
    )
    if link.revoked_at is None:
        link.revoked_at = timezone.now()
        link.save(update_fields=["revoked_at"])
        _record(link, Action.REPORT_LINK_REVOKED, actor)


@transaction.atomic
def link_downloaded(*, link: ReportLink) -> None:
    """Count and record a download through the link."""
    ReportLink.objects.filter(pk=link.pk).update(downloads=F("downloads") + 1)
    _record(link, Action.REPORT_LINK_USED, None)


def link_found(*, token: str) -> ReportLink | None:
    """Return the link with this token while it holds, or None. One query."""
    return link_by_hash(token_hash=token_hash(token))


def token_hash(token: str) -> str:
    """Return what is kept of a token. Plain SHA-256: 256 random bits need no slow hash."""
    return hashlib.sha256(token.encode()).hexdigest()


def _record(link: ReportLink, action: Action, actor: User | None) -> None:
    model = link.report.model
    event_record(
        action=action,
        subject=Subject("model", model.pk, model.name),
        team_id=model.team_id,
        actor=actor,
        after={"link": str(link.pk), "format": link.report.format, "until": link.expires_at.isoformat()},
    )
