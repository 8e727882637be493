"""VEX says what people decided about a vulnerability, and that of all others nothing is known yet."""

import json
from typing import Any

import pytest

from tests.engine.exporters.interchange.exported import element, small_content, threat
from threatmodel.engine.exporters.interchange.export_data_types import ExportContent, ExportedMitigation
from threatmodel.engine.exporters.interchange.vex import write_vex
from threatmodel.engine.model import Model

VERIFIED = ExportedMitigation("m", "Filter requests", status="verified")
DONE = ExportedMitigation("m", "Filter requests", status="implemented")
REJECTED = ExportedMitigation("n", "Rewrite it", status="rejected")
PROPOSED = ExportedMitigation("p", "Segment the network", status="proposed")
SUGGESTED = ExportedMitigation("s", "Pin the image")
PLANNED = ExportedMitigation("m", "Update the image", status="planned")


def analysis(*, stated: str = "affected", why: str = "", **decided: Any) -> Any:
    found = {"id": "CVE-1", "severity": "high", "status": stated, "reason": why}
    image = element("image:web", "image", vulnerabilities=[found])
    threats = (threat("a", "image:web", vulnerabilities=("CVE-1",), **decided),) if decided else ()
    written = write_vex(ExportContent("Shop", Model({image.uid: image}), threats))
    (entry,) = json.loads(written.data)["vulnerabilities"]
    return entry["analysis"]


@pytest.mark.parametrize(
    ("decided", "state"),
    [
        ({}, {"state": "in_triage"}),
        ({"status": "open"}, {"state": "in_triage"}),
        ({"status": "needs-info"}, {"state": "in_triage", "detail": "Needs information"}),
        (
            {"status": "not-applicable", "reason": "Not reached"},
            {"state": "not_affected", "detail": "Not applicable: Not reached"},
        ),
        (
            {"status": "accepted", "reason": "Until May"},
            {"state": "exploitable", "response": ["will_not_fix"], "detail": "Risk accepted: Until May"},
        ),
        (
            {"status": "mitigated", "mitigations": (VERIFIED,)},
            {
                "state": "not_affected",
                "justification": "protected_by_mitigating_control",
                "detail": "Verified: Filter requests",
            },
        ),
        (
            {"status": "mitigated", "mitigations": (DONE,)},
            {
                "state": "exploitable",
                "response": ["workaround_available"],
                "detail": "Implemented: Filter requests",
            },
        ),
        (
            {"status": "mitigated", "mitigations": (VERIFIED, REJECTED)},
            {
                "state": "not_affected",
                "justification": "protected_by_mitigating_control",
                "detail": "Verified: Filter requests\nRejected: Rewrite it",
            },
        ),
        ({"status": "mitigated"}, {"state": "in_triage"}),
        (
            {"status": "mitigated", "mitigations": (SUGGESTED, REJECTED)},
            {"state": "in_triage", "detail": "Suggested: Pin the image\nRejected: Rewrite it"},
        ),
        ({"status": "open", "mitigations": (PROPOSED, REJECTED)}, {"state": "in_triage"}),
        (
            {"status": "open", "mitigations": (PLANNED,)},
            {"state": "exploitable", "detail": "Planned: Update the image"},
        ),
    ],
)
def test_the_decision_is_the_analysis(decided: dict[str, Any], state: dict[str, Any]) -> None:
    assert analysis(**decided) == state


def test_an_assessment_in_the_files_counts_before_decisions() -> None:
    assert analysis(stated="fixed", status="open") == {"state": "resolved"}
    assert analysis(stated="not-affected", why="code not present", status="accepted") == {
        "state": "not_affected", "detail": "code not present",
    }  # fmt: skip


def test_entries_name_source_rating_and_image() -> None:
    (entry,) = json.loads(write_vex(small_content()).data)["vulnerabilities"]

    assert entry["source"]["url"] == "https://nvd.nist.gov/vuln/detail/CVE-2024-0001"
    assert entry["references"][0]["id"] == "GHSA-aaaa-bbbb-cccc"
    assert entry["ratings"] == [
        {"severity": "high", "score": 8.1, "method": "CVSSv31", "vector": "CVSS:3.1/AV:N"}
    ]
    assert entry["recommendation"] == "Update to 3.0.2."
    assert entry["affects"] == [{"ref": "image:web"}]
