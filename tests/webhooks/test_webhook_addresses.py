"""Webhooks are sent to no private network that the operator has not named."""

import socket
from typing import Any

import pytest
from rest_framework.test import APIClient

from tests.people import People
from tests.services.http_fake import HttpFake
from tests.webhooks.events import happen, kill
from threatmodel.webhooks.models import Delivery, Webhook
from threatmodel.webhooks.services.deliveries import delivery_send_next
from threatmodel.webhooks.services.signed_requests import post

Json = dict[str, Any]

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "url",
    [
        "https://127.0.0.1/", "https://10.0.0.1/", "https://172.16.3.4/", "https://192.168.1.1/hook",
        "https://169.254.169.254/latest/meta-data/", "https://[::1]/", "https://[fd00::1]/",
        "https://[fe80::1]/", "https://[::ffff:127.0.0.1]/", "https://[64:ff9b::7f00:1]/",
        "https://[2002:7f00:1::]/", "https://[::7f00:1]/", "https://[::ffff:0:7f00:1]/",
        "https://[64:ff9b:1::7f00:1]/", "https://[fec0::1]/", "https://[5f00::1]/",
        "https://0.0.0.0/", "https://100.64.0.1/", "https://224.0.0.1/",
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
