"""What is asked of GitHub, GitLab and Jira, and what is made of their answers."""

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest
from pytest_django import Settings as DjangoSettings

from tests.trackers.fakes.github import REPOSITORY, GitHubFake
from tests.trackers.fakes.gitlab import PROJECT, GitLabFake
from tests.trackers.fakes.jira import JiraFake
from tests.trackers.fakes.server import ApiFake, serving
from threatmodel.trackers.providers.http import ANSWER_BYTES
from threatmodel.trackers.providers.provider_protocol import (
    Forbidden,
    InvalidReference,
    Issue,
    Missing,
    NewIssue,
    OwnerNeeded,
    Provider,
    RateLimited,
    Refused,
    Settings,
    Uncertain,
    Unreachable,
)
from threatmodel.trackers.providers.registry import provider_of

pytestmark = pytest.mark.no_database
SINCE = dt.datetime(2099, 12, 31, tzinfo=dt.UTC)
NEW = NewIssue(title="web may run as root", body="Why.\n\nBulkhead: abc-1", marker="abc-1")
KINDS = {"github": GitHubFake, "gitlab": GitLabFake, "jira-cloud": JiraFake, "jira-data-center": JiraFake}


def settings_of(fake: ApiFake, kind: str, *, token: str = "secret-token", close_status: str = "") -> Settings:
    projects = {"github": REPOSITORY, "gitlab": PROJECT}
    return Settings(
        kind=kind,
        base_url=fake.url,
        project=projects.get(kind, "SHOP"),
        account="bot@example.com" if kind == "jira-cloud" else "",
        token=token,
        issue_type="Task",
        close_status=close_status,
        labels=("security",),
    )


def provider(fake: ApiFake, kind: str, **values: str) -> Provider:
    return provider_of(settings_of(fake, kind, **values))


def changed(asked: Provider) -> list[Issue]:
    """What has changed, each issue once."""
    found = [issue for part in asked.changed_since(SINCE) for issue in part.issues]
    return list({issue.id: issue for issue in found}.values())


@pytest.fixture(params=list(KINDS))
def kind(request: pytest.FixtureRequest) -> str:
    found: str = request.param
    return found


@pytest.fixture
def fake(kind: str, allowed: None) -> Iterator[ApiFake]:
    made = JiraFake(cloud=kind == "jira-cloud") if "jira" in kind else KINDS[kind]()
    with serving(made):
        yield made


def test_an_issue_is_created_read_closed_opened_and_commented(kind: str, fake: ApiFake) -> None:
    asked = provider(fake, kind)

    made = asked.create(NEW)
    closed = asked.close(made.id)
    again = asked.close(made.id)
    opened = asked.reopen(made.id)
    asked.comment(made.id, "Done.")

    assert (made.title, made.category) == (NEW.title, "todo")
    assert made.url.startswith(fake.url)
    assert asked.get(made.id).id == made.id
    assert (closed.category, again.category, opened.category) == ("done", "done", "todo")
    assert len(fake.comments) == 1  # type: ignore[attr-defined]


def test_the_reference_of_an_issue_is_its_key_or_its_address(kind: str, fake: ApiFake) -> None:
    asked = provider(fake, kind)
    made = asked.create(NEW)

    for reference in (made.key, made.url, f"{made.url}?focus=1#note"):
        assert asked.get(asked.issue_id(reference)).key == made.key
    for wrong in (
        "",
        "x",
        "../1",
        f"{fake.url}/other/place/issues/1",
        "https://evil.example.com/1",
        "OTHER-1",
    ):
        with pytest.raises(InvalidReference):
            asked.issue_id(wrong)


def test_an_issue_is_found_by_its_marker_on_any_page(kind: str, fake: ApiFake) -> None:
    asked = provider(fake, kind)
    made = asked.create(NEW)
    for _ in range(4):
        fake.add()  # type: ignore[attr-defined]
    fake.page_most = 2

    assert asked.find_by_marker("abc-1", since=SINCE) == made
    assert asked.find_by_marker("abc-2", since=SINCE) is None


def test_a_search_that_does_not_end_proves_nothing(kind: str, fake: ApiFake) -> None:
    asked = provider(fake, kind)
    for _ in range(25):
        fake.add()  # type: ignore[attr-defined]
    fake.page_most = 1

    with pytest.raises(Uncertain):
        asked.find_by_marker("abc-2", since=SINCE)


def test_changes_are_listed_oldest_first_over_all_pages(kind: str, fake: ApiFake) -> None:
    asked = provider(fake, kind)
    first, *_ = [fake.add() for _ in range(5)]  # type: ignore[attr-defined]
    fake.close(first)  # type: ignore[attr-defined]
    fake.page_most = 2

    found = changed(asked)

    assert len(found) == 5
    assert [one.category for one in found] == ["todo"] * 4 + ["done"]
    assert len(fake.requests) <= 4


def test_a_test_of_a_working_tracker_passes(kind: str, fake: ApiFake) -> None:
    checks = provider(fake, kind).checks()

    assert [(one.name, one.ok) for one in checks] == [
        ("credentials", True), ("project", True), ("create", True),
    ]  # fmt: skip


def test_refused_credentials_are_told_without_the_token(kind: str, fake: ApiFake) -> None:
    asked = provider(fake, kind, token="wrong-token")

    (check,) = asked.checks()

    assert (check.name, check.ok) == ("credentials", False)
    assert "401" in check.text
    assert "wrong-token" not in check.text
    with pytest.raises(OwnerNeeded):
        asked.create(NEW)


