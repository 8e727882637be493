"""Models that other tools publish as samples are read; their folder is not part of the repository."""

import os
from pathlib import Path

import pytest

from tests.conftest import CORPUS_ABSENT, ROOT
from tests.engine.importers.catalogue import assert_fits_catalogue
from threatmodel.engine.importers import Reading, TextFile, read

# By file: elements that are drawn, flows and threats, counted by hand in the tool or its schema.
COUNTS = {
    "threat-dragon/v2-threat-model.json": (7, 10, 14),
    "threat-dragon/online-game.json": (15, 17, 0),
    "threat-dragon/three-tier-web-app.json": (5, 4, 2),
    "threat-dragon/huskyai.tmbom.json": (19, 23, 9),
    "tm7-and-otm/MTMT_MVP.tm7": (6, 6, 43),
    "tm7-and-otm/MTMT_MVP.otm": (6, 6, 43),
    "tm7-and-otm/manual_threat_model.yaml": (6, 2, 0),
    "threagile/threagile.yaml": (4, 1, 1),
}
REFUSED = ("threat-dragon/malformed-new-model.json", "threat-dragon/v2-malformed-new-model.json")


def sample(name: str) -> Path:
    """The sample, from BULKHEAD_INTERCHANGE, else ../shared/interchange beside the checkout."""
    folder = Path(os.environ.get("BULKHEAD_INTERCHANGE", ROOT.parent / "shared" / "interchange"))
    path = folder / name
    if not path.is_file():
        pytest.skip(f"{CORPUS_ABSENT}: no file {path}; set BULKHEAD_INTERCHANGE to run this test")
    return path


def read_sample(name: str) -> Reading:
    path = sample(name)
    return read([TextFile(path.name, path.read_bytes())])


@pytest.mark.parametrize("name", COUNTS)
def test_a_sample_is_read_as_a_whole(name: str) -> None:
    reading = read_sample(name)

    assert_fits_catalogue(reading.model)
    drawn = [one for one in reading.model.elements.values() if one.kind != "data-set"]
    assert (len(drawn), len(reading.model.flows), len(reading.threats)) == COUNTS[name]
    assert all(problem.severity != "error" for problem in reading.problems)


def test_one_model_in_two_formats_has_the_same_elements_and_threats() -> None:
    tm7, otm = read_sample("tm7-and-otm/MTMT_MVP.tm7"), read_sample("tm7-and-otm/MTMT_MVP.otm")

    assert sorted(one.name for one in tm7.model.elements.values()) == sorted(
        one.name for one in otm.model.elements.values()
    )
    assert len(tm7.threats) == len(otm.threats)


@pytest.mark.parametrize("name", REFUSED)
def test_a_malformed_sample_is_refused(name: str) -> None:
    assert any(problem.severity == "error" for problem in read_sample(name).problems)
