"""Deliveries are retried, given up, and sent once in effect, whatever fails."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from rest_framework.test import APIClient

from tests.people import People
from tests.services.http_fake import HttpFake
from tests.webhooks.events import Killed, happen, kill, pass_time, send_all
from threatmodel.webhooks.models import Delivery, Webhook
from threatmodel.webhooks.services import deliveries
from threatmodel.webhooks.services.deliveries import (
    ATTEMPTS_MOST,
    FAILURES_MOST,
    deliveries_interrupted_end,
    delivery_send_next,
)

Json = dict[str, Any]

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


def test_a_failure_is_retried_later_and_later_under_the_same_id_and_then_given_up(
    cast: People, receiver: HttpFake, add: Callable[..., Json]
) -> None:
    add()
    happen(cast)
    receiver.statuses += [500] * ATTEMPTS_MOST
    waits = []

    for _ in range(ATTEMPTS_MOST):
        assert delivery_send_next() is True
        assert delivery_send_next() is False
        row = Delivery.objects.get()
        waits.append(row.due_at - timezone.now())
        pass_time()

    assert (row.state, row.attempts, row.fault) == ("failed", ATTEMPTS_MOST, "The receiver answered 500.")
    assert waits[:-1] == sorted(waits[:-1])
    assert {one.headers["webhook-id"] for one in receiver.received} == {str(row.pk)}
    assert len({one.body for one in receiver.received}) == 1


def test_redirects_are_not_followed(cast: People, receiver: HttpFake, add: Callable[..., Json]) -> None:
    add()
    happen(cast)
    receiver.statuses.append(302)

    send_all()

    assert [one.path for one in receiver.received] == ["/hook?room=1"]
    assert Delivery.objects.get().fault == "The receiver answered 302. Redirects are not followed."


def test_many_failures_disable_the_webhook_and_enabling_it_starts_anew(
    cast: People, alice: APIClient, receiver: HttpFake, webhooks: str, add: Callable[..., Json]
) -> None:
    address = f"{webhooks}{add()['webhook']['id']}/"
    receiver.statuses += [500] * 100
    for number in range(FAILURES_MOST + 1):
        happen(cast, str(number))
    Delivery.objects.update(attempts=ATTEMPTS_MOST - 1)

    for _ in range(FAILURES_MOST):
        assert delivery_send_next() is True
    assert delivery_send_next() is False

    (shown,) = alice.get(webhooks).json()
    assert (shown["enabled"], shown["disabled_because"]) == (
        False,
        "5 deliveries in a row could not be sent.",
    )
    assert set(Delivery.objects.values_list("state", flat=True)) == {"failed"}
    assert alice.post(f"{address}test/").status_code == 409
    receiver.statuses.clear()
    alice.patch(address, {"enabled": True}, format="json")
    happen(cast, "later")
    send_all()
    assert Delivery.objects.get(key="later").state == "delivered"
    assert Webhook.objects.get().disabled_because == ""


def test_an_address_that_is_gone_is_not_asked_again(
    cast: People, alice: APIClient, receiver: HttpFake, webhooks: str, add: Callable[..., Json]
) -> None:
    address = f"{webhooks}{add()['webhook']['id']}/deliveries/"
    happen(cast)
    receiver.statuses.append(410)

    send_all()

    assert Webhook.objects.get().enabled is False
    row = Delivery.objects.get()
    refused = alice.post(f"{address}{row.pk}/retry/")
    assert (refused.status_code, "Enable it first" in refused.json()["detail"]) == (409, True)
    assert Delivery.objects.get().state == "failed"


def test_a_failed_delivery_is_sent_again_on_request_and_no_other(
    cast: People, alice: APIClient, receiver: HttpFake, webhooks: str, add: Callable[..., Json]
) -> None:
    address = f"{webhooks}{add()['webhook']['id']}/deliveries/"
    happen(cast)
    row = Delivery.objects.get()
    assert alice.post(f"{address}{row.pk}/retry/").status_code == 409
    Delivery.objects.update(state="failed", ended_at=timezone.now())

    assert alice.post(f"{address}{row.pk}/retry/").json()["state"] == "queued"
    send_all()

    assert [one.headers["webhook-id"] for one in receiver.received] == [str(row.pk)]
    assert alice.post(f"{address}{row.pk}/retry/").status_code == 409


@pytest.mark.parametrize(("form", "arrived"), [("json", 2), ("slack", 1)])
def test_of_a_worker_killed_after_it_sent_a_program_hears_again_by_the_same_id_and_a_chat_does_not(
    cast: People,
    receiver: HttpFake,
    add: Callable[..., Json],
    monkeypatch: pytest.MonkeyPatch,
    form: str,
    arrived: int,
) -> None:
    add(format=form)
    happen(cast)
    with monkeypatch.context() as patch:
        patch.setattr(deliveries, "_answered", kill)
        with pytest.raises(Killed):
            delivery_send_next()
    assert delivery_send_next() is False  # its worker is taken to live
    pass_time()

    ended = deliveries_interrupted_end()
    send_all()

    assert (len(receiver.received), ended) == (arrived, 2 - arrived)
    assert len({one.headers["webhook-id"] for one in receiver.received}) == 1
    assert Delivery.objects.get().state == ("delivered" if form == "json" else "failed")


@pytest.mark.parametrize("form", ["json", "slack"])
def test_a_worker_that_is_killed_before_anything_is_sent_loses_nothing(
    cast: People, receiver: HttpFake, add: Callable[..., Json], monkeypatch: pytest.MonkeyPatch, form: str
) -> None:
    add(format=form)
    happen(cast)
    with monkeypatch.context() as patch:
        patch.setattr(deliveries, "post", kill)
        with pytest.raises(Killed):
            delivery_send_next()
    pass_time()

    assert deliveries_interrupted_end() == 0
    send_all()

    assert len(receiver.received) == 1


def test_a_busy_webhook_keeps_no_other_waiting(
    cast: People, receiver: HttpFake, add: Callable[..., Json]
) -> None:
    busy = add()["webhook"]["id"]
    add(name="Other")
    happen(cast, "one")
    happen(cast, "two")
    in_a_minute = timezone.now() + timedelta(minutes=1)
    Delivery.objects.filter(webhook=busy, key="one").update(state="sending", due_at=in_a_minute)

    send_all()

    assert len(receiver.received) == 2
    assert set(Delivery.objects.filter(state="delivered").values_list("webhook__name", flat=True)) == {
        "Other"
    }


def test_a_receiver_that_never_answers_is_cut_off(
    cast: People, receiver: HttpFake, add: Callable[..., Json], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("threatmodel.outgoing_http.requests.DEADLINE_S", 0.2)
    add()
    happen(cast)
    receiver.silent.set()

    assert delivery_send_next() is True

    row = Delivery.objects.get()
    assert (row.state, row.attempts) == ("queued", 1)
    assert row.fault
