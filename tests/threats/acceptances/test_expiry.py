"""Acceptances end after their last day; who asked and who decided are warned 14 and 3 days before."""

from typing import Any

import pytest
from rest_framework.test import APIClient

from tests.people import People
from tests.shop_model import socket_threat
from tests.threats.acceptances.conftest import Clock
from threatmodel.architecture.models import ThreatModel
from threatmodel.config.beat_schedule import FIXED_INTERVALS
from threatmodel.notifications.models import Notice
from threatmodel.threats.acceptances.models import RiskAcceptance
from threatmodel.threats.acceptances.services import endings
from threatmodel.threats.acceptances.services.expiry import acceptances_expire
from threatmodel.threats.acceptances.tasks import acceptances_end

Json = dict[str, Any]


def sent(kind: str) -> list[str]:
    """Who got the notice, each as often as they did."""
    rows = Notice.objects.filter(key__contains=f":{kind}:").select_related("user").order_by("user__name")
    return [row.user.name for row in rows]


def test_beat_runs_the_task_often_enough() -> None:
    entry = FIXED_INTERVALS["acceptances"]

    assert entry["task"] == acceptances_end.name
    assert entry["schedule"] <= 3_600


def test_it_holds_through_its_last_day_and_ends_after_it(
    accepted: Json, model: ThreatModel, clock: Clock, bob: APIClient, address: str
) -> None:
    clock.pass_days(30)
    assert acceptances_expire()["ended"] == 0
    assert bob.get(f"{address}1/").json()["state"] == "expiring"
    assert socket_threat(model).status == "accepted"

    clock.pass_days(1)
    assert bob.get(f"{address}1/").json()["state"] == "expired"  # by the day, before the job has run
    assert acceptances_expire()["ended"] == 1

    assert socket_threat(model).status == "open"
    assert RiskAcceptance.objects.get().status == "expired"
    assert sent("expired") == ["Anna", "Bob"]
    assert acceptances_expire() == {"ended": 0, "warned": 0}
    assert sent("expired") == ["Anna", "Bob"]


def test_each_warning_is_sent_once(accepted: Json, clock: Clock) -> None:
    clock.pass_days(15)
    assert acceptances_expire()["warned"] == 0

    clock.pass_days(1)
    assert [acceptances_expire()["warned"] for _ in range(3)] == [1, 0, 0]
    clock.pass_days(11)
    assert [acceptances_expire()["warned"] for _ in range(3)] == [1, 0, 0]

    assert (sent("expires-in-14-days"), sent("expires-in-3-days")) == (["Anna", "Bob"], ["Anna", "Bob"])


def test_after_days_without_the_job_only_the_nearest_warning_is_sent(accepted: Json, clock: Clock) -> None:
    clock.pass_days(28)

    assert acceptances_expire()["warned"] == 1

    assert (sent("expires-in-14-days"), sent("expires-in-3-days")) == ([], ["Anna", "Bob"])


def test_what_is_accepted_for_a_few_days_is_not_warned_of_at_once(
    bob: APIClient, anna: APIClient, address: str, values: Json, decide: Any, clock: Clock
) -> None:
    decide(anna, bob.post(address, {**values, "expires_on": clock.after(5)}, format="json").json())

    assert acceptances_expire()["warned"] == 0
    clock.pass_days(2)
    assert acceptances_expire()["warned"] == 1
    assert sent("expires-in-14-days") == []


def test_an_extended_one_is_not_warned_of(
    accepted: Json, bob: APIClient, anna: APIClient, address: str, values: Json, decide: Any, clock: Clock,
    model: ThreatModel,
) -> None:  # fmt: skip
    body = {**values, "selection": None, "extends": 1, "expires_on": clock.after(100)}
    decide(anna, bob.post(address, body, format="json").json())

    clock.pass_days(27)
    assert acceptances_expire()["warned"] == 0
    clock.pass_days(4)
    assert acceptances_expire()["ended"] == 1

    assert socket_threat(model).status == "accepted"


def test_a_killed_worker_loses_and_repeats_nothing(
    accepted: Json, bob: APIClient, anna: APIClient, address: str, values: Json, decide: Any, clock: Clock,
    model: ThreatModel, monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    """The worker dies after the end is written and before it is committed, then between two of them."""
    clock.pass_days(31)

    class Killed(BaseException):
        pass

    def die(**_: Any) -> None:
        raise Killed

    with monkeypatch.context() as patch:
        patch.setattr(endings, "statuses_recompute", die)
        with pytest.raises(Killed):
            acceptances_expire()
    assert RiskAcceptance.objects.get().status == "active"
    assert sent("expired") == []

    assert acceptances_expire()["ended"] == 1
    assert socket_threat(model).status == "open"
    assert sent("expired") == ["Anna", "Bob"]


def test_a_model_in_the_trash_waits_until_it_is_restored(
    accepted: Json, clock: Clock, alice: APIClient, model: ThreatModel, cast: People
) -> None:
    assert alice.delete(f"/api/models/{model.pk}/").status_code == 204
    clock.pass_days(31)

    assert acceptances_expire() == {"ended": 0, "warned": 0}

    ThreatModel.with_trash.filter(pk=model.pk).update(deleted_at=None, deleted_by=None)
    assert acceptances_expire()["ended"] == 1


def test_the_task_says_how_many(accepted: Json, clock: Clock) -> None:
    clock.pass_days(31)

    assert acceptances_end() == {"ended": 1, "warned": 0}
