"""Changes of many threats as tests ask for them over the API."""

from typing import Any

from rest_framework.test import APIClient

from threatmodel.architecture.models import ThreatModel
from threatmodel.threats.threats.models import Threat

Json = dict[str, Any]
REASON = "The hosts are thrown away after each build."
NOT_APPLICABLE: Json = {"status": "not-applicable", "reason": REASON}


def listed(client: APIClient, address: str, **query: Any) -> Json:
    response = client.get(address, {"page_size": 200, **query})
    assert response.status_code == 200, response.content
    return response.json()  # type: ignore[no-any-return]


def post(client: APIClient, address: str, change: Json, seen: Json | None = None, **selection: Any) -> Any:
    seen = seen or listed(client, address)["seen"]
    body = {"selection": selection, "seen": seen, "change": change}
    return client.post(f"{address}changes/", body, format="json")


def changed(
    client: APIClient, address: str, change: Json, seen: Json | None = None, **selection: Any
) -> Json:
    response = post(client, address, change, seen, **selection)
    assert response.status_code == 200, response.content
    return response.json()  # type: ignore[no-any-return]


def undone(client: APIClient, address: str, outcome: Json) -> Json:
    response = client.post(f"{address}changes/{outcome['group']}/undo/")
    assert response.status_code == 200, response.content
    return response.json()  # type: ignore[no-any-return]


def found(model: ThreatModel, **filters: Any) -> set[int]:
    return set(Threat.objects.filter(model=model, **filters).values_list("number", flat=True))
