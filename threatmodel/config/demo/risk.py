"""How the demo team rates risk: its own matrix, and a model by OWASP Risk Rating with answers for threats."""

from typing import Any, Final

from threatmodel.accounts.models import Team, User
from threatmodel.architecture.models import ThreatModel
from threatmodel.engine.analysis.risk_matrix import DEFAULT_MATRIX, matrix_to_json
from threatmodel.threats.risk.models import TeamRiskMatrix
from threatmodel.threats.risk.services.matrices import risk_matrix_save
from threatmodel.threats.risk.services.ratings import risk_method_set, threat_rate
from threatmodel.threats.threats.models import Threat

Json = dict[str, Any]
_NAMES: Final[Json] = {
    "likelihoods": ["Every 10 years", "Every 3 years", "Every year", "Every quarter", "Every month"],
    "impacts": [
        "Hours of work",
        "Days of work",
        "One customer affected",
        "Many customers",
        "Business at risk",
    ],
    "levels": [
        {"name": "Tolerable", "color": "green"},
        {"name": "Watch", "color": "yellow"},
        {"name": "Treat", "color": "orange"},
        {"name": "Treat now", "color": "red"},
    ],
}
# What holds for the whole library: who would attack it, and what a loss of footage costs the studio.
_OF_MODEL: Final = {
    "skill": 6, "motive": 4, "opportunity": 7, "detection": 8,
    "financial": 3, "reputation": 5, "compliance": 5, "privacy": 5,
}  # fmt: skip
# By rule: what was answered of its worst threat.
_OF_THREATS: Final = {
    "container-runtime-socket-mounted": {
        "size": 9, "discovery": 7, "exploit": 9, "awareness": 9,
        "confidentiality": 9, "integrity": 9, "availability": 9, "accountability": 7,
        "financial": 7, "reputation": 9, "compliance": 7, "privacy": 7,
    },
    "flow-reaches-open-admin-port": {
        "size": 9, "discovery": 9, "exploit": 5, "awareness": 6,
        "confidentiality": 6, "integrity": 1, "availability": 1, "accountability": 7,
        "financial": 1, "reputation": 4, "compliance": 2, "privacy": 3,
    },
    "store-without-authentication": {
        "opportunity": 4, "size": 2, "discovery": 3, "exploit": 3, "awareness": 4,
        "confidentiality": 6, "integrity": 3, "availability": 1, "accountability": 7,
        "financial": 1, "reputation": 1, "compliance": 2, "privacy": 3,
    },
}  # fmt: skip


def matrix_write(team: Team, owner: User) -> None:
    """Give the team names of its own for likelihood, impact and levels, unless it has a matrix."""
    if not TeamRiskMatrix.objects.filter(team=team).exists():
        content = {**matrix_to_json(DEFAULT_MATRIX), **_NAMES}
        risk_matrix_save(team_id=team.pk, actor=owner, version=0, content=content)


def risk_rate(model: ThreatModel, actor: User) -> None:
    """Rate the model by OWASP Risk Rating, and answer the factors of some of its threats."""
    risk_method_set(model=model, actor=actor, version=0, method="owasp", owasp=_OF_MODEL)
    for rule, answers in _OF_THREATS.items():
        threat = Threat.objects.filter(model=model, rule=rule).order_by("-score", "number").first()
        if threat is not None:
            threat_rate(model=model, actor=actor, number=threat.number, version=threat.version, owasp=answers)
