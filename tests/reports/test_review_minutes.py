"""The minutes of a review as PDF."""

import datetime as dt
from typing import Any

from rest_framework.test import APIClient

from tests.reviews.review_client import at, end, start
from threatmodel.architecture.models import ThreatModel
from threatmodel.reports.document import Heading, Paragraph, Table, plain_text
from threatmodel.reports.renderers import pdf
from threatmodel.reports.sections.review_minutes import minutes_document

Json = dict[str, Any]
START = dt.datetime(2030, 1, 31, 9, 5, tzinfo=dt.UTC)
ANNA = {"id": "1", "name": "Anna", "email": "anna@example.com"}


def minutes(**parts: Any) -> Json:
    session = {
        "started_at": START,
        "ended_at": START + dt.timedelta(minutes=50),
        "scope": "model",
        "baseline": "",
        "attendances": [{"person": ANNA, "joined_at": START, "left_at": None, "presented": True}],
        "items": [],
        "reviewed": {"id": "v", "name": "Review of 2030-01-31", "seq": 7},
        "signed_off": None,
        "sign_off_note": "",
    }
    lists: Json = {key: [] for key in ("decisions", "mitigations", "acceptances", "questions", "waiting")}
    return {"session": session, **lists, "more_decisions": 0, **parts}


DECISION = {
    "number": 4, "title": "web may run as root", "subject": "web", "severity": "high", "before": "open",
    "status": "not-applicable", "reason": "A lab machine", "owner": "Vera", "due": "2030-02-28", "by": "Bob",
}  # fmt: skip


def test_decisions_have_owner_date_and_reason() -> None:
    document = minutes_document(minutes(decisions=[DECISION], more_decisions=2), model="Shop", team="Web")

    blocks = document.sections[0].blocks
    (table,) = [one for one in blocks if isinstance(one, Table)]
    assert [plain_text(cell) for cell in table.rows[0]] == [
        "T4",
        "web may run as root",
        "High",
        "Not applicable (was open), by Bob",
        "A lab machine",
        "Vera",
        "2030-02-28",
    ]
    assert Paragraph("2 more decisions not listed.", style="note") in blocks
    assert dict(document.facts)["Date"] == "2030-01-31, 09:05 to 09:55 UTC"
    assert dict(document.facts)["Sign-off"] == "Not signed off yet"


def test_lists_without_entries_say_so() -> None:
    blocks = minutes_document(minutes(), model="Shop", team="Web").sections[0].blocks

    titles = [one.text for one in blocks if isinstance(one, Heading)]
    assert titles == [
        "Attendees", "Decisions", "Mitigations", "Acceptances requested", "Open questions", "Agenda",
    ]  # fmt: skip
    assert sum(one == Paragraph("None.") for one in blocks) == 5


def test_what_people_wrote_is_text_and_the_same_minutes_are_the_same_bytes() -> None:
    hostile = '#import "@preview/x:1.0.0": *\n$x^2$ \u202e <img src=x onerror=alert(1)> ' + "A" * 300
    item = {
        "title": hostile, "subject": hostile, "severity": "high", "state": "discussed", "seconds": 61,
        "notes": [{"person": None, "text": hostile}],
    }  # fmt: skip
    content = minutes(decisions=[{**DECISION, "title": hostile, "reason": hostile}])
    content["session"]["items"] = [item]
    document = minutes_document(content, model=hostile, team=hostile)

    first, second = pdf.render(document), pdf.render(document)

    assert first.startswith(b"%PDF-")
    assert first == second


def test_members_download_the_minutes_of_an_ended_review(
    bob: APIClient, vera: APIClient, charlie: APIClient, model: ThreatModel
) -> None:
    review = start(bob, model)
    early = vera.get(at(model, review, "minutes", "pdf"))
    end(bob, model, review)

    response = vera.get(at(model, review, "minutes", "pdf"))

    assert early.status_code == 400
    assert (response.status_code, response["Content-Type"]) == (200, "application/pdf")
    assert response["Content-Disposition"].startswith('attachment; filename="review-20')
    assert response["Content-Disposition"].endswith('.pdf"')
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response.content.startswith(b"%PDF-")
    assert charlie.get(at(model, review, "minutes", "pdf")).status_code == 404
