"""What attack paths depend on beside the architecture: attackers and goals, built-in and by hand."""

import hashlib
import uuid
from collections.abc import Container, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import orjson

from threatmodel.attack_paths.choices import CROWN_JEWEL
from threatmodel.attack_paths.models import Attacker as AttackerRow
from threatmodel.attack_paths.models import CrownJewel
from threatmodel.attack_paths.objectives_and_countermeasures import Plans, objectives_of, plans_of
from threatmodel.engine.analysis.analyzer_version import analyzer_version
from threatmodel.engine.analysis.attack_scenario import Objective
from threatmodel.engine.analysis.paths.what_if import ControlApplied
from threatmodel.engine.library.attackers_and_goals import (
    Attacker,
    Goal,
    load_attackers,
    load_goals,
    start_rules,
)
from threatmodel.engine.library.custom_attackers import custom_attacker, custom_goal
from threatmodel.engine.model import Model
from threatmodel.library.selectors.team_library import rules_enabled, rules_hash
from threatmodel.threats.mitigations.selectors.controls_in_place import controls_in_place

_OF_ATTACKERS = ("id", "profile", "name", "about", "skill", "counts", "enabled", "start_rules", "starts")
_OF_JEWELS = ("id", "element_uid", "level", "title", "worth")


@dataclass(frozen=True, slots=True)
class Described:
    """What people have described of attackers and goals."""

    attackers: Sequence[AttackerRow]
    jewels: Sequence[CrownJewel]


@dataclass(frozen=True, slots=True)
class Inputs:
    """What people have described, with their objectives, and the controls that are in place or planned.

    `hash` differs when any of that, a rule of the team or the release does.
    """

    described: Described
    done: Sequence[ControlApplied]
    objectives: Sequence[Objective]
    plans: Plans
    hash: str


def described_load(*, model_id: uuid.UUID) -> Described:
    """Return the attackers and crown jewels of a model. Two queries."""
    attackers = list(AttackerRow.objects.filter(model_id=model_id).order_by("name", "id"))
    return Described(attackers, list(CrownJewel.objects.filter(model_id=model_id).order_by("title", "id")))


def inputs_load(*, model_id: uuid.UUID) -> Inputs:
    """Return all that attack paths depend on beside the model itself. At most nine queries."""
    described = described_load(model_id=model_id)
    done, objectives = controls_in_place(model_id=model_id), objectives_of(model_id)
    plans = plans_of(model_id)
    plain = {
        "release": analyzer_version(),
        "rules": rules_hash(rules_enabled(model_id=model_id)),
        **_plain(described),
        "done": [[one.control, one.subject] for one in done],
        "objectives": [
            [one.id, one.title, one.impact, one.properties, *one.depends_on] for one in objectives
        ],
        "plans": [[name, *([one.control, one.subject] for one in plan)] for name, plan in plans.items()],
    }
    return Inputs(described, done, objectives, plans, hashlib.sha256(orjson.dumps(plain)).hexdigest())


def described_key(described: Described) -> bytes:
    """What people have described, as one value: equal where it makes the same attackers and goals."""
    return orjson.dumps(_plain(described))


def _plain(described: Described) -> dict[str, Any]:
    return {
        "attackers": [[getattr(row, name) for name in _OF_ATTACKERS] for row in described.attackers],
        "jewels": [[getattr(row, name) for name in _OF_JEWELS] for row in described.jewels],
    }


def attackers_of(described: Described, model: Model) -> tuple[Attacker, ...]:
    """The built-in attackers, as the team has changed them, then its own; without those that are disabled."""
    changed = {row.profile: row for row in described.attackers if row.profile}
    found = [
        _attacker(changed[one.id], model.elements) if one.id in changed else one for one in load_attackers()
    ]
    found += [_attacker(row, model.elements) for row in described.attackers if not row.profile]
    return tuple(one for one in found if one is not None)


def goals_of(described: Described, model: Model) -> tuple[Goal, ...]:
    """The crown jewels that people have marked, then the goals of the library."""
    return (*_jewels(described.jewels, model.elements), *load_goals())


def controls_of(done: Iterable[ControlApplied], model: Model) -> tuple[ControlApplied, ...]:
    """The controls in place at what the present model has."""
    return tuple([one for one in done if one.subject in model.elements or one.subject in model.flows])


def _attacker(row: AttackerRow, elements: Container[str]) -> Attacker | None:
    """The attacker, or None where they are disabled, or start nowhere in the present model."""
    starts: list[dict[str, Any]] = [{"rule": name} for name in row.start_rules if name in start_rules()]
    starts += [{"element": uid, "level": level} for uid, level in row.starts if uid in elements]
    if not row.enabled or not starts:
        return None
    raw = {"name": row.name, "about": row.about, "skill": row.skill, "counts": row.counts, "starts": starts}
    return custom_attacker(raw, identity=row.profile or str(row.pk), elements=elements)


def _jewels(rows: Iterable[CrownJewel], elements: Container[str]) -> Iterator[Goal]:
    for row in rows:
        if row.element_uid in elements:
            where = [{"element": row.element_uid, "level": row.level}]
            raw = {"title": row.title, "worth": row.worth, "where": where}
            yield custom_goal(raw, identity=CROWN_JEWEL, elements=elements)
