"""A person with a browser session, reduced to the HTTP requests the front end makes."""

import json
import time
import urllib.error
import urllib.request
import uuid
from collections.abc import Mapping
from http.cookiejar import CookieJar
from typing import Any

from tests.waiting import JOB_WITHIN_S, MESSAGE_WITHIN_S

PASSWORD = "a-long-test-passphrase-1"


class Refused(RuntimeError):
    """The server answered with an error status."""

    def __init__(self, status: int, body: str) -> None:
        super().__init__(f"{status}: {body[:500]}")
        self.status = status
        self.body = body

    def json(self) -> Any:
        """Return the JSON of the answer."""
        return json.loads(self.body)


class Visitor:
    """Signs up, posts JSON and files, and remembers cookies."""

    def __init__(self, url: str) -> None:
        self.url = url
        self._cookies = CookieJar()
        self._opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(self._cookies))

    def sign_up(self, email: str, *, name: str = "Test Person") -> None:
        """Make an account and stay signed in."""
        self.get("/api/session/")
        self.post("/_allauth/browser/v1/auth/signup", {"email": email, "password": PASSWORD, "name": name})

    def sign_in(self, email: str, password: str) -> None:
        """Sign in to an account that exists."""
        self.get("/api/session/")
        self.post("/_allauth/browser/v1/auth/login", {"email": email, "password": password})

    @property
    def cookies(self) -> dict[str, str]:
        """The cookies of the session, for a browser to go on with it."""
        return {cookie.name: cookie.value or "" for cookie in self._cookies}

    def get(self, path: str) -> Any:
        """Return the JSON behind an address."""
        return self._send(urllib.request.Request(self.url + path))

    def post(self, path: str, body: Mapping[str, Any] | None = None) -> Any:
        """Post JSON and return the JSON of the answer."""
        return self._write("POST", path, json.dumps(body or {}).encode(), "application/json")

    def put(self, path: str, body: Mapping[str, Any]) -> Any:
        """Put JSON and return the JSON of the answer."""
        return self._write("PUT", path, json.dumps(body).encode(), "application/json")

    def patch(self, path: str, body: Mapping[str, Any]) -> Any:
        """Patch with JSON and return the JSON of the answer."""
        return self._write("PATCH", path, json.dumps(body).encode(), "application/json")

    def delete(self, path: str) -> Any:
        """Delete what is behind an address and return the JSON of the answer."""
        return self._write("DELETE", path, b"", "application/json")

    def upload(self, path: str, files: Mapping[str, bytes]) -> Any:
        """Post files the way a form does and return the JSON of the answer."""
        boundary = uuid.uuid4().hex
        parts = [
            f'--{boundary}\r\nContent-Disposition: form-data; name="files"; filename="{name}"\r\n'
            "Content-Type: application/octet-stream\r\n\r\n".encode()
            + data
            + b"\r\n"
            for name, data in files.items()
        ]
        body = b"".join(parts) + f"--{boundary}--\r\n".encode()
        return self._write("POST", path, body, f"multipart/form-data; boundary={boundary}")

    def model(self, name: str = "System") -> str:
        """Make a model in the first team, a team as well when there is none, and return the model's id."""
        teams = self.get("/api/teams/")["results"] or [self.post("/api/teams/", {"name": "Team"})]
        created = self.post(f"/api/teams/{teams[0]['id']}/models/", {"name": name})
        return str(created["id"])

    def invite(self, email: str, *, role: str, name: str = "Test Person") -> "Visitor":
        """Make an account for somebody who joins the first team in this role, and return them, signed in."""
        team = self.get("/api/teams/")["results"][0]["id"]
        link = self.post(f"/api/teams/{team}/invitations/", {"email": email, "role": role})["link"]
        invited = Visitor(self.url)
        invited.sign_up(email, name=name)
        invited.post("/api/invitations/accept/", {"token": link.rpartition("/invite/")[2]})
        return invited

    def import_files(self, model: str, files: Mapping[str, bytes]) -> dict[str, Any]:
        """Import files into a model and return the job once it has ended."""
        accepted = self.upload(f"/api/models/{model}/imports/", files)
        return self.job_ended(accepted["job"]["id"])

    def job_ended(self, job: str) -> dict[str, Any]:
        """Return the job once it has succeeded or failed."""
        deadline, pause_s = time.monotonic() + JOB_WITHIN_S, 0.05
        while True:
            row: dict[str, Any] = self.get(f"/api/jobs/{job}/")
            if row["state"] in {"succeeded", "failed", "canceled"}:
                return row
            if time.monotonic() > deadline:
                raise TimeoutError(f"the job is still {row['state']} after {JOB_WITHIN_S:.0f} s: {row}")
            time.sleep(pause_s)
            pause_s = min(1.5 * pause_s, 0.5)  # answering takes time from the job

    def wait_for_analysis(self, model: str) -> None:
        """Return once attack paths and threats are those of the model as it is now, and stay as they are.

        An import and an analysis have attack paths computed, and these may have the threats scored again.
        """
        for follows in ("attack-paths", "analyses"):
            job = self.post(f"/api/models/{model}/{follows}/")["job"]["id"]
            ended = self.job_ended(job)
            if ended["state"] != "succeeded":
                raise RuntimeError(f"{follows}: {ended}")

    def _write(self, method: str, path: str, body: bytes, content_type: str) -> Any:
        request = urllib.request.Request(self.url + path, data=body, method=method)
        request.add_header("Content-Type", content_type)
        request.add_header("X-CSRFToken", self._cookie("csrftoken"))
        request.add_header("Origin", self.url)
        request.add_header("Referer", self.url + "/")
        return self._send(request)

    def _cookie(self, name: str) -> str:
        return next((cookie.value or "" for cookie in self._cookies if cookie.name.endswith(name)), "")

    def _send(self, request: urllib.request.Request) -> Any:
        request.add_header("Accept", "application/json")
        try:
            with self._opener.open(request, timeout=MESSAGE_WITHIN_S) as answer:
                text = answer.read().decode()
        except urllib.error.HTTPError as refusal:
            raise Refused(refusal.code, refusal.read().decode(errors="replace")) from None
        return json.loads(text) if text else None
