"""A system whose names tell of its data, for the tests of data sets and of what suggests them."""

from typing import Any, Final

from rest_framework.test import APIClient

from threatmodel.architecture.models import Element, Flow, ThreatModel
from threatmodel.jobs.services import job_run

Json = dict[str, Any]
ORDERS: Json = {
    "name": "Orders",
    "classification": "confidential",
    "personal_data": True,
    "personal_data_categories": ["identification", "health"],
    "data_subjects": ["customers", "Tenants of the house"],
    "purposes": ["delivery"],
    "retention_days": 3650,
    "residency": ["EU"],
}


def add(client: APIClient, address: str, **values: Any) -> Json:
    response = client.post(address, {"name": "Orders", **values})
    assert response.status_code == 201, response.content
    made: Json = response.json()
    return made


def on(uid: str, kind: str = "element") -> Json:
    return {"on": kind, "uid": uid}


def place(client: APIClient, address: str, **values: Any) -> Any:
    return client.post(f"{address}places/", values)


SHOP: Final = """\
services:
  web:
    image: registry.example.com/web:1.4
    environment:
      ORDERS_DB_HOST: orders-db
  orders-db:
    image: postgres:16
  patients:
    image: mysql:9
  cache:
    image: redis:7
"""


def run_job(answer: Json) -> None:
    """Run the analysis that an answer of the API tells of."""
    job_run(job_id=answer["job"]["id"])


def data_sets_on(uid: str) -> list[str] | None:
    """Return the data sets that an element or flow names; None when that is unknown."""
    row = Element.objects.filter(uid=uid).first() or Flow.objects.get(uid=uid)
    return row.facts["data_sets"]["value"] if "data_sets" in row.facts else None


def flow_into(uid: str) -> str:
    """Return the uid of the one flow that ends there."""
    return Flow.objects.get(destination__uid=uid).uid


def suggestions(client: APIClient, model: ThreatModel) -> list[Json]:
    """Return what is suggested now."""
    response = client.get(f"/api/models/{model.pk}/data-suggestions/")
    assert response.status_code == 200, response.content
    found: list[Json] = response.json()
    return found


def key(suggestion: Json) -> Json:
    """Return what names a suggestion in a decision."""
    return {name: suggestion[name] for name in ("on", "uid", "template")}
