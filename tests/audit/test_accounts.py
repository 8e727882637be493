"""Sign-ins, passwords and second factors in the log of the instance."""

from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.core import mail
from django.test import Client

from tests.people import PASSWORD, People
from threatmodel.audit.models import INSTANCE, AuditEvent
from threatmodel.jobs.mail_outbox import mail_send_next

AUTH = "/_allauth/browser/v1/auth"
ACCOUNT = "/_allauth/browser/v1/account"


def post(client: Client, url: str, body: dict[str, object]) -> int:
    return client.post(url, body, content_type="application/json").status_code


def log_in(client: Client, email: str, password: str = PASSWORD) -> int:
    return post(client, f"{AUTH}/login", {"email": email, "password": password})


def events() -> list[AuditEvent]:
    return list(AuditEvent.objects.filter(chain_id=INSTANCE).order_by("number"))


def actions() -> list[str]:
    return [event.action for event in events()]


def code_of(secret: str) -> str:
    return str(format_hotp_value(hotp_value(secret, next(iter(yield_hotp_counters_from_time())))))


def test_signing_in_and_out_is_recorded_with_the_address(client: Client, cast: People) -> None:
    log_in(client, "bob@example.com")
    client.delete(f"{AUTH}/session")

    signed_in, signed_out = events()
    assert (signed_in.action, signed_out.action) == ("session.signed_in", "session.signed_out")
    assert (signed_in.actor_id, signed_in.subject_label) == (cast.bob.pk, "bob@example.com")
    assert signed_in.after == {"methods": ["password"]}
    assert signed_in.address == "127.0.0.1"
    assert signed_out.actor_label == "Bob"


def test_a_failure_names_the_account_and_never_what_was_typed(client: Client, cast: People) -> None:
    log_in(client, "BOB@example.com", "wrong-password-1")
    log_in(client, "typed-a-secret@example.com", "wrong-password-2")

    known, unknown = events()
    assert (known.action, unknown.action) == ("session.sign_in_failed",) * 2
    assert (known.subject_id, known.actor_id, known.via) == (str(cast.bob.pk), None, "anonymous")
    assert (unknown.subject_id, unknown.subject_label) == ("", "")
    kept = str(list(AuditEvent.objects.values()))
    assert "wrong-password" not in kept
    assert "typed-a-secret" not in kept


def test_signing_up_is_recorded_with_the_first_team(client: Client, db: None) -> None:
    post(client, f"{AUTH}/signup", {"email": "dana@example.com", "password": PASSWORD, "name": "Dana"})

    assert actions() == ["account.created", "session.signed_in"]
    team = AuditEvent.objects.exclude(chain_id=INSTANCE).get()
    assert (team.action, team.actor_label) == ("team.created", "Dana")


def test_a_changed_and_a_reset_password_are_recorded_without_it(client: Client, cast: People) -> None:
    log_in(client, "vera@example.com")
    post(
        client,
        f"{ACCOUNT}/password/change",
        {"current_password": PASSWORD, "new_password": "another long phrase"},
    )
    other = Client()
    post(other, f"{AUTH}/password/request", {"email": "vera@example.com"})
    assert mail_send_next()
    key = str(mail.outbox[-1].body).partition("/reset-password/")[2].split()[0]
    post(other, f"{AUTH}/password/reset", {"key": key, "password": "a third long phrase"})

    assert actions()[:3] == ["session.signed_in", "password.changed", "password.reset"]
    assert [event.actor_label for event in events()][:3] == ["Vera"] * 3
    assert events()[2].via == "anonymous"
    kept = str(list(AuditEvent.objects.values()))
    assert "phrase" not in kept
    assert key not in kept


def test_second_factors_are_recorded_when_added_used_and_removed(client: Client, cast: People) -> None:
    log_in(client, "alice@example.com")
    post(client, f"{AUTH}/reauthenticate", {"password": PASSWORD})
    secret = client.get(f"{ACCOUNT}/authenticators/totp").json()["meta"]["secret"]
    assert post(client, f"{ACCOUNT}/authenticators/totp", {"code": code_of(secret)}) == 200
    codes = Authenticator.objects.get(user=cast.alice, type="recovery_codes").wrap()
    assert isinstance(codes, RecoveryCodes)
    code = codes.get_unused_codes()[0]
    other = Client()
    log_in(other, "alice@example.com")
    post(other, f"{AUTH}/2fa/authenticate", {"code": "00000000"})
    assert post(other, f"{AUTH}/2fa/authenticate", {"code": code}) == 200
    client.delete(f"{ACCOUNT}/authenticators/totp", content_type="application/json")

    assert actions() == [
        "session.signed_in",
        "mfa.enabled",
        "mfa.recovery_codes_made",
        "session.sign_in_failed",
        "mfa.recovery_code_used",
        "session.signed_in",
        "mfa.disabled",
        "mfa.disabled",
    ]
    kept = str(list(AuditEvent.objects.values()))
    assert secret not in kept
    assert code not in kept


def test_sessions_ended_from_the_list_are_recorded(client: Client, cast: People) -> None:
    elsewhere = Client()
    log_in(elsewhere, "bob@example.com")
    elsewhere.get("/api/session/")
    log_in(client, "bob@example.com")
    client.get("/api/session/")
    listed = client.get(f"{AUTH}/sessions").json()["data"]
    others = [row["id"] for row in listed if not row["is_current"]]

    client.delete(f"{AUTH}/sessions", {"sessions": others}, content_type="application/json")

    event = events()[-1]
    assert (event.action, event.after) == ("session.ended", {"sessions": 1})


def test_a_factor_is_not_added_when_it_cannot_be_recorded(
    client: Client, cast: People, monkeypatch: object
) -> None:
    log_in(client, "alice@example.com")
    post(client, f"{AUTH}/reauthenticate", {"password": PASSWORD})
    secret = client.get(f"{ACCOUNT}/authenticators/totp").json()["meta"]["secret"]
    client.raise_request_exception = False

    def broken(*args: object, **kwargs: object) -> None:
        raise RuntimeError

    monkeypatch.setattr("threatmodel.accounts.receivers.user_recorded", broken)  # type: ignore[attr-defined]
    assert post(client, f"{ACCOUNT}/authenticators/totp", {"code": code_of(secret)}) == 500

    assert not Authenticator.objects.filter(user=cast.alice).exists()
