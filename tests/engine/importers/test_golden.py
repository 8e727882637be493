"""Each folder of fixtures gives exactly the model and the problems written beside it."""

import json
from pathlib import Path

import pytest

from tests.engine.golden import FIXTURES, as_json, assert_golden, read_folder
from tests.engine.importers.catalogue import assert_fits_catalogue

FOLDERS = sorted(
    path
    for kind in ("compose", "dockerfile", "interchange", "kubernetes", "scans")
    for path in (FIXTURES / kind).iterdir()
    if path.is_dir()
)


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda path: f"{path.parent.name}-{path.name}")
def test_a_fixture_gives_its_golden_result(folder: Path) -> None:
    reading = read_folder(folder)

    assert_golden(folder / "golden.json", as_json(reading))
    assert_fits_catalogue(reading.model)
    assert "canary" not in json.dumps(as_json(reading)), "values of secrets end in the importer"
