"""Hardening gaps come after all weaknesses in the list, also where they are rated higher."""

from typing import Any

from rest_framework.test import APIClient

from tests.people import People
from tests.shop_model import import_text
from threatmodel.architecture.models import ThreatModel

# Published and of a mutable tag, so that gaps of it are medium, and weaknesses of the database are low.
PUBLISHED = """\
services:
  web:
    image: registry.example.com/shop:latest
    ports: ["443:8080"]
    user: "0"
    depends_on: [cache]
    environment: {REDIS_URL: "redis://cache:6379"}
  cache:
    image: redis:7.4.1
"""


def listed(client: APIClient, model: ThreatModel, **query: str) -> list[dict[str, Any]]:
    """The found threats of a list, in its order."""
    found: list[dict[str, Any]] = client.get(
        f"/api/models/{model.pk}/threats/", {"page_size": "200", "certainty": "found", **query}
    ).json()["results"]
    return found


def test_gaps_come_after_weaknesses_and_notes_last(bob: APIClient, cast: People, model: ThreatModel) -> None:
    import_text(model, cast.bob, PUBLISHED)

    rows = listed(bob, model)

    kinds = [
        "note" if row["severity"] == "info" else "gap" if row["hardening_of"] else "weakness" for row in rows
    ]
    assert kinds == sorted(kinds, key=["weakness", "gap", "note"].index)
    severities = {(kind, row["severity"]) for kind, row in zip(kinds, rows, strict=True)}
    assert {("weakness", "low"), ("gap", "medium")} <= severities


def test_a_gap_that_a_person_rates_medium_stays_after_them(
    bob: APIClient, cast: People, model: ThreatModel
) -> None:
    import_text(model, cast.bob, PUBLISHED)
    gap = next(row for row in listed(bob, model, severity="low") if row["hardening_of"])
    values = {"severity": "medium", "reason": "It matters here.", "version": 0}

    rated = bob.put(f"/api/models/{model.pk}/threats/{gap['number']}/severity/", values, format="json").json()

    assert rated["score"] > gap["score"]
    assert rated["score"] < min(
        row["score"] for row in listed(bob, model) if not row["hardening_of"] and row["severity"] != "info"
    )
