"""Tells people about acceptances: once for each version of one, however often it is written."""

import uuid
from collections.abc import Iterable
from typing import Final
from urllib.parse import urlencode

from threatmodel.accounts.models import User
from threatmodel.notifications.services.notices import Content, notice_exists, notices_settle, notify
from threatmodel.threats.acceptances.models import RiskAcceptance

# What happened: the kind of notice, and what it says of the acceptance.
_EVENTS: Final = {
    "requested": ("acceptance-to-decide", "asks for your decision"),
    "approved": ("acceptance-decided", "was approved"),
    "asked-back": ("acceptance-decided", "was asked back"),
    "rejected": ("acceptance-decided", "was rejected"),
    "revoked": ("acceptance-decided", "was revoked"),
    "changed": ("acceptance-changed", "no longer covers threats that changed"),
    "expires-in-14-days": ("acceptance-expiring", "expires within 14 days"),
    "expires-in-3-days": ("acceptance-expiring", "expires within 3 days"),
    "expired": ("acceptance-expiring", "has expired: its threats are open again"),
}
_DONE: Final = {
    "requested": "asks for your decision on",
    "approved": "approved",
    "asked-back": "asked back about",
    "rejected": "rejected",
    "revoked": "revoked",
}


def acceptance_notify(
    *, acceptance: RiskAcceptance, event: str, to: Iterable[uuid.UUID | None], actor: User | None = None
) -> None:
    """Tell these people, but not who did it, what happened to the acceptance."""
    notify(_content(acceptance, event, has_actor=actor is not None), to=to, actor=actor)


def is_notified(*, acceptance: RiskAcceptance, event: str) -> bool:
    """Whether people were told this of the present version."""
    return notice_exists(key=_key(acceptance, event))


def request_settle(*, acceptance: RiskAcceptance) -> None:
    """Note that nobody has to decide about the request any more: those who were asked need not look."""
    versions = range(acceptance.version + 1)
    notices_settle(keys=[_key(acceptance, "requested", version=version) for version in versions])


def _content(acceptance: RiskAcceptance, event: str, *, has_actor: bool) -> Content:
    kind, says = _EVENTS[event]
    model = acceptance.model
    named = f"A{acceptance.number} of {model.name}"
    address = urlencode({"open": acceptance.number, "in": model.pk})
    return Content(
        kind=kind,
        key=_key(acceptance, event),
        team_id=model.team_id,
        model_id=model.pk,
        subject=f"A{acceptance.number}",
        what=f"{_DONE[event]} {named}" if has_actor else f"{named} {says}",
        detail=acceptance.title,
        link=f"/t/{model.team_id}/acceptances?{address}",
        facts={
            "event": event,
            "acceptance": acceptance.number,
            "threats": acceptance.threat_count,
            "severity": acceptance.severity,
            "expires_on": acceptance.expires_on.isoformat(),
        },
    )


def _key(acceptance: RiskAcceptance, event: str, *, version: int | None = None) -> str:
    return f"acceptance:{acceptance.pk}:{event}:{acceptance.version if version is None else version}"
