"""Webhooks: signed, delivered once in effect, retried, given up, and never sent into a private network."""

import base64
import hashlib
import hmac
import json
import socket
from collections.abc import Callable, Iterator
from datetime import timedelta
from ipaddress import ip_network
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone
from pytest_django import Settings
from rest_framework.test import APIClient

from tests.people import People
from tests.services.http_fake import HttpFake, http_server
from threatmodel.audit.models import AuditEvent
from threatmodel.integrations.models import Delivery, Webhook
from threatmodel.integrations.services import deliveries
from threatmodel.integrations.services.addresses import InvalidAddress, url_checked
from threatmodel.integrations.services.deliveries import (
    ATTEMPTS_MOST,
    FAILURES_MOST,
    deliveries_interrupted_end,
    deliveries_remove_old,
    delivery_send_next,
)
from threatmodel.integrations.services.requests import post
from threatmodel.notifications.choices import KINDS
from threatmodel.notifications.services.notices import Content, notify

Json = dict[str, Any]
HOSTILE = "<!channel> [x](javascript:1) **@all**"

pytestmark = pytest.mark.django_db


@pytest.fixture
def receiver(settings: Settings) -> Iterator[HttpFake]:
    """A real receiver, in a network that the operator allows."""
    settings.WEBHOOK_NETWORKS = (ip_network("127.0.0.0/8"),)
    settings.PUBLIC_URL = "https://threats.example.com"
    with http_server() as server:
        yield server


@pytest.fixture
def webhooks(cast: People) -> str:
    return f"/api/teams/{cast.team.pk}/webhooks/"


@pytest.fixture
def add(alice: APIClient, webhooks: str, receiver: HttpFake) -> Callable[..., Json]:
    """Add a webhook that leads to the receiver, and return it with its secret."""

    def make(**values: Any) -> Json:
        body = {"name": "Ours", "url": receiver.url, "format": "json", "events": ["due"], **values}
        response = alice.post(webhooks, body, format="json")
        assert response.status_code == 201, response.content
        made: Json = response.json()
        return made

    return make


def happen(cast: People, key: str = "one", **values: Any) -> None:
    fields = {"kind": "due", "subject": "T5", "what": "2 threats are due", "link": "/m/1/threats", **values}
    notify(Content(key=key, team_id=cast.team.pk, **fields), to=[])


def pass_time() -> None:
    Delivery.objects.filter(ended_at=None).update(due_at=timezone.now() - timedelta(seconds=1))


def send_all() -> None:
    while delivery_send_next():
        pass


# --- what arrives -------------------------------------------------------------------------------


def test_an_event_arrives_once_signed_and_with_its_facts(
    cast: People, receiver: HttpFake, add: Callable[..., Json]
) -> None:
    secret = add()["secret"]

    happen(cast, facts={"threats": [5, 6]})
    happen(cast, facts={"threats": [5, 6]})
    send_all()

    (request,) = receiver.received
    body = json.loads(request.body)
    assert request.path == "/hook?room=1"
    assert (body["type"], body["data"]["facts"]) == ("due", {"threats": [5, 6]})
    assert body["data"]["url"] == "https://threats.example.com/m/1/threats"
    assert body["data"]["team"]["name"] == "Platform"
    row = Delivery.objects.get()
    assert request.headers["webhook-id"] == str(row.pk)
    signed = f"{row.pk}.{request.headers['webhook-timestamp']}.".encode() + request.body
    digest = hmac.digest(base64.b64decode(secret.removeprefix("whsec_")), signed, hashlib.sha256)
    assert request.headers["webhook-signature"] == f"v1,{base64.b64encode(digest).decode()}"
    assert (row.state, row.status) == ("delivered", 204)


def test_only_the_chosen_events_of_ones_own_team_arrive(
    cast: People, receiver: HttpFake, add: Callable[..., Json]
) -> None:
    add(events=["overdue"])

    happen(cast)
    notify(Content("overdue", "x", cast.other_team.pk, "s", "what", "/"), to=[])
    send_all()

    assert receiver.received == []


@pytest.mark.parametrize(
    ("form", "shown"),
    [
        ("slack", r"&lt;!channel&gt; [x](javascript:1) **@all**"),
        ("mattermost", "\\<\\!channel\\> \\[x\\]\\(javascript:1\\) \\*\\*@\u200ball\\*\\*"),
        ("teams", "\\<\\!channel\\> \\[x\\]\\(javascript:1\\) \\*\\*@\u200ball\\*\\*"),
    ],
)
def test_chats_get_a_message_in_which_names_are_only_text(
    cast: People, receiver: HttpFake, add: Callable[..., Json], form: str, shown: str
) -> None:
    add(format=form)

    happen(cast, what=HOSTILE)
    send_all()

    body = json.loads(receiver.received[0].body)
    text = body["text"] if "text" in body else body["attachments"][0]["content"]["body"][0]["text"]
    assert text.splitlines()[0] == shown
    assert "https://threats.example.com/m/1/threats" in json.dumps(body)


