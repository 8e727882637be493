"""Passkeys and security keys: added, used instead of the password or after it, and bound to a host name."""

from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client
from pytest_django import Settings

from tests.accounts.test_recovery_and_second_factor import ACCOUNT, AUTH, log_in
from tests.people import PASSWORD, People
from tests.services.security_key import SecurityKey
from threatmodel.accounts.models import User
from threatmodel.audit.models import AuditEvent

HOST = "threats.example.com"
PASSKEYS = f"{ACCOUNT}/authenticators/webauthn"
EMAIL = "alice@example.com"


@pytest.fixture(autouse=True)
def public_address(settings: Settings) -> None:
    settings.ALLOWED_HOSTS = [HOST, "testserver"]


def client_at(host: str = HOST) -> Client:
    return Client(headers={"host": host})


def post(client: Client, path: str, body: dict[str, Any]) -> Any:
    return client.post(path, body, content_type="application/json")


def options_of(answer: Any) -> dict[str, Any]:
    data = answer.json()["data"]
    options: dict[str, Any] = data.get("creation_options") or data["request_options"]
    return options


def confirmed(host: str = HOST) -> Client:
    """Alice, who has just given her password."""
    client = client_at(host)
    log_in(client, EMAIL)
    post(client, f"{AUTH}/reauthenticate", {"password": PASSWORD})
    return client


def add(client: Client, key: SecurityKey, name: str = "Laptop") -> Any:
    options = options_of(client.get(f"{PASSKEYS}?passwordless"))
    return post(client, PASSKEYS, {"name": name, "credential": key.create(options)})


def use(client: Client, key: SecurityKey, path: str) -> Any:
    """Ask for options at the path, and send what the key makes of them."""
    options = options_of(client.get(f"{AUTH}/webauthn/{path}"))
    return post(client, f"{AUTH}/webauthn/{path}", {"credential": key.get(options)})


def name_in(client: Client) -> str | None:
    user = client.get("/api/session/").json()["user"]
    return user["name"] if user else None


@pytest.fixture
def key(cast: People) -> SecurityKey:
    """Alice's passkey."""
    key = SecurityKey(f"https://{HOST}")
    assert add(confirmed(), key).status_code == 200
    return key


def test_a_passkey_signs_in_without_the_password(key: SecurityKey) -> None:
    client = client_at()

    answer = use(client, key, "login")

    assert answer.status_code == 200
    assert name_in(client) == "Alice"


def test_a_passkey_is_the_second_factor_after_the_password(key: SecurityKey) -> None:
    client = client_at()
    assert log_in(client, EMAIL) == 401
    assert name_in(client) is None

    answer = use(client, key, "authenticate")

    assert answer.status_code == 200
    assert name_in(client) == "Alice"


def test_a_passkey_confirms_who_is_signed_in(key: SecurityKey) -> None:
    client = client_at()
    use(client, key, "login")
    unconfirmed = client.get(f"{ACCOUNT}/authenticators/recovery-codes")

    use(client, key, "reauthenticate")

    assert unconfirmed.status_code == 401
    codes = client.get(f"{ACCOUNT}/authenticators/recovery-codes").json()["data"]
    assert len(codes["unused_codes"]) == 10


def test_a_passkey_is_added_only_after_the_password_was_confirmed(cast: People) -> None:
    client = client_at()
    log_in(client, EMAIL)

    assert client.get(PASSKEYS).status_code == 401


def test_a_passkey_of_a_disabled_account_does_not_sign_in(cast: People, key: SecurityKey) -> None:
    User.objects.filter(pk=cast.alice.pk).update(is_active=False)
    client = client_at()

    use(client, key, "login")

    assert name_in(client) is None


def test_a_passkey_that_was_removed_does_not_sign_in(key: SecurityKey) -> None:
    Authenticator.objects.all().delete()
    client = client_at()

    answer = use(client, key, "login")

    assert (answer.status_code, name_in(client)) == (400, None)


def test_another_key_does_not_sign_in(key: SecurityKey) -> None:
    other = SecurityKey(key.origin, credential_id=key.credential_id, user_handle=key.user_handle)
    client = client_at()

    answer = use(client, other, "login")

    assert (answer.status_code, name_in(client)) == (400, None)


@pytest.mark.parametrize(
    "origin",
    ["https://threats.example.org", f"https://evil.{HOST}", f"http://{HOST}", "http://127.0.0.1:8000"],
)
def test_what_was_signed_in_a_page_of_another_origin_is_refused(key: SecurityKey, origin: str) -> None:
    key.origin = origin
    client = client_at()

    answer = use(client, key, "login")

    assert (answer.status_code, name_in(client)) == (400, None)


def test_a_challenge_of_another_request_signs_nobody_in_without_verification(key: SecurityKey) -> None:
    key.verifies = False
    client = client_at()
    log_in(client, "bob@example.com")
    options = options_of(client.get(f"{AUTH}/webauthn/reauthenticate"))

    answer = post(client, f"{AUTH}/webauthn/login", {"credential": key.get(options)})

    assert (answer.status_code, name_in(client)) == (400, "Bob")


@pytest.mark.parametrize(
    ("host", "origin"),
    [("localhost:8000", "http://localhost:8000"), ("localhost:5173", "http://localhost:5173")],
)
def test_passkeys_work_on_the_machine_of_a_developer(
    cast: People, settings: Settings, host: str, origin: str
) -> None:
    settings.ALLOWED_HOSTS = ["localhost"]
    key = SecurityKey(origin)

    assert add(confirmed(host), key).status_code == 200
    assert use(client_at(host), key, "login").status_code == 200


def test_a_passkey_is_bound_to_the_host_name_and_shows_as_bulkhead(cast: People) -> None:
    asked = options_of(confirmed().get(PASSKEYS))["publicKey"]

    assert asked["rp"] == {"id": HOST, "name": "Bulkhead"}
    assert asked["user"]["name"] == EMAIL


def test_the_log_names_the_passkey_that_was_added_and_removed(cast: People) -> None:
    client = confirmed()
    passkey = add(client, SecurityKey(f"https://{HOST}")).json()["data"]

    removed = client.delete(PASSKEYS, {"authenticators": [passkey["id"]]}, content_type="application/json")

    assert removed.status_code == 200
    added, gone = (
        AuditEvent.objects.filter(action=action).order_by("number")[0]
        for action in ("mfa.enabled", "mfa.disabled")
    )
    assert added.after == {"factor": "webauthn", "name": "Laptop"}
    assert gone.before == {"factor": "webauthn", "name": "Laptop"}


def test_recovery_codes_come_with_the_first_factor_and_go_with_the_last(cast: People) -> None:
    client = confirmed()
    passkey = add(client, SecurityKey(f"https://{HOST}")).json()

    assert passkey["meta"]["recovery_codes_generated"] is True
    body = {"authenticators": [passkey["data"]["id"]]}
    client.delete(PASSKEYS, body, content_type="application/json")
    assert not Authenticator.objects.filter(user=cast.alice).exists()


def test_a_name_that_is_too_long_is_refused_at_its_field(cast: People) -> None:
    answer = add(confirmed(), SecurityKey(f"https://{HOST}"), name="x" * 101)

    assert answer.status_code == 400
    assert answer.json()["errors"][0]["param"] == "name"
    assert not Authenticator.objects.exists()
