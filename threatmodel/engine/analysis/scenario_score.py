"""The severity of an attack scenario, and what makes up its score."""

from typing import Final

from threatmodel.engine.analysis.attack_scenario import Scenario, risk_level, unrated_risk_level
from threatmodel.engine.analysis.scenario_search import AttackPart
from threatmodel.engine.analysis.threat_score import BASE_SCORES, Factors, ScoreFactor
from threatmodel.engine.library.taxonomies import SEVERITIES, Severity

_MAX_SHIFT: Final = 4  # points by which likelihood moves the score within its band, each way
_OUTSIDE: Final = 6  # points of an attacker who can start by nature
_TOLD: Final = "The weakness that it uses is a threat of the component already"


def scenario_severity(part: AttackPart, scenario: Scenario) -> Severity:
    """By the impact where an objective is harmed, else by what such a goal is worth by its kind."""
    impacts = [SEVERITIES.index(one.impact) for one in scenario.objectives]
    if not impacts:
        return unrated_risk_level(part.path.goal.worth, scenario.inherent, is_assumed=scenario.is_assumed)
    return risk_level(SEVERITIES[min(impacts)], scenario.inherent, is_assumed=scenario.is_assumed)


def scenario_factors(risk: Severity, severity: Severity, scenario: Scenario) -> Factors:
    """What makes up the score of a scenario of this risk; it has a lower severity where another tells it."""
    shift = round(2 * _MAX_SHIFT * scenario.inherent) - _MAX_SHIFT
    change = BASE_SCORES[severity] - BASE_SCORES[risk]
    shown = (
        ScoreFactor("severity", BASE_SCORES[risk]),
        *((ScoreFactor("situation", change, value=_TOLD),) if change else ()),
        ScoreFactor("likelihood", shift, value=scenario.likelihood),
    )
    return shown if scenario.is_assumed else (*shown, ScoreFactor("exposure", _OUTSIDE))
