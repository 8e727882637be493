"""Bulkhead's own deployment is held to what Bulkhead tells others."""

import json
import subprocess
import sys

from tests.services.deployment import ROOT

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
