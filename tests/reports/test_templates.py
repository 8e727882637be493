"""Templates give the reports of a team their logo, classification and sections."""

import struct
import zlib
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from rest_framework.test import APIClient

from tests.people import People
from tests.reports.sample_content import png
from tests.reports.test_reports import address, made
from threatmodel.accounts.models import Team
from threatmodel.architecture.models import ThreatModel
from threatmodel.reports.models import ReportTemplate

Json = dict[str, Any]


def templates(team: Team, template: Json | None = None, *parts: str) -> str:
    base = f"/api/teams/{team.pk}/report-templates/"
    return base if template is None else f"{base}{template['id']}/" + "".join(f"{one}/" for one in parts)


def put_logo(client: APIClient, team: Team, template: Json, data: bytes, name: str = "logo.png") -> Any:
    body = {"file": SimpleUploadedFile(name, data)}
    return client.put(templates(team, template, "logo"), body, format="multipart")


@pytest.fixture
def template(bob: APIClient, team: Team) -> Json:
    body = {"name": "Board", "classification": "Confidential", "sections": ["summary", "sign-off"]}
    response = bob.post(templates(team), body, format="json")
    assert response.status_code == 201, response.content
    found: Json = response.json()
    return found


def test_a_report_takes_what_its_template_says(bob: APIClient, model: ThreatModel, template: Json) -> None:
    report = made(bob, model, template=template["id"], sections=[])

    assert (report["sections"], report["classification"]) == (["summary", "sign-off"], "Confidential")
    assert report["template"]["name"] == "Board"
    assert "**Confidential**" in bob.get(address(model, report, "file")).content.decode()


def test_a_template_of_another_team_is_unknown(bob: APIClient, model: ThreatModel, cast: People) -> None:
    other = ReportTemplate.objects.create(team=cast.other_team, name="Theirs", sections=["summary"])

    body = {"format": "pdf", "template": str(other.pk)}
    assert bob.post(address(model), body, format="json").status_code == 404


def test_an_older_edit_is_refused(bob: APIClient, team: Team, template: Json) -> None:
    changed = bob.patch(templates(team, template), {"version": 0, "name": "Audit"}, format="json").json()
    assert (changed["name"], changed["version"]) == ("Audit", 1)

    late = bob.patch(templates(team, template), {"version": 0, "name": "Mine"}, format="json")

    assert late.status_code == 409
    assert late.json()["current"]["name"] == "Audit"


def test_names_are_used_once(bob: APIClient, team: Team, template: Json) -> None:
    again = bob.post(templates(team), {"name": template["name"].upper()}, format="json")

    assert again.json() == {"name": ["Another template has this name."]}


def test_a_logo_is_put_read_and_removed(bob: APIClient, team: Team, template: Json) -> None:
    assert put_logo(bob, team, template, png()).json()["has_logo"] is True
    assert bob.get(templates(team, template, "logo")).content == png()

    assert bob.delete(templates(team, template, "logo")).status_code == 204

    assert bob.get(templates(team, template, "logo")).status_code == 404


def test_what_is_no_part_of_the_picture_is_left_out(bob: APIClient, team: Team, template: Json) -> None:
    """Text, a color profile that unpacks to a gigabyte, and another file behind the end."""
    place = png()[:33]  # signature and header
    text = chunk(b"tEXt", b"Comment\0Path /home/bob/secret")
    profile = chunk(b"iCCP", b"p\0\0" + zlib.compress(b"\0" * 1_000_000))
    data = place + text + profile + png()[33:] + b"PK\x03\x04 <script>alert(1)</script>"

    assert put_logo(bob, team, template, data).status_code == 200
    assert bob.get(templates(team, template, "logo")).content == png()


def chunk(kind: bytes, content: bytes) -> bytes:
    checksum = zlib.crc32(kind + content)
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", checksum)


def packed(pixels: bytes) -> bytes:
    """A picture of two by two pixels with these as its data."""
    return png()[:33] + chunk(b"IDAT", zlib.compress(pixels, 9)) + chunk(b"IEND", b"")


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "A logo is a PNG file."),
        (png()[:40], "damaged"),
        (png()[:-20] + b"x" * 20, "damaged"),
        (png() + b"\0" * 300_000, "256 kB"),
        (png(5_000, 1_000), "4 million pixels"),
        (packed(b"\0" * 20_000_000), "damaged"),
        (png().replace(b"\0\0\0\x02", b"\0\0\0\0", 1), "damaged"),
        (png()[:33], "damaged"),
        (png()[:8] + png()[33:], "damaged"),
    ],
    ids=["svg", "cut", "broken", "large", "pixels", "bomb", "checksum", "header alone", "no header"],
)
def test_bad_logos_are_refused(data: bytes, problem: str, bob: APIClient, team: Team, template: Json) -> None:
    response = put_logo(bob, team, template, data)

    assert response.status_code == 400
    assert problem in response.json()["file"][0]


def test_a_deleted_template_leaves_its_reports(
    bob: APIClient, team: Team, model: ThreatModel, template: Json
) -> None:
    report = made(bob, model, template=template["id"])

    assert bob.delete(templates(team, template)).status_code == 204

    assert bob.get(address(model, report)).json()["template"] is None


def test_who_may_write_templates(vera: APIClient, charlie: APIClient, team: Team, template: Json) -> None:
    assert vera.get(templates(team)).json()[0]["name"] == "Board"
    assert vera.post(templates(team), {"name": "X"}, format="json").status_code == 403
    assert vera.delete(templates(team, template)).status_code == 403
    assert charlie.get(templates(team)).status_code == 404
    assert charlie.get(templates(team, template, "logo")).status_code == 404
