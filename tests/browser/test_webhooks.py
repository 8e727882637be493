"""An owner adds a webhook, sees its secret once, and sends again what its receiver refused."""

import base64
import hashlib
import hmac
import json

from playwright.sync_api import Page, expect

from tests.browser import steps
from tests.browser.modes import only_embedded
from tests.services.deployment import Server
from tests.services.http_fake import HttpFake, Received, http_server

GONE = "The receiver says that the address is gone (410)."


def add_webhook(page: Page, receiver: HttpFake) -> str:
    """Add a webhook for programs, and return the secret that is shown."""
    page.get_by_role("button", name="Add webhook").click()
    dialog = page.get_by_role("dialog", name="Add webhook")
    dialog.get_by_label("Name").fill("Our program")
    dialog.get_by_label("Form").select_option(label="JSON, signed")
    dialog.get_by_label("Address").fill(receiver.url)
    dialog.get_by_role("button", name="Add webhook").click()
    shown = page.get_by_role("dialog", name="Secret of the webhook")
    secret = shown.get_by_text("whsec_").inner_text()
    page.mouse.click(5, 5)  # beside the dialog
    shown.get_by_role("button", name="Done").click()
    return secret


def is_signed(request: Received, secret: str) -> bool:
    signed = f"{request.headers['webhook-id']}.{request.headers['webhook-timestamp']}.".encode()
    key = base64.b64decode(secret.removeprefix("whsec_"))
    digest = base64.b64encode(hmac.digest(key, signed + request.body, hashlib.sha256)).decode()
    return request.headers["webhook-signature"] == f"v1,{digest}"


@only_embedded
def test_a_webhook_is_added_tested_disabled_by_its_receiver_and_used_again(page: Page, live: Server) -> None:
    visitor = steps.enter(page, live)
    visitor.model("Shop")
    team = visitor.get("/api/teams/")["results"][0]["id"]
    page.goto(f"/t/{team}/settings")
    log = page.get_by_role("dialog", name="Deliveries to Our program")
    with http_server() as receiver:
        secret = add_webhook(page, receiver)
        page.reload()
        expect(page.get_by_text(f"JSON, signed · 127.0.0.1:{receiver.port} · 2 events")).to_be_visible()
        for hidden in (secret, "room=1"):
            assert hidden not in page.content()

        receiver.statuses += [500, 410]
        page.get_by_role("button", name="Test Our program").click()
        expect(log.get_by_text("Attempt 1: The receiver answered 500. Retrying.")).to_be_visible()
        page.keyboard.press("Escape")
        page.get_by_role("button", name="Test Our program").click()
        expect(log.get_by_text(f"Failed: {GONE}")).to_be_visible()
        expect(log.get_by_text("The webhook is disabled. Enable it to send again.")).to_be_visible()
        expect(log.get_by_role("button", name="Send again")).to_have_count(0)
        page.keyboard.press("Escape")

        expect(page.get_by_text(f"Disabled: {GONE}")).to_be_visible()
        page.get_by_role("button", name="Enable").click()
        expect(page.get_by_role("button", name="Test Our program")).to_be_visible()
        page.get_by_role("button", name="Actions for Our program").click()
        page.get_by_role("menuitem", name="Show deliveries").click()
        log.get_by_role("button", name="Send again").first.click()
        expect(log.get_by_text("Delivered (204)")).to_be_visible()

    _refused, gone, again = receiver.received
    assert gone.headers["webhook-id"] == again.headers["webhook-id"]
    assert is_signed(again, secret)
    assert json.loads(again.body)["type"] == "test"
