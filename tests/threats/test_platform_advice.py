"""What a page advises exists on the platform of the element: no Pod Security on a Docker host."""

from typing import Any

import pytest
from rest_framework.test import APIClient

from tests.people import People
from tests.shop_model import import_files, new_model
from threatmodel.architecture.api.selectors.platforms import model_platforms
from threatmodel.architecture.models import ThreatModel
from threatmodel.engine.library.loader import load_library
from threatmodel.reports.selectors.threats import rules_named
from threatmodel.threats.threats.models import Threat

pytestmark = pytest.mark.both_databases
DEPLOYMENT = """
apiVersion: apps/v1
kind: Deployment
metadata: {name: web, namespace: shop}
spec:
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec: {containers: [{name: web, image: "acme/web:1"}]}
"""


def for_clusters(rows: list[dict[str, Any]]) -> set[str]:
    """The controls that exist on Kubernetes alone."""
    known = load_library().controls
    return {row["id"] for row in rows if known[row["id"]].platform == "kubernetes"}


def advised(client: APIClient, model: ThreatModel) -> tuple[set[str], set[str]]:
    """What the pages of all threats advise for clusters alone, and the formats of their fixes."""
    controls: set[str] = set()
    formats: set[str] = set()
    numbers = Threat.objects.filter(model=model).exclude(rule="").values_list("number", flat=True)
    for number in numbers:
        page = client.get(f"/api/models/{model.pk}/threats/{number}/").json()
        controls |= for_clusters(page["controls"])
        formats |= {one["format"] for one in page["fix"]}
    return controls, formats


def suggested(client: APIClient, model: ThreatModel) -> set[str]:
    body = client.get(f"/api/models/{model.pk}/mitigations/suggestions/", {"page_size": 200}).json()
    assert body["results"]
    return for_clusters([row["control"] for row in body["results"]])


def test_pages_of_a_compose_system_advise_nothing_for_clusters(vera: APIClient, model: ThreatModel) -> None:
    controls, formats = advised(vera, model)

    assert model_platforms(model_id=model.pk) == {"docker"}
    assert controls == set()
    assert "kubernetes" not in formats
    assert suggested(vera, model) == set()


def test_pages_of_a_cluster_keep_their_own(cast: People, vera: APIClient) -> None:
    model = new_model(cast.team, cast.alice, "Cluster")
    import_files(model, cast.bob, {"web.yaml": DEPLOYMENT})
    controls, formats = advised(vera, model)

    assert model_platforms(model_id=model.pk) == {"kubernetes"}
    assert "pod-security-admission" in controls
    assert "compose" not in formats
    assert "pod-security-admission" in suggested(vera, model)


def test_reports_follow_the_platforms_of_the_model(model: ThreatModel) -> None:
    titles = {one.title for one in load_library().controls.values() if one.platform == "kubernetes"}
    rules = rules_named(model=model, threats=Threat.objects.filter(model=model).exclude(rule=""))  # type: ignore[arg-type]

    assert rules
    assert titles.isdisjoint(control.title for rule in rules.values() for control in rule.controls)
