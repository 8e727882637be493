"""How tests start, read and carry out responses."""

from typing import Any

from rest_framework.test import APIClient

from threatmodel.architecture.models import ThreatModel

Json = dict[str, Any]
PROXY = "compose:proxy"
CLUSTER = """\
apiVersion: apps/v1
kind: Deployment
metadata: {name: web, namespace: shop}
spec:
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      containers:
        - name: app
          image: registry.example.com/web:1.2
          envFrom: [{secretRef: {name: login}}]
---
apiVersion: v1
kind: Secret
metadata: {name: login, namespace: shop}
stringData: {password: hunter2-canary}
"""


def runs(model: ThreatModel) -> str:
    return f"/api/models/{model.pk}/response/runs/"


def at(model: ThreatModel, run: Json, *parts: object) -> str:
    """The address of a part of the run."""
    return runs(model) + "/".join(str(part) for part in (run["id"], *parts)) + "/"


def start(client: APIClient, model: ThreatModel, element: str = PROXY, **options: Any) -> Json:
    body = {"playbook": "compromised-container", "element": element, **options}
    response = client.post(runs(model), body, format="json")
    assert response.status_code == 201, response.content
    started: Json = response.json()
    return started


def read(client: APIClient, model: ThreatModel, run: Json) -> Json:
    response = client.get(at(model, run))
    assert response.status_code == 200, response.content
    found: Json = response.json()
    return found


def change(client: APIClient, model: ThreatModel, run: Json, place: int, **changes: Any) -> Any:
    """Change a step, from the state of the run that the client saw."""
    body = {"version": run["steps"][place]["version"], **changes}
    return client.patch(at(model, run, "steps", place), body, format="json")


def note(client: APIClient, model: ThreatModel, run: Json, place: int, text: str) -> Any:
    return client.post(at(model, run, "steps", place, "notes"), {"text": text}, format="json")


def close(client: APIClient, model: ThreatModel, run: Json, outcome: str = "False alarm.") -> Any:
    return client.post(at(model, run, "close"), {"outcome": outcome}, format="json")


def download(client: APIClient, model: ThreatModel, run: Json, **query: str) -> Any:
    return client.get(at(model, run, "download"), query)
