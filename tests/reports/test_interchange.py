"""A model leaves in the formats of other tools with what people decided, for members of its team alone."""

import datetime as dt
import json
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from rest_framework.test import APIClient

from tests.incident_response.response_client import CLUSTER
from tests.people import People
from tests.shop_model import import_files, socket_threat
from threatmodel.accounts.choices import Role
from threatmodel.architecture.models import ThreatModel
from threatmodel.attack_paths.services.path_computation import paths_refresh
from threatmodel.engine.exporters.interchange import EXPORT_FORMATS
from threatmodel.reports.selectors.interchange import export_content
from threatmodel.threats.acceptances.services.requests import acceptance_request
from threatmodel.threats.decisions.services.threat_decision import threat_decide
from threatmodel.threats.mitigations.services import mitigation_create
from threatmodel.threats.threats.models import Threat

_MITIGATION = {
    "control": "", "description": "Use a proxy.", "status": "planned", "owner": None, "due": None,
    "reduction": "mostly",
}  # fmt: skip


def address(model: ThreatModel, *parts: str) -> str:
    return f"/api/models/{model.pk}/exports/" + "".join(f"{part}/" for part in parts)


def test_all_formats_are_listed(vera: APIClient, model: ThreatModel) -> None:
    found = vera.get(address(model)).json()["formats"]

    assert [one["id"] for one in found] == list(EXPORT_FORMATS)
    assert all(one["name"] and one["purpose"] and one["left_out"] for one in found)


@pytest.mark.parametrize("form", EXPORT_FORMATS)
def test_a_viewer_downloads_what_the_preview_says(form: str, vera: APIClient, model: ThreatModel) -> None:
    preview = vera.get(address(model, form)).json()

    response = vera.get(address(model, form, "file"))

    assert response.status_code == 200
    assert len(response.content) == preview["size_bytes"]
    assert response["Content-Disposition"] == f'attachment; filename="{preview["file_name"]}"'
    assert response["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in response["Content-Security-Policy"]
    assert response.content == vera.get(address(model, form, "file")).content


def test_strangers_and_unknown_formats_get_404(
    vera: APIClient, charlie: APIClient, model: ThreatModel
) -> None:
    assert charlie.get(address(model)).status_code == 404
    assert charlie.get(address(model, "otm")).status_code == 404
    assert charlie.get(address(model, "otm", "file")).status_code == 404
    assert vera.get(address(model, "tm7")).status_code == 404
    assert vera.get(f"/api/models/{uuid4()}/exports/").status_code == 404


def test_decisions_are_in_the_file(vera: APIClient, cast: People, model: ThreatModel) -> None:
    socket = socket_threat(model)
    mitigation_create(
        model=model, actor=cast.bob, role=Role.EDITOR,
        values={**_MITIGATION, "title": "Socket proxy", "threats": [socket.number]},
    )  # fmt: skip
    other = Threat.objects.filter(model=model).exclude(pk=socket.pk).order_by("-score", "number").first()
    assert other is not None
    threat_decide(
        model_id=model.pk, actor=cast.bob, number=other.number, status="not-applicable", reason="Test host"
    )

    document = json.loads(vera.get(address(model, "otm", "file")).content)

    uses = {
        use["threat"]: use
        for one in (*document["components"], *document["dataflows"])
        for use in one["threats"]
    }
    assert uses[socket.fingerprint]["mitigations"] == [{"mitigation": "M1", "state": "required"}]
    assert uses[other.fingerprint]["state"] == "not-applicable"
    (mitigation,) = [one for one in document["mitigations"] if one["id"] == "M1"]
    assert (mitigation["name"], mitigation["riskReduction"]) == ("Socket proxy", 80)
    threats = {one["id"]: one for one in document["threats"]}
    assert threats[other.fingerprint]["attributes"]["decision"] == "Not applicable: Test host"
    assert threats[socket.fingerprint]["attributes"]["number"] == f"T{socket.number}"


def test_an_active_acceptance_is_the_reason(cast: People, model: ThreatModel) -> None:
    socket = socket_threat(model)
    request = acceptance_request(
        model=model,
        actor=cast.bob,
        threats=Threat.objects.filter(pk=socket.pk),
        values={
            "justification": "Needed by the proxy", "conditions": "", "residual_risk": "high",
            "expires_on": timezone.localdate() + dt.timedelta(days=30), "approvers": [cast.anna.pk],
        },
    )  # fmt: skip
    type(request).objects.filter(pk=request.pk).update(
        status="active", decided_by=cast.anna, decided_at=request.requested_at
    )
    Threat.objects.filter(pk=socket.pk).update(status="accepted")

    (exported,) = [one for one in export_content(model=model).threats if one.key == socket.fingerprint]

    assert exported.status == "accepted"
    assert exported.reason == f"Needed by the proxy (until {request.expires_on.isoformat()})"


def test_places_paths_and_counts_are_those_of_the_model(model: ThreatModel) -> None:
    paths_refresh(model_id=model.pk)

    content = export_content(model=model)

    assert content.name == model.name
    assert {"compose:proxy", "compose:db"} <= content.boxes.keys()
    assert content.paths
    assert all(step.title and step.because for path in content.paths for step in path.steps)
    threats = Threat.objects.filter(model=model).exclude(rule__startswith="scenario:")
    assert len(content.threats) + content.resolved == threats.count()
    assert content.possible == Threat.with_possible.filter(model=model, certainty="possible").count()
    assert all(threat.why and threat.mitigations for threat in content.threats)


def test_the_number_of_queries_does_not_grow_with_the_model(model: ThreatModel) -> None:
    model.refresh_from_db()

    with CaptureQueriesContext(connection) as queries:
        export_content(model=model)

    assert len(queries) <= 15


def test_no_format_has_a_value_of_a_secret(cast: People, empty: ThreatModel, vera: APIClient) -> None:
    import_files(empty, cast.bob, {"web.yaml": CLUSTER})

    for form in EXPORT_FORMATS:
        data: Any = vera.get(address(empty, form, "file")).content
        assert b"hunter2" not in data, form
