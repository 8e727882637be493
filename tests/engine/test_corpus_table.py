"""The table of docs/importers.md is true, and every document of the corpus is imported or reported."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests import corpus_table
from threatmodel.engine.importers import Reading
from threatmodel.engine.importers.compose.recognition import matches as is_compose
from threatmodel.engine.importers.kubernetes.manifest.kinds import api_group, is_understood
from threatmodel.engine.importers.yaml.reader import YamlMap

LINES = corpus_table.table_in_page().splitlines()
FOLDERS = tuple(line.split(" | ")[0].removeprefix("| ") for line in LINES[2:])


def test_each_row_of_the_table_is_what_its_folder_gives_now(corpus: Path) -> None:
    """When it is not: python -m tests.corpus_table, and look at the difference.

    The corpus grows on its own: a folder without a row is not looked at until the table is made anew.
    """
    now = corpus_table.table(corpus).splitlines()

    assert [line for line in LINES if line not in now] == []


def test_the_table_has_rows() -> None:
    """Also where the corpus is absent."""
    assert len(FOLDERS) >= 20
    assert {"online-boutique", "sock-shop", "voting-app"} <= {*FOLDERS}


@pytest.mark.parametrize("folder", FOLDERS)
def test_every_document_is_imported_or_reported(corpus: Path, folder: str) -> None:
    reading = corpus_table.read_folder(corpus / folder)

    assert reading.model.elements
    assert all(problem.message for problem in reading.problems)
    silent = [
        where for where, document in documents(corpus / folder) if not accounted(reading, where, document)
    ]
    assert silent == []


def documents(folder: Path) -> Iterator[tuple[str, Any]]:
    for path in corpus_table.manifests(folder):
        for document in corpus_table.documents_of(path):
            yield str(path), document


def accounted(reading: Reading, path: str, document: Any) -> bool:
    """Whether a document was understood, drew a flow, or a problem speaks of its kind, file or chart."""
    if isinstance(document, dict) and is_understood(
        str(document.get("kind")), api_group(str(document.get("apiVersion")))
    ):
        return True
    if isinstance(document, dict) and (is_list(document) or is_kustomization(document)):
        return True
    if isinstance(document, dict) and is_compose(as_yaml(document)):
        return True
    kind = document.get("kind") if isinstance(document, dict) else None
    if any(flow.provenance.file == path for flow in reading.model.flows.values()):
        return True
    return any(
        problem.file == path
        or (kind and f"Kind {kind} of" in problem.message)
        or (
            "This is an unrendered Helm chart" in problem.message
            and path.startswith(str(Path(problem.file).parent))
        )
        for problem in reading.problems
    )


def is_list(document: dict[str, Any]) -> bool:
    return str(document.get("kind")).endswith("List") and isinstance(document.get("items"), list)


def is_kustomization(document: dict[str, Any]) -> bool:
    return document.get("kind") in {"Kustomization", "Component"} or "resources" in document


def as_yaml(document: dict[str, Any]) -> YamlMap:
    content = YamlMap(1)
    for key, value in document.items():
        content.put(str(key), as_yaml(value) if isinstance(value, dict) else value, 1)
    return content
