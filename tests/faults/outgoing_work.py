"""Work for workers that send something outside; each function runs inside an installation of its own."""

from datetime import timedelta

from django.core.cache import cache
from django.utils import timezone

from tests.trackers.fakes.github import REPOSITORY
from threatmodel.accounts.models import User
from threatmodel.accounts.services import team_create
from threatmodel.architecture.models import ThreatModel
from threatmodel.jobs.models import Mail
from threatmodel.jobs.tasks import lost_jobs_dispatch
from threatmodel.notifications.models import Notice, NotificationPreferences
from threatmodel.notifications.services.notices import Content, notify
from threatmodel.notifications.tasks import notices_send
from threatmodel.threats.mitigations.models import Mitigation
from threatmodel.trackers.models import IssueLink, Tracker
from threatmodel.trackers.services.issue_links import issues_queue
from threatmodel.trackers.services.trackers import tracker_create
from threatmodel.trackers.tasks import create_issues, due_trackers_dispatch
from threatmodel.webhooks.models import Delivery
from threatmodel.webhooks.services.webhooks import webhook_create
from threatmodel.webhooks.tasks import lost_deliveries_dispatch, send_deliveries

ISSUES = 3


def queue_issues_and_deliveries(tracker_url: str, webhook_url: str) -> None:
    """Three issues to be created in one team, and two events for a webhook of another."""
    owner = User.objects.create_user("ada@bulkhead.example", name="Ada")
    team = team_create(name="Platform", owner=owner)
    model = ThreatModel.objects.create(team=team, name="Shop", created_by=owner, seq=1)
    rows = [
        Mitigation.objects.create(model=model, number=number, title=f"Fix {number}", status="planned")
        for number in range(1, ISSUES + 1)
    ]
    tracker = tracker_create(
        team=team,
        actor=owner,
        values={
            "name": "Issues",
            "kind": "github",
            "base_url": tracker_url,
            "project": REPOSITORY,
            "token": "secret-token",
            "comments": True,
            "close_issues": True,
        },
    )
    issues_queue(model=model, tracker=tracker, actor=owner, things=rows)
    values = {"name": "Ours", "url": webhook_url, "format": "json", "events": ["due"]}
    other = team_create(name="Operations", owner=owner)
    webhook_create(team=other, actor=owner, values=values)
    for number in (1, 2):
        notify(Content("due", f"due-{number}", other.pk, "M1", "M1 is due", "/"), to=[])
    create_issues.delay()
    send_deliveries.delay()


def do_one_and_digest() -> None:
    """A mitigation is done, whose issue is to be closed, and a digest is to be mailed."""
    owner = User.objects.get(email="ada@bulkhead.example")
    Mitigation.objects.filter(number=1).update(status="implemented")
    tracker = Tracker.objects.get()
    Notice.objects.create(
        user=owner, team=tracker.team, kind="due", key="x", subject="M1", what="M1 is due", link="/",
        mail="digest",
    )  # fmt: skip
    NotificationPreferences.objects.create(user=owner, digest_hour=0)
    _pass_time()
    due_trackers_dispatch.delay()
    notices_send.delay()


def continue_later() -> None:
    """Whatever a worker had is taken to be left by it; what finds such work is sent once."""
    _pass_time()
    for task in (due_trackers_dispatch, lost_deliveries_dispatch, lost_jobs_dispatch):
        task.delay()


def _pass_time() -> None:
    cache.clear()  # nobody holds a slot of the network
    past = timezone.now() - timedelta(seconds=1)
    IssueLink.objects.filter(state__in=("queued", "creating")).update(due_at=past)
    Tracker.objects.update(next_sync_at=past)
    Delivery.objects.filter(ended_at=None).update(due_at=past)
    Mail.objects.filter(ended_at=None).update(due_at=past)
