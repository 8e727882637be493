"""Every attack step behaves as the examples beside it say, and names only what exists."""

import pytest

from threatmodel.engine.analysis.paths.step_endpoints import PLACE_FINDERS
from threatmodel.engine.library.attack_steps import (
    PLACES,
    AttackStep,
    InvalidStep,
    build_step,
    check_step,
    load_steps,
    step_files,
)
from threatmodel.engine.library.attackers_and_goals import load_attackers, load_goals
from threatmodel.engine.library.condition_names import SCOPES
from threatmodel.engine.library.examples import evaluate, read_examples
from threatmodel.engine.library.loader import load_library

STEPS = {step.id: step for step in load_steps()}
EXAMPLES = {path.stem: path.with_name(f"{path.stem}.examples.yaml") for path in step_files()}
CONDITIONAL = [step for step in STEPS.values() if step.when != "true"]


@pytest.mark.parametrize("step", CONDITIONAL, ids=lambda step: step.id)
def test_step_is_possible_as_its_examples_say(step: AttackStep) -> None:
    assert EXAMPLES[step.id].exists(), f"write {EXAMPLES[step.id].name} with an example of each outcome"

    for example in read_examples(EXAMPLES[step.id], step):
        result = evaluate(step, example.variables)

        assert (result.outcome, result.missing) == (example.expected, example.asks), example.name


@pytest.mark.parametrize("step", CONDITIONAL, ids=lambda step: step.id)
def test_step_with_a_condition_has_examples(step: AttackStep) -> None:
    outcomes = {example.expected for example in read_examples(EXAMPLES[step.id], step)}

    assert outcomes >= {"threat", "no_threat"}


@pytest.mark.parametrize("step", STEPS.values(), ids=lambda step: step.id)
def test_step_names_what_exists(step: AttackStep) -> None:
    library = load_library()

    check_step(step, library.controls, library.references)
    assert step.technique in {name.removeprefix("attack:") for name in library.references}


def test_each_place_is_found_by_the_analysis() -> None:
    of_context = {"self", *SCOPES}

    assert set(PLACES) <= {*PLACE_FINDERS, *of_context}
    assert set(PLACES) >= {*PLACE_FINDERS}


def test_what_an_attacker_wants_and_starts_with_can_be_had() -> None:
    had = {level for step in STEPS.values() for level in (*step.start.levels, *step.end.levels)}

    assert {rule.level for goal in load_goals() for rule in goal.where} <= had
    assert {start.level for attacker in load_attackers() for start in attacker.starts} <= had


RAW = {
    "id": "take-it",
    "title": "Take the container",
    "applies_to": "container",
    "when": "self.privileged",
    "from": {"at": "self", "level": "execute"},
    "to": {"at": "node", "level": ["read", "root"]},
    "difficulty": "easy",
    "grade": "configured",
    "evidence": ["privileged"],
    "needs": "Code.",
    "how": "Somehow.",
    "detection": "Look.",
    "controls": ["remove-privileged"],
    "references": ["attack:T1611"],
}


def test_a_step_is_built_from_its_file() -> None:
    step = build_step(RAW, where="take-it.yaml")

    assert (step.start.levels, step.end.levels, step.technique) == (("execute",), ("read", "root"), "T1611")


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"from": {"at": "nowhere", "level": "execute"}}, "from.at"),
        ({"to": {"at": "node", "level": "own"}}, "to.level"),
        ({"difficulty": "impossible"}, "difficulty"),
        ({"when": "self.("}, "not a CEL expression"),
    ],
)
def test_a_faulty_step_is_refused(change: dict[str, object], message: str) -> None:
    with pytest.raises(InvalidStep, match=r"^take-it.yaml: ") as refused:
        build_step({**RAW, **change}, where="take-it.yaml")

    assert message in str(refused.value)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"controls": ["magic"]}, "unknown control magic"),
        ({"references": ["attack:T9999"]}, "unknown reference attack:T9999"),
        ({"applies_to": "spaceship"}, "unknown kind 'spaceship'"),
        ({"evidence": ["speed"]}, "self.speed is not a fact"),
    ],
)
def test_a_step_that_names_what_is_not_there_is_refused(change: dict[str, object], message: str) -> None:
    library = load_library()

    with pytest.raises(InvalidStep, match=message):
        check_step(build_step({**RAW, **change}, where="x"), library.controls, library.references)


def test_step_files_are_named_as_their_steps() -> None:
    assert {path.stem for path in step_files()} == set(STEPS)
