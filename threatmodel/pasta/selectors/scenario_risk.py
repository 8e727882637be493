"""The risk of attack scenarios: by the facts, with what is done, and with each set of countermeasures."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from threatmodel.engine.analysis.attack_scenario import risk_level, risk_points
from threatmodel.engine.library.taxonomies import SEVERITIES, Severity
from threatmodel.threats.choices import STATUS_RISK

_READ: Final = ("role", "assumed_start", "inherent", "residual", "objectives", "planned")
SCENARIO_COLUMNS: Final = tuple(f"scenario__content__{name}" for name in _READ)
"""What is read of the scenario of a threat: not its steps."""


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


def scenario_risks(threats: Iterable[Mapping[str, Any]]) -> list[ScenarioRisk]:
    """The scenarios among threats that harm an objective, by number.

    What does not apply, as people decided, leaves no risk.
    """
    harmful = [one for one in threats if one["scenario__content__objectives"]]
    return [_risk(one) for one in sorted(harmful, key=lambda one: int(one["number"]))]


def _risk(threat: Mapping[str, Any]) -> ScenarioRisk:
    content = {name: threat[column] for name, column in zip(_READ, SCENARIO_COLUMNS, strict=True)}
    applies = STATUS_RISK[threat["status"]] != "none"
    impacts = [one["impact"] for one in content["objectives"]]
    planned = {one["set"]: one["residual"] if applies else None for one in content["planned"] or ()}
    return ScenarioRisk(
        subject_uid=threat["subject_uid"],
        subject_name=threat["subject_name"],
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
