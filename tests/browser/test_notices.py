"""The inbox leads to what was assigned and where somebody was mentioned; people choose what is mailed."""

import re

from playwright.sync_api import Page, Route, expect

from tests.browser import steps
from tests.browser.modes import only_embedded
from tests.services.deployment import Server
from tests.services.visitor import Visitor
from tests.shop_model import COMPOSE

# The inbox on sockets in both modes: tests/notifications/test_inbox_socket.py.
pytestmark = only_embedded
LINK = """
from threatmodel.notifications.services.unsubscribe import unsubscribe_path
from threatmodel.accounts.models import User
print(unsubscribe_path(user_id=User.objects.get(email="{email}").pk, scope="mentioned"))
"""


def test_notices_arrive_lead_to_their_place_and_are_read_there(page: Page, live: Server) -> None:
    owner = Visitor(live.url)
    owner.sign_up("olga-notices@bulkhead.example", name="Olga Owner")
    model = owner.model("Shop")
    owner.import_files(model, {"docker-compose.yml": COMPOSE.encode()})
    eva = owner.invite("eva-notices@bulkhead.example", role="editor", name="Eva Editor")
    steps.add_cookies(page.context, eva)
    page.goto("/inbox")
    expect(page.get_by_role("heading", name="Nothing here yet")).to_be_visible()

    key = eva.get("/api/session/")["user"]["id"]
    work = {"threats": [1], "title": "Drop privileges", "description": "", "owner": key}
    owner.post(f"/api/models/{model}/mitigations/", work)
    comment = {"on": "threat", "uid": "T1", "text": f"<@{key}> does this still run?"}
    owner.post(f"/api/models/{model}/comments/", comment)

    notices = page.get_by_role("list", name="Notices").get_by_role("listitem")
    expect(notices).to_have_count(2)
    expect(page.get_by_role("button", name="Inbox, 2 new")).to_be_visible()
    notices.filter(has_text="Olga Owner assigned you M1 in Shop").get_by_role("link").click()
    expect(page.get_by_role("dialog", name="M1")).to_contain_text("Drop privileges")
    page.keyboard.press("Escape")

    page.get_by_role("button", name="Inbox, 1 new").click()
    preview = page.get_by_role("dialog").get_by_role("region", name="Inbox")
    preview.get_by_role("link", name=re.compile("mentioned you on T1.* in Shop")).click()
    expect(page).to_have_url(re.compile(f"/m/{model}/threats/1\\?comment="))
    expect(page.get_by_role("article", name="Thread by Olga Owner")).to_contain_text("does this still run?")

    page.get_by_role("button", name="Inbox", exact=True).click()
    preview.get_by_role("link", name="Show all").click()
    expect(page.get_by_text("0 unread")).to_be_visible()
    notices.filter(has_text="assigned you").get_by_role("button", name="Mark as unread").click()
    expect(page.get_by_text("1 unread")).to_be_visible()
    page.get_by_role("button", name="Mark all as read").click()
    expect(page.get_by_text("0 unread")).to_be_visible()


def test_a_person_chooses_what_is_mailed_and_the_link_of_a_mail_ends_it(page: Page, live: Server) -> None:
    visitor = steps.enter(page, live)
    page.route("**/api/notices/preferences/", with_mail)

    def modes() -> dict[str, str]:
        found: dict[str, str] = visitor.get("/api/notices/preferences/")["modes"]
        return found

    before = modes()
    page.goto("/account#notifications")
    with page.expect_response("**/api/notices/preferences/"):
        page.get_by_label("Mentions").select_option(label="Daily digest")
    page.get_by_label("Quiet hours: no e-mail in them").check()
    expect(page.get_by_label("Quiet from")).to_have_value("22")
    page.reload()
    expect(page.get_by_label("Mentions")).to_have_value("digest")
    expect(page.get_by_label("Quiet until")).to_have_value("7")

    email = visitor.get("/api/session/")["user"]["email"]
    link = live.manage("shell", "--no-imports", "-c", LINK.format(email=email)).strip()
    page.context.clear_cookies()
    page.goto(link)
    expect(page.get_by_text("Stop e-mails about “Mentions”?")).to_be_visible()
    assert modes() == before | {"mentioned": "digest"}
    page.get_by_role("button", name="Unsubscribe").click()
    expect(page.get_by_role("heading", name="You are unsubscribed")).to_be_visible()
    assert modes() == before | {"mentioned": "off"}

    page.goto(f"{link}x")
    page.get_by_role("button", name="Unsubscribe").click()
    expect(page.get_by_role("alert")).to_contain_text("This link is not valid.")


def with_mail(route: Route) -> None:
    """Let the server have somebody who sends its mails, as far as the page knows."""
    reply = route.fetch()
    route.fulfill(response=reply, json=reply.json() | {"mail": True})
