"""A stage with open checks is approved with a reason only, and both are recorded."""

from rest_framework.test import APIClient

from tests.pasta.test_stages import approve, stage
from threatmodel.architecture.models import ThreatModel
from threatmodel.audit.models import AuditEvent


def test_a_stage_that_is_not_ready_is_approved_with_a_reason_that_is_recorded(
    anna: APIClient, model: ThreatModel
) -> None:
    not_met = [check for check in stage(anna, model, 5)["checks"] if not check["met"]]
    titles = [check["title"] for check in not_met]
    assert titles
    assert not any(check["blocks"] for check in not_met)

    refused = [approve(anna, model, 5, note=note) for note in ("", "  \n")]
    approved = approve(anna, model, 5, note="Scans follow next week.")

    assert [one.status_code for one in refused] == [400, 400]
    assert all(title in refused[0].json()["note"][0] for title in titles)
    assert approved.status_code == 204
    event = AuditEvent.objects.get(action="stage.approved")
    assert (event.after["note"], event.after["open_checks"]) == ("Scans follow next week.", titles)
