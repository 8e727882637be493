"""The risk of attack scenarios: by the facts, with what is done, and with each set of countermeasures."""

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from threatmodel.engine.analysis.attack_scenario import risk_level, risk_points
from threatmodel.engine.library.frameworks import SEVERITIES, Severity
from threatmodel.threats.threats.models import Scenario

_READ: Final = ("role", "assumed_start", "inherent", "residual", "objectives", "planned")


@dataclass(frozen=True, slots=True)
class ScenarioRisk:
    """One scenario that harms an objective. Likelihoods are 0..1, and None where nothing is left.

    `planned` is what is left with each set of countermeasures, by its id.
    """

    subject_uid: str
    subject_name: str
    is_target: bool
    is_assumed: bool
    worth: Severity
    objectives: frozenset[str]
    inherent: float
    residual: float | None
    planned: Mapping[str, float | None]

    def target(self, chosen: str) -> float | None:
        """What is left with a set; as much as now where the set changes nothing."""
        return self.planned.get(chosen, self.residual)


def scenario_risks(*, model_id: uuid.UUID) -> list[ScenarioRisk]:
    """The found scenarios that harm an objective, by number. One query, without their steps.

    What does not apply, as people decided, leaves no risk.
    """
    rows = Scenario.objects.filter(threat__model_id=model_id, threat__certainty="found")
    rows = rows.exclude(threat__disposition="resolved").order_by("threat__number")
    columns = ("threat__subject_uid", "threat__subject_name", "threat__disposition")
    paths = [f"content__{name}" for name in _READ]
    return [
        _risk(uid, name, disposition, dict(zip(_READ, values, strict=True)))
        for uid, name, disposition, *values in rows.values_list(*columns, *paths)
        if values[_READ.index("objectives")]
    ]


def _risk(uid: str, name: str, disposition: str, content: Mapping[str, Any]) -> ScenarioRisk:
    applies = disposition != "not-applicable"
    impacts = [one["impact"] for one in content["objectives"]]
    planned = {one["set"]: one["residual"] if applies else None for one in content["planned"] or ()}
    return ScenarioRisk(
        subject_uid=uid,
        subject_name=name,
        is_target=content["role"] == "target",
        is_assumed=content["assumed_start"],
        worth=min(impacts, key=SEVERITIES.index),
        objectives=frozenset(one["id"] for one in content["objectives"]),
        inherent=content["inherent"],
        residual=content["residual"] if applies else None,
        planned=planned,
    )


def rating(likelihoods: Iterable[tuple[ScenarioRisk, float | None]]) -> str:
    """The worst level of risk and how many scenarios have it: "High (3)"."""
    levels = [
        risk_level(one.worth, left, is_assumed=one.is_assumed)
        for one, left in likelihoods
        if left is not None
    ]
    worst = min(levels, key=SEVERITIES.index, default=None)
    return f"{worst.capitalize()} ({levels.count(worst):,})" if worst else "none"


def points(likelihoods: Iterable[tuple[ScenarioRisk, float | None]]) -> float:
    """The sum of likelihood times impact, by which sets are compared."""
    return sum(risk_points(one.worth, left, is_assumed=one.is_assumed) for one, left in likelihoods)