def test_what_a_tracker_says_is_one_line_without_the_token(kind: str, fake: ApiFake) -> None:
    fake.refuse("POST", "issue", 422, {"message": "No\nsecret-token\x1b[0m" + "x" * 500})

    with pytest.raises(Refused) as raised:
        provider(fake, kind).create(NEW)

    said = str(raised.value)
    assert "secret-token" not in said
    assert said.isprintable()
    assert len(said) < 300


@pytest.mark.parametrize(
    ("status", "fault"),
    [
        (403, Forbidden), (404, Missing), (410, Missing), (500, Unreachable),
        (301, (OwnerNeeded, Missing)),  # of one issue of GitHub: it was transferred
    ],
)  # fmt: skip
def test_faults_are_told_apart(kind: str, fake: ApiFake, status: int, fault: Any) -> None:
    fake.refuse("GET", "issue", status, b"<html>")

    with pytest.raises(fault):
        provider(fake, kind).get("1")


@pytest.mark.parametrize(
    ("status", "headers", "wait"),
    [
        (429, {"Retry_After": "120"}, 120),
        (403, {"Retry_After": "30"}, 30),
        (429, {"Retry_After": "99999999"}, 3600),
        (403, {"X_RateLimit_Remaining": "0", "X_RateLimit_Reset": "1"}, 5),
        (429, {"X_RateLimit_Reset": "2000-01-01T00:00Z"}, 5),
        (429, {"Retry_After": "soon"}, 60),
        (403, {}, 60),
    ],
)
def test_a_limit_says_how_long_to_wait(
    kind: str, fake: ApiFake, status: int, headers: dict[str, str], wait: int
) -> None:
    fake.refuse("GET", "issue", status, {"message": "a secondary rate limit"}, **headers)

    with pytest.raises(RateLimited) as raised:
        provider(fake, kind).get("1")

    assert raised.value.wait_s == wait


@pytest.mark.parametrize(
    "answer", [b"<html>", b"[1, {}]", b'{"number": "x"}', b"[" * 5000, b"x" * (ANSWER_BYTES + 1)]
)
def test_answers_that_make_no_sense_are_faults(kind: str, fake: ApiFake, answer: bytes) -> None:
    fake.instead += [(lambda _request: True, (200, {}, answer))] * 2

    with pytest.raises((Unreachable, Missing)):
        provider(fake, kind).get("1")


def test_addresses_inside_a_private_network_are_refused(
    kind: str, fake: ApiFake, settings: DjangoSettings
) -> None:
    settings.WEBHOOK_NETWORKS = ()

    with pytest.raises(OwnerNeeded, match="private network"):
        provider(fake, kind).get("1")

    assert fake.requests == []


def test_github_tells_what_was_not_planned_and_passes_over_pull_requests(github: GitHubFake) -> None:
    asked = provider(github, "github")
    first, second = github.add(), github.add()
    github.close(first, done=False)
    second["pull_request"] = {"url": "https://api.github.com"}

    assert [one.category for one in changed(asked)] == ["not_planned"]
    with pytest.raises(Missing):
        asked.get("2")


def test_a_token_of_gitlab_that_only_reads_is_told(gitlab: GitLabFake) -> None:
    gitlab.scopes = ["read_api"]
    assert provider(gitlab, "gitlab").checks()[-1].text == "The token has not the scope api."

    gitlab.scopes, gitlab.level = ["api"], 10
    assert "guest" in provider(gitlab, "gitlab").checks()[-1].text


class TestJira:
    """Workflows and rights of Jira."""

    @pytest.fixture
    def asked(self, jira: JiraFake) -> Provider:
        return provider(jira, "jira-cloud" if jira.cloud else "jira-data-center")

    def test_a_workflow_without_a_way_to_done_refuses(self, jira: JiraFake, asked: Provider) -> None:
        jira.workflow = {"To Do": ("In Progress",)}
        made = asked.create(NEW)

        with pytest.raises(Refused, match="The workflow refused: from To Do it offers no way"):
            asked.close(made.id)

    def test_a_condition_of_the_transition_refuses(self, jira: JiraFake, asked: Provider) -> None:
        made = asked.create(NEW)
        jira.refuse("POST", "transitions", 400, {"errorMessages": [], "errors": {"resolution": "Required."}})

        with pytest.raises(Refused, match="resolution: Required"):
            asked.close(made.id)

    def test_the_named_status_is_the_aim(self, jira: JiraFake) -> None:
        kind = "jira-cloud" if jira.cloud else "jira-data-center"
        asked = provider(jira, kind, close_status="Released")

        assert asked.close(asked.create(NEW).id).status == "Released"

    def test_what_was_not_done_is_told_by_the_resolution(self, jira: JiraFake, asked: Provider) -> None:
        jira.close(jira.add(), resolution="Won't Do")

        assert changed(asked)[0].category == "not_planned"

    def test_missing_permissions_are_named(self, jira: JiraFake, asked: Provider) -> None:
        jira.denied = ("CREATE_ISSUES", "ADD_COMMENTS")

        assert asked.checks()[-1].text == "The account may not create issues, write comments."

    def test_an_issue_that_was_created_is_not_taken_for_refused(
        self, jira: JiraFake, asked: Provider
    ) -> None:
        jira.refuse("GET", "/issue/", 403)

        with pytest.raises(Unreachable):
            asked.create(NEW)

        assert len(jira.issues) == 1

    def test_an_issue_that_moved_to_another_project_is_missing(self, jira: JiraFake, asked: Provider) -> None:
        made = asked.create(NEW)
        jira.issues[0]["fields"]["project"] = {"key": "OTHER"}

        with pytest.raises(Missing):
            asked.get(made.id)
