"""A team connects GitHub, creates an issue for a mitigation, and takes over that it was closed there."""

from playwright.sync_api import Page, expect

from tests.browser import steps
from tests.browser.modes import only_embedded
from tests.services.deployment import Server
from tests.trackers.fakes.github import REPOSITORY, GitHubFake
from tests.trackers.fakes.server import serving

COMPOSE = b"""\
services:
  web:
    image: registry.example.com/web:1.4
    privileged: true
"""
# All modes send requests and read answers alike.
pytestmark = only_embedded


def connect(page: Page, team: str, github: GitHubFake) -> None:
    page.goto(f"/t/{team}/settings")
    page.get_by_role("link", name="Add tracker").click()
    expect(page.get_by_role("heading", name="Add issue tracker")).to_be_visible()  # settings have a name too
    page.get_by_label("Name").fill("Backlog")
    page.get_by_label("Address").fill(github.url)
    page.get_by_label("Repository").fill(REPOSITORY)
    page.get_by_role("textbox", name="Token").fill(github.token)
    page.get_by_role("button", name="Add and test").click()
    expect(page.get_by_text("The connection works.")).to_be_visible()


def test_an_issue_that_was_closed_there_implements_its_mitigation_once_a_person_accepts(
    page: Page, live: Server
) -> None:
    visitor = steps.enter(page, live)
    model = visitor.model("Shop")
    visitor.import_files(model, {"docker-compose.yml": COMPOSE})
    work = {"threats": [1], "title": "Drop privileges", "description": "Not privileged any more."}
    visitor.post(f"/api/models/{model}/mitigations/", work)
    team = visitor.get("/api/teams/")["results"][0]["id"]
    github = GitHubFake()
    with serving(github):
        connect(page, team, github)
        assert github.token not in page.content()

        page.goto(f"/m/{model}/mitigations?open=1")
        page.get_by_role("button", name="Create issue").click()
        dialog = page.get_by_role("dialog", name="Create issues: M1")
        expect(dialog.get_by_text("M1 Drop privileges")).to_be_visible()
        dialog.get_by_role("button", name="Create 1 issue").click()
        expect(dialog.get_by_text("1 issue created")).to_be_visible()
        dialog.get_by_role("button", name="Done").click()
        link = page.get_by_role("listitem", name="#1").get_by_role("link")
        expect(link).to_have_attribute("href", github.issues[0]["html_url"])
        expect(link).to_have_attribute("rel", "noopener noreferrer")

        github.close(github.issues[0])
        page.goto(f"/t/{team}/settings")
        page.get_by_role("button", name="Sync now: Backlog").click()
        expect(page.get_by_text("1 issue, 1 proposal")).to_be_visible()

        page.goto(f"/m/{model}/mitigations?view=trackers")
        expect(page.get_by_text("From trackers (1)")).to_be_visible()
        expect(page.get_by_role("button", name="Keep here: M1 stays Proposed")).to_be_visible()
        page.get_by_role("button", name="Accept: Set M1 from Proposed to Implemented").click()
        expect(page.get_by_role("heading", name="Nothing to decide")).to_be_visible()

    assert visitor.get(f"/api/models/{model}/mitigations/1/")["status"] == "implemented"
