"""Real compose projects that are imported one after the other are what they are when imported at once."""

from pathlib import Path

from threatmodel.engine.importers import Reading, TextFile, match_known_projects, read
from threatmodel.engine.importers.compose.project_matching import KnownService, services_of

_NAMES = {"compose.yaml", "docker-compose.yml"}


def _projects(corpus: Path) -> dict[str, bytes]:
    root = corpus / "awesome-compose"
    found = sorted(path for path in root.rglob("*") if path.name in _NAMES)
    return {str(path.relative_to(root)): path.read_bytes() for path in found}


def _imported(files: dict[str, bytes], known: list[KnownService], *, whole: bool = False) -> Reading:
    reading = read([TextFile(name, data) for name, data in files.items()])
    return match_known_projects(reading, known, files=files, whole=whole)


def test_projects_imported_one_by_one_stay_apart_and_are_known_again(corpus: Path) -> None:
    files = _projects(corpus)
    known: list[KnownService] = []
    for name, data in files.items():
        new = list(services_of(_imported({name: data}, known).model))
        assert not {one.uid for one in new} & {one.uid for one in known}, name
        known += new

    for name, data in files.items():
        again = services_of(_imported({name: data}, known).model)
        assert {one.uid for one in again} == {one.uid for one in known if one.file == name}
    at_once = services_of(_imported(files, known, whole=True).model)
    assert {one.uid for one in at_once} == {one.uid for one in known}