def test_the_test_button_sends_and_the_log_says_so(
    cast: People, alice: APIClient, receiver: HttpFake, webhooks: str, add: Callable[..., Json]
) -> None:
    address = f"{webhooks}{add()['webhook']['id']}/"

    assert alice.post(f"{address}test/").json()["state"] == "queued"
    send_all()

    (row,) = alice.get(f"{address}deliveries/").json()["results"]
    assert (row["event"], row["state"], row["status"], row["attempts"]) == ("test", "delivered", 204, 1)
    assert json.loads(receiver.received[0].body)["data"]["actor"] == "Alice"


# --- faults -------------------------------------------------------------------------------------


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
    cast: People, receiver: HttpFake, add: Callable[..., Json]
) -> None:
    add()
    happen(cast)
    receiver.statuses.append(410)

    send_all()

    assert Webhook.objects.get().enabled is False
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


class Killed(BaseException):
    """The worker is gone: nothing after this is run."""


def kill(*_args: Any, **_rest: Any) -> None:
    raise Killed


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
    monkeypatch.setattr("threatmodel.integrations.services.requests.DEADLINE_S", 0.2)
    add()
    happen(cast)
    receiver.silent.set()

    assert delivery_send_next() is True

    row = Delivery.objects.get()
    assert (row.state, row.attempts) == ("queued", 1)
    assert row.fault


# --- private networks ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    "url",
    [
        "https://127.0.0.1/", "https://10.0.0.1/", "https://172.16.3.4/", "https://192.168.1.1/hook",
        "https://169.254.169.254/latest/meta-data/", "https://[::1]/", "https://[fd00::1]/",
        "https://[fe80::1]/", "https://[::ffff:127.0.0.1]/", "https://[64:ff9b::7f00:1]/",
        "https://[2002:7f00:1::]/", "https://0.0.0.0/", "https://100.64.0.1/", "https://224.0.0.1/",
        "http://hooks.example.com/", "ftp://hooks.example.com/", "https://user:pass@hooks.example.com/",
        "https://hooks.example.com:22/", "https://hooks.example.com:x/", "https:///path",
        "javascript:alert(1)", "https://hooks.example.com/a b", "https://hooks.example.com/\r\nHost: x",
    ],
)  # fmt: skip
def test_addresses_that_are_refused(url: str, alice: APIClient, webhooks: str) -> None:
    body = {"name": "Bad", "url": url, "format": "json", "events": ["due"]}

    response = alice.post(webhooks, body, format="json")

    assert response.status_code == 400
    assert "url" in response.json()
    assert not Webhook.objects.exists()


@pytest.mark.parametrize(
    "resolves_to", ["127.0.0.1", "10.0.0.7", "169.254.169.254", "::1", "::ffff:10.0.0.1"]
)
def test_names_that_resolve_into_a_private_network_are_not_connected_to(
    cast: People, alice: APIClient, webhooks: str, monkeypatch: pytest.MonkeyPatch, resolves_to: str
) -> None:
    body = {"name": "Sly", "url": "https://sly.example.com/", "format": "json", "events": ["due"]}
    assert alice.post(webhooks, body, format="json").status_code == 201
    public = (socket.AF_INET, socket.SOCK_STREAM, 6, "", ("93.184.216.34", 0))
    private = (socket.AF_INET, socket.SOCK_STREAM, 6, "", (resolves_to, 0))
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_args, **_rest: [public, private])
    monkeypatch.setattr(socket, "create_connection", kill)  # not even to the public one
    happen(cast)

    assert delivery_send_next() is True

    row = Delivery.objects.get()
    assert (row.state, row.attempts) == ("failed", 1)
    assert "BULKHEAD_WEBHOOK_NETWORKS" in row.fault


