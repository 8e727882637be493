"""The events about one threat, as its page reads them."""

from typing import Any

from rest_framework.test import APIClient

Json = dict[str, Any]


def threat_events(client: APIClient, model_id: object, number: int) -> list[Json]:
    """What happened to the threat, newest first."""
    response = client.get(f"/api/models/{model_id}/events/?subject_type=threat&number={number}")
    assert response.status_code == 200, response.content
    found: list[Json] = response.json()["results"]
    return found
