"""How tests record assessments and findings, and write files of Falco."""

import json
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from rest_framework.test import APIClient

from threatmodel.architecture.models import ThreatModel

Json = dict[str, Any]
PROXY = "compose:proxy"
TEST = {"kind": "penetration-test", "title": "Test of spring", "performed_on": "2026-03-12"}
FINDING = {"title": "Socket reachable", "severity": "high"}


def address(model: ThreatModel, *parts: object) -> str:
    """The address of the assessments of a model, or of a part of one."""
    return f"/api/models/{model.pk}/assessments/" + "".join(f"{part}/" for part in parts)


def add(client: APIClient, model: ThreatModel, **values: Any) -> Json:
    return _made(client.post(address(model), {**TEST, **values}, format="json"))


def add_finding(client: APIClient, model: ThreatModel, assessment: Json, **values: Any) -> Json:
    """Add a finding; return it as it is then."""
    body = {**FINDING, **values}
    made = _made(client.post(address(model, assessment["id"], "findings"), body, format="json"))
    (found,) = [one for one in made["findings"] if one["title"] == body["title"]]
    return dict(found)


def change_finding(
    client: APIClient, model: ThreatModel, assessment: Json, finding: Json, **changes: Any
) -> Any:
    """Change a finding, from the version that the client saw."""
    body = {"version": finding["version"], **changes}
    where = address(model, assessment["id"], "findings", finding["id"])
    return client.patch(where, body, format="json")


def read(client: APIClient, model: ThreatModel, assessment: Json) -> Json:
    found: Json = client.get(address(model, assessment["id"])).json()
    return found


def alert(rule: str = "Terminal shell in container", **fields: Any) -> Json:
    """An alert as Falco writes it; `fields` are those of the output, with _ for the dot."""
    time = fields.pop("time", "2026-03-01T12:00:00.123456789Z")
    tags = fields.pop("tags", ["container", "mitre_execution", "T1059"])
    priority = fields.pop("priority", "Notice")
    return {
        "hostname": "node-1",
        "output": "12:00:00.123 Notice A shell was spawned (command=bash -c hunter2-canary)",
        "priority": priority,
        "rule": rule,
        "source": "syscall",
        "tags": tags,
        "time": time,
        "output_fields": {name.replace("_", "."): value for name, value in fields.items()},
    }


def lines(*alerts: Json) -> bytes:
    return b"\n".join(json.dumps(one).encode() for one in alerts)


def upload(client: APIClient, model: ThreatModel, data: bytes, assessment: Json | None = None) -> Any:
    where = address(model, assessment["id"], "alerts") if assessment else address(model, "alerts")
    return client.post(where, {"file": SimpleUploadedFile("falco.json", data)}, format="multipart")


def _made(response: Any) -> Json:
    assert response.status_code == 201, response.content
    made: Json = response.json()
    return made
