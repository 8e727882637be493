"""Models of other tools for tests, put together in Python."""

import json
from typing import Any

from tests.engine.golden import FIXTURES
from threatmodel.engine.importers import Reading, TextFile, read
from threatmodel.engine.model import Flow

FOLDER = FIXTURES / "interchange"
SAMPLES = sorted(path for path in FOLDER.rglob("*") if path.is_file() and path.name != "golden.json")


def read_json(content: Any, name: str = "model.json") -> Reading:
    """Read one JSON document."""
    return read([TextFile(name, json.dumps(content).encode())])


def read_text(text: str, name: str = "model.yaml") -> Reading:
    """Read one file."""
    return read([TextFile(name, text.encode())])


def facts(reading: Reading, uid: str) -> dict[str, Any]:
    """The facts of an element or flow by name."""
    subject = reading.model.elements.get(uid) or reading.model.flows[uid]
    return {name: fact.value for name, fact in subject.facts.items()}


def only_flow(reading: Reading) -> Flow:
    """The only flow of a model."""
    (flow,) = reading.model.flows.values()
    return flow


def messages(reading: Reading) -> list[str]:
    """What the reading says."""
    return [problem.message for problem in reading.problems]


def dragon(*cells: dict[str, Any], **rest: Any) -> dict[str, Any]:
    """A model of Threat Dragon with one diagram of these cells."""
    return {
        "summary": {"title": "Shop"},
        "detail": {"diagrams": [{"id": 0, "title": "One", "cells": list(cells)}]},
        **rest,
    }


def cell(cell_id: str, shape: str, **data: Any) -> dict[str, Any]:
    """A cell of version 2."""
    return {"id": cell_id, "shape": shape, "data": {"type": "", "name": cell_id.title(), **data}}


def placed(one: dict[str, Any], x: float, y: float, width: float, height: float) -> dict[str, Any]:
    """The cell at this place."""
    return {**one, "position": {"x": x, "y": y}, "size": {"width": width, "height": height}}


def arrow(cell_id: str, source: str, target: str, **data: Any) -> dict[str, Any]:
    """A flow of version 2."""
    return {**cell(cell_id, "flow", **data), "source": {"cell": source}, "target": {"cell": target}}


def otm(**parts: Any) -> dict[str, Any]:
    """A model in OTM."""
    return {"otmVersion": "0.2.0", "project": {"name": "Shop", "id": "shop"}, **parts}
