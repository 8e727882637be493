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
STAGE_RECORDS: Final[dict[int, dict[str, str]]] = {
    1: {
        "objectives": "Business objectives",
        "impact_criteria": "Impact criteria",
        "risk_appetites": "Risk appetite",
        "compliance_requirements": "Compliance requirements",
    },
    2: {"scope_exclusions": "Out of scope"},
    4: {"intelligence_items": "Threat intelligence"},
    7: {"countermeasure_sets": "Sets of countermeasures"},
}
"""The sections in which people write rows: their titles, by stage and id."""
STAGE_STATUSES: Final = ("not-started", "in-progress", "ready", "approved", "stale")
CRITICALITIES: Final = ("critical", "high", "medium", "low")
PROPERTIES: Final = attack_scenario.PROPERTIES
"""What an objective may need of what it depends on."""
IMPACT_LEVELS: Final = ("negligible", "low", "moderate", "major", "catastrophic")
APPETITES: Final = ("averse", "cautious", "balanced", "open")  # the least willing to take risk first
RELEVANCES: Final = ("high", "medium", "low")
