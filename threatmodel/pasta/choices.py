"""The seven stages of PASTA, and the words of what people write in them."""

from typing import Final

from threatmodel.engine.analysis import attack_scenario

# By number; the names of the method (UcedaVélez and Morana, Risk Centric Threat Modeling, 2015).
STAGES: Final[dict[int, str]] = {
    1: "Objectives",
    2: "Technical scope",
    3: "Decomposition",
    4: "Threat analysis",
    5: "Weaknesses",
    6: "Attack modeling",
    7: "Risk and countermeasures",
}
STAGE_STATUSES: Final = ("not-started", "in-progress", "ready", "approved", "stale")
CRITICALITIES: Final = ("critical", "high", "medium", "low")
PROPERTIES: Final = attack_scenario.PROPERTIES
"""What an objective may need of what it depends on."""
IMPACT_LEVELS: Final = ("negligible", "low", "moderate", "major", "catastrophic")
APPETITES: Final = ("averse", "cautious", "balanced", "open")  # the least willing to take risk first
RELEVANCES: Final = ("high", "medium", "low")
