"""Mails of notices: at once or as a digest, each notice once, never in quiet hours, and easily ended."""

from datetime import UTC, datetime, timedelta
from email.header import decode_header, make_header
from email.message import Message
from typing import Any

import pytest
from django.test import Client
from pytest_django import Settings
from rest_framework.test import APIClient

from tests.people import People, client_of
from tests.services.smtp_fake import SmtpFake
from threatmodel.accounts.models import Membership, User
from threatmodel.jobs.mail_outbox import mail_send_next
from threatmodel.notifications.choices import KINDS
from threatmodel.notifications.models import Notice, NotificationPreferences
from threatmodel.notifications.selectors import mail_times
from threatmodel.notifications.services import notice_mails as product
from threatmodel.notifications.services.notice_mails import digests_mail, notices_mail
from threatmodel.notifications.services.notices import Content, notify
from threatmodel.notifications.services.unsubscribe import unsubscribe_path

Json = dict[str, Any]
MORNING = datetime(2031, 5, 5, 8, 30, tzinfo=UTC)
HOSTILE = '<img src=x onerror="alert(1)">\r\nBcc: all@example.com'

pytestmark = pytest.mark.django_db


class Clock:
    """The time that mails see."""

    def __init__(self, now: datetime) -> None:
        self.now = now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    made = Clock(MORNING)

    class _Timezone:
        @staticmethod
        def now() -> datetime:
            return made.now

    monkeypatch.setattr(product, "timezone", _Timezone)
    return made


def tell(
    cast: People, key: str = "one", *, to: User | None = None, kind: str = "assigned", **values: Any
) -> None:
    fields = {"subject": "T5", "what": "assigned you T5 in Shop", "link": "/m/1/threats/5?a=b&c=d", **values}
    content = Content(kind=kind, key=key, team_id=cast.team.pk, **fields)
    notify(content, to=[(to or cast.bob).pk], actor=cast.anna)


def prefer(user: User, **changes: Any) -> Any:
    return client_of(user).patch("/api/notices/preferences/", changes, format="json")


def send_all() -> None:
    while mail_send_next():
        pass


def part(mail: Message, type_: str) -> str:
    (found,) = [one for one in mail.walk() if one.get_content_type() == type_]
    payload = found.get_payload(decode=True)
    assert isinstance(payload, bytes)
    return payload.decode()


def subject(mail: Message) -> str:
    return str(make_header(decode_header(str(mail["Subject"]))))


# --- at once -----------------------------------------------------------------------------------


def test_a_notice_is_mailed_once_with_its_place(cast: People, smtp: SmtpFake) -> None:
    tell(cast, detail="Runs privileged")

    assert [notices_mail() for _ in range(3)] == [1, 0, 0]
    send_all()

    (mail,) = smtp.received
    assert mail["To"] == "bob@example.com"
    assert subject(mail) == "[Bulkhead] Anna assigned you T5 in Shop"
    for type_ in ("text/plain", "text/html"):
        assert "Runs privileged" in part(mail, type_)
    assert "https://threats.example.com/m/1/threats/5?a=b&c=d" in part(mail, "text/plain")
    assert "https://threats.example.com/m/1/threats/5?a=b&amp;c=d" in part(mail, "text/html")


def test_what_comes_together_is_one_mail(cast: People, smtp: SmtpFake) -> None:
    for number in range(60):
        tell(cast, str(number))

    notices_mail()
    send_all()

    (mail,) = smtp.received
    assert subject(mail) == "[Bulkhead] 60 new notices"
    assert "And 10 more" in part(mail, "text/plain")


def test_hostile_names_stay_text_and_make_no_header(cast: People, smtp: SmtpFake) -> None:
    User.objects.filter(pk=cast.anna.pk).update(name=HOSTILE[:100])
    cast.anna.refresh_from_db()
    tell(cast, what=f"assigned you {HOSTILE}", detail=HOSTILE)

    notices_mail()
    send_all()

    (mail,) = smtp.received
    assert mail["Bcc"] is None
    assert "<img" not in part(mail, "text/html")
    assert "&lt;img src=x onerror=&quot;alert(1)&quot;&gt;" in part(mail, "text/html")
    assert len(smtp.received) == 1


