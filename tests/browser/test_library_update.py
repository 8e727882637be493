"""After an upgrade a model shows what the new rules would change; a person reviews and applies it."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser import steps
from tests.browser.accessibility import overflow, violations
from tests.services.deployment import Server

pytestmark = pytest.mark.parametrize("live", ["embedded"], indirect=True)

COMPOSE = """\
services:
  web:
    image: registry.example.com/web:1.4
    privileged: true
"""
# An earlier release knew another rule in place of that of privileged containers.
OTHER_RULES = """
from threatmodel.threats.analysis.models import ModelCounters
from threatmodel.threats.threats.models import Threat
rows = Threat.objects.filter(model_id="{model}", rule="container-privileged")
rows.update(rule="rule-of-earlier", fingerprint="e" * 32, title="Rule of an earlier release")
ModelCounters.objects.filter(model_id="{model}").update(analyzer_version="0.0.9 (00000000)")
"""
# A preview that no worker begins within the test.
WAITING_PREVIEW = """
from datetime import timedelta
from django.utils import timezone
from threatmodel.architecture.models import ThreatModel
from threatmodel.engine.analysis.analyzer_version import analyzer_version
from threatmodel.jobs.models import Job
model = ThreatModel.objects.get(pk="{model}")
Job.objects.create(
    team_id=model.team_id, model=model, kind="library-preview",
    params={{"analyzer_version": analyzer_version()}}, lease_until=timezone.now() + timedelta(hours=1),
)
"""


def test_a_preview_is_canceled_and_tried_again(page: Page, live: Server) -> None:
    owner = steps.enter(page, live)
    model = owner.model("Shop")
    owner.import_files(model, {"docker-compose.yml": COMPOSE.encode()})
    owner.wait_for_analysis(model)  # one that comes later would be by the present rules
    code = WAITING_PREVIEW + OTHER_RULES
    live.manage("shell", "--no-imports", "-c", code.format(model=model))

    page.goto(f"/m/{model}/library-update")
    expect(page.get_by_text("The preview is not computed yet")).to_be_visible()
    page.get_by_role("button", name="Cancel the preview").click()
    expect(page.get_by_text("The preview was canceled")).to_be_visible()
    assert violations(page) == []

    page.get_by_role("button", name="Try again").click()
    changes = page.get_by_role("list", name="Changes by the rule library").get_by_role("listitem")
    expect(changes).to_have_count(2)


def test_a_person_reviews_and_applies_a_rule_library(page: Page, live: Server) -> None:
    owner = steps.enter(page, live)
    model = owner.model("Shop")
    owner.import_files(model, {"docker-compose.yml": COMPOSE.encode()})
    owner.wait_for_analysis(model)  # one that comes later would be by the present rules
    page.goto(f"/m/{model}/threats")
    page.wait_for_load_state("networkidle")  # what is told before the page listens is not shown
    live.manage("shell", "--no-imports", "-c", OTHER_RULES.format(model=model))

    banner = page.get_by_role("region", name="Rule library update")
    expect(banner).to_contain_text("1 new threat, 1 goes")  # once it is looked for, from time to time
    expect(banner).to_contain_text("is available")
    assert violations(page) == []
    banner.get_by_role("link", name="Review").click()

    expect(page.get_by_role("heading", name="Rule library update", exact=True)).to_be_visible()
    expect(banner).to_be_hidden()
    changes = page.get_by_role("list", name="Changes by the rule library").get_by_role("listitem")
    expect(changes).to_have_count(2)
    expect(changes.first).to_contain_text("container-privileged")
    expect(changes.last).to_contain_text("no longer in the library")
    expect(page.get_by_text("nothing is changed yet")).to_be_visible()
    assert violations(page) == []
    assert overflow(page) == 0

    page.get_by_role("button", name="Apply to this model").click()
    expect(page.get_by_text("was applied: 1 new threat, 1 goes.")).to_be_visible()
    expect(page.get_by_text("Applied as previewed.")).to_be_visible()
    expect(page.get_by_role("button", name="Apply to this model")).to_be_hidden()
    changes.first.get_by_role("link", name=re.compile(r"^T\d+ ")).click()  # numbered once it is applied
    expect(page.get_by_role("heading", level=1)).to_contain_text("web")
