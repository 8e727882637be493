"""Importing again keeps whatever people did to a model, and a renamed file changes no part of it."""

import random
from collections.abc import Iterator
from typing import Any

import pytest

from tests.engine.golden import FIXTURES
from tests.people import People
from tests.shop_model import import_files
from threatmodel.architecture.models import Element, Flow, ThreatModel
from threatmodel.architecture.operations.apply import apply
from threatmodel.architecture.operations.batch import Batch
from threatmodel.engine.model import CATALOGUE, FactType

FOLDERS = ("kubernetes/clinic", "kubernetes/live-dump", "compose/shop", "kubernetes/node-agents")
Json = dict[str, Any]


def files_of(folder: str) -> dict[str, str]:
    path = FIXTURES / folder
    found = sorted(one for one in path.rglob("*") if one.suffix in {".yaml", ".yml", ".json"})
    return {
        str(one.relative_to(path)): one.read_text()
        for one in found
        if one.name not in {"golden.json", "pod-security.json"}
    }


def value_of(fact: FactType, chance: random.Random) -> Any:
    """Some value of the fact's type."""
    values: dict[str, Any] = {
        "bool": chance.random() < 0.5,
        "int": chance.randint(0, 99),
        "float": 1.5,
        "text": f"said {chance.randint(0, 99)}",
        "date": "2026-01-31",
        "enum": chance.choice(fact.options) if fact.options else "",
        "list": [f"item {chance.randint(0, 9)}"],
        "records": [],
    }
    return values[fact.type]


def edits(model: ThreatModel, chance: random.Random) -> Iterator[Json]:
    """Operations as people send them: names, places, facts, things drawn, verdicts on flows."""
    elements = list(Element.objects.filter(model=model).exclude(kind__in=("data-set",)).order_by("uid"))
    for number, element in enumerate(chance.sample(elements, min(8, len(elements)))):
        facts = CATALOGUE.kinds[element.kind].facts
        name = chance.choice(sorted(facts.keys() - {"data_sets"}))  # they name elements
        yield {"name": f"Ours {number}"} | {"uid": element.uid, "on": "element"}
        yield {"x": float(chance.randint(-500, 500)), "y": 7.0, "uid": element.uid, "on": "element"}
        yield {"facts": {name: value_of(facts[name], chance)}, "uid": element.uid, "on": "element"}
    flows = list(Flow.objects.filter(model=model).order_by("uid"))
    for flow in chance.sample(flows, min(4, len(flows))):
        fact = chance.choice(["review", "protocol", "encrypted", "authenticated", "data_classification"])
        yield {"facts": {fact: value_of(CATALOGUE.flow_facts[fact], chance)}, "uid": flow.uid, "on": "flow"}
    yield {"kind": "actor", "name": "Auditor", "uid": "drawn:auditor", "on": "element"}
    inside = next(element for element in elements if element.kind == "workload" and element.parent)
    yield {"parent": None, "uid": inside.uid, "on": "element"}
    target = next(element.uid for element in elements if element.kind == "workload")
    yield {"source": "drawn:auditor", "destination": target, "uid": "drawn:flow", "on": "flow"}


def send(model: ThreatModel, cast: People, edit: Json, number: int) -> None:
    props = {key: value for key, value in edit.items() if key not in {"uid", "on"}}
    if "facts" in props:
        props["facts"] = {name: {"value": value} for name, value in props["facts"].items()}
    op = {"op": "set", "on": edit["on"], "uid": edit["uid"], "props": props}
    apply(model_id=model.pk, actor=cast.bob, batch=Batch(f"edit-{number}", (op,)))


def assert_kept(model: ThreatModel, cast: People, edit: Json) -> None:
    table: Any = Element if edit["on"] == "element" else Flow
    row = table.objects.get(model=model, uid=edit["uid"])
    for key in ("name", "x", "y", "kind"):
        assert key not in edit or getattr(row, key) == edit[key], (edit, key)
    assert "parent" not in edit or row.parent is None
    for name, value in edit.get("facts", {}).items():
        assert row.facts[name]["value"] == value, edit
        assert row.facts[name]["by"] == str(cast.bob.pk), edit


def changed(text: str, chance: random.Random) -> str:
    """The file as it may look a week later: other versions of images, other numbers."""
    return text.replace(":1.", f":{chance.randint(2, 9)}.").replace("replicas: 2", "replicas: 5")


@pytest.mark.parametrize("folder", FOLDERS)
def test_imports_keep_every_edit_of_people(cast: People, empty: ThreatModel, folder: str) -> None:
    chance = random.Random(folder)  # the same edits in every run
    files = files_of(folder)
    import_files(empty, cast.bob, files)
    made: dict[tuple[str, str, str], Json] = {}
    for number, edit in enumerate(edits(empty, chance)):
        send(empty, cast, edit, number)
        what = ",".join(edit["facts"]) if "facts" in edit else ",".join(sorted(edit))
        made[edit["on"], edit["uid"], what] = edit

    import_files(empty, cast.bob, {name: changed(text, chance) for name, text in files.items()})
    import_files(empty, cast.bob, files)

    assert len(made) > 15
    for edit in made.values():
        assert_kept(empty, cast, edit)


def rows(model: ThreatModel) -> list[Any]:
    """Everything about the parts of a model but where each thing stands."""
    parts: list[Any] = []
    for table in (Element, Flow):
        for row in table.objects.filter(model=model).order_by("uid"):
            facts = {name: fact["value"] for name, fact in row.facts.items()}
            parts.append((row.uid, row.name, facts, row.gone_at is None))
    return parts


@pytest.mark.parametrize("folder", FOLDERS)
def test_a_renamed_file_changes_only_where_things_stand(
    cast: People, empty: ThreatModel, folder: str
) -> None:
    files = files_of(folder)
    import_files(empty, cast.bob, files)
    before = rows(empty)

    renamed = {f"moved/{name}": text for name, text in files.items()}
    import_files(empty, cast.bob, renamed, scope="all")

    assert rows(empty) == before
