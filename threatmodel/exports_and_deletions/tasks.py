"""Background work of deletions."""

from celery import shared_task

from threatmodel.exports_and_deletions.selectors import teams_to_purge
from threatmodel.exports_and_deletions.team_purge import team_purge


@shared_task
def teams_purge() -> bool:
    """Remove the team that was deleted longest ago, if its time is over; return whether one was."""
    team = teams_to_purge().first()
    return team is not None and team_purge(team=team)
