"""Bulkhead's own deployment is held to what Bulkhead tells others."""

import json
import subprocess
import sys

import pytest
import yaml
from django.conf import settings

from tests.services.deployment import ROOT

pytestmark = pytest.mark.no_database

OURS = ROOT / "docker-compose.yml"


def test_nothing_critical_or_high_is_found_in_it() -> None:
    done = subprocess.run(
        [sys.executable, "manage.py", "analyze", str(OURS), "--format", "json"],
        cwd=ROOT, check=True, capture_output=True,
    )  # fmt: skip

    report = json.loads(done.stdout)
    assert len(report["elements"]) >= 15
    assert [t["title"] for t in report["threats"] if t["severity"] in {"critical", "high"}] == []


def test_the_demo_shows_it_as_it_is() -> None:
    demo = ROOT / "fixtures" / "demo" / "bulkhead" / "docker-compose.yml"

    assert demo.read_bytes() == OURS.read_bytes(), "copy docker-compose.yml over fixtures/demo/bulkhead/"


def test_the_web_server_has_memory_for_every_answer_about_a_large_model_that_it_makes_at_once() -> None:
    web = yaml.safe_load(OURS.read_text())["services"]["web"]
    limit, processes = web["mem_limit"], int(web["environment"]["WEB_CONCURRENCY"])

    assert limit.endswith("g")
    for_itself = int(limit[:-1]) * 1024**3 - settings.MAX_LARGE_READS * settings.LARGE_READ_MEMORY_BYTES
    assert for_itself >= processes * 350 * 1024**2
