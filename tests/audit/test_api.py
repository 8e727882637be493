"""Owners read the audit log of their team: filtered, paged, and as a file."""

import csv
import io
import json
from collections.abc import AsyncIterator
from typing import Any

import pytest
from rest_framework.test import APIClient

from tests.people import People, client_of
from threatmodel.accounts.choices import Role
from threatmodel.accounts.models import Membership
from threatmodel.accounts.services import membership_set_role, team_rename
from threatmodel.audit.models import AuditEvent

pytestmark = pytest.mark.filterwarnings("ignore:StreamingHttpResponse must consume asynchronous iterators")


def url(cast: People) -> str:
    return f"/api/teams/{cast.team.pk}/audit-events/"


def file_url(cast: People) -> str:
    return f"{url(cast)}download/"


def text_of(answer: Any) -> str:
    return b"".join(answer).decode()


def csv_rows(answer: Any) -> list[dict[str, str]]:
    """The rows of a CSV, which starts with the mark by which spreadsheets know UTF-8."""
    text = text_of(answer)
    assert text.startswith("\ufeff")
    return list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"))))


def set_role(cast: People, name: str, role: Role) -> None:
    membership_set_role(
        membership=Membership.objects.get(team=cast.team, user__email=f"{name}@example.com"), role=role
    )


def test_the_log_is_listed_newest_first_with_what_changed(alice: APIClient, cast: People) -> None:
    alice.patch(f"/api/teams/{cast.team.pk}/", {"name": "Harbour"})

    page = alice.get(url(cast)).json()

    newest, oldest = page["results"]
    assert (page["count"], oldest["action"]) == (2, "team.created")
    assert newest["before"] == {"name": "Platform"}
    assert newest["after"] == {"name": "Harbour"}
    assert (newest["actor_id"], newest["actor_label"]) == (str(cast.alice.pk), "Alice")
    assert (newest["via"], newest["address"]) == ("session", "127.0.0.1")
    assert newest["hash"] == AuditEvent.objects.get(pk=newest["id"]).hash


@pytest.mark.parametrize("name", ["bob", "anna", "vera"])
def test_only_owners_read_it(cast: People, name: str) -> None:
    client = client_of(getattr(cast, name))

    assert client.get(url(cast)).status_code == 403
    assert client.get(file_url(cast)).status_code == 403


def test_a_stranger_gets_404(charlie: APIClient, cast: People) -> None:
    assert charlie.get(url(cast)).status_code == 404
    assert charlie.get(file_url(cast)).status_code == 404


def test_it_is_filtered_by_actor_action_and_day(alice: APIClient, cast: People) -> None:
    alice.patch(f"/api/teams/{cast.team.pk}/", {"name": "Harbour"})
    set_role(cast, "bob", Role.APPROVER)
    today = AuditEvent.objects.latest("number").occurred_at.date().isoformat()

    def count(**query: Any) -> int:
        return int(alice.get(url(cast), query).json()["count"])

    assert count() == 3
    assert count(actor=str(cast.alice.pk)) == 2
    assert count(action="membership.role_changed") == 1
    assert count(action=["membership.role_changed", "team.renamed"]) == 2
    assert count(since=today) == 3
    assert count(until="2020-01-01") == 0
    assert count(search="bob@") == 1


@pytest.mark.parametrize("query", ["actor=x", "action=unknown", "since=yesterday", "ordering=hash", "page=9"])
def test_a_wrong_filter_is_refused(alice: APIClient, cast: People, query: str) -> None:
    assert alice.get(f"{url(cast)}?{query}").status_code in {400, 404}


def test_events_of_another_team_and_of_the_instance_are_not_shown(alice: APIClient, cast: People) -> None:
    team_rename(team=cast.other_team, name="Others")
    alice.patch("/api/session/", {"name": "Al"})

    rows = alice.get(url(cast)).json()["results"]

    assert [row["action"] for row in rows] == ["team.created"]


def test_the_csv_holds_what_the_filter_shows(alice: APIClient, cast: People) -> None:
    alice.patch(f"/api/teams/{cast.team.pk}/", {"name": "Harbour"})
    set_role(cast, "bob", Role.APPROVER)

    answer = alice.get(file_url(cast), {"type": "csv", "action": "team.renamed"})
    rows = csv_rows(answer)

    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    assert answer["Content-Disposition"].startswith('attachment; filename="audit-log-')
    assert [row["action"] for row in rows] == ["team.renamed"]
    assert json.loads(rows[0]["after"]) == {"name": "Harbour"}


def test_no_cell_of_the_csv_is_a_formula(cast: People, alice: APIClient) -> None:
    team_rename(team=cast.team, name="=1+1")

    rows = csv_rows(alice.get(file_url(cast)))

    assert rows[1]["subject_label"] == "'=1+1"


def test_the_json_is_one_list_in_parts(
    alice: APIClient, cast: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("threatmodel.audit.log_download._PART", 2)
    for number in range(6):
        team_rename(team=cast.team, name=f"Name {number}")

    rows = json.loads(text_of(alice.get(file_url(cast), {"type": "json"})))
    none = json.loads(text_of(alice.get(file_url(cast), {"type": "json", "until": "2020-01-01"})))

    assert [row["number"] for row in rows] == list(range(8, 0, -1))
    assert rows[0]["action"] == "audit.downloaded"
    assert none == []


def test_a_download_is_recorded_itself(alice: APIClient, cast: People) -> None:
    text_of(alice.get(file_url(cast), {"type": "json", "search": "bob"}))

    event = AuditEvent.objects.filter(chain_id=cast.team.pk).latest("number")
    assert (event.action, event.actor_label) == ("audit.downloaded", "Alice")
    assert event.after == {"type": "json", "filter": "type=json&search=bob"}
    assert alice.get(file_url(cast), {"type": "xml"}).status_code == 400


def test_a_download_reads_in_parts(alice: APIClient, cast: People) -> None:
    answer: Any = alice.get(file_url(cast))

    assert isinstance(answer._iterator, AsyncIterator)


def test_the_list_costs_as_much_however_long_it_is(
    cast: People, alice: APIClient, django_assert_max_num_queries: object
) -> None:
    for number in range(60):
        team_rename(team=cast.team, name=f"Name {number}")

    with django_assert_max_num_queries(5):  # type: ignore[operator]  # session, user, role, count, page
        assert alice.get(url(cast)).json()["count"] == 61
