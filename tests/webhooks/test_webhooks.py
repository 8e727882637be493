"""Webhooks: what arrives, signed, and what owners do with them; secrets are shown once."""

import base64
import hashlib
import hmac
import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone
from pytest_django import Settings
from rest_framework.test import APIClient

from tests.people import People
from tests.services.http_fake import HttpFake
from tests.webhooks.events import happen, send_all
from threatmodel.audit.models import AuditEvent
from threatmodel.notifications.choices import KINDS
from threatmodel.notifications.services.notices import Content, notify
from threatmodel.webhooks.models import Delivery
from threatmodel.webhooks.services.deliveries import deliveries_remove_old

Json = dict[str, Any]
HOSTILE = "<!channel> [x](javascript:1) **@all**"

pytestmark = pytest.mark.django_db


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


@pytest.mark.parametrize("form", ["slack", "mattermost", "teams"])
def test_without_the_address_of_the_server_a_message_has_no_link(
    cast: People, receiver: HttpFake, add: Callable[..., Json], settings: Settings, form: str
) -> None:
    settings.PUBLIC_URL = ""
    add(format=form)

    happen(cast)
    send_all()

    assert "Open in Bulkhead" not in receiver.received[0].body.decode()


def test_the_test_button_sends_and_the_log_says_so(
    cast: People, alice: APIClient, receiver: HttpFake, webhooks: str, add: Callable[..., Json]
) -> None:
    address = f"{webhooks}{add()['webhook']['id']}/"

    assert alice.post(f"{address}test/").json()["state"] == "queued"
    send_all()

    (row,) = alice.get(f"{address}deliveries/").json()["results"]
    assert (row["event"], row["state"], row["status"], row["attempts"]) == ("test", "delivered", 204, 1)
    assert json.loads(receiver.received[0].body)["data"]["actor"] == "Alice"


# --- owners and secrets -------------------------------------------------------------------------


def test_the_secret_and_the_address_are_shown_once_and_kept_encrypted(
    cast: People, alice: APIClient, receiver: HttpFake, webhooks: str, add: Callable[..., Json]
) -> None:
    made = add(url=f"{receiver.url}&token=hunter2")
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM webhooks_webhook")
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