def test_what_was_read_meanwhile_is_not_mailed(cast: People, bob: APIClient) -> None:
    tell(cast)

    bob.post("/api/notices/mark/", {}, format="json")

    assert notices_mail() == 0


def test_who_left_the_team_gets_no_mail_of_it(cast: People) -> None:
    tell(cast)

    Membership.objects.filter(user=cast.bob).delete()

    assert notices_mail() == 0


def test_without_a_mail_server_or_a_public_address_nothing_is_written(
    cast: People, settings: Settings
) -> None:
    settings.PUBLIC_URL = ""
    tell(cast, "one")
    settings.PUBLIC_URL, settings.MAIL = "https://threats.example.com", False
    tell(cast, "two")
    settings.MAIL = True

    assert (notices_mail(), digests_mail()) == (0, 0)
    assert set(Notice.objects.values_list("mail", flat=True)) == {"off"}


# --- digests and quiet hours --------------------------------------------------------------------


def test_at_most_one_digest_a_day_at_the_hour_of_the_person(
    cast: People, clock: Clock, smtp: SmtpFake
) -> None:
    prefer(cast.bob, time_zone="America/New_York", digest_hour=9, modes={"assigned": "digest"})
    tell(cast, "one")

    assert digests_mail() == 0  # 4:30 in New York
    clock.now = MORNING + timedelta(hours=5)  # 9:30
    assert [digests_mail() for _ in range(3)] == [1, 0, 0]
    tell(cast, "two")
    assert digests_mail() == 0
    clock.now += timedelta(days=1)
    assert digests_mail() == 1
    send_all()

    assert [subject(mail) for mail in smtp.received] == ["[Bulkhead] Your digest: 1 notice"] * 2
    assert Notice.objects.filter(mailed_at=None).count() == 0


def test_nothing_to_say_is_no_digest(cast: People, clock: Clock) -> None:
    prefer(cast.bob, modes={"assigned": "digest"})

    assert digests_mail() == 0
    assert NotificationPreferences.objects.get(pk=cast.bob.pk).digested_on is None


def test_quiet_hours_hold_mails_back_until_they_end(cast: People, clock: Clock) -> None:
    prefer(cast.bob, time_zone="Europe/Berlin", quiet_from=22, quiet_until=7)
    tell(cast)

    clock.now = datetime(2031, 5, 5, 21, 30, tzinfo=UTC)  # 23:30 in Berlin
    assert notices_mail() == 0
    clock.now = datetime(2031, 5, 6, 5, 30, tzinfo=UTC)  # 7:30
    assert notices_mail() == 1


@pytest.mark.parametrize(
    ("start", "end", "quiet"),
    [(22, 7, {22, 23, *range(7)}), (0, 6, {*range(6)}), (9, 9, set()), (23, 0, {23})],
)
def test_quiet_hours_may_pass_midnight(start: int, end: int, quiet: set[int]) -> None:
    preferences = NotificationPreferences(quiet_from=start, quiet_until=end)

    moments = [datetime(2031, 5, 5, hour, 59, tzinfo=UTC) for hour in range(24)]

    assert {one.hour for one in moments if mail_times.is_quiet(preferences, now=one)} == quiet


# --- preferences --------------------------------------------------------------------------------


def test_preferences_hold_for_what_waits_too(cast: People) -> None:
    tell(cast)

    prefer(cast.bob, modes={"assigned": "off"})
    assert notices_mail() == 0
    tell(cast, "two")
    assert notices_mail() == 0


def test_a_person_is_not_mailed_about_a_team_that_they_muted(cast: People) -> None:
    tell(cast)

    muted = prefer(cast.bob, muted_teams=[str(cast.team.pk)])
    assert (muted.status_code, muted.json()["muted_teams"]) == (200, [str(cast.team.pk)])
    assert notices_mail() == 0
    tell(cast, "two")
    assert notices_mail() == 0

    prefer(cast.bob, muted_teams=[])
    tell(cast, "three")
    assert notices_mail() == 1
    assert client_of(cast.bob).get("/api/notices/").json()["count"] == 3


