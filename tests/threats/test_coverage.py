"""The coverage grid over the API."""

from rest_framework.test import APIClient

from threatmodel.architecture.models import ThreatModel
from threatmodel.threats.analysis.models import AnalysisRun


def test_the_grid_shows_the_threats_and_the_figures_of_the_run(vera: APIClient, model: ThreatModel) -> None:
    answer = vera.get(f"/api/models/{model.pk}/coverage/", {"state": "threats"}).json()

    cells = [cell for row in answer["results"] for cell in row["cells"].values()]
    assert any(cell["threats"] for cell in cells)
    run = AnalysisRun.objects.latest("created_at")
    assert run.completeness["stride"] == answer["percent"]
    row = vera.get(f"/api/models/{model.pk}/").json()
    assert row["completeness"] == {**run.completeness, "pasta": None}  # no attack paths are computed yet
