"""An image that a person draws is known by its name, as one that a file names."""

from typing import Any

import pytest

from tests.people import People
from threatmodel.architecture.engine_mapper import element_from_row
from threatmodel.architecture.models import Element, ThreatModel
from threatmodel.architecture.operations.apply import apply
from threatmodel.architecture.operations.batch import Batch
from threatmodel.engine.model import FactValue
from threatmodel.threats.analysis.services.apply_analysis import model_analyze
from threatmodel.threats.questions.models import Question


def _values(name: str, **facts: FactValue) -> dict[str, FactValue]:
    said = {key: {"value": value, "origin": "person"} for key, value in facts.items()}
    element = element_from_row(
        Element(uid="i", kind="image", name=name, facts=said, source={"origin": "person"}), None
    )
    return {key: fact.value for key, fact in element.facts.items()}


@pytest.mark.parametrize(
    ("name", "known"),
    [
        ("postgres:17", {"run_as_root": False, "purpose": "database", "end_of_life": False}),
        ("postgres:9.6", {"run_as_root": False, "purpose": "database", "end_of_life": True}),
        ("nginx", {"run_as_root": True, "purpose": "proxy"}),
        ("Catalog image", {}),
        ("shop", {}),
    ],
)
def test_a_name_says_what_is_known_of_the_product(name: str, known: dict[str, FactValue]) -> None:
    assert _values(name) == known | ({"built_here": False} if known else {})


def test_what_a_person_says_comes_first() -> None:
    assert _values("postgres:17", run_as_root=True)["run_as_root"] is True


def test_a_file_that_names_the_image_says_all_there_is() -> None:
    assert _values("postgres:17", repository="acme/postgres") == {"repository": "acme/postgres"}


def test_a_drawn_container_is_not_asked_for_the_user_of_a_known_image(
    cast: People, empty: ThreatModel
) -> None:
    ops: list[dict[str, Any]] = [
        {"op": "set", "on": "element", "uid": "internet", "props": {"kind": "internet", "name": "Internet"}},
        {"op": "set", "on": "element", "uid": "w", "props": {"kind": "workload", "name": "web"}},
        {
            "op": "set",
            "on": "element",
            "uid": "c",
            "props": {"kind": "container", "name": "web", "parent": "w"},
        },
        {"op": "set", "on": "element", "uid": "i", "props": {"kind": "image", "name": "nginx:1.30"}},
        {"op": "set", "on": "relation", "type": "uses_image", "source": "c", "target": "i"},
        {"op": "set", "on": "flow", "uid": "f", "props": {"source": "internet", "destination": "w"}},
    ]
    apply(model_id=empty.pk, actor=cast.bob, batch=Batch("b", tuple(ops), "person"))

    model_analyze(model_id=empty.pk)

    assert Question.objects.filter(model=empty, element__uid="c").exists()
    assert not Question.objects.filter(model=empty, element__uid="c", fact="run_as_root").exists()
