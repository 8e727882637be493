"""Evidence that people put with mitigations: what is kept, how it is served, and that it verifies nothing."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from rest_framework.test import APIClient

from tests.people import People, client_of
from tests.shop_model import socket_threat
from threatmodel.architecture.models import ThreatModel
from threatmodel.history.models import ModelEvent
from threatmodel.threats.mitigation_evidence.models import EvidenceContent, MitigationEvidence
from threatmodel.threats.mitigation_evidence.services import evidence as services
from threatmodel.threats.mitigations.models import Mitigation

Json = dict[str, Any]
PDF = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"
PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR"
JPEG = b"\xff\xd8\xff\xe0\x00\x10JFIF"
WEBP = b"RIFF\x24\x00\x00\x00WEBPVP8 "
LINK: Json = {"kind": "link", "title": "Pull request 12", "url": "https://git.example/shop/12"}


@pytest.fixture
def mitigation(bob: APIClient, model: ThreatModel) -> str:
    body = {
        "threats": [socket_threat(model).number],
        "control": "remove-runtime-socket",
        "status": "implemented",
    }
    bob.post(f"/api/models/{model.pk}/mitigations/", body)
    return f"/api/models/{model.pk}/mitigations/1/"


@pytest.fixture
def address(mitigation: str) -> str:
    return f"{mitigation}evidence/"


def send(client: APIClient, address: str, name: str, data: bytes) -> Any:
    return client.post(address, {"file": SimpleUploadedFile(name, data)}, format="multipart")


def place(model: ThreatModel, made: Json) -> str:
    return f"/api/models/{model.pk}/evidence/{made['id']}/"


def test_a_link_and_a_note_are_listed_newest_first(bob: APIClient, address: str, mitigation: str) -> None:
    bob.post(address, LINK)
    bob.post(address, {"kind": "note", "text": "Checked on the host.\nNo socket in the container."})

    rows = bob.get(address).json()

    assert [(row["kind"], row["title"]) for row in rows] == [
        ("note", "Checked on the host."),
        ("link", "Pull request 12"),
    ]
    assert rows[1]["url"] == LINK["url"]
    assert rows[0]["added_by"]["name"] == "Bob"
    assert bob.get(mitigation).json()["evidence_count"] == 2


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"kind": "link", "url": ""}, "url"),
        ({"kind": "link", "url": "javascript:alert(1)"}, "url"),
        ({"kind": "link", "url": "https://"}, "url"),
        ({"kind": "link", "url": "https://bob:secret@git.example/"}, "url"),
        ({"kind": "link", "url": "https://token@git.example/"}, "url"),
        ({"kind": "link", "url": "http://[::1"}, "url"),
        ({"kind": "note", "text": "  "}, "text"),
        ({"kind": "file"}, "kind"),
    ],
)
def test_what_is_no_evidence_is_refused(bob: APIClient, address: str, body: Json, field: str) -> None:
    refused = bob.post(address, body)

    assert (refused.status_code, list(refused.json())) == (400, [field])
    assert not MitigationEvidence.objects.exists()


@pytest.mark.parametrize(
    ("name", "data", "media_type"),
    [
        ("report.pdf", PDF, "application/pdf"),
        ("screen.png", PNG, "image/png"),
        ("photo.JPG", JPEG, "image/jpeg"),
        ("photo.webp", WEBP, "image/webp"),
        ("scan.json", b'{"results": []}', "text/plain"),
        ("häfen.yaml", "name: Häfen\n".encode(), "text/plain"),
        ("page.md", b"<script>alert(1)</script>", "text/plain"),
    ],
)
def test_a_file_is_kept_and_served_for_download_alone(
    bob: APIClient, vera: APIClient, address: str, model: ThreatModel, name: str, data: bytes, media_type: str
) -> None:
    made = send(bob, address, name, data)

    assert made.status_code == 201, made.content
    assert (made.json()["title"], made.json()["media_type"]) == (name, media_type)
    served = vera.get(f"{place(model, made.json())}content/")
    assert served.content == data
    assert served.headers["Content-Type"].partition(";")[0] == media_type
    assert served.headers["Content-Disposition"].startswith("attachment")
    assert served.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in served.headers["Content-Security-Policy"]
    assert served.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize(
    ("name", "data", "says"),
    [
        ("empty.txt", b"", "empty"),
        ("report.pdf", PNG, "The content is PNG"),
        ("page.html", b"<html></html>", "The content is Text"),
        ("picture.svg", b"<svg onload='alert(1)'/>", "The content is Text"),
        ("tool.txt", b"MZ\x90\x00\x03", "cannot be kept"),
        ("bundle.zip", b"PK\x03\x04\x14\x00\x00\x00", "cannot be kept"),
        ("latin.txt", "Häfen".encode("latin-1"), "cannot be kept"),
        ("escape.txt", b"\x1b[2Jhello", "cannot be kept"),
    ],
)
def test_the_type_follows_from_the_content(
    bob: APIClient, address: str, name: str, data: bytes, says: str
) -> None:
    refused = send(bob, address, name, data)

    assert refused.status_code == 400
    assert says in refused.json()["file"][0]
    assert not MitigationEvidence.objects.exists()


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("../../etc/report.pdf", "report.pdf"),
        ("C:\\scans\\report.pdf", "report.pdf"),
        ("re\r\nport\x00.pdf", "report.pdf"),
        ("x" * 300 + ".pdf", "x" * 196 + ".pdf"),
    ],
)
def test_a_name_has_no_folders_and_control_characters(sent: str, kept: str) -> None:
    assert services._file_name(sent) == kept


def test_quotes_in_a_name_do_not_break_the_header(bob: APIClient, address: str, model: ThreatModel) -> None:
    made = send(bob, address, "a.txt", b"text").json()
    MitigationEvidence.objects.update(title='a"; filename="evil.html')

    header = bob.get(f"{place(model, made)}content/").headers["Content-Disposition"]

    assert header == 'attachment; filename="a\\"; filename=\\"evil.html"'


def test_a_file_has_a_size_limit(bob: APIClient, address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    refused = send(bob, address, "long.txt", b"x" * (services.FILE_MOST_BYTES + 1))

    assert refused.status_code == 400
    assert refused.json() == {"file": ["A file has at most 10 MB."]}


def test_the_files_of_a_team_have_a_limit_that_counts_what_can_be_restored(
    bob: APIClient, address: str, model: ThreatModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(services, "TEAM_MOST_BYTES", 10)
    made = send(bob, address, "a.txt", b"12345678").json()
    assert bob.delete(place(model, made)).status_code == 204

    refused = send(bob, address, "b.txt", b"123")

    assert refused.status_code == 400
    assert "would exceed" in refused.json()["file"][0]
    old = MitigationEvidence.objects.get(pk=made["id"])
    assert old.removed_at is not None
    MitigationEvidence.objects.update(removed_at=old.removed_at - 2 * services._RESTORABLE)
    assert send(bob, address, "b.txt", b"123").status_code == 201
    assert EvidenceContent.objects.count() == 1


def test_a_mitigation_has_so_many_pieces(
    bob: APIClient, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(services, "MITIGATION_MOST", 1)
    bob.post(address, LINK)

    assert bob.post(address, LINK).json() == {
        "kind": ["A mitigation has at most 1 pieces of evidence. Remove one first."]
    }


def test_a_removal_is_undone_with_the_file(bob: APIClient, address: str, model: ThreatModel) -> None:
    made = send(bob, address, "report.pdf", PDF).json()
    bob.delete(place(model, made))
    assert bob.get(address).json() == []
    assert bob.get(f"{place(model, made)}content/").status_code == 404

    restored = bob.post(f"{place(model, made)}restore/")

    assert restored.json() == made
    assert bob.get(f"{place(model, made)}content/").content == PDF
    assert bob.post(f"{place(model, made)}restore/").status_code == 404
    events = ModelEvent.objects.filter(subject_type="mitigation", subject_number=1).order_by("-id")
    assert [event.what for event in events[:3]] == ["restored evidence", "removed evidence", "added evidence"]


def test_evidence_of_people_verifies_nothing(bob: APIClient, address: str, mitigation: str) -> None:
    send(bob, address, "report.pdf", PDF)

    row = bob.get(mitigation).json()
    assert (row["status"], row["verified_by_evidence"], row["proof"]) == ("implemented", False, "not-seen")


def test_only_editors_add_and_remove(
    bob: APIClient, vera: APIClient, address: str, model: ThreatModel
) -> None:
    made = bob.post(address, LINK).json()

    assert vera.post(address, LINK).status_code == 403
    assert vera.delete(place(model, made)).status_code == 403
    assert vera.get(address).status_code == 200


def test_a_stranger_finds_nothing(bob: APIClient, address: str, model: ThreatModel, cast: People) -> None:
    made = send(bob, address, "report.pdf", PDF).json()
    charlie = client_of(cast.charlie)

    answers = [
        charlie.get(address),
        charlie.get(f"{place(model, made)}content/"),
        charlie.delete(place(model, made)),
        send(charlie, address, "b.txt", b"x"),
    ]

    assert [answer.status_code for answer in answers] == [404] * 4
    assert MitigationEvidence.objects.filter(removed_at=None).count() == 1


def test_evidence_of_another_model_is_not_found(
    bob: APIClient, address: str, model: ThreatModel, cast: People
) -> None:
    made = bob.post(address, LINK).json()
    other = ThreatModel.objects.create(team=cast.team, name="Other", created_by=cast.alice)

    assert bob.delete(place(other, made)).status_code == 404


def test_it_goes_with_its_mitigation(bob: APIClient, address: str, mitigation: str) -> None:
    send(bob, address, "report.pdf", PDF)

    bob.delete(mitigation)

    assert not Mitigation.objects.exists()
    assert not EvidenceContent.objects.exists()
