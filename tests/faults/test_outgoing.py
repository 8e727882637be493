"""A worker is killed while it sends: no mail of notices and no message to a chat arrives twice.

The worker, the mail server and the receiver are real; the worker gets SIGKILL while the other side has what
it sent and has not answered. What is given up is listed.
"""

import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.services import deployment, process
from tests.services.deployment import ROOT, Server
from tests.services.http_fake import HttpFake, http_server
from tests.services.smtp_fake import SmtpFake, smtp_server

pytestmark = [pytest.mark.slow, pytest.mark.no_database]

WRITE_MAIL = """
from threatmodel.jobs.mail_outbox import mail_write
mail_write(to="bob@example.com", subject="Notice", body="Hello", once=True)
"""
SEND_MAIL = "from threatmodel.jobs.mail_outbox import mail_send_next; mail_send_next()"
MAIL_LEFT = """
from datetime import timedelta
from django.utils import timezone
from threatmodel.jobs.models import Mail
from threatmodel.jobs.mail_outbox import mail_send_next, mails_interrupted_end
Mail.objects.filter(ended_at=None).update(due_at=timezone.now() - timedelta(seconds=1))
mails_interrupted_end()
while mail_send_next(): pass
print([(row.state, row.fault) for row in Mail.objects.all()])
"""
WRITE_DELIVERY = """
from threatmodel.accounts.models import User
from threatmodel.accounts.services import team_create
from threatmodel.webhooks.services.webhooks import webhook_create
from threatmodel.notifications.services.notices import Content, notify
owner = User.objects.create_user("ada@example.com", name="Ada")
team = team_create(name="Platform", owner=owner)
values = {{"name": "Ours", "url": "{url}", "format": "{form}", "events": ["due"]}}
webhook_create(team=team, actor=owner, values=values)
for _ in range(2): notify(Content("due", "one", team.pk, "T5", "T5 is due", "/"), to=[])
"""
SEND_DELIVERY = (
    "from threatmodel.webhooks.services.deliveries import delivery_send_next; delivery_send_next()"
)
DELIVERY_LEFT = """
from datetime import timedelta
from django.utils import timezone
from threatmodel.webhooks.models import Delivery
from threatmodel.webhooks.services.deliveries import delivery_send_next, deliveries_interrupted_end
Delivery.objects.filter(ended_at=None).update(due_at=timezone.now() - timedelta(seconds=1))
deliveries_interrupted_end()
while delivery_send_next(): pass
print([row.state for row in Delivery.objects.all()])
"""


@contextmanager
def installation(folder: Path, **environment: str) -> Iterator[Server]:
    made = deployment.embedded_prepared(folder)
    yield Server("", folder, {**made.environment, **environment})


def run(made: Server, code: str) -> str:
    return made.manage("shell", "--no-imports", "-c", code)


def kill_while(made: Server, code: str, happened: Callable[[], bool]) -> None:
    """Run the code in a process of its own, and kill it once this has happened."""
    command = [sys.executable, "manage.py", "shell", "--no-imports", "-c", code]
    environment: Mapping[str, str] = made.environment
    child = subprocess.Popen(command, cwd=ROOT, env=dict(environment))
    log = made.folder / "none.log"
    log.touch()
    try:
        process.wait_until(happened, what="the worker to send", process=child, log=log)
    finally:
        child.kill()
        child.wait()


@pytest.fixture
def smtp() -> Iterator[SmtpFake]:
    """A mail server that reads a mail and then says nothing."""
    with smtp_server() as server:
        server.silent_after_data.set()
        yield server


@pytest.fixture
def receiver() -> Iterator[HttpFake]:
    """A receiver that reads a request and then says nothing."""
    with http_server() as server:
        server.silent.set()
        yield server


def test_a_mail_that_the_server_had_when_the_worker_was_killed_is_not_sent_again(
    tmp_path: Path, smtp: SmtpFake
) -> None:
    settings = {"EMAIL_HOST": "127.0.0.1", "EMAIL_PORT": str(smtp.port), "EMAIL_TLS": "0"}
    with installation(tmp_path, **settings) as made:
        run(made, WRITE_MAIL)
        kill_while(made, SEND_MAIL, lambda: bool(smtp.received))
        smtp.silent_after_data.clear()

        left = run(made, MAIL_LEFT)

    assert left.strip() == "[('failed', 'Interrupted')]"  # `manage.py mails` lists it
    assert len(smtp.received) == 1


@pytest.mark.parametrize(("form", "arrived", "state"), [("json", 2, "delivered"), ("slack", 1, "failed")])
def test_of_an_interrupted_request_a_program_hears_again_by_its_id_and_a_chat_does_not(
    tmp_path: Path, receiver: HttpFake, form: str, arrived: int, state: str
) -> None:
    with installation(tmp_path, BULKHEAD_WEBHOOK_NETWORKS="127.0.0.0/8") as made:
        run(made, WRITE_DELIVERY.format(url=receiver.url, form=form))
        kill_while(made, SEND_DELIVERY, lambda: bool(receiver.received))
        receiver.silent.clear()

        left = run(made, DELIVERY_LEFT)

    assert left.strip() == f"['{state}']"
    assert len(receiver.received) == arrived
    assert len({one.headers["webhook-id"] for one in receiver.received}) == 1
    assert len({one.body for one in receiver.received}) == 1
