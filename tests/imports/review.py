"""A system with one faulty container, and a review of it over the API."""

from typing import Any

from rest_framework.test import APIClient

from tests.people import People
from tests.shop_model import import_files, new_model
from threatmodel.architecture.models import Element, ThreatModel
from threatmodel.imports.services.imports import Imported
from threatmodel.threats.analysis.services.apply_analysis import model_analyze
from threatmodel.threats.threats.models import Threat

Json = dict[str, Any]


PRIVILEGED = """\
services:
  web:
    image: registry.example.com/web:1.4
    privileged: true
  db:
    image: postgres:16
"""
FIXED = PRIVILEGED.replace("    privileged: true\n", "")
SAID_NO = PRIVILEGED.replace("privileged: true", "privileged: false")
RULE = "container-privileged"
WEB = "compose:web/web"
CONTROLS = {
    "changes": "remove-privileged",
    "watches": "runtime-threat-detection",
    "isolates": "sandboxed-runtime",
}


class Review:
    """A model that was imported from one compose file, and what people do with its critical threat."""

    def __init__(self, cast: People, bob: APIClient, anna: APIClient) -> None:
        self.cast, self.bob, self.anna = cast, bob, anna
        self.model: ThreatModel = new_model(cast.team, cast.alice)
        self.load(PRIVILEGED)
        self.address = f"/api/models/{self.model.pk}"

    def load(self, text: str, *, name: str = "docker-compose.yml") -> Imported:
        return import_files(self.model, self.cast.bob, {name: text})

    @property
    def threat(self) -> Threat:
        return Threat.objects.get(model=self.model, rule=RULE)

    def shown(self) -> Json:
        body: Json = self.bob.get(f"{self.address}/threats/{self.threat.number}/").json()
        return body

    def propose(self, control: str | None = "remove-privileged", **more: Any) -> int:
        body: Json = {"control": control, **more}
        if "threats" not in more:
            body["threats"] = [self.threat.number]
        made = self.anna.post(f"{self.address}/mitigations/", body, format="json")
        assert made.status_code == 201, made.content
        return int(made.json()["number"])

    def set_status(self, number: int, status: str, **more: Any) -> None:
        changed = self.anna.patch(
            f"{self.address}/mitigations/{number}/", {"status": status, **more}, format="json"
        )
        assert changed.status_code == 200, changed.content

    def mitigation(self, number: int) -> Json:
        body: Json = self.bob.get(f"{self.address}/mitigations/{number}/").json()
        return body

    def say(self, *, privileged: bool) -> None:
        web = Element.objects.get(model=self.model, uid=WEB)
        address = f"{self.address}/elements/{web.pk}/facts/privileged/"
        assert self.bob.put(address, {"value": privileged}, format="json").status_code == 200
        model_analyze(model_id=self.model.pk)

    def take_back(self) -> None:
        web = Element.objects.get(model=self.model, uid=WEB)
        self.bob.delete(f"{self.address}/elements/{web.pk}/facts/privileged/")
        model_analyze(model_id=self.model.pk)