def test_a_muted_team_that_the_person_left_hinders_no_change(cast: People) -> None:
    prefer(cast.bob, muted_teams=[str(cast.team.pk)])
    Membership.objects.filter(user=cast.bob).delete()
    kept = client_of(cast.bob).get("/api/notices/preferences/").json()["muted_teams"]

    changed = prefer(cast.bob, muted_teams=kept)

    assert (changed.status_code, changed.json()["muted_teams"]) == (200, [])


def test_preferences_are_read_with_their_defaults_and_changed_in_part(bob: APIClient) -> None:
    before = bob.get("/api/notices/preferences/").json()

    after = bob.patch("/api/notices/preferences/", {"modes": {"due": "off"}}, format="json").json()

    assert (before["modes"]["due"], before["digest_hour"], before["mail"]) == ("digest", 8, True)
    assert after == {**before, "modes": {**before["modes"], "due": "off"}}
    assert bob.get("/api/notices/preferences/").json() == after


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"time_zone": "Mars/Olympus"}, "time_zone"),
        ({"digest_hour": 24}, "digest_hour"),
        ({"modes": {"gossip": "off"}}, "modes"),
        ({"modes": {"due": "loudly"}}, "modes"),
        ({"muted_teams": ["00000000-0000-4000-8000-000000000000"]}, "muted_teams"),
        ({"muted_teams": ["all"]}, "muted_teams"),
        ({"quiet_from": 22}, "quiet_until"),
        ({"quiet_from": 22, "quiet_until": None}, "quiet_until"),
    ],
)
def test_bad_preferences_are_refused_by_name(bob: APIClient, body: Json, field: str) -> None:
    response = bob.patch("/api/notices/preferences/", body, format="json")

    assert response.status_code == 400
    assert field in response.json()


# --- unsubscribing ------------------------------------------------------------------------------


def test_every_mail_can_be_ended_with_one_click_and_without_a_sign_in(cast: People, smtp: SmtpFake) -> None:
    tell(cast)
    notices_mail()
    send_all()
    (mail,) = smtp.received
    link = str(mail["List-Unsubscribe"]).replace("\n", "").strip().strip("<>").replace(" ", "")
    path = link.removeprefix("https://threats.example.com")
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert path in part(mail, "text/plain")
    scanner = Client()

    scanner.get(path)
    scanner.head(path)
    assert not NotificationPreferences.objects.filter(pk=cast.bob.pk, modes__assigned="off").exists()

    # As mail programs send it: a form, without a session, a token or a page of ours.
    answer = Client(enforce_csrf_checks=True).post(path, {"List-Unsubscribe": "One-Click"})

    assert answer.status_code == 200
    modes = client_of(cast.bob).get("/api/notices/preferences/").json()["modes"]
    assert (modes["assigned"], modes["mentioned"]) == ("off", "at-once")


def test_the_links_of_digests_and_of_mixed_mails_end_those(cast: People) -> None:
    def off() -> set[str]:
        modes = client_of(cast.bob).get("/api/notices/preferences/").json()["modes"]
        return {kind for kind, mode in modes.items() if mode == "off"}

    Client().post(unsubscribe_path(user_id=cast.bob.pk, scope="digest"))
    assert off() == {"due", "new-critical", "version", "acceptance-decided", "library-update"}

    Client().post(unsubscribe_path(user_id=cast.bob.pk, scope="all"))
    assert off() == set(KINDS)


def test_a_link_for_one_thing_ends_no_other_and_none_of_others(cast: People) -> None:
    path = unsubscribe_path(user_id=cast.bob.pk, scope="due")
    client = Client()

    assert client.post(path.replace("/due/", "/all/")).status_code == 404
    assert client.post(path[:-2] + "xx").status_code == 404
    User.objects.filter(pk=cast.bob.pk).update(is_active=False)
    assert client.post(path).status_code == 404
    assert not NotificationPreferences.objects.exists()
