"""Who may decide about acceptances, and until when risk may be accepted."""

import uuid
from datetime import timedelta
from typing import Any, Final

from django.db.models import QuerySet

from threatmodel.accounts.choices import Role
from threatmodel.accounts.models import Membership, Team, User
from threatmodel.accounts.permissions import roles_including
from threatmodel.architecture.api.selectors.people import person_row
from threatmodel.threats.acceptances.selectors import current_day

Row = dict[str, Any]
DECIDING: Final = roles_including(Role.APPROVER)  # roles that may decide
DEFAULT_DAYS: Final = 90  # unless the team allows fewer


def approvers_of_team(*, team_id: uuid.UUID) -> QuerySet[Membership]:
    """Members who may decide, by name: approvers and owners. Nobody decides about their own request."""
    allowed = Membership.objects.filter(team_id=team_id, role__in=DECIDING, user__is_active=True)
    return allowed.select_related("user").order_by("user__name", "user__email")


def acceptance_options(*, team: Team, user: User) -> Row:
    """What a request of the user may choose: other people to decide, and the days. One query."""
    today, most = current_day.today(), team.max_acceptance_days
    others = approvers_of_team(team_id=team.pk).exclude(user=user)
    return {
        "approvers": [person_row(one.user) for one in others],
        "default_expires_on": today + timedelta(days=min(DEFAULT_DAYS, most)),
        "latest_expires_on": today + timedelta(days=most),
    }
