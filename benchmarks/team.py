"""The processes of a team for one benchmark, and the people who use them."""

import tempfile
import time
import urllib.error
import urllib.request
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

import orjson

from tests.services import deployment
from tests.services.postgres import postgres
from tests.services.redis import redis
from tests.services.sessions import SignedIn

_TOKEN: Final = "a" * 32
_WEB_PROCESSES: Final = 2


@contextmanager
def team_server(*, durable: bool = True) -> Iterator[deployment.Server]:
    """Start web, worker and beat with Redis and PostgreSQL, which waits for the disk if `durable`.

    Raises NotStarted.
    The web server has as many processes as docker-compose.yml gives it.
    """
    with (
        tempfile.TemporaryDirectory() as folder,
        postgres(durable=durable) as database,
        redis() as broker,
        deployment.team(
            Path(folder), database_url=database, redis_url=broker, web_processes=_WEB_PROCESSES
        ) as server,
    ):
        yield server


class Member:
    """Somebody of a team, who asks over HTTP."""

    def __init__(self, url: str, people: SignedIn, number: int = 0) -> None:
        self._url = url
        cookie = people.header(number)["Cookie"]
        self._headers = {"Cookie": f"{cookie}; csrftoken={_TOKEN}", "X-CSRFToken": _TOKEN, "Origin": url}

    def get(self, path: str) -> tuple[int, Any]:
        """Return status and answer."""
        return self._ask(urllib.request.Request(self._url + path, headers=self._headers))

    def upload(self, path: str, data: bytes) -> tuple[int, Any]:
        """Post one compose file and return status and answer."""
        edge = uuid.uuid4().hex
        head = f'--{edge}\r\nContent-Disposition: form-data; name="files"; filename="compose.yml"\r\n\r\n'
        body = head.encode() + data + f"\r\n--{edge}--\r\n".encode()
        headers = {**self._headers, "Content-Type": f"multipart/form-data; boundary={edge}"}
        return self._ask(urllib.request.Request(self._url + path, data=body, headers=headers))

    def import_into(self, model: str, data: bytes) -> None:
        """Import one compose file, and wait until that has ended."""
        _status, accepted = self.upload(f"/api/models/{model}/imports/", data)
        while self.get(f"/api/jobs/{accepted['job']['id']}/")[1]["state"] in {"queued", "running"}:
            time.sleep(0.1)

    def _ask(self, request: urllib.request.Request) -> tuple[int, Any]:
        try:
            with urllib.request.urlopen(request, timeout=120) as answer:
                return answer.status, orjson.loads(answer.read())
        except urllib.error.HTTPError as refusal:
            return refusal.code, None
        except OSError:  # cut off
            return 599, None
