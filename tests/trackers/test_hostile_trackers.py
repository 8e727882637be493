"""Trackers that change while they are read, answer too much or too slowly, or say what they should not."""

import datetime as dt
import socket
import threading
import time
from contextlib import suppress
from itertools import chain, repeat

import pytest

from tests.trackers.fakes.github import GitHubFake
from tests.trackers.fakes.gitlab import GitLabFake
from tests.trackers.fakes.jira import JiraFake
from tests.trackers.test_providers import NEW, SINCE, changed, provider
from threatmodel.outgoing_http.requests import send
from threatmodel.trackers.providers.http import ANSWER_BYTES, has_next
from threatmodel.trackers.providers.provider_protocol import (
    Missing,
    Refused,
    TooLong,
    Unreachable,
    WrongAddress,
    line_at,
    time_at,
)

pytestmark = pytest.mark.no_database
_HANDSHAKE = b"\x16\x03\x03\x40\x00"  # a TLS record of 16 KiB


@pytest.mark.parametrize("kind", ["github", "gitlab"])
def test_what_changes_while_pages_are_read_hides_no_other_change(
    kind: str, github: GitHubFake, gitlab: GitLabFake
) -> None:
    fake = github if kind == "github" else gitlab
    first, *_ = [fake.add() for _ in range(5)]
    fake.page_most = 2

    parts = provider(fake, kind).changed_since(SINCE)
    read = [next(parts)]
    fake.change(first)
    read += parts

    assert {issue.id for part in read for issue in part.issues} == {"1", "2", "3", "4", "5"}
    assert not read[-1].more


def test_a_page_that_is_too_long_is_read_in_smaller_ones(github: GitHubFake) -> None:
    for _ in range(3):
        github.add()
    too_long = b"x" * (ANSWER_BYTES + 1)
    github.instead.append((lambda one: one.query.get("per_page") == "100", (200, {}, too_long)))

    assert [issue.id for issue in changed(provider(github, "github"))] == ["1", "2", "3"]


def test_more_rows_than_were_asked_for_are_not_read(github: GitHubFake) -> None:
    github.instead += [(lambda _one: True, (200, {}, [{"number": 1}] * 101))] * 3

    with pytest.raises(TooLong):
        changed(provider(github, "github"))


def test_a_copy_of_the_marker_is_not_taken_for_the_issue(
    github: GitHubFake, gitlab: GitLabFake, jira: JiraFake
) -> None:
    jira_kind = "jira-cloud" if jira.cloud else "jira-data-center"
    fakes: dict[str, GitHubFake | GitLabFake | JiraFake] = {
        "github": github,
        "gitlab": gitlab,
        jira_kind: jira,
    }
    for kind, fake in fakes.items():
        asked = provider(fake, kind)
        made = asked.create(NEW)
        fake.add("Mine", NEW.body)

        assert asked.find_by_marker(NEW.marker, since=SINCE) == made


def test_an_issue_of_github_that_was_transferred_is_missing(github: GitHubFake) -> None:
    asked = provider(github, "github")
    github.refuse("GET", "/issues/1", 301)
    github.refuse("POST", "/comments", 307)
    github.refuse("GET", "/issues", 301)

    with pytest.raises(Missing, match="another repository"):
        asked.get("1")
    with pytest.raises(Missing):
        asked.comment("1", "Done.")
    with pytest.raises(WrongAddress):  # the repository itself
        changed(asked)


def test_a_task_asks_no_longer_than_it_may(github: GitHubFake, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("threatmodel.trackers.providers.provider_protocol.ROUND_S", -1)

    with pytest.raises(Unreachable, match="slowly"):
        provider(github, "github").get("1")

    assert github.requests == []


def test_an_encoded_token_is_not_told_either(jira: JiraFake) -> None:
    asked = provider(jira, "jira-cloud" if jira.cloud else "jira-data-center")
    sent = jira._authorization().rpartition(" ")[2]
    jira.refuse("GET", "/issue/", 400, {"errorMessages": [f"Bad header {sent}"]})

    with pytest.raises(Refused) as raised:
        asked.get("1")

    assert sent not in str(raised.value)


def test_rights_of_the_wrong_type_are_rights_that_are_lacking(jira: JiraFake) -> None:
    asked = provider(jira, "jira-cloud" if jira.cloud else "jira-data-center")
    jira.refuse("GET", "/project/", 200, {"name": "Shop", "issueTypes": 5})
    jira.refuse("GET", "/mypermissions", 200, {"permissions": {"CREATE_ISSUES": "yes"}})

    assert "create issues" in asked.checks()[-1].text


@pytest.mark.parametrize("text", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00", "soon", ""])
def test_times_that_no_database_takes_are_none(text: str) -> None:
    with pytest.raises(Unreachable):
        time_at({"at": text}, "at")


def test_texts_are_one_line_that_databases_and_mails_take() -> None:
    assert line_at({"title": " a\x00b\r\nBcc: c\t"}, "title") == "ab Bcc: c"
    assert time_at({"at": "2026-01-02T03:04:05"}, "at") == dt.datetime(2026, 1, 2, 3, 4, 5, tzinfo=dt.UTC)
    assert has_next({"link": "<" * 60_000}) is False


def test_a_handshake_byte_by_byte_is_cut_off(allowed: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("threatmodel.outgoing_http.requests.DEADLINE_S", 0.4)
    server = socket.create_server(("127.0.0.1", 0))
    threading.Thread(target=_handshake_slowly, args=(server,), daemon=True).start()
    began = time.monotonic()

    with pytest.raises(OSError):  # noqa: PT011 (of TLS or of time, as it comes)
        send("GET", f"https://127.0.0.1:{server.getsockname()[1]}/", headers={}, read_bytes=10)

    assert time.monotonic() - began < 40
    server.close()


def _handshake_slowly(server: socket.socket) -> None:
    """Send a byte every tenth of a second, for a minute."""
    connection, _ = server.accept()
    with connection, suppress(OSError):
        for _, byte in zip(range(600), chain(_HANDSHAKE, repeat(1)), strict=False):
            connection.sendall(bytes([byte]))
            time.sleep(0.1)
