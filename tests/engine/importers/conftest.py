"""What the tests of importers share: reading texts, golden results, and the check against the catalogue."""

import json
import os
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

from threatmodel.engine.importers import Reading, TextFile, read
from threatmodel.engine.model import CATALOGUE, Element, Model
from threatmodel.engine.model.codec import model_to_json

# How long one example takes depends on what else the machine does.
settings.register_profile("importers", deadline=None)
settings.load_profile("importers")

_PYTHON_TYPES = {
    "bool": bool,
    "int": int,
    "float": float,
    "text": str,
    "enum": str,
    "list": list,
    "records": list,
}


@pytest.fixture(scope="session")
def read_texts() -> Callable[[Mapping[str, str] | str], Reading]:
    """Read one compose file, or several files by name."""

    def reader(texts: Mapping[str, str] | str) -> Reading:
        named = {"compose.yaml": texts} if isinstance(texts, str) else texts
        return read([TextFile(name, text.encode()) for name, text in named.items()])

    return reader


@pytest.fixture(scope="session")
def assert_golden() -> Callable[[Path], None]:
    """Compare what a folder of manifests gives with its golden.json.

    BULKHEAD_UPDATE_GOLDEN=1 rewrites the file; look at the difference before committing it.
    """
    return _assert_golden


@pytest.fixture(scope="session")
def assert_fits_catalogue() -> Callable[[Model], None]:
    """Check that every element, fact, relation and flow is one that the catalogue knows."""
    return _assert_fits_catalogue


def _assert_golden(folder: Path) -> None:
    paths = sorted(path for path in folder.rglob("*") if path.suffix in {".yaml", ".yml"})
    reading = read([TextFile(str(path.relative_to(folder)), path.read_bytes()) for path in paths])
    found = {**model_to_json(reading.model), "problems": [_problem(problem) for problem in reading.problems]}
    text = json.dumps(found, indent=1, ensure_ascii=False) + "\n"
    golden = folder / "golden.json"
    if os.environ.get("BULKHEAD_UPDATE_GOLDEN"):
        golden.write_text(text, encoding="utf-8")

    assert json.loads(text) == json.loads(golden.read_text(encoding="utf-8"))
    _assert_fits_catalogue(reading.model)


def _problem(problem: Any) -> dict[str, Any]:
    return {name: getattr(problem, name) for name in ("file", "line", "severity", "message")}


def _assert_fits_catalogue(model: Model) -> None:
    for element in model.elements.values():
        _assert_element_fits(model, element)
    for relation in model.relations:
        known = CATALOGUE.relations[relation.type]
        assert model.elements[relation.source].kind in known.sources, relation
        assert model.elements[relation.target].kind in known.targets, relation
    for flow in model.flows.values():
        assert {
            model.elements[flow.source].kind,
            model.elements[flow.destination].kind,
        } <= CATALOGUE.flow_ends, flow
        assert flow.facts.keys() <= CATALOGUE.flow_facts.keys(), flow
        assert flow.why, flow


def _assert_element_fits(model: Model, element: Element) -> None:
    kind = CATALOGUE.kinds[element.kind]
    if element.parent is not None:
        assert CATALOGUE.may_hold(model.elements[element.parent].kind, element.kind), element.uid
    for name, fact in element.facts.items():
        known, where = kind.facts.get(name), f"{element.uid} {name}"
        assert known is not None, where
        assert type(fact.value) is _PYTHON_TYPES[known.type], where
        assert known.type != "enum" or fact.value in known.options, where
        if known.type == "records":
            assert isinstance(fact.value, list)
            assert all(record.keys() == known.fields.keys() for record in fact.value), where
        if fact.item_lines:
            assert isinstance(fact.value, list)
            assert len(fact.item_lines) == len(fact.value), where
        assert fact.source.origin != "file" or fact.source.line, where
        assert fact.source.origin not in {"default", "inferred"} or fact.source.why, where
