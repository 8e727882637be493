"""Mails about teams."""

from typing import Final

from threatmodel.accounts.choices import Role
from threatmodel.accounts.models import Invitation
from threatmodel.jobs.mail_outbox import mail_write

_TEXT: Final = """{inviter} ({address}) invites you to the team "{team}" on Bulkhead as {role}.

Accept the invitation:
{link}

It is for {email} alone and works once, until {until}. If you do not know {address}, ignore this mail.
"""


def invitation_mail_write(*, invitation: Invitation, link: str) -> None:
    """Mail the link to the invited address, with the team and who invites."""
    inviter = invitation.invited_by
    body = _TEXT.format(
        inviter=inviter.get_full_name(),
        address=inviter.email,
        team=invitation.team.name,
        role=Role(invitation.role).label.lower(),
        link=link,
        email=invitation.email,
        until=f"{invitation.expires_at:%Y-%m-%d %H:%M} UTC",
    )
    subject = f"[Bulkhead] {inviter.get_full_name()} invites you to {invitation.team.name}"
    mail_write(to=invitation.email, subject=subject, body=body)
