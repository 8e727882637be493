"""The engine's own files are read as PyYAML reads them, or refused."""

from pathlib import Path

import pytest
import yaml

from threatmodel.engine.model import parsed_data
from threatmodel.engine.model.yaml_data import UnreadableData, read_all, read_data


def test_every_data_file_reads_as_with_pyyaml(root: Path) -> None:
    engine = root / "threatmodel" / "engine"
    files = [engine / "model" / "catalogue.yaml", *(engine / "library").glob("*/**/*.yaml")]

    read = {path: read_data(path) for path in files}

    assert len(read) > 500
    assert [
        path for path, found in read.items() if repr(found) != repr(yaml.safe_load(path.read_bytes()))
    ] == []


_SCALARS = "a 1 -1 1.5 1_000 0x1f 017 1:30 yes No on ~ null 2020-01-01 1.2.3 .5 y nothing '1' \"yes\" .inf +1"


@pytest.mark.parametrize("scalar", [*_SCALARS.split(), "", "[a, 1]", "{a: ~, b: no}", "a b"])
def test_a_scalar_means_what_it_means_to_pyyaml(scalar: str, tmp_path: Path) -> None:
    path = tmp_path / "data.yaml"
    path.write_text(f"a: {scalar}\n")

    assert repr(read_data(path)) == repr(yaml.safe_load(path.read_text()))


@pytest.mark.parametrize(
    "text", ["a: &b 1\n", "a: [*b]\n", "a: !!str 1\n", "a: 1\na: 2\n", "a\n---\nb\n", "<<: {a: 1}"]
)
def test_what_is_not_read_here_is_refused(text: str, tmp_path: Path) -> None:
    path = tmp_path / "data.yaml"
    path.write_text(text)

    with pytest.raises(UnreadableData):
        read_data(path)


def test_an_empty_file_holds_nothing(tmp_path: Path) -> None:
    path = tmp_path / "data.yaml"
    path.write_text("# nothing\n")

    assert read_data(path) is None


def test_the_wheel_has_the_same_data_in_one_file(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine = root / "threatmodel" / "engine"
    contents = read_all(engine)
    packed = tmp_path / parsed_data.FILE.name
    packed.write_bytes(parsed_data.pack(contents))
    monkeypatch.setattr(parsed_data, "FILE", packed)
    parsed_data._files.cache_clear()

    found = {name: parsed_data.parsed(engine / name) for name in contents}

    parsed_data._files.cache_clear()
    missing = [name for name, content in found.items() if content is parsed_data.MISSING]
    assert len(missing) < 20  # with dates, and as text in the wheel
    assert [name for name in found.keys() - missing if repr(found[name]) != repr(contents[name])] == []
