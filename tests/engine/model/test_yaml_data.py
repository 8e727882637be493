"""The engine's own files are read as PyYAML reads them, or refused."""

import errno
import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import yaml

from threatmodel.engine.model import parsed_yaml
from threatmodel.engine.model.yaml_data import UnreadableData, pack_all, read_all, read_data


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


@pytest.fixture
def new_start(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[], None]]:
    """Forget what this process has read, as a new process that keeps its compiled modules in a folder."""
    monkeypatch.setattr(sys, "pycache_prefix", str(tmp_path / "compiled"))
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    monkeypatch.setattr(parsed_yaml, "_ENGINE", f"{tmp_path}/")
    monkeypatch.setattr(parsed_yaml, "FILE", tmp_path / parsed_yaml.FILE.name)

    def forget() -> None:
        parsed_yaml._packed.cache_clear()
        parsed_yaml._kept.cache_clear()
        parsed_yaml._noted.clear()

    forget()
    yield forget
    forget()


def test_the_wheel_has_the_same_data_in_one_file(
    root: Path, new_start: Callable[[], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    engine = root / "threatmodel" / "engine"
    monkeypatch.setattr(parsed_yaml, "_ENGINE", f"{engine}/")
    contents = read_all(engine)
    parsed_yaml.FILE.write_bytes(pack_all(engine))

    found = {name: parsed_yaml.parsed(engine / name) for name in contents}

    missing = [name for name, content in found.items() if content is parsed_yaml.MISSING]
    assert len(missing) < 20  # with dates, and as text in the wheel
    assert [name for name in found.keys() - missing if repr(found[name]) != repr(contents[name])] == []


def test_a_later_start_parses_no_file_again(tmp_path: Path, new_start: Callable[[], None]) -> None:
    path = tmp_path / "data.yaml"
    path.write_text("a: [1, yes, ~]\n")
    first = read_data(path)
    parsed_yaml.keep_noted()
    new_start()

    again = parsed_yaml.parsed(path)

    assert again == first == {"a": [1, True, None]}
    assert read_data(path) == first
    assert parsed_yaml._noted == {}  # so nothing was parsed


def test_a_file_that_was_changed_is_parsed_again(tmp_path: Path, new_start: Callable[[], None]) -> None:
    path = tmp_path / "data.yaml"
    path.write_text("a: 1\n")
    read_data(path)
    parsed_yaml.keep_noted()
    new_start()
    state = path.stat()

    path.write_text("a: 2\n")
    os.utime(path, ns=(state.st_atime_ns, state.st_mtime_ns + 1))

    assert read_data(path) == {"a": 2}


@pytest.mark.parametrize("data", [b"", b"\xc1", b"\x93\x01", b"\x81\xa1a\x01", b"\x81\xa1a\x93\x01\x02"])
def test_a_broken_file_of_kept_data_is_as_none(
    data: bytes, tmp_path: Path, new_start: Callable[[], None]
) -> None:
    path = tmp_path / "data.yaml"
    path.write_text("a: 1\n")
    file = parsed_yaml._kept_file()
    assert file is not None
    file.parent.mkdir(parents=True)
    file.write_bytes(data)

    assert read_data(path) == {"a": 1}

    parsed_yaml.keep_noted()
    new_start()
    assert parsed_yaml.parsed(path) == {"a": 1}


def test_nothing_is_kept_where_python_keeps_no_compiled_modules(
    tmp_path: Path, new_start: Callable[[], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "data.yaml"
    path.write_text("a: 1\n")
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    read_data(path)

    parsed_yaml.keep_noted()

    file = parsed_yaml._kept_file()
    assert file is not None
    assert not file.parent.exists()


def test_a_folder_that_cannot_be_written_is_left_alone(
    tmp_path: Path, new_start: Callable[[], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "data.yaml"
    path.write_text("a: 1\n")
    (tmp_path / "file").touch()
    monkeypatch.setattr(sys, "pycache_prefix", str(tmp_path / "file"))
    read_data(path)

    parsed_yaml.keep_noted()

    assert read_data(path) == {"a": 1}


def test_a_date_is_parsed_at_each_start(tmp_path: Path, new_start: Callable[[], None]) -> None:
    path = tmp_path / "data.yaml"
    path.write_text("a: 2026-01-01\n")
    first = read_data(path)
    parsed_yaml.keep_noted()
    new_start()

    assert parsed_yaml.parsed(path) is parsed_yaml.MISSING
    assert read_data(path) == first


def test_a_full_disk_leaves_no_part_of_the_file(
    tmp_path: Path, new_start: Callable[[], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    def written_in_part(path: Path, data: bytes) -> int:
        with path.open("wb") as file:
            file.write(data[:1])
        raise OSError(errno.ENOSPC, "No space left on device")

    path = tmp_path / "data.yaml"
    path.write_text("a: 1\n")
    read_data(path)
    monkeypatch.setattr(Path, "write_bytes", written_in_part)

    parsed_yaml.keep_noted()

    file = parsed_yaml._kept_file()
    assert file is not None
    assert list(file.parent.iterdir()) == []
