"""Owners are reminded of what is due soon and of what has become overdue, once a day, whatever happens."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from rest_framework.test import APIClient

from tests.people import People, client_of
from threatmodel.accounts.models import Membership, Team, User
from threatmodel.architecture.models import ThreatModel
from threatmodel.config.beat_schedule import FIXED_INTERVALS
from threatmodel.notifications.models import Notice
from threatmodel.notifications.services.notices import Content, notices_write
from threatmodel.notifications.signals import announced
from threatmodel.threats.mitigations.models import Mitigation
from threatmodel.threats.threats.models import Threat
from threatmodel.threats.triage import tasks
from threatmodel.threats.triage.services import due_reminders as product

TODAY = datetime(2031, 5, 5, 10, tzinfo=UTC)


class Clock:
    """The day that reminders see; notices are given its time when they are written."""

    def __init__(self) -> None:
        self.now = TODAY

    def pass_days(self, days: int) -> None:
        self.now += timedelta(days=days)

    def run(self) -> None:
        known = set(Notice.objects.values_list("pk", flat=True))
        product.reminders_write()
        Notice.objects.exclude(pk__in=known).update(created_at=self.now)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    made = Clock()

    class _Timezone:
        @staticmethod
        def localdate() -> Any:
            return made.now.date()

    monkeypatch.setattr(product, "timezone", _Timezone)
    return made


@pytest.fixture
def threats(cast: People, model: ThreatModel) -> list[Threat]:
    """Three open threats of Bob."""
    found = list(Threat.objects.filter(model=model, status="open").order_by("-score", "number")[:3])
    Threat.objects.filter(pk__in=[one.pk for one in found]).update(owner=cast.bob)
    return found


def due(threat: Threat, clock: Clock, *, in_days: int) -> None:
    Threat.objects.filter(pk=threat.pk).update(due=clock.now.date() + timedelta(days=in_days))


def told(user: User, kind: str) -> list[str]:
    notices = client_of(user).get(f"/api/notices/?kind={kind}").json()["results"]
    return [one["what"] for one in reversed(notices)]


def test_beat_runs_the_task() -> None:
    assert FIXED_INTERVALS["reminders"]["task"] == tasks.reminders_write.name


def test_three_days_before_and_once_overdue(
    cast: People, model: ThreatModel, threats: list[Threat], clock: Clock
) -> None:
    due(threats[0], clock, in_days=4)
    clock.run()
    assert told(cast.bob, "due") == []

    clock.pass_days(1)
    clock.run()
    clock.run()
    assert told(cast.bob, "due") == ["1 threat of Shop is due by 2031-05-09"]

    for _ in range(3):
        clock.pass_days(1)
        clock.run()
    assert (len(told(cast.bob, "due")), told(cast.bob, "overdue")) == (1, [])

    for _ in range(3):
        clock.pass_days(1)
        clock.run()
    assert told(cast.bob, "overdue") == ["1 threat of Shop is overdue"]
    assert told(cast.anna, "overdue") == []


def test_threats_and_mitigations_are_one_reminder(
    cast: People, model: ThreatModel, threats: list[Threat], clock: Clock
) -> None:
    for threat in threats[:2]:
        due(threat, clock, in_days=-1)
    yesterday = clock.now.date() - timedelta(days=1)
    Mitigation.objects.create(model=model, number=9, title="A", owner=cast.bob, due=yesterday)
    done = {"status": "implemented", "owner": cast.bob, "due": yesterday}
    Mitigation.objects.create(model=model, number=10, title="B", **done)

    clock.run()

    assert told(cast.bob, "overdue") == ["2 threats and 1 mitigation of Shop are overdue"]


def test_the_days_of_the_team_count(
    cast: People, model: ThreatModel, threats: list[Threat], clock: Clock
) -> None:
    Team.objects.filter(pk=cast.team.pk).update(due_days={threats[0].severity: 30})
    Threat.objects.exclude(pk=threats[0].pk).update(owner=None)
    Threat.objects.filter(pk=threats[0].pk).update(first_seen_at=clock.now - timedelta(days=28))

    clock.run()

    assert told(cast.bob, "due") == ["1 threat of Shop is due by 2031-05-08"]


def test_days_on_which_nothing_ran_are_made_up_for(cast: People, threats: list[Threat], clock: Clock) -> None:
    due(threats[0], clock, in_days=-1)
    clock.run()
    due(threats[1], clock, in_days=1)

    clock.pass_days(4)  # the worker was away
    clock.run()

    assert told(cast.bob, "overdue") == ["1 threat of Shop is overdue"] * 2


def test_what_is_done_or_has_no_owner_reminds_nobody(
    cast: People, model: ThreatModel, threats: list[Threat], clock: Clock
) -> None:
    due(threats[0], clock, in_days=-1)
    due(threats[1], clock, in_days=-1)
    Threat.objects.filter(pk=threats[0].pk).update(status="not-applicable")
    Threat.objects.filter(pk=threats[1].pk).update(owner=None)

    clock.run()

    assert not Notice.objects.filter(kind="overdue").exists()


def test_a_member_who_left_and_a_deleted_model_remind_nobody(
    cast: People, alice: APIClient, model: ThreatModel, threats: list[Threat], clock: Clock
) -> None:
    due(threats[0], clock, in_days=-1)
    Membership.objects.filter(user=cast.bob).delete()
    Threat.objects.filter(pk=threats[0].pk).update(owner=cast.bob)
    clock.run()
    assert not Notice.objects.filter(kind="overdue").exists()

    Threat.objects.filter(pk=threats[0].pk).update(owner=cast.anna)
    alice.delete(f"/api/models/{model.pk}/")
    clock.run()
    assert not Notice.objects.filter(kind="overdue").exists()


def test_a_worker_that_is_killed_in_between_reminds_of_all_of_it_once(
    cast: People, threats: list[Threat], clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Killed(BaseException):
        """The worker is gone."""

    for threat in threats:
        due(threat, clock, in_days=-1)
    Threat.objects.filter(pk=threats[2].pk).update(owner=cast.anna)
    written: list[int] = []

    def write_and_die(*args: Any, **rest: Any) -> None:
        notices_write(*args, **rest)
        written.append(1)
        raise Killed

    with monkeypatch.context() as patch:
        patch.setattr(product, "notices_write", write_and_die)
        with pytest.raises(Killed):
            product.reminders_write()
    assert (len(written), Notice.objects.filter(kind="overdue").count()) == (1, 0)

    clock.run()
    clock.run()

    assert (len(told(cast.bob, "overdue")), len(told(cast.anna, "overdue"))) == (1, 1)


def test_webhooks_hear_of_all_owners_together(cast: People, threats: list[Threat], clock: Clock) -> None:
    for threat in threats:
        due(threat, clock, in_days=-1)
    Threat.objects.filter(pk=threats[2].pk).update(owner=cast.anna)
    heard: list[Content] = []

    def hear(content: Content, **_rest: Any) -> None:
        heard.append(content)

    announced.connect(hear)
    try:
        clock.run()
    finally:
        announced.disconnect(hear)

    assert [one.what for one in heard] == ["3 threats of Shop are overdue"]
