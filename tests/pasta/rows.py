"""Rows of the stages, and how tests add and read them."""

from typing import Any, Final

from rest_framework.test import APIClient

from threatmodel.architecture.models import ThreatModel

Json = dict[str, Any]
OBJECTIVE: Final[Json] = {
    "title": "Customers can check out",
    "description": "Revenue depends on it.",
    "criticality": "critical",
    "depends_on": ["compose:shop"],
}
CRITERION: Final[Json] = {
    "title": "Money",
    "levels": ["< 1 k€", "< 10 k€", "< 100 k€", "< 1 M€", "more"],
}
REQUIREMENT: Final[Json] = {"framework": "PCI DSS 4.0", "clause": "6.3", "note": "Card data."}
APPETITE: Final[Json] = {
    "scope": "Customer data",
    "level": "averse",
    "statement": "No loss of customer data is acceptable.",
    "next_review": "2031-01-31",
}
INTELLIGENCE: Final[Json] = {
    "title": "Skimmers in shops",
    "publisher": "CERT",
    "published": "2026-02-03",
    "link": "https://cert.example/skimmers",
    "relevance": "high",
    "concerns": ["compose:shop"],
    "rules": ["container-privileged"],
}
EXCLUSION: Final[Json] = {"reason": "Another team reviews it.", "elements": ["compose:proxy"]}
COUNTERMEASURES: Final[Json] = {"title": "Quick wins", "cost": 3, "cost_unit": "days", "note": "This month."}
ROWS: Final = {
    "objectives": OBJECTIVE,
    "impact-criteria": CRITERION,
    "compliance-requirements": REQUIREMENT,
    "risk-appetites": APPETITE,
    "scope-exclusions": EXCLUSION,
    "intelligence-items": INTELLIGENCE,
    "countermeasure-sets": COUNTERMEASURES,
}


def add(client: APIClient, model: ThreatModel, kind: str, **changes: Any) -> Json:
    """Add a row and return it."""
    body = {**ROWS[kind], **changes}
    response = client.post(f"/api/models/{model.pk}/pasta/{kind}/", body, format="json")
    assert response.status_code == 201, response.content
    row: Json = response.json()
    return row


def records(client: APIClient, model: ThreatModel) -> Json:
    """All rows of the model by kind."""
    response = client.get(f"/api/models/{model.pk}/pasta/records/")
    assert response.status_code == 200, response.content
    found: Json = response.json()
    return found
