"""The minutes hold what people did during the review, and the file shows names as text."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from rest_framework.test import APIClient

from tests.people import People
from tests.reviews.review_client import at, end, minutes, note, start
from tests.shop_model import socket_threat
from threatmodel.architecture.models import ThreatModel
from threatmodel.threats.threats.models import Threat

Json = dict[str, Any]


def change(client: APIClient, model: ThreatModel, *numbers: int, **wanted: Any) -> None:
    seen = client.get(f"/api/models/{model.pk}/threats/?page_size=1").json()["seen"]
    body = {
        "selection": {"all": False, "numbers": list(numbers), "groups": [], "filter": None},
        "seen": seen,
        "change": wanted,
    }
    response = client.post(f"/api/models/{model.pk}/threats/changes/", body, format="json")
    assert response.status_code == 200, response.content


def download(client: APIClient, model: ThreatModel, review: Json) -> tuple[Any, str]:
    response: Any = client.get(at(model, review, "minutes", "download"))
    return response, b"".join(response).decode()


def test_decisions_owners_and_dates_are_in_the_minutes(
    bob: APIClient, anna: APIClient, cast: People, model: ThreatModel
) -> None:
    socket = socket_threat(model).number
    other = Threat.objects.filter(model=model, status="open").exclude(number=socket).first()
    assert other is not None
    change(anna, model, other.number, status="not-applicable", reason="Before the review")
    review = start(bob, model)
    change(anna, model, socket, status="not-applicable", reason="A lab machine")
    change(bob, model, socket, owner=str(cast.vera.pk), due="2030-01-31")

    end(bob, model, review)
    (decision,) = minutes(bob, model, review)["decisions"]

    assert decision == {
        "number": socket,
        "title": socket_threat(model).title,
        "subject": socket_threat(model).subject_name,
        "severity": socket_threat(model).severity,
        "before": "open",
        "status": "not-applicable",
        "reason": "A lab machine",
        "owner": "Vera",
        "due": "2030-01-31",
        "by": "Bob",
    }


def test_mitigations_acceptances_and_questions_are_in_the_minutes(
    bob: APIClient, cast: People, model: ThreatModel
) -> None:
    socket = socket_threat(model).number
    review = start(bob, model)
    change(bob, model, socket, new_mitigation={"title": "Use a socket proxy", "description": ""})
    change(
        bob,
        model,
        socket,
        status="needs-info",
        reason="Who uses it?",
        ask={"person": str(cast.anna.pk), "text": "Who uses it?"},
    )
    request = {
        "selection": {"all": False, "numbers": [socket], "groups": [], "filter": None},
        "justification": "Replaced soon.",
        "conditions": "",
        "residual_risk": "low",
        "expires_on": str(timezone.localdate() + timedelta(days=30)),
        "approvers": [str(cast.anna.pk)],
        "extends": None,
    }
    accepted = bob.post(f"/api/models/{model.pk}/acceptances/", request, format="json")
    assert accepted.status_code == 201, accepted.content

    end(bob, model, review)
    found = minutes(bob, model, review)

    assert [one["title"] for one in found["mitigations"]] == ["Use a socket proxy"]
    assert [(one["requested_by"], one["approvers"]) for one in found["acceptances"]] == [("Bob", ["Anna"])]
    assert [(one["number"], one["asked"]) for one in found["waiting"]] == [(socket, "Anna")]
    on_agenda = [one["key"] for one in review["items"] if one["kind"] == "question"]
    assert [one["key"] for one in found["questions"]] == on_agenda


def test_minutes_are_those_of_the_end(bob: APIClient, model: ThreatModel) -> None:
    review = start(bob, model)
    early = bob.get(at(model, review, "minutes"))
    end(bob, model, review)

    change(bob, model, socket_threat(model).number, status="not-applicable", reason="Later")

    assert early.json() == {"detail": "The minutes are written when the review ends."}
    assert minutes(bob, model, review)["decisions"] == []


def test_what_was_decided_about_was_discussed(bob: APIClient, model: ThreatModel) -> None:
    review = start(bob, model)
    item = next(one for one in review["items"] if one["kind"] == "threat" and one["count"] == 1)
    change(bob, model, int(item["key"]), status="not-applicable", reason="A lab machine")

    ended = end(bob, model, review).json()
    _, text = download(bob, model, review)

    states = {one["place"]: one["state"] for one in ended["items"]}
    assert {at for at, state in states.items() if state == "discussed"} == {item["place"]}
    assert text.count(": discussed, ") == 1
    assert ": not discussed, " in text


def test_the_file_holds_the_minutes(bob: APIClient, anna: APIClient, model: ThreatModel) -> None:
    review = start(bob, model)
    change(bob, model, socket_threat(model).number, status="not-applicable", reason="A lab machine")
    note(anna, model, review, 0, "Look at the\nruntime")
    end(bob, model, review)

    response, text = download(bob, model, review)

    assert response["Content-Type"] == "text/markdown; charset=utf-8"
    assert response["Content-Disposition"].startswith('attachment; filename="review-20')
    assert text.startswith("# Review of Shop\n\n20")
    assert "open to not applicable, by Bob." in text
    assert "  - Anna: Look at the runtime" in text
    assert "Not signed off yet" in text


@pytest.mark.parametrize(
    "name",
    [
        "<img src=x onerror=alert(1)>",
        "[click](javascript:alert(1))",
        "![x](https://evil.example/x.png)",
        "# heading",
        "a\n\n## heading",
        "`code` **bold** _it_",
        "| a | b |",
        "1. list",
        "- list",
        "https://evil.example",
        "www.evil.example",
    ],
)
def test_names_are_text_in_the_file(name: str, bob: APIClient, model: ThreatModel) -> None:
    ThreatModel.objects.filter(pk=model.pk).update(name=name)
    review = start(bob, model)
    end(bob, model, review)

    _, text = download(bob, model, review)

    first = text.split("\n", 1)[0]
    shown = re.sub(r"\\(.)", r"\1", first.removeprefix("# Review of "))
    assert shown == " ".join(name.split())
    unescaped = re.sub(r"\\.", "", first.removeprefix("# Review of "))
    assert not re.search(r"[<>`*_|#!\[\]()]|://|www\.", unescaped)
    assert "\n## heading" not in text
