"""Attackers and where they start, from attackers.yaml; goals, what they are after, from attack_goals.yaml."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, Final

import jsonschema_rs

from threatmodel.engine.library import file_schemas
from threatmodel.engine.library.attack_steps import COSTS, LEVELS, Difficulty, InvalidStep, Level, State
from threatmodel.engine.library.cel import Program
from threatmodel.engine.library.condition_names import facts_read
from threatmodel.engine.library.file_schemas import schema_error
from threatmodel.engine.library.rules import EvidenceSpec, check_condition, deferred_condition
from threatmodel.engine.library.taxonomies import SEVERITIES, Severity
from threatmodel.engine.model.struct_base import Record
from threatmodel.engine.model.yaml_data import read_data

_FOLDER: Final = Path(__file__).parent


class StateRule(Record, frozen=True):
    """The elements for which a level of control is a start or a goal: by kind, surroundings and condition.

    `within` is the kind that must be around the element, or empty. `cost` is what it takes to start there.
    """

    id: str
    applies_to: tuple[str, ...]
    when: str
    program: Program
    asks: tuple[tuple[str, str], ...]
    level: Level
    title: str
    within: str = ""
    cost: int = 0
    evidence: tuple[EvidenceSpec, ...] = ()
    controls: tuple[str, ...] = ()
    references: tuple[str, ...] = ()


class Attacker(Record, frozen=True):
    """Who attacks: where they start, and the hardest step they take.

    They start at the elements that the rules in `starts` describe, and with the states in `at`.
    `counts`: the start is in their hands by nature, so paths from it count; else they are shown only.
    """

    id: str
    name: str
    about: str = ""
    skill: Difficulty = "hard"
    counts: bool = False
    starts: tuple[StateRule, ...] = ()
    at: tuple[State, ...] = ()

    def takes(self, difficulty: Difficulty) -> bool:
        """Whether they take steps of this difficulty."""
        return COSTS[difficulty] <= COSTS[self.skill]


class Goal(Record, frozen=True):
    """Something worth an attack, and how much: any of the states that `where` describes or `at` names."""

    id: str
    title: str
    worth: Severity = "medium"
    where: tuple[StateRule, ...] = ()
    at: tuple[State, ...] = ()


@cache
def load_attackers() -> tuple[Attacker, ...]:
    """Return the attackers that ship with Bulkhead, in their order. Raises InvalidStep."""
    return tuple(
        Attacker(
            raw["id"],
            raw["name"],
            raw["about"],
            raw["skill"],
            raw["counts"],
            tuple(map(_state_rule, raw["starts"])),
        )
        for raw in _read("attackers.yaml", file_schemas.attackers(LEVELS, tuple(COSTS)))
    )


@cache
def load_goals() -> tuple[Goal, ...]:
    """Return the goals that ship with Bulkhead, the worthiest first. Raises InvalidStep."""
    return tuple(
        Goal(raw["id"], raw["title"], raw["worth"], (_state_rule(raw),))
        for raw in _read("attack_goals.yaml", file_schemas.attack_goals(LEVELS, SEVERITIES))
    )


def start_rules() -> dict[str, StateRule]:
    """The rules for starts that ship with Bulkhead, by id: what people may give to their own attackers."""
    return {rule.id: rule for attacker in load_attackers() for rule in attacker.starts}


def goal_rules() -> dict[str, StateRule]:
    """The rules for goals that ship with Bulkhead, by id."""
    return {rule.id: rule for goal in load_goals() for rule in goal.where}


def _read(name: str, schema: dict[str, Any]) -> list[dict[str, Any]]:
    raw: list[dict[str, Any]] = read_data(_FOLDER / name)
    if error := schema_error(jsonschema_rs.validator_for(schema), raw):
        raise InvalidStep(f"{name}: {error}")
    return raw


def _state_rule(raw: Mapping[str, Any]) -> StateRule:
    name, when = raw["id"], raw.get("when", "true")
    applies_to = (raw["applies_to"],) if isinstance(raw["applies_to"], str) else tuple(raw["applies_to"])
    rule = StateRule(
        id=name,
        applies_to=applies_to,
        when=when,
        program=deferred_condition(when, name),
        asks=tuple(dict.fromkeys(facts_read(when))),
        level=raw["level"],
        title=raw["title"],
        within=raw.get("within", ""),
        cost=COSTS[raw["difficulty"]] if "difficulty" in raw else 0,
    )
    check_condition(rule, (), ())
    return rule
