"""The bell is live: the socket of a person says that their inbox has changed, to nobody else."""

import contextlib
import json
from collections.abc import Iterator

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from websockets.sync.client import ClientConnection, connect
from websockets.typing import Origin

from tests.people import People
from tests.pubsub.test_delivery import close_code, people, port
from tests.waiting import MESSAGE_WITHIN_S
from threatmodel.accounts.models import User
from threatmodel.notifications import inbox_socket as product
from threatmodel.notifications.services.notices import Content, notify
from threatmodel.pubsub.publisher import person_send

__all__ = ["people", "port"]  # the fixtures

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.both_databases]


@contextlib.contextmanager
def open_inbox(port: int, user: User | None) -> Iterator[ClientConnection]:
    client = Client()
    if user is not None:
        client.force_login(user)
    cookies = "; ".join(f"{name}={morsel.value}" for name, morsel in client.cookies.items())
    with connect(
        f"ws://127.0.0.1:{port}/ws/inbox/",
        origin=Origin(f"http://127.0.0.1:{port}"),
        additional_headers={"Cookie": cookies} if cookies else {},
        proxy=None,
    ) as socket:
        yield socket


def is_listening(socket: ClientConnection) -> None:
    """Return when the socket gets what is sent to its person: it says so first."""
    assert json.loads(socket.recv(timeout=MESSAGE_WITHIN_S)) == {"type": "inbox"}


def _hears(socket: ClientConnection, *, within_s: float) -> bool:
    with contextlib.suppress(TimeoutError):
        socket.recv(timeout=within_s)
        return True
    return False


def test_a_notice_reaches_the_open_pages_of_the_person_alone(port: int, people: People) -> None:
    with open_inbox(port, people.bob) as bob, open_inbox(port, people.vera) as vera:
        is_listening(bob)
        is_listening(vera)

        notify(
            Content(kind="due", key="one", team_id=people.team.pk, subject="Shop", what="Due", link="/inbox"),
            to=[people.bob.pk],
        )

        assert json.loads(bob.recv(timeout=MESSAGE_WITHIN_S)) == {"type": "inbox"}
        assert not _hears(vera, within_s=0.5)


def test_the_signed_out_and_one_page_too_many_are_closed(
    port: int, people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(product, "_MAX_CONNECTIONS", 1)

    with open_inbox(port, None) as socket:
        assert close_code(socket) == 4403
    with open_inbox(port, people.bob) as first, open_inbox(port, people.bob) as second:
        assert close_code(second) == 4429
        is_listening(first)
        person_send(user_id=people.bob.pk, message={"type": "inbox"})
        assert _hears(first, within_s=MESSAGE_WITHIN_S)


def test_the_end_of_the_session_or_the_account_closes_it(port: int, people: People) -> None:
    with open_inbox(port, people.bob) as bob, open_inbox(port, people.vera) as vera:
        is_listening(bob)
        is_listening(vera)

        User.objects.filter(pk=people.bob.pk).update(is_active=False)
        assert close_code(bob) == 4403

        Session.objects.all().delete()
        assert close_code(vera) == 4403


def test_another_password_closes_it(port: int, people: People) -> None:
    """The session row of a lost device stays; what it was opened with does not."""
    with open_inbox(port, people.bob) as bob, open_inbox(port, people.vera) as vera:
        is_listening(bob)
        is_listening(vera)
        person = User.objects.get(pk=people.bob.pk)
        person.set_password("another long enough phrase")
        person.save()

        assert close_code(bob) == 4403
        person_send(user_id=people.vera.pk, message={"type": "inbox"})
        assert _hears(vera, within_s=MESSAGE_WITHIN_S)


def test_a_page_that_talks_is_closed(port: int, people: People) -> None:
    with open_inbox(port, people.bob) as socket:
        socket.send("hello")

        assert close_code(socket) == 4400
