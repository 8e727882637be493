"""The fixtures under fixtures/kubernetes give exactly the models and problems written beside them.

After a deliberate change: BULKHEAD_WRITE_GOLDEN=1 pytest tests/engine/importers/test_kubernetes_golden.py
"""

import json
import os
from pathlib import Path
from typing import Any

import pytest

from threatmodel.engine.importers import TextFile, read
from threatmodel.engine.model.catalogue import CATALOGUE, FactType
from threatmodel.engine.model.codec import model_to_json

FIXTURES = Path(__file__).parents[3] / "fixtures" / "kubernetes"
NAMES = sorted(path.name for path in FIXTURES.iterdir() if path.is_dir())


def result(name: str) -> dict[str, Any]:
    files = sorted((FIXTURES / name).glob("*.yaml"))
    reading = read(TextFile(file.name, file.read_bytes()) for file in files)
    problems = [
        {"file": p.file, "line": p.line, "severity": p.severity, "message": p.message}
        for p in reading.problems
    ]
    return {**model_to_json(reading.model), "problems": problems}


@pytest.mark.parametrize("name", NAMES)
def test_fixture_gives_its_golden_result(name: str) -> None:
    golden = FIXTURES / name / "expected.json"
    found = result(name)
    if os.environ.get("BULKHEAD_WRITE_GOLDEN"):
        golden.write_text(json.dumps(found, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")

    assert found == json.loads(golden.read_text(encoding="utf-8"))


@pytest.mark.parametrize("name", NAMES)
def test_no_canary_of_a_fixture_reaches_the_result(name: str) -> None:
    assert "canary" not in json.dumps(result(name))


@pytest.mark.parametrize("name", NAMES)
def test_everything_fits_the_catalogue(name: str) -> None:
    found = result(name)
    kinds = {element["uid"]: element["kind"] for element in found["elements"]}

    for element in found["elements"]:
        kind = CATALOGUE.kinds[element["kind"]]
        assert element["parent"] is None or kinds[element["parent"]] in kind.parents, element["uid"]
        for fact_name, fact in element["facts"].items():
            check_fact(kind.facts[fact_name], fact["value"], f"{element['uid']} {fact_name}")
    for relation in found["relations"]:
        known = CATALOGUE.relations[relation["type"]]
        assert kinds[relation["source"]] in known.sources, relation
        assert kinds[relation["target"]] in known.targets, relation
    for flow in found["flows"]:
        assert {kinds[flow["source"]], kinds[flow["destination"]]} <= CATALOGUE.flow_ends
        for fact_name, fact in flow["facts"].items():
            check_fact(CATALOGUE.flow_facts[fact_name], fact["value"], f"{flow['uid']} {fact_name}")


TYPES: dict[str, type] = {"bool": bool, "int": int, "text": str, "list": list, "records": list, "enum": str}


def check_fact(fact_type: FactType, value: Any, where: str) -> None:
    assert type(value) is TYPES[fact_type.type], where
    if fact_type.type == "enum":
        assert value in fact_type.options, where
    if fact_type.type == "list":
        assert all(type(item) is str for item in value), where
    if fact_type.type == "records":
        for record in value:
            assert {key: TYPES[kind] for key, kind in fact_type.fields.items()} == {
                key: type(item) for key, item in record.items()
            }, where
