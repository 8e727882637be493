"""A format is one object of the registry: a new one is found, read, analyzed and named in messages."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

import pytest

from threatmodel.engine import importers
from threatmodel.engine.command_line.analyze import main
from threatmodel.engine.importers import TextFile, read
from threatmodel.engine.importers.format_protocol import ParsedDocument, Phase
from threatmodel.engine.importers.import_context import ImportContext
from threatmodel.engine.model import Source


class StoreList:
    """Files that end in .stores: on each line the name of a workload that stores data."""

    id: Final = "stores"
    label: Final = "a list of stores"
    phase: Final = Phase.ELEMENTS
    of_documents: Final = True

    def sniff(self, source: TextFile | ParsedDocument, _context: ImportContext) -> TextFile | None:
        return source if isinstance(source, TextFile) and source.name.endswith(".stores") else None

    def read(self, claims: Sequence[TextFile], context: ImportContext) -> None:
        for file in claims:
            for line, name in enumerate(file.data.decode().split(), 1):
                source = Source("file", file.name, line)
                context.builder.add_element(f"store:{name}", "workload", name, source=source)


@pytest.fixture(autouse=True)
def _registered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importers, "FORMATS", (*importers.FORMATS, StoreList()))


def report_on(folder: Path, tmp_path: Path) -> dict[str, Any]:
    target = tmp_path / "report.json"
    assert main([str(folder), "--format", "json", "--output", str(target)]) == 0
    found: dict[str, Any] = json.loads(target.read_bytes())
    return found


def test_a_folder_with_the_new_format_is_read_and_analyzed(tmp_path: Path) -> None:
    folder = tmp_path / "input"
    folder.mkdir()
    (folder / "all.stores").write_text("orders\ncarts\n")
    (folder / "compose.yaml").write_text("services: {web: {image: nginx, privileged: true}}\n")

    report = report_on(folder, tmp_path)

    places = {one["uid"]: (one["file"], one["line"]) for one in report["elements"]}
    assert places["store:carts"] == (str(folder / "all.stores"), 2)
    assert "compose:web" in places
    assert report["threats"]


def test_messages_name_the_new_format_among_the_others() -> None:
    (problem,) = read([TextFile("a.yaml", b"a: b\n"), TextFile("b.stores", b"orders")]).problems

    assert problem.message == (
        "The file is neither a compose file nor a Kubernetes object nor a model of another threat modeling "
        "tool nor a list of stores nor "
        "a Dockerfile nor a scanner's report; ignored."
    )
