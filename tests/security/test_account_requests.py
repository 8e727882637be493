"""Whatever is sent to sign in, sign up and set up a second factor is answered, never a fault of ours."""

import json
import threading
from base64 import urlsafe_b64encode
from typing import Any

import pytest
from django.db import connections
from django.test import Client
from pytest_django import Settings
from rest_framework.test import APIClient

from tests.accounts.test_recovery_and_second_factor import ACCOUNT, AUTH
from tests.people import People
from threatmodel.accounts.allauth_adapter import AccountAdapter
from threatmodel.accounts.models import User
from threatmodel.architecture.models import ThreatModel

DEEP = "[" * 3000 + "]" * 3000
PATHS = [
    *(f"{AUTH}/{path}" for path in ("login", "signup", "2fa/authenticate", "reauthenticate", "email/verify")),
    *(f"{AUTH}/{path}" for path in ("password/request", "password/reset", "webauthn/login")),
    *(f"{AUTH}/webauthn/{path}" for path in ("signup", "authenticate", "reauthenticate")),
    *(f"{ACCOUNT}/{path}" for path in ("email", "phone", "password/change", "authenticators/webauthn")),
]
BODIES = ['"text"', "[]", "7", "{", DEEP, '{"credential": %s}' % DEEP, b"\xff\xfe"]  # noqa: UP031
CREDENTIALS: list[Any] = [
    "x",
    7,
    [],
    {},
    {"id": "a", "rawId": 7, "type": "public-key", "response": {}},
    {"id": "a", "rawId": "b", "type": "public-key", "response": "x"},
    {"id": "a", "rawId": "YQ", "type": "public-key", "response": {"clientDataJSON": "YQ"}},
    # A number in place of a text: fido2 makes as many bytes of it.
    {"id": 2**60, "rawId": 2**60, "type": "public-key", "response": {}},
    {"id": "YQ", "rawId": "YQ", "type": "public-key", "response": {"clientDataJSON": 2**60}},
    {
        "id": "YQ",
        "rawId": "YQ",
        "type": "public-key",
        "response": {"clientDataJSON": urlsafe_b64encode(b"[" * 100_000).decode()},
    },
    {
        "id": "YQ",
        "rawId": "YQ",
        "type": "public-key",
        "response": dict.fromkeys(
            ("clientDataJSON", "authenticatorData", "signature", "userHandle", "attestationObject"), "YQ"
        ),
    },
]


@pytest.fixture(params=[False, True], ids=["signed out", "signed in"])
def browser(request: pytest.FixtureRequest, cast: People, settings: Settings) -> Client:
    settings.ACCOUNT_RATE_LIMITS = settings.MFA_RATE_LIMITS = False
    client = Client(raise_request_exception=False)
    if request.param:
        client.force_login(cast.alice)
    return client


@pytest.mark.parametrize("path", PATHS)
def test_what_is_no_json_object_is_refused(browser: Client, path: str) -> None:
    for body in BODIES:
        answer = browser.post(path, body, content_type="application/json")
        assert 400 <= answer.status_code < 500, (path, body[:40], answer.content[:200])


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("text", ["a\x00b@example.com", "a\ud800b long enough"])
def test_what_cannot_be_kept_is_refused_with_its_field(browser: Client, path: str, text: str) -> None:
    if path.endswith("/phone"):
        return
    for field in ("email", "password", "name", "key", "code"):
        answer = browser.post(path, json.dumps({field: text}), content_type="application/json")
        assert answer.status_code == 400
        assert {fault.get("param") for fault in answer.json()["errors"]} == {field}


@pytest.mark.parametrize("path", [path for path in PATHS if "webauthn" in path])
def test_what_is_no_answer_of_a_security_key_is_refused(browser: Client, path: str) -> None:
    for credential in CREDENTIALS:
        answer = browser.post(path, json.dumps({"credential": credential}), content_type="application/json")
        assert 400 <= answer.status_code < 500, (path, credential, answer.content[:300])


def test_the_field_is_named(cast: People) -> None:
    body = {"credential": "not an object"}

    answer = Client().post(f"{AUTH}/webauthn/login", body, content_type="application/json")

    assert answer.status_code == 400
    assert answer.json()["errors"][0]["param"] == "credential"


def test_one_file_too_many_is_refused_with_its_field(
    bob: APIClient, cast: People, settings: Settings
) -> None:
    settings.DATA_UPLOAD_MAX_NUMBER_FILES = 3
    model = ThreatModel.objects.create(team=cast.team, name="Shop")
    boundary = "part"
    parts = "".join(
        f'--{boundary}\r\nContent-Disposition: form-data; name="files"; filename="{n}.yaml"\r\n\r\na: {n}\r\n'
        for n in range(4)
    )

    answer = bob.generic(
        "POST",
        f"/api/models/{model.pk}/imports/",
        f"{parts}--{boundary}--\r\n",
        content_type=f"multipart/form-data; boundary={boundary}",
    )

    assert answer.status_code == 400
    assert "3 files" in answer.json()["files"][0]


@pytest.mark.parametrize("verification", ["none", "mandatory"])
@pytest.mark.django_db(transaction=True)
def test_of_two_sign_ups_at_once_one_is_as_if_it_came_later(settings: Settings, verification: str) -> None:
    settings.ACCOUNT_EMAIL_VERIFICATION = verification
    together = threading.Barrier(2)
    answers: list[Any] = []
    write = AccountAdapter._save_user

    def sign_up() -> None:
        try:
            body = {"email": "dana@example.com", "password": "a long enough phrase"}
            answers.append(Client().post(f"{AUTH}/signup", body, content_type="application/json"))
        finally:
            connections.close_all()

    def write_together(adapter: AccountAdapter, *arguments: Any, **named: Any) -> User:
        together.wait(timeout=600)  # both have found the address free by now
        return write(adapter, *arguments, **named)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(AccountAdapter, "_save_user", write_together)
        threads = [threading.Thread(target=sign_up) for _ in range(2)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    assert User.objects.filter(email="dana@example.com").count() == 1
    statuses = sorted(answer.status_code for answer in answers)
    assert statuses == ([200, 400] if verification == "none" else [401, 401])
    if verification == "none":
        (refused,) = (answer for answer in answers if answer.status_code == 400)
        assert refused.json()["errors"][0]["param"] == "email"
