"""Data files of the importers are checked when they are loaded: a fault is named with file and line."""

from pathlib import Path

import pytest

from threatmodel.engine.importers.data_files import InvalidData, invalid_data, load_data
from threatmodel.engine.model.struct_base import Record


class Port(Record, frozen=True, forbid_unknown_fields=True):
    number: int
    protocol: str = ""


class Ports(Record, frozen=True, forbid_unknown_fields=True):
    ports: tuple[Port, ...]


def written(folder: Path, text: str) -> Path:
    path = folder / "ports.yaml"
    path.write_text(text)
    return path


def test_a_file_becomes_a_typed_value(tmp_path: Path) -> None:
    path = written(tmp_path, "ports:\n  - {number: 80, protocol: http}\n  - {number: 443}\n")

    assert load_data(path, Ports) == Ports((Port(80, "http"), Port(443)))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("ports:\n  - {number: 80}\n  - {number: high}\n", "ports.yaml:3: Expected `int`, got `str`"),
        ("ports:\n  - number: 80\n    proto: http\n", "ports.yaml:2: Object contains unknown field `proto`"),
        ("ports:\n  - {protocol: http}\n", "ports.yaml:2: Object missing required field `number`"),
        ("ports: 80\n", "ports.yaml:1: Expected `array`, got `int`"),
        ("other: []\n", "ports.yaml:1: Object contains unknown field `other`"),
        ("ports: []\nports: []\n", "ports.yaml:2: ports is a duplicate key, or <<"),
        ("ports: [\n", "ports.yaml:2: did not find expected node content"),
    ],
)
def test_a_fault_is_named_with_file_and_line(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(InvalidData) as fault:
        load_data(written(tmp_path, text), Ports)

    assert str(fault.value).startswith(said)


def test_a_check_beyond_types_names_the_line_too(tmp_path: Path) -> None:
    path = written(tmp_path, "ports:\n  - {number: 80}\n  - {number: 80}\n")

    assert str(invalid_data(path, ["ports", 1, "number"], "used twice")) == "ports.yaml:3: used twice"
