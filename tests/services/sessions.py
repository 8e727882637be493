"""People who are signed in already, and models to edit, written straight into the database of a server."""

import json
from dataclasses import dataclass
from typing import Final

from tests.services.deployment import Server

_WRITE: Final = """
import json, uuid
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from threatmodel.accounts.models import Membership, User
from threatmodel.accounts.services import team_create
from threatmodel.architecture.operations.batch import Batch
from threatmodel.architecture.models import ThreatModel
from threatmodel.architecture.operations.apply import apply
addresses = [f"{uuid.uuid4().hex}@example.com" for _ in range(USERS)]
users = [User.objects.create(email=address, name=f"Person {n}") for n, address in enumerate(addresses)]
team = team_create(name="Team", owner=users[0])
for user in users[1:]:
    Membership.objects.create(team=team, user=user, role="editor")
sessions = []
for user in users:
    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.create()
    sessions.append(session.session_key)
models = []
for number in range(MODELS):
    model = ThreatModel.objects.create(team=team, name=f"Model {number}", created_by=users[0])
    ops = tuple(
        {"op": "set", "on": "element", "uid": f"e{n}", "props": {"kind": "workload", "x": n, "y": 0}}
        for n in range(ELEMENTS)
    )
    apply(model_id=model.pk, actor=users[0], batch=Batch("begin", ops, "layout"))
    models.append(str(model.pk))
print(json.dumps([settings.SESSION_COOKIE_NAME, sessions, models]))
"""

_WAIT: Final = """
from tests.waiting import wait_until
from threatmodel.jobs.choices import UNFINISHED
from threatmodel.jobs.models import Job
wait_until(lambda: not Job.objects.filter(state__in=UNFINISHED).exists(), what="the jobs")
"""


@dataclass(frozen=True, slots=True)
class SignedIn:
    """The name of the session's cookie, its value for each person, and the ids of the models."""

    cookie: str
    sessions: list[str]
    models: list[str]

    def header(self, person: int) -> dict[str, str]:
        """Return the header with which a person's browser comes."""
        return {"Cookie": f"{self.cookie}={self.sessions[person % len(self.sessions)]}"}


def signed_in(server: Server, *, people: int, models: int = 1, elements: int = 0) -> SignedIn:
    """Write editors of one team, and models with so many elements."""
    code = _WRITE
    for name, number in (("USERS", people), ("MODELS", models), ("ELEMENTS", elements)):
        code = code.replace(name, str(number))
    written = server.manage("shell", "--no-imports", "-c", code)
    return SignedIn(*json.loads(written.splitlines()[-1]))


def wait_for_jobs(server: Server) -> None:
    """Return when the server has no job left to do, such as the first analysis of each model."""
    server.manage("shell", "--no-imports", "-c", _WAIT)
