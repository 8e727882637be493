"""Each playbook: its examples, the words that it may use, and what is refused."""

from typing import Any, Final

import pytest

from threatmodel.engine.analysis.incident_response.playbook_filling import filled_steps
from threatmodel.engine.library.loader import read_yaml
from threatmodel.engine.library.playbooks import FOLDER, InvalidPlaybook, playbooks, read_playbook
from threatmodel.engine.model import Element, Fact, Flow, Model, Relation, Source

Json = dict[str, Any]
EXAMPLES: Final = {name: read_yaml(FOLDER / f"{name}.examples.yaml") for name in playbooks()}
CASES: Final = [(name, example) for name, examples in EXAMPLES.items() for example in examples]
STATED: Final = Source(origin="file")
STEP: Final = {"id": "look", "phase": "analysis", "title": "Look at it", "text": "Look at it with much care."}


def example_model(example: Json) -> Model:
    elements = [
        Element(
            uid=one["uid"],
            kind=one["kind"],
            name=one["name"],
            parent=one.get("parent"),
            facts={name: Fact(value, STATED) for name, value in one.get("facts", {}).items()},
            source=STATED,
        )
        for one in example["elements"]
    ]
    flows = [Flow(f"{source}->{target}", source, target) for source, target in example.get("flows", ())]
    relations = [Relation(*one) for one in example.get("relations", ())]
    return Model({one.uid: one for one in elements}, relations, {one.uid: one for one in flows})


@pytest.mark.parametrize(("name", "example"), CASES, ids=[f"{name} {one['name']}" for name, one in CASES])
def test_examples_are_filled_as_they_say(name: str, example: Json) -> None:
    steps = filled_steps(example_model(example), example["element"], playbooks()[name])

    assert [step.id for step in steps] == example["steps"]
    commands = [command for step in steps for command in step.commands]
    assert [command for command in example["commands"] if command not in commands] == []
    listed = {step.id: {one.list: [e.name for e in one.elements] for one in step.lists} for step in steps}
    for step_id, lists in example.get("lists", {}).items():
        assert listed[step_id] | lists == listed[step_id]


@pytest.mark.parametrize("name", playbooks())
def test_each_step_is_in_an_example_and_each_condition_leaves_it_out_of_one(name: str) -> None:
    shown = [set(example["steps"]) for example in EXAMPLES[name]]

    for step in playbooks()[name].steps:
        assert any(step.id in ids for ids in shown), step.id
        assert not (step.when or step.platform) or any(step.id not in ids for ids in shown), step.id


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"applies_to": ["pod"]}, "unknown kind pod"),
        ({"references": ["nist-800-61:9"]}, "unknown reference nist-800-61:9"),
        ({"steps": [STEP, STEP]}, "two steps have the id look"),
        ({"steps": [STEP | {"when": ["moon"]}]}, "look: when names moon"),
        ({"steps": [STEP | {"lists": ["moons"]}]}, "look: moons is no list"),
        ({"steps": [STEP | {"text": "Look at it, {moon}, with care."}]}, "{moon} cannot be filled"),
        ({"steps": [STEP | {"commands": {"docker": ["docker rm {moon}"]}}]}, "{moon} cannot be filled"),
        ({"steps": [STEP | {"commands": {"docker": ["docker rm {secrets.name}"]}}]}, "{secrets.name} cannot"),
        ({"steps": [STEP | {"phase": "prayer"}]}, "Invalid enum value 'prayer'"),
        ({"steps": []}, "length >= 1"),
    ],
)
def test_a_wrong_file_is_refused_with_its_place(change: Json, message: str) -> None:
    raw = read_yaml(FOLDER / "leaked-secret.yaml") | change

    with pytest.raises(InvalidPlaybook, match=r"^leaked-secret\.yaml: ") as refused:
        read_playbook("leaked-secret", raw)

    assert message in str(refused.value)
