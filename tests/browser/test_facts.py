"""Facts are said, listed and taken back in the inspector, as steps among all others."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser import steps
from tests.browser.accessibility import violations
from tests.browser.demo_model import MediaModel, make_media_model
from tests.browser.modes import only_team
from tests.services.deployment import Server
from tests.waiting import wait_until

pytestmark = only_team

CONTAINER = "compose:transcoder/transcoder"


@pytest.fixture
def demo(page: Page, live: Server) -> MediaModel:
    """The facts of a container of the studio's model."""
    made = make_media_model(live)
    steps.add_cookies(page.context, made.visitor)
    page.goto(f"/m/{made.model}/architecture?select={CONTAINER}")
    page.get_by_role("tab", name="Facts").click()
    return made


def test_said_facts_and_what_is_taken_back_are_undone_like_any_other_step(
    page: Page, demo: MediaModel
) -> None:
    privileged = page.get_by_role("group", name="Privileged", exact=True)
    expect(privileged.get_by_role("radio", name="No", exact=True)).to_be_checked()

    steps.tick(privileged.get_by_role("radio", name="Yes"))
    page.get_by_role("button", name="Undo: Say Privileged of transcoder").click()
    expect(privileged.get_by_role("radio", name="No", exact=True)).to_be_checked()
    page.get_by_role("button", name="Redo: Say Privileged of transcoder").click()
    expect(privileged.get_by_role("radio", name="Yes")).to_be_checked()

    page.get_by_role("button", name="Privileged: take back").click()
    expect(privileged.get_by_role("radio", name="No", exact=True)).to_be_checked()
    page.get_by_role("button", name="Undo: Take back Privileged of transcoder").click()
    expect(privileged.get_by_role("radio", name="Yes")).to_be_checked()


def test_a_list_is_changed_entry_by_entry_and_undone(page: Page, demo: MediaModel) -> None:
    expect(ports(page)).to_contain_text("none")
    ports(page).get_by_role("button", name="Ports: change the list").click()
    dialog = page.get_by_role("dialog", name="Ports")
    dialog.get_by_role("button", name="Another").click()
    entry = dialog.get_by_role("group", name="Entry 1")
    entry.get_by_role("spinbutton", name="Port", exact=True).fill("8080")
    entry.get_by_role("textbox", name="Protocol").fill("tcp")
    assert violations(page) == []
    dialog.get_by_role("button", name="Save").click()

    expect(ports(page)).to_contain_text("port 8080")
    port = {"port": 8080, "protocol": "tcp", "name": "", "host_port": 0, "host_ip": ""}
    wait_until(lambda: said(demo, "ports") == [port], what="the port, on the server")
    page.get_by_role("button", name="Undo: Say Ports of transcoder").click()
    expect(ports(page)).to_contain_text("none")


def ports(page: Page) -> Locator:
    """The fact that lists the ports."""
    return page.locator("dl > div").filter(has=page.get_by_role("button", name=re.compile("^Ports: change")))


def test_a_list_can_be_said_to_be_empty(page: Page, demo: MediaModel) -> None:
    added = page.get_by_role("button", name=re.compile(r"^Capabilities added: .*\. Change$"))
    added.click()
    page.get_by_role("textbox", name="Capabilities added").fill("NET_ADMIN")
    page.keyboard.press("Enter")
    expect(added).to_have_text("NET_ADMIN")

    added.click()
    page.get_by_role("button", name="Capabilities added: none").click()

    expect(added).to_have_text("none")
    wait_until(lambda: said(demo, "capabilities_added") == [], what="the empty list, on the server")


def said(demo: MediaModel, name: str) -> object:
    """Return the value of a fact of the container, as the server has it."""
    found = demo.visitor.get(f"/api/models/{demo.model}/elements/?search={CONTAINER}")["results"]
    detail = demo.visitor.get(f"/api/models/{demo.model}/elements/{found[0]['id']}/")
    return next(fact["value"] for fact in detail["facts"] if fact["name"] == name)


def test_a_duration_and_a_day_are_written_as_people_say_them(page: Page, demo: MediaModel) -> None:
    page.goto(f"/m/{demo.model}/architecture?select=compose:db")
    page.get_by_role("tab", name="Facts").click()
    schedule = page.get_by_role("button", name=re.compile(r"^Backup schedule: .*\. Change$"))
    schedule.click()
    page.get_by_role("textbox", name="Backup schedule").fill("daily")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Enter a duration like 15 min, 6 h or 1 d")).to_be_visible()
    page.get_by_role("textbox", name="Backup schedule").fill("30h")
    page.keyboard.press("Enter")
    expect(schedule).to_have_text("1 d 6 h")

    tested = page.get_by_role("button", name=re.compile(r"^Last restore test: .*\. Change$"))
    tested.click()
    day = page.get_by_role("textbox", name="Last restore test")
    day.fill("2999-01-01")
    page.keyboard.press("Enter")
    expect(page.get_by_text(re.compile(r"^Choose .* or earlier\.$"))).to_be_visible()
    assert violations(page) == []
    day.fill("2020-02-29")
    page.keyboard.press("Enter")
    expect(tested).to_have_text("2020-02-29")

    threats = f"/api/models/{demo.model}/threats/?rule=store-restore-test-outdated"
    wait_until(lambda: demo.visitor.get(threats)["count"] == 1, what="the threat of an old test")
