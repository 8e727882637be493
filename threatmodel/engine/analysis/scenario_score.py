"""The severity of an attack scenario, and what makes up its score."""

from typing import Final

from threatmodel.engine.analysis.attack_scenario import Scenario, risk_level, unrated_risk_level
from threatmodel.engine.analysis.scenario_search import AttackPart
from threatmodel.engine.analysis.threat_score import BASE_SCORES, Factors, ScoreFactor, points_of, unusual
from threatmodel.engine.library.taxonomies import SEVERITIES, Severity
from threatmodel.engine.model import CATALOGUE, Model

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
    """What makes up the score of a scenario of this risk; it has a lower severity where another covers it."""
    shift = round(2 * _MAX_SHIFT * scenario.inherent) - _MAX_SHIFT
    change = BASE_SCORES[severity] - BASE_SCORES[risk]
    shown = (
        ScoreFactor("severity", BASE_SCORES[risk]),
        *((ScoreFactor("situation", change, value=_TOLD),) if change else ()),
        ScoreFactor("likelihood", shift, value=scenario.likelihood),
    )
    return shown if scenario.is_assumed else (*shown, ScoreFactor("exposure", _OUTSIDE))


def unusual_factors(model: Model, severity: Severity, factors: Factors, scenario: Scenario) -> Factors:
    """What a scenario loses that waits for a fact to have another value than most elements have."""
    for step in scenario.steps:
        if step.waits_for is None:
            continue
        uid, name = step.waits_for
        known = CATALOGUE.fact("flow" if uid in model.flows else model.kind_of(uid), name)
        if known is not None and known.usual is not None:
            return unusual(severity, points_of(factors), uid, name, known.usual)
    return ()
