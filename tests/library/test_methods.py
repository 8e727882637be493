"""The API and the database take the methods of threat modeling from their table."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import IntegrityError, transaction
from rest_framework.test import APIClient

from tests.engine.library.test_methods import TOY
from threatmodel.architecture.models import ThreatModel
from threatmodel.engine.library.methods import METHODS, read_method
from threatmodel.library.choices import CATEGORIES
from threatmodel.library.selectors.builtin_library import catalogue
from threatmodel.threats.coverage.models import CoverageGrid


@pytest.fixture
def toy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    path = tmp_path / "toy.yaml"
    path.write_text(TOY)
    monkeypatch.setitem(METHODS, "toy", read_method(path))
    catalogue.cache_clear()
    yield
    catalogue.cache_clear()


def test_the_catalogue_lists_the_methods_with_their_categories(vera: APIClient) -> None:
    found = vera.get("/api/catalogue/").json()["methods"]

    assert [one["name"] for one in found] == ["STRIDE", "LINDDUN", "PASTA"]
    assert [one["id"] for method in found for one in method["categories"]] == list(CATEGORIES)
    assert found[1]["categories"][0] == {
        "id": "linking",
        "letter": "L",
        "name": "Linking",
        "classic_name": "Linkability",
        "endangers": METHODS["linddun"].categories["linking"].endangers,
        "meaning": METHODS["linddun"].categories["linking"].meaning,
    }


@pytest.mark.usefixtures("toy")
def test_a_new_method_is_in_the_catalogue(vera: APIClient) -> None:
    found = vera.get("/api/catalogue/").json()["methods"]

    assert found[-1]["name"] == "TOY"
    assert [one["letter"] for one in found[-1]["categories"]] == ["B", "Lo"]


def test_the_database_keeps_grids_of_registered_methods_alone(model: ThreatModel) -> None:
    kept = {*CoverageGrid.objects.filter(model=model).values_list("method", flat=True)}

    assert kept <= {*METHODS}
    with pytest.raises(IntegrityError), transaction.atomic():
        CoverageGrid.objects.create(model=model, method="toy")