def test_the_connection_is_made_to_the_address_that_was_checked(
    receiver: HttpFake, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A name that resolves to something else the second time is asked for only once."""
    asked: list[str] = []

    def resolve(host: str, port: int | None, *_args: Any, **_rest: Any) -> list[Any]:
        if host[0].isdigit():  # an address is itself
            return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (host, port))]
        asked.append(host)
        address = "127.0.0.1" if len(asked) == 1 else "127.9.9.9"
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, 0))]

    monkeypatch.setattr(socket, "getaddrinfo", resolve)

    status = post(
        url=f"http://rebinding.example.com:{receiver.port}/",
        secret="whsec_AAAA",
        delivery=Delivery().pk,
        body=b"{}",
        connected=lambda: True,
    )

    assert status == 204
    assert asked == ["rebinding.example.com"]
    assert receiver.received[0].headers["host"] == f"rebinding.example.com:{receiver.port}"


def test_an_operator_can_allow_a_network_and_no_more(settings: Settings) -> None:
    settings.WEBHOOK_NETWORKS = (ip_network("10.1.0.0/16"),)

    assert url_checked("http://10.1.2.3:8065/hooks/x").hostname == "10.1.2.3"
    for url in ("http://10.2.0.1/", "http://93.184.216.34/"):
        with pytest.raises(InvalidAddress):
            url_checked(url)


# --- owners and secrets -------------------------------------------------------------------------


def test_the_secret_and_the_address_are_shown_once_and_kept_encrypted(
    cast: People, alice: APIClient, receiver: HttpFake, webhooks: str, add: Callable[..., Json]
) -> None:
    made = add(url=f"{receiver.url}&token=hunter2")
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM integrations_webhook")
        stored = b"".join(
            bytes(value) if isinstance(value, bytes | memoryview) else str(value).encode()
            for value in cursor.fetchone()
        )

    shown = alice.get(webhooks).content
    assert made["secret"].startswith("whsec_")
    for clear in (made["secret"].encode(), b"hunter2"):
        assert clear not in stored
        assert clear not in shown
    assert "hunter2" not in str(list(AuditEvent.objects.values()))
    assert made["webhook"]["host"] == f"127.0.0.1:{receiver.port}"


def test_a_replaced_secret_signs_from_then_on(
    cast: People, alice: APIClient, receiver: HttpFake, webhooks: str, add: Callable[..., Json]
) -> None:
    made = add()

    fresh = alice.post(f"{webhooks}{made['webhook']['id']}/secret/").json()["secret"]

    assert fresh != made["secret"]
    happen(cast)
    send_all()
    (request,) = receiver.received
    signed = (
        f"{request.headers['webhook-id']}.{request.headers['webhook-timestamp']}.".encode() + request.body
    )
    digest = hmac.digest(base64.b64decode(fresh.removeprefix("whsec_")), signed, hashlib.sha256)
    assert request.headers["webhook-signature"] == f"v1,{base64.b64encode(digest).decode()}"


def test_what_is_done_with_webhooks_is_audited(
    cast: People, alice: APIClient, webhooks: str, add: Callable[..., Json]
) -> None:
    address = f"{webhooks}{add()['webhook']['id']}/"

    alice.patch(address, {"events": ["due", "overdue"]}, format="json")
    alice.post(f"{address}secret/")
    alice.delete(address)

    actions = AuditEvent.objects.filter(action__startswith="webhook").order_by("number")
    assert list(actions.values_list("action", flat=True)) == [
        "webhook.created", "webhook.changed", "webhook.secret_replaced", "webhook.deleted",
    ]  # fmt: skip


def test_bad_input_is_refused_by_name(alice: APIClient, webhooks: str, add: Callable[..., Json]) -> None:
    add()
    body = {"name": "New", "url": "https://hooks.example.com/", "format": "json", "events": ["due"]}

    for change, field in (
        ({"name": "Ours"}, "name"),
        ({"events": []}, "events"),
        ({"events": ["mentioned"]}, "events"),  # comments leave by no webhook
        ({"format": "carrier-pigeon"}, "format"),
        ({"secret": "mine"}, "secret"),
    ):
        response = alice.post(webhooks, {**body, **change}, format="json")
        assert (response.status_code, field in response.json()) == (400, True), change


def test_comments_are_no_event_of_a_webhook(
    cast: People, receiver: HttpFake, add: Callable[..., Json]
) -> None:
    add(events=[kind for kind in KINDS if kind not in ("mentioned", "asked")])

    happen(cast, kind="mentioned", what="mentioned you", detail="the password is hunter2")
    send_all()

    assert receiver.received == []


def test_old_deliveries_are_removed(
    cast: People, settings: Settings, receiver: HttpFake, add: Callable[..., Json]
) -> None:
    add()
    happen(cast)
    send_all()
    Delivery.objects.update(ended_at=timezone.now() - timedelta(days=31))

    settings.KEEP_DELIVERIES_DAYS = 0
    assert deliveries_remove_old() == 0
    settings.KEEP_DELIVERIES_DAYS = 30
    assert (deliveries_remove_old(), deliveries_remove_old()) == (1, 0)
