"""A threat's page offers a patch that resolves it, made without the files that were imported."""

import io
import zipfile
from typing import Any

from rest_framework.test import APIClient

from tests.people import People
from tests.shop_model import FIXED, import_text, socket_threat
from threatmodel.architecture.models import ThreatModel

Json = dict[str, Any]


def patch_of(client: APIClient, model: ThreatModel, number: int) -> Json:
    answer = client.get(f"/api/models/{model.pk}/threats/{number}/patch/")
    assert answer.status_code == 200, answer.content
    body: Json = answer.json()
    return body


def test_the_patch_of_a_compose_service_is_an_override_file(vera: APIClient, model: ThreatModel) -> None:
    threat = socket_threat(model)

    patch = patch_of(vera, model, threat.number)

    assert (patch["form"], patch["name"], patch["reason"]) == (
        "compose-override",
        "compose.override.yaml",
        "",
    )
    assert "  proxy:\n" in patch["text"]
    assert "docker.sock" not in patch["text"]
    assert threat.title in patch["resolves"]
    assert any("docker.sock" in note for note in patch["notes"])


def test_a_threat_that_is_gone_has_a_reason_instead(
    vera: APIClient, model: ThreatModel, cast: People
) -> None:
    number = socket_threat(model).number
    import_text(model, cast.bob, FIXED)

    patch = patch_of(vera, model, number)

    assert patch["text"] == ""
    assert "next analysis" in patch["reason"]


def test_a_stranger_gets_404(charlie: APIClient, model: ThreatModel) -> None:
    assert charlie.get(f"/api/models/{model.pk}/threats/1/patch/").status_code == 404
    assert charlie.get(f"/api/models/{model.pk}/patches/").status_code == 404


def test_an_unknown_number_is_404(vera: APIClient, model: ThreatModel) -> None:
    assert vera.get(f"/api/models/{model.pk}/threats/9999/patch/").status_code == 404


def test_all_patches_come_as_one_archive(vera: APIClient, model: ThreatModel) -> None:
    first, second = (vera.get(f"/api/models/{model.pk}/patches/") for _ in range(2))

    assert first["Content-Type"] == "application/zip"
    assert first.content == second.content
    archive = zipfile.ZipFile(io.BytesIO(first.content))
    assert {"compose.override.yaml", "NOTES.md"} <= {*archive.namelist()}
